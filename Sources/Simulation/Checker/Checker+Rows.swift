internal import SlicingCore

// Promises about every row the desk changes.

extension Checker {
  /// I12: a delivered execution changes belief in that same step.
  func checkImmediate(_ event: Event) throws(Violation) {
    guard case .execution(let execution) = event, let slot = index[execution.clientOrderID],
      slices[slot].booked > 0
    else { return }
    guard believed.contains(execution.keptID) || bustsHeard.contains(execution.keptID) else {
      throw fail(.immediate, "execution \(execution.executionID) was delivered and is not believed")
    }
  }

  /// I16: in the list of effects a cancel waits for no commit.
  func checkRiskReducingFirst(_ effects: [Effect]) throws(Violation) {
    var hasCommit = false
    for effect in effects {
      switch effect {
      case .persist: hasCommit = true
      case .cancel(let id, _) where hasCommit:
        throw fail(.riskReducingFirst, "the cancel of \(id) stands behind a commit")
      default: break
      }
    }
  }

  /// I16: a cancel or a halt asks for the cancel of every order that works or may work, in the same step: one
  /// in doubt and one on its way may be at the venue as well.
  func checkRisksReduced(_ event: Event, _ effects: [Effect]) throws(Violation) {
    if case .firm(.engaged) = event, lastKill.isEngaged, !killBefore { try checkCanceled(open, effects) }
    guard case .command(let command, _) = event, !Checker.isRefused(effects) else { return }
    switch command {
    case .kill(let scope, _): try checkCanceled(open.filter { isCovered($0, by: scope) }, effects)
    case .cancelAll: try checkCanceled(open, effects)
    case .cancelParent(let id):
      guard let parent = parentIndex[id] else { return }
      try checkCanceled(open.filter { slices[$0].parent == parent }, effects)
    case .cancelSlice(let id): if let slot = index[id] { try checkCanceled([slot], effects) }
    default: break
    }
    guard case .kill(let scope, _) = command, let orders = lastKill.engagement(of: scope)?.orders else {
      return
    }
    for slot in open where mayWork(slot) && isCovered(slot, by: scope) {
      guard orders.contains(slices[slot].mirror.id) else {
        throw fail(.riskReducingFirst, "the halt does not account for \(slices[slot].mirror.id)")
      }
    }
  }

  func isCovered(_ slot: Int, by scope: KillScope) -> Bool {
    let parent = parents[slices[slot].parent]
    return switch scope {
    case .all: true
    case .symbol(let symbol): parent.symbol == symbol
    case .parent(let id): parent.id == id
    }
  }

  private func checkCanceled(_ slots: [Int], _ effects: [Effect]) throws(Violation) {
    var asked: Set<ClientOrderID> = []
    for effect in effects { if case .cancel(let id, _) = effect { asked.insert(id) } }
    for slot in slots where mayWork(slot) && !asked.contains(slices[slot].mirror.id) {
      let slice = slices[slot].mirror
      throw fail(.riskReducingFirst, "\(slice.id) is \(slice.status) and no cancel was sent")
    }
  }

  /// At the venue, in doubt, or on its way.
  private func mayWork(_ slot: Int) -> Bool {
    let watch = slices[slot]
    return watch.mirror.status.isWorking || watch.mirror.status == .unknown
      || watch.mirror.status == .sending && watch.isOnWire
  }

  static func isRefused(_ effects: [Effect]) -> Bool {
    effects.contains { if case .answer(.refused) = $0 { true } else { false } }
  }

  /// I21: a clock step makes at most one breaker event, none while no order lives, and no write.
  func checkClock(_ event: Event, _ effects: [Effect]) throws(Violation) {
    guard case .clockStep = event else { return }
    var trips = 0
    for effect in effects {
      switch effect {
      case .send(let id, _): throw fail(.clock, "a clock step sends \(id)")
      case .persist(let commit): trips += commit.log.count { $0.kind == .tripped }
      default: break
      }
    }
    guard trips <= (livedBefore ? 1 : 0) else { throw fail(.clock, "a clock step trips \(trips) times") }
    guard livedBefore else { return }
    guard case .tripped = lastBreaker.state else {
      throw fail(.clock, "a clock step while an order lives leaves the breaker \(lastBreaker.state.words)")
    }
  }

  /// I15: filled never falls without a bust, attempts are at most three, and an end is an end but for late
  /// facts.
  func checkMonotone(from old: Slice, to new: Slice, cause: Event) throws(Violation) {
    guard new.attempts <= 3 else { throw fail(.monotone, "\(new.id) has \(new.attempts) attempts") }
    guard new.attempts >= old.attempts else { throw fail(.monotone, "\(new.id) lost an attempt") }
    if new.filled < old.filled, !Checker.mayLowerFills(cause) {
      throw fail(.monotone, "\(new.id) had \(old.filled) filled and has \(new.filled)")
    }
    if old.status.isFinal, new.status != old.status, !Checker.isVenueFact(cause) {
      throw fail(.monotone, "\(new.id) went from \(old.status) to \(new.status) without a venue fact")
    }
  }

