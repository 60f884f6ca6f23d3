// Facts from the venue: executions, order states, answers to questions. They are applied whatever state we
// thought an order was in; what contradicts us is an alarm, never dropped in silence.

extension Desk {
  /// The venue's clock may be this far behind ours before an order "created before our intent" is not ours.
  static let venueClockTolerance = TimeSpan.seconds(2)

  // MARK: Executions

  /// Applies an execution once, in any state: before the acknowledgement and after a cancel too.
  mutating func apply(_ execution: Execution, at now: Instant) {
    var isKnown = executions[execution.executionID] != nil
    #if PLANTED_BUGS
      if PlantedBug.fillAppliedTwice.isOn { isKnown = false }
    #endif
    guard !isKnown else { return }
    guard let address = sliceIndex[execution.clientOrderID] else { return meetUnknown(execution, at: now) }
    guard self[address].attempts > 0 else {
      return mismatch(
        "execution \(execution.executionID) for \(execution.clientOrderID), which this desk never sent",
        at: now)
    }
    guard execution.quantity > .zero, execution.quantity <= OrderRequest.maximumQuantity else {
      return mismatch(
        "execution \(execution.executionID) of \(execution.quantity) shares makes no sense", at: now)
    }
    // Told after it was taken back, or told again.
    guard !busted.contains(execution.executionID) else { return }
    let before = self[address]
    #if PLANTED_BUGS
      if PlantedBug.fillsAfterCancelIgnored.isOn { if before.cancelRequested { return } }
    #endif
    #if PLANTED_BUGS
      if PlantedBug.fillBeforeAckIgnored.isOn { if before.status == .sending { return } }
    #endif
    displaceSettlement(of: execution, address, at: now)
    if before.filled == .zero { repeatedFills.add(books[address.book].parent.request, at: now) }
    add(execution, address, at: now)
    onWire.remove(before.id)
    update(address, by: .venue, at: now) {
      $0.filled += execution.quantity
      $0.cost += execution.price * execution.quantity
      if $0.filled >= $0.quantity {
        $0.status = .filled
        $0.reason = nil
      } else if !$0.status.isFinal {
        $0.status = .partiallyFilled
      }
    }
    if before.status == .sending || before.status == .unknown { wentThrough(address) }
    log(
      .fill, "\(execution.quantity) at \(execution.price)", parent: before.parentID, slice: before.id,
      by: .broker, at: now)
    afterFill(address, before: before, at: now)
  }

  /// Puts an execution into the books' memory and into the commit.
  mutating func add(_ execution: Execution, _ address: SliceAddress, at now: Instant) {
    executions[execution.executionID] = execution
    countExecution(execution, address, sign: 1, at: now)
    rejectsInARow = 0
    if execution.isSettlement { settlements[execution.clientOrderID] = execution.executionID }
    outbox.commit.changes.append(.fill(execution))
  }

  /// The venue's own execution takes the place of as many shares as a person settled.
  private mutating func displaceSettlement(of execution: Execution, _ address: SliceAddress, at now: Instant)
  {
    guard let settled = withdrawSettlement(address, at: now), settled.quantity > execution.quantity else {
      return
    }
    let rest = settled.quantity - execution.quantity
    add(.settlement(of: settled.clientOrderID, rest, at: settled.price, on: now), address, at: now)
    update(address, by: .venue, at: now) {
      $0.filled += rest
      $0.cost += settled.price * rest
    }
  }

  /// Takes back what a person settled, loudly; the venue speaks for itself now.
  private mutating func withdrawSettlement(_ address: SliceAddress, at now: Instant) -> Execution? {
    let slice = self[address]
    guard let id = settlements.removeValue(forKey: slice.id), let settled = executions[id] else { return nil }
    busted.insert(id)
    outbox.commit.changes.append(.bust(executionID: id))
    countExecution(settled, address, sign: -1, at: now)
    update(address, by: .venue, at: now) {
      $0.filled -= settled.quantity
      $0.cost -= settled.price * settled.quantity
      guard $0.status == .filled, $0.filled < $0.quantity else { return }
      $0.status = .canceled
      $0.reason = Reason.overridden
      $0.rest = $0.rest ?? .owed
    }
    let text =
      "\(name(address)): the venue's word takes the place of \(settled.quantity) shares settled by hand"
    log(.alarm, text, parent: slice.parentID, slice: slice.id, by: .broker, at: now)
    alert(.mismatch, text, parent: slice.parentID)
    return settled
  }

