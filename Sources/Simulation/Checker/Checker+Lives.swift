internal import SlicingCore

// Promises over the death of the process, and what people were told.

extension Checker {
  // MARK: People

  /// A command is about to be handled; what it forbids is forbidden from here on, whoever hears of it.
  mutating func commanded(_ command: DeskCommand) {
    switch command {
    case .cancelParent(let id): if let slot = parentIndex[id] { parents[slot].isCanceled = true }
    case .cancelAll: for slot in parents.indices { parents[slot].isCanceled = true }
    case .hold(let id, _): if let slot = parentIndex[id] { parents[slot].isHeld = true }
    case .holdAll: for slot in parents.indices { parents[slot].isHeld = true }
    case .release(let scope, _): haltsPromised.removeAll { $0 == scope }
    case .resume(let id, _, _): if let slot = parentIndex[id] { parents[slot].isHeld = false }
    default: break
    }
  }

  /// The answer has been given: it must hold over a restart.
  mutating func promised(_ command: DeskCommand) {
    switch command {
    case .cancelParent(let id): if let slot = parentIndex[id] { parents[slot].isCancelPromised = true }
    case .cancelSlice(let id): if let slot = index[id] { slices[slot].isCancelPromised = true }
    // A release may have been handled before the answer to the halt was given.
    case .kill(let scope, _):
      if lastKill.engagement(of: scope) != nil, !haltsPromised.contains(scope) { haltsPromised.append(scope) }
    default: break
    }
  }

  /// I4 and I3 over a restart: what was answered as done is done in the rows.
  private func checkPromisesKept(_ desk: Desk) throws(Violation) {
    for parent in parents where parent.isCancelPromised {
      guard let found = desk.book(parent.id)?.parent, !found.status.isFinal, found.canceledReason == nil
      else {
        continue
      }
      throw fail(.cancel, "the cancel of \(parent.id) was promised and is forgotten")
    }
    for slot in open where slices[slot].isCancelPromised && !slices[slot].mirror.cancelRequested {
      throw fail(.cancel, "the cancel of \(slices[slot].mirror.id) was promised and is forgotten")
    }
    if let scope = haltsPromised.first(where: { desk.kill.engagement(of: $0) == nil }) {
      throw fail(.kill, "the halt of \(scope.words) is forgotten")
    }
  }

  /// An order is to be canceled, the rows say so, and the venue has not ended it.
  var hasCancelUnderWay: Bool {
    open.contains { slices[$0].open > 0 && slices[$0].mirror.cancelRequested }
  }

  /// The process died: what nobody was told may be lost with it.
  mutating func forgetUnanswered() {
    for slot in parents.indices { parents[slot].isCanceled = parents[slot].isCancelPromised }
  }

  // MARK: Death and life

  /// I10 at the moment of death: the rows, with what was still on its way to them, are the live state.
  mutating func processDies(desk: Desk, store: ScriptedStore, pending: [Commit]) throws(Violation) {
    guard !isFenced else { return }
    var shadow = store
    for commit in pending {
      do throws(ScriptedStore.Refused) {
        try shadow.apply(commit)
      } catch {
        throw fail(.replay, "a commit on its way does not fit the rows: \(error.words)")
      }
    }
    try checkReplay(desk, shadow)
  }

  /// I10: every book the desk has equals its rows.
  func checkReplay(_ desk: Desk, _ store: ScriptedStore) throws(Violation) {
    for book in desk.books {
      guard store.parent(book.parent.id) == book.parent else {
        throw fail(.replay, "the row of parent \(book.parent.id) is not the live parent")
      }
      for slice in book.slices where store.slice(book.parent.id, slice.number) != slice {
        let row = store.slice(book.parent.id, slice.number).map { "\($0)" } ?? "none"
        throw fail(.replay, "the row of \(slice.id) is not the live slice: \(row) \(slice)")
      }
      let again = ParentBook(parent: book.parent, slices: book.slices)
      guard again.shares == book.shares, again.cost == book.cost else {
        throw fail(.replay, "the counters of \(book.parent.id) drifted: \(book.shares), \(again.shares)")
      }
    }
    guard store.kill == desk.kill, store.breaker == desk.breaker else {
      throw fail(.replay, "the guards on disk are not the live ones")
    }
    guard (store.profitPeak?.peak.nanodollars ?? 0) == lastPeak else {
      throw fail(.replay, "the day's highest profit on disk is \(store.profitPeak.debugDescription)")
    }
  }

  /// A new process has read the rows: belief is what they say.
  mutating func processStarts(desk: Desk, store: ScriptedStore) throws(Violation) {
    lastKill = store.kill
    lastBreaker = store.breaker
    committed(kill: store.kill, breaker: store.breaker)
    believed = []
    settlements = [:]
    for slot in slices.indices { slices[slot].settled = 0 }
    for fill in store.fills where !store.busted.contains(fill.executionID) { believe(fill) }
    forgetLostBusts()
    for slot in open { slices[slot].isListed = false }
    open = []
    for slot in slices.indices { (slices[slot].isOnWire, slices[slot].questionAt) = (false, nil) }
    for book in desk.books {
      for slice in book.slices {
        guard let slot = index[slice.id] else { continue }
        // A replan that never reached the disk has moved nothing.
        if slices[slot].mirror.rest == .moved, slice.rest != .moved { slices[slot].movedShares = 0 }
        slices[slot].mirror = slice
        list(slot)
      }
    }
    touchedSlices = []
    touchedParents = []
    for slot in parents.indices { parents[slot].isHeld = true }
    forgetSession()
    forgetGuards()
    lastPeak = store.profitPeak?.peak.nanodollars ?? 0
    loadProfit(desk, store)
    (dataWantedAt, silentSince) = (deskNow, deskNow)
    runsAgain()
    linkedSince = nil
    (haltedSince, scopedSince) = (nil, [])
    noteHalts(store.kill)
    try checkPromisesKept(desk)
  }