  private static func mayLowerFills(_ cause: Event) -> Bool {
    switch cause {
    // The venue's own executions take the place of what a person settled.
    case .bust, .execution, .order, .answered, .openOrders: true
    default: false
    }
  }

  static func isVenueFact(_ cause: Event) -> Bool {
    switch cause {
    case .sent, .order, .execution, .bust, .answered, .openOrders, .cancelAnswered: true
    default: false
    }
  }

  /// I17: rejected and expired, and the end of a working order, come only with a word of the venue.
  func checkDefinite(from old: Slice, to new: Slice, cause: Event) throws(Violation) {
    guard new.status != old.status else { return }
    let isVenuesWord =
      new.status == .rejected || new.status == .expired || new.status.isFinal && old.status.isWorking
    guard isVenuesWord, !Checker.isVenueFact(cause) else { return }
    throw fail(.definiteOnly, "\(new.id) became \(new.status) without a word of the venue")
  }

  /// I19: every slice that ended with shares not filled says why.
  func checkExplained(_ slice: Slice) throws(Violation) {
    guard slice.status.isFinal, slice.leaves > .zero, slice.reason == nil, slice.restReason == nil else {
      return
    }
    throw fail(.explained, "\(slice.id) is \(slice.status) without a reason")
  }

  /// I9: what belief ends does not work at the venue. Not where the desk is told just now that it is not
  /// there, nor while the word that an execution was taken back, and its shares work again, is on its way.
  func checkEnd(_ slot: Int, _ cause: Event) throws(Violation) {
    let watch = slices[slot]
    guard watch.open > 0, watch.bustsDue == 0, !isToldTheUntruth(slot, cause) else { return }
    throw fail(
      .noOrphans,
      "\(watch.mirror.id) is believed \(watch.mirror.status), \(watch.mirror.filled), with \(watch.open) open at the venue"
    )
  }

  /// I8: owed shares come back in pieces: no added slice is larger than three times the largest there was.
  func checkGrowth(_ added: [Slice]) throws(Violation) {
    guard let first = added.first, let parent = parentIndex[first.parentID] else { return }
    let largest = parents[parent].largest
    guard let giant = added.first(where: { $0.quantity.count > 3 * largest }) else { return }
    throw fail(.window, "\(giant.id) was added with \(giant.quantity) shares, the largest had \(largest)")
  }

  /// I6 at the moment of an end: the venue's word that ends an order leaves no execution behind, but for one
  /// made after that word, or one it is still to take back. An execution that fills more than there was ends
  /// an order by itself, before the others are told.
  func checkEndIsWhole(_ slot: Int, _ cause: Event) throws(Violation) {
    let watch = slices[slot]
    let slice = watch.mirror
    guard watch.booked > 0, watch.bustsDue == 0, !isToldTheUntruth(slot, cause),
      !watch.untruths.contains(.overfilled), slice.filled.count != watch.filled - watch.lateDue
    else { return }
    throw fail(
      .fillTruth,
      "\(slice.id) ended \(slice.status) with \(slice.filled) filled, \(watch.filled) at the venue")
  }

  /// I10: what was committed is what lives, row by row.
  func checkLiveRow(_ slot: Int, _ desk: Desk) throws(Violation) {
    let mirror = slices[slot].mirror
    guard desk.slice(mirror.id) != mirror else { return }
    throw fail(.replay, "the row of \(mirror.id) is not the live slice")
  }

  /// I14 and the believed half of I1, off by exactly what orders count for more than was planned for them.
  /// Only an order of which something was made untrue can, and then the parent is held for the difference.
  func checkSums(_ slot: Int, _ desk: Desk) throws(Violation) {
    let watch = parents[slot]
    guard let book = desk.book(watch.id) else { return }
    let shares = book.shares
    let excess = watch.untrue.map { self.excess($0) }
    let difference = excess.reduce(0, +)
    guard shares.total.count == watch.total + difference else {
      throw fail(
        .conservation,
        "\(shares.total) of \(watch.total) shares are accounted for: \(shares), off by \(excess)")
    }
    guard shares.committed.count <= watch.total + excess.reduce(0, { $0 + max(0, $1) }) else {
      throw fail(.ceiling, "\(shares.committed) of \(watch.total) shares are believed at the venue")
    }
    guard difference == 0 || book.parent.hold?.cause == .mismatch || book.parent.status.isFinal else {
      throw fail(.conservation, "parent \(watch.id) is off by \(difference) shares and not held for it")
    }
  }
}