  private mutating func afterFill(_ address: SliceAddress, before: Slice, at now: Instant) {
    let slice = self[address]
    if before.status.isFinal, before.status != .filled {
      log(
        .alarm, "late fill: the order was \(before.status.words)", parent: slice.parentID, slice: slice.id,
        by: .broker, at: now)
      alert(
        .mismatch, "\(name(address)): a fill arrived after it was \(before.status.words)",
        parent: slice.parentID)
      if slice.isProvisional {
        // The venue has it after all, whatever it answered; what more of it may fill only the venue can say.
        unconfirmed.insert(slice.id)
        ask(slice.id, at: now)
      }
    }
    if slice.filled > slice.quantity {
      let text = "\(name(address)) filled \(slice.filled) of \(slice.quantity)"
      alert(.mismatch, text, parent: slice.parentID)
      #if PLANTED_BUGS
        if PlantedBug.overfillWithoutAlarm.isOn { return }
      #endif
      trip(.overfill, details: text, by: .broker, at: now)
    }
    cancelIfUnwanted(address, at: now)
  }

  /// The venue took an execution back. Told before the execution itself, it keeps that from being applied.
  mutating func bust(_ executionID: String, of id: ClientOrderID, at now: Instant) {
    #if PLANTED_BUGS
      if PlantedBug.bustIgnored.isOn { return }
    #endif
    var isNew = busted.insert(executionID).inserted
    #if PLANTED_BUGS
      if PlantedBug.bustTakenTwice.isOn { isNew = true }
    #endif
    guard isNew else { return }
    guard let address = sliceIndex[id], let execution = executions[executionID],
      execution.clientOrderID == id
    else {
      return mismatch("the venue took back execution \(executionID), which this desk does not have", at: now)
    }
    outbox.commit.changes.append(.bust(executionID: executionID))
    countExecution(execution, address, sign: -1, at: now)
    let wasFilled = self[address].status == .filled
    update(address, by: .venue, at: now) {
      $0.filled -= execution.quantity
      $0.cost -= execution.price * execution.quantity
      guard $0.status == .filled, $0.filled < $0.quantity else { return }
      $0.status = .canceled
      $0.reason = "execution \(executionID) taken back by the venue"
      // Its end is not the venue's word any more: a restart asks about it as about any such end.
      $0.brokerOrderID = nil
      // What was decided about its shares before the late fill stands: planned anew, they are not owed again.
      $0.rest = $0.rest ?? .owed
    }
    let slice = self[address]
    log(.bust, "execution \(executionID) taken back", parent: slice.parentID, slice: id, by: .broker, at: now)
    if wasFilled {
      // Whether the shares work again only the venue can say.
      unconfirmed.insert(id)
      ask(id, at: now)
    }
    mismatch(
      "the venue took back execution \(executionID) of \(name(address))", parent: slice.parentID, at: now)
  }

  // MARK: Order states

  /// An order as the venue has it: executions first, then its state, once every share it reports is
  /// explained.
  mutating func merge(_ report: OrderReport, at now: Instant) {
    guard let address = sliceIndex[report.submission.id] else {
      return meetUnknown(report, at: now)
    }
    guard isOurs(report, address) else {
      return mismatch(
        "the venue's order \(report.submission.id) is not the one \(name(address)) sent",
        parent: self[address].parentID,
        at: now)
    }
    guard !isSecond(report.brokerOrderID, under: address, at: now) else { return }
    for execution in report.executions { apply(execution, at: now) }
    keepVenueID(report, address, at: now)
    switch report.state {
    case .working, .filled: merge(live: report, address, at: now)
    case .canceled: venueEnded(address, report, as: .canceled, reason: nil, at: now)
    case .expired: venueEnded(address, report, as: .expired, reason: "expired at the venue", at: now)
    case .rejected(let reason): venueEnded(address, report, as: .rejected, reason: reason, at: now)
    }
  }

