internal import SlicingCore

// I24 and I25: the session, halts, and a link that is lost. What counts is what the desk was told.

extension Checker {
  // MARK: What the desk was told

  mutating func told(_ new: MarketSession) {
    guard new != toldSession else { return }
    if case .open = toldSession {} else { profit.forgetQuotes() }
    toldSession = new
    guard case .open(let closesAt) = new, closesAt > deskNow else { return }
    for slot in parents.indices where deskNow < parents[slot].sessionEnd {
      parents[slot].sessionEnd = sessionEnd(parents[slot])
    }
  }

  mutating func told(_ symbol: Symbol, isHalted: Bool) {
    if !isHalted, toldHalts.contains(symbol) { profit.forgetQuotes(of: symbol) }
    toldHalts.removeAll { $0 == symbol }
    if isHalted { toldHalts.append(symbol) }
  }

  /// A new process knows nothing but the date.
  mutating func forgetSession() {
    toldSession = settings.broker.tellsSession ? nil : .aroundTheClock
    toldHalts = []
    for slot in parents.indices { parents[slot].sessionEnd = NewYork.endOfDay(parents[slot].tradeDate) }
  }

  func sessionEnd(_ parent: ParentWatch) -> Instant {
    guard case .open(let closesAt) = toldSession, !parent.outlivesTheClose,
      NewYork.date(of: closesAt) == parent.tradeDate
    else { return NewYork.endOfDay(parent.tradeDate) }
    return closesAt
  }

  /// Whether a quote of it is a price something could be closed at, as far as the desk was told.
  func isToldOpen(_ symbol: Symbol) -> Bool {
    guard !toldHalts.contains(symbol) else { return false }
    return switch toldSession {
    case nil, .closed: false
    case .open(let closesAt): deskNow < closesAt
    case .aroundTheClock: true
    }
  }

  // MARK: Promises

  /// I24: no order leaves but in a session that is open, and none of a symbol that is halted.
  func checkSession(_ submission: Submission, at now: Instant) throws(Violation) {
    switch toldSession {
    case nil: throw fail(.session, "\(submission.id) was written before the broker told of a session")
    case .closed: throw fail(.session, "\(submission.id) was written while the market was closed")
    case .open(let closesAt) where now >= closesAt:
      throw fail(.session, "\(submission.id) was written at \(now), after the close at \(closesAt)")
    case .open, .aroundTheClock: break
    }
    guard !toldHalts.contains(submission.symbol) else {
      throw fail(.session, "\(submission.id) was written while \(submission.symbol) was halted")
    }
  }

  /// I24: nothing is planned past a close that is known, nor a new parent before the opening.
  func checkPlanned(_ slices: [Slice], isNew: Bool) throws(Violation) {
    guard let first = slices.first, let last = slices.map(\.due).max(),
      let slot = parentIndex[first.parentID]
    else { return }
    switch toldSession {
    case .open(let closesAt) where last >= closesAt:
      throw fail(.session, "\(first.parentID) is planned to \(last), past the close at \(closesAt)")
    case .closed(let opensAt?) where isNew && first.due < opensAt:
      throw fail(.session, "\(first.parentID) is planned for \(first.due), before it opens at \(opensAt)")
    case nil where isNew, .closed(nil) where isNew:
      throw fail(.session, "\(first.parentID) is planned while nobody knows when the market opens")
    default: break
    }
    guard last < parents[slot].sessionEnd else {
      throw fail(.session, "a slice of \(first.parentID) is planned for \(last), past the end of its session")
    }
  }

  /// I24: a parent ends by a close that goes by.
  func checkSessionEnded(from old: Slice, to new: Slice, _ slot: Int) throws(Violation) {
    let words = "session ended"
    guard new.reason == words || new.restReason == words, old.reason != words, old.restReason != words else {
      return
    }
    let end = parents[slices[slot].parent].sessionEnd
    guard deskNow >= end else {
      throw fail(.session, "\(new.id) ended with a session that goes on until \(end)")
    }
  }

  /// I24: and by then it has ended. Shares that an execution taken back left behind are another matter.
  func checkSessionsEnd(_ desk: Desk, slack: TimeSpan) throws(Violation) {
    guard now - runningSince > slack else { return }
    for parent in parents where deskNow > parent.sessionEnd + slack && parent.untrue.isEmpty {
      guard let book = desk.book(parent.id), !book.parent.status.isFinal,
        book.shares.pending > .zero || book.shares.owed > .zero
      else { continue }
      throw fail(.session, "\(parent.id) goes on after its session: \(book.shares)")
    }
  }

  /// I25: while the link is down, and that holds every order, every live parent is held.
  func checkLinkHolds(_ desk: Desk) throws(Violation) {
    guard settings.onLinkLoss == .hold, linkedSince == nil else { return }
    guard let free = desk.books.first(where: { $0.parent.hold == nil && !$0.parent.status.isFinal }) else {
      return
    }
    throw fail(.linkHold, "\(free.parent.id) is \(free.parent.status) while the link is down")
  }
}