  /// What was taken back and died with the process before it was on disk is still to be told.
  private mutating func forgetLostBusts() {
    for (execution, slot) in heardBusts where believed.contains(execution) {
      bustsHeard.remove(execution)
      slices[slot].bustsDue += 1
    }
    heardBusts.removeAll { believed.contains($0.execution) }
  }

  /// A person settled an order: belief is that person's word from here on, be it right or wrong.
  mutating func settledByHand(_ id: ClientOrderID, isWrong: Bool) {
    guard let slot = index[id] else { return }
    make(.settled, of: slot)
    guard isWrong else { return }
    // Shares given up by mistake may be planned anew, and the order be real all the same.
    slices[slot].beyond = max(slices[slot].beyond, slices[slot].mirror.quantity.count)
    make(.settledWrongly, of: slot)
  }

  /// This life's clock is not the last one's, by which the orders that are out were intended.
  mutating func clockChanged() {
    for slot in slices.indices where slices[slot].mirror.attempts > 0 { make(.clock, of: slot) }
  }

  // MARK: Quiet

  /// I6, I7 and I9, once everything has healed and come to rest.
  func checkQuiet(_ desk: Desk, _ venue: ScriptedVenue) throws(Violation) {
    for order in venue.orders {
      guard let slice = desk.slice(order.submission.id), let slot = index[slice.id] else { continue }
      // What the venue denied, or a person settled wrongly, and told nobody of since, cannot be known where
      // it cannot be asked.
      guard !isStillDeceived(slot), !isTakenForAnothers(slot, order) else { continue }
      if slice.status.isFinal, order.isWorking {
        throw fail(.noOrphans, "\(slice.id) is believed \(slice.status) and works at the venue")
      }
      try checkFills(slot, order)
    }
    for book in desk.books { try checkOver(book, venue) }
  }

  /// What a person settled stands until the venue's own executions take its place.
  private func checkFills(_ slot: Int, _ order: VenueOrder) throws(Violation) {
    let slice = slices[slot].mirror
    let told = slice.filled.count - slices[slot].settled
    let isSettled =
      slices[slot].settled > 0 || slices[slot].untruths.contains(.settled) && !slices[slot].isTold
    guard isSettled ? told <= order.filled.count : told == order.filled.count else {
      throw fail(
        .fillTruth,
        "\(slice.id) \(slice.status): \(told) filled believed, \(order.filled) at the venue")
    }
    let cost = order.executions.reduce(Notional.zero) { $0 + $1.price * $1.quantity }
    guard isSettled || slice.cost == cost else {
      throw fail(.fillTruth, "\(slice.id) cost \(slice.cost), \(cost) at the venue")
    }
  }

  private func checkOver(_ book: ParentBook, _ venue: ScriptedVenue) throws(Violation) {
    for slice in book.slices {
      guard slice.status.isFinal else {
        throw fail(.liveness, "\(slice.id) is still \(slice.status): \(slice.reason ?? "")")
      }
      if slice.filled.count > index[slice.id].map({ slices[$0].settled }) ?? 0, venue.index[slice.id] == nil {
        throw fail(.fillTruth, "\(slice.id) is believed filled and is not at the venue")
      }
    }
    guard book.parent.status.isFinal else {
      throw fail(.liveness, "parent \(book.parent.id) is still \(book.parent.status): \(book.shares)")
    }
  }

  /// I7 before anybody helps: a retry is made or given up, and what was asked to be canceled is.
  func checkNothingIsStuck(_ desk: Desk, at now: Instant) throws(Violation) {
    for book in desk.books {
      let interval = book.parent.request.interval
      for slice in book.slices {
        if slice.status == .sending, slice.lastSentAt != nil, now > slice.due + interval + .seconds(30) {
          throw fail(.liveness, "\(slice.id) waits for a retry that never comes")
        }
        if slice.status.isWorking, slice.cancelRequested, now - slice.updatedAt > .seconds(35) {
          throw fail(.liveness, "\(slice.id) was to be canceled and still works")
        }
      }
    }
  }

  /// I6 for what is believed to work, two rounds of reconciliation after the faults healed and before anybody
  /// acts. What a plan that still runs has sent since is another matter.
  func checkOpenOrders(_ desk: Desk, _ venue: ScriptedVenue) throws(Violation) {
    for book in desk.books where book.shares.working > .zero {
      for slice in book.slices where slice.status.isWorking && deskNow - slice.updatedAt > .seconds(30) {
        guard let order = venue.index[slice.id].map({ venue.orders[$0] }), !order.isWorking else { continue }
        throw fail(.fillTruth, "\(slice.id) is believed \(slice.status) and ended at the venue")
      }
    }
  }

  /// I11: nothing works at the venue.
  func checkNothingWorks(_ venue: ScriptedVenue) throws(Violation) {
    guard let order = venue.orders.first(where: { $0.isWorking }) else { return }
    throw fail(.killConverges, "\(order.submission.id) still works 30 s after the halt")
  }
}