  /// Two orders under one client id are one too many, whoever tells of the second.
  mutating func isSecond(_ brokerOrderID: String, under address: SliceAddress, at now: Instant) -> Bool {
    guard let known = self[address].brokerOrderID, known != brokerOrderID else { return false }
    mismatch(
      "the venue has a second order under the id of \(name(address)): \(brokerOrderID) beside \(known)",
      parent: self[address].parentID, at: now)
    return true
  }

  /// Once ours, ours: the execution that proved it, while the venue's clock said otherwise, may be taken
  /// back.
  private mutating func keepVenueID(_ report: OrderReport, _ address: SliceAddress, at now: Instant) {
    guard self[address].brokerOrderID == nil, !self[address].status.isFinal else { return }
    update(address, by: .venue, at: now) { $0.brokerOrderID = report.brokerOrderID }
  }

  /// A report of an order that works, or is filled. After an end the venue itself reported it is an old one,
  /// told late; after an end of ours it is the truth.
  private mutating func merge(live report: OrderReport, _ address: SliceAddress, at now: Instant) {
    let slice = self[address]
    if !slice.status.isFinal {
      accepted(address, brokerOrderID: report.brokerOrderID, at: now)
    } else if report.state == .working, slice.status != .filled || settlements[slice.id] != nil,
      slice.brokerOrderID == nil || settlements[slice.id] != nil || unconfirmed.contains(slice.id)
    {
      revive(address, report, at: now)
    }
    askForExecutions(address, report, at: now)
    if report.state == .filled, confirmedFills(self[address]) > report.filled {
      differs(address, report, at: now)
    }
  }

  /// The venue's last word counts fewer shares than we do: an execution was taken back, and we were not told.
  private mutating func differs(_ address: SliceAddress, _ report: OrderReport, at now: Instant) {
    mismatch(
      "\(name(address)) ended with \(report.filled) filled at the venue, \(self[address].filled) here",
      parent: self[address].parentID, at: now)
  }

  private func isOurs(_ report: OrderReport, _ address: SliceAddress) -> Bool {
    let ours = submission(address)
    let theirs = report.submission
    guard let intended = self[address].firstIntentAt else { return false }
    // What we know to be ours already needs no second look at the clocks: an execution that proved it may
    // have been taken back since.
    let isKnown =
      self[address].brokerOrderID == report.brokerOrderID || self[address].status.isWorking
      || confirmedFills(self[address]) > .zero
    return theirs.symbol == ours.symbol && theirs.side == ours.side && theirs.quantity == ours.quantity
      && theirs.type == ours.type && theirs.timeInForce == ours.timeInForce
      && (isKnown || report.createdAt >= intended - Desk.venueClockTolerance)
  }

  /// An order we took for ended is working at the venue: it is live again, loudly, and nobody wants it.
  private mutating func revive(_ address: SliceAddress, _ report: OrderReport, at now: Instant) {
    _ = withdrawSettlement(address, at: now)
    update(address, by: .venue, at: now) {
      $0.status = $0.filled > .zero ? .partiallyFilled : .submitted
      $0.brokerOrderID = report.brokerOrderID
    }
    provisional.remove(self[address].id)
    unconfirmed.remove(self[address].id)
    askCancel(address, rest: self[address].rest ?? .owed, reason: "found working", by: .desk, at: now)
    mismatch(
      "\(name(address)) was taken for ended and works at the venue", parent: self[address].parentID, at: now)
  }

  /// Executions the venue counts and has not told yet: an order ends only once they are here.
  private mutating func askForExecutions(_ address: SliceAddress, _ report: OrderReport, at now: Instant) {
    let slice = self[address]
    guard confirmedFills(slice) < report.filled else {
      fillsMissing.remove(slice.id)
      return
    }
    fillsMissing.insert(slice.id)
    ask(slice.id, at: now)
  }

  /// Shares filled by the venue's own word.
  private func confirmedFills(_ slice: Slice) -> Shares {
    slice.filled - (settlements[slice.id].flatMap { executions[$0] }?.quantity ?? .zero)
  }

  private mutating func venueEnded(
    _ address: SliceAddress, _ report: OrderReport, as status: SliceStatus, reason: String?, at now: Instant
  ) {
    askForExecutions(address, report, at: now)
    let before = self[address]
    var isExplained = confirmedFills(before) >= report.filled
    #if PLANTED_BUGS
      if PlantedBug.endDoesNotWaitForFills.isOn { isExplained = true }
    #endif
    guard isExplained else { return }
    guard !before.status.isFinal else { return confirmEnd(address, report, at: now) }
    guard before.filled == report.filled else {
      // The bust that explains it may be on its way; it trips the breaker as well.
      unconfirmed.insert(before.id)
      ask(before.id, at: now)
      return differs(address, report, at: now)
    }
    onWire.remove(before.id)
    let ending: SliceStatus = status == .rejected && before.status == .partiallyFilled ? .canceled : status
    update(address, by: .venue, at: now) {
      $0.status = ending
      $0.brokerOrderID = report.brokerOrderID
      $0.reason = reason ?? before.restReason ?? "canceled by the venue"
      $0.rest = $0.rest ?? .owed
    }
    let slice = self[address]
    log(
      .ended, "\(ending.words), \(slice.filled) of \(slice.quantity) filled", parent: slice.parentID,
      slice: slice.id, by: .broker, at: now)
    if ending == .rejected { countRejection(address, at: now) } else { rejectsInARow = 0 }
  }

  /// The venue's own report of an end we had come to by ourselves.
  private mutating func confirmEnd(_ address: SliceAddress, _ report: OrderReport, at now: Instant) {
    let id = self[address].id
    if settlements[id] != nil { _ = withdrawSettlement(address, at: now) }
    unconfirmed.remove(id)
    guard self[address].isProvisional else { return }
    update(address, by: .venue, at: now) { $0.brokerOrderID = report.brokerOrderID }
    provisional.remove(id)
  }

  // MARK: Link, clock, mismatch

  mutating func linkChanged(up: Bool, reason: String, at now: Instant) {
    guard link.isUp != up || link.since == nil else { return }
    link = LinkState(isUp: up, reason: reason, since: now)
    dataIsWanted(at: now)
    log(.link, (up ? "up: " : "down: ") + reason, by: .broker, at: now)
    // What the stream would have told meanwhile nobody tells again.
    if up, settings.reconcileInterval != nil { askForEverythingOpen(at: now) }
    guard !up else { return }
    // What happened, and not how it stands: the alert is read when the link may be up again.
    alert(.link, "link to the broker was cut: \(reason)")
    guard holdsForLink else { return }
    for book in liveBooks { setHold(book, .link, reason: Reason.linkDown(reason), by: .desk, at: now) }
  }

  /// Whether the link is down and the setting says that this holds every order.
  var holdsForLink: Bool {
    #if PLANTED_BUGS
      if PlantedBug.linkHoldForgotten.isOn { return false }
    #endif
    return !link.isUp && settings.onLinkLoss == .hold
  }

  /// Commits fail, or work again: both are for the trader to see, and for the log once it can be written.
  mutating func storageChanged(_ failure: String?, at now: Instant) {
    let old = storageFailure
    storageFailure = failure
    guard (old == nil) != (failure == nil) else { return }
    let text = failure.map(Reason.storage) ?? "the order store writes again"
    log(.alarm, text, by: .desk, at: now)
    alert(.storage, text)
  }

  /// Belief and the venue's truth differ: trading stops until a person has looked.
  mutating func mismatch(_ text: String, parent: ClientOrderID? = nil, at now: Instant) {
    log(.alarm, text, parent: parent, by: .broker, at: now)
    alert(.mismatch, text, parent: parent)
    trip(.reconcileMismatch, details: text, by: .desk, at: now)
  }
}
