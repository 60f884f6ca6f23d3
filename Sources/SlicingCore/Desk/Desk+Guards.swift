// Kill switch and circuit breaker: who, when, why, and what they do to the orders.

extension Desk {
  // MARK: Kill

  /// For everything, the kill word was set before this event was made; here it is recorded and the working
  /// orders are canceled.
  mutating func engageKill(
    _ scope: KillScope, reason: String, by actor: Actor, at now: Instant
  ) throws(Refusal) -> CommandAnswer {
    if let known = kill.engagement ?? kill.engagement(of: scope) {
      // The firm may have been released since: whoever halts now means all of it.
      if scope == .all, !firm.isEngaged { tellFirm(.engage(reason: reason, by: actor), by: actor) }
      guard !reason.isEmpty else { throw .alreadyKilled(known) }
      // The halt stays the first one's, and who else wanted it, and why, is on record beside it.
      log(
        .explained, scoped("halted again: \(reason)", scope), parent: scope.parentID, by: actor, at: now)
      return .refused(.alreadyKilled(known))
    }
    if case .parent(let id) = scope { _ = try openBook(id) }
    let words = halt(scope, reason: reason, by: actor, at: now)
    if scope == .all { tellFirm(.engage(reason: reason, by: actor), by: actor) }
    return .done("halted: \(words)")
  }

  /// Stops what the scope covers and cancels what of it works; says how much that was.
  @discardableResult
  mutating func halt(_ scope: KillScope, reason: String, by actor: Actor, at now: Instant) -> String {
    var stopped = 0
    var (orders, armed): ([SliceAddress], [SliceAddress]) = ([], [])
    for book in liveBooks where books[book].isCovered(by: scope) {
      for slice in books[book].slices where !slice.status.isFinal {
        let address = SliceAddress(book: book, number: slice.number)
        #if PLANTED_BUGS
          if PlantedBug.killLeavesWorking.isOn { if slice.status.isWorking { continue } }
        #endif
        #if PLANTED_BUGS
          if PlantedBug.killForgetsUnknown.isOn {
            if slice.status == .unknown || onWire.contains(slice.id) { continue }
          }
        #endif
        guard isUnsent(address) else {
          orders.append(address)
          continue
        }
        stopped += 1
        if slice.status == .sending { armed.append(address) }
      }
      setHold(book, .kill, reason: Reason.killWord, by: actor, at: now)
    }
    let engagement = KillSwitch.Engagement(
      at: now, by: actor, reason: reason, slicesStopped: stopped, orders: orders.map { self[$0].id })
    var next = kill
    if scope == .all {
      next.engagement = engagement
    } else {
      next.scoped.append(.init(scope: scope, engagement: engagement))
    }
    setKill(next)
    log(.killed, scoped(reason, scope), parent: scope.parentID, by: actor, at: now)
    for address in orders { cancelByKill(address, by: actor, at: now) }
    // Armed, or waiting to be tried again: its send may be queued behind a slow commit. Left as it is, it
    // would leave after a quick release and resume, before those are on disk themselves.
    for address in armed {
      block(
        address, GateStop(status: .blockedKillSwitch, reason: Reason.kill(engagement, scope: scope)), at: now)
    }
    let words =
      (scope == .all ? "" : "\(name(of: scope)), ")
      + "\(stopped) \(stopped == 1 ? "slice" : "slices") stopped, "
      + "\(orders.count) \(orders.count == 1 ? "order" : "orders") being canceled"
    alert(.kill, "halted by \(actor): \(words)")
    return words
  }

  /// What a trader calls it: an order by the number on his screen. The record has its id.
  private func name(of scope: KillScope) -> String {
    guard let book = scope.parentID.flatMap({ parentIndex[$0] }) else { return scope.words }
    return "order \(books[book].parent.ordinal)"
  }

  /// A record says what it covers, where that is not everything.
  private func scoped(_ reason: String, _ scope: KillScope) -> String {
    guard scope != .all else { return reason }
    return reason.isEmpty ? scope.words : "\(scope.words): \(reason)"
  }

  /// What the trader had given up before the halt stays given up.
  private mutating func cancelByKill(_ address: SliceAddress, by actor: Actor, at now: Instant) {
    let slice = self[address]
    askCancel(
      address, rest: slice.rest ?? .owed, reason: slice.restReason ?? Reason.killWord, by: actor, at: now)
  }

  /// The halt that covers an order, if any does.
  func killCover(_ book: Int) -> KillSwitch.Scoped.Cover? {
    let parent = books[book].parent
    #if PLANTED_BUGS
      if PlantedBug.killScopeIgnored.isOn { return kill.engagement.map { (.all, $0) } }
    #endif
    return kill.covering(parent.request.symbol, parent: parent.id)
  }

  mutating func explainKill(
    _ scope: KillScope, reason: String, by actor: Actor, at now: Instant
  ) throws(Refusal) -> CommandAnswer {
    guard !reason.isEmpty else { throw .reasonMissing }
    guard kill.engagement(of: scope) != nil else { throw .notKilled }
    var next = kill
    if scope == .all {
      next.engagement?.reason = reason
    } else {
      for place in next.scoped.indices where next.scoped[place].scope == scope {
        next.scoped[place].engagement.reason = reason
      }
    }
    setKill(next)
    log(.explained, scoped(reason, scope), parent: scope.parentID, by: actor, at: now)
    if scope == .all { explainToFirm(reason, by: actor) }
    return .done("reason recorded: \(reason)")
  }

  /// Allows trading again. Nothing is resumed: every parent stays held until the trader resumes it.
  mutating func releaseKill(
    _ scope: KillScope, reason: String, by actor: Actor, at now: Instant
  ) throws(Refusal) -> CommandAnswer {
    if scope == .all, !kill.isEngaged, case .engaged = firm {
      return try releaseFirm(reason: reason, by: actor, at: now)
    }
    guard kill.engagement(of: scope) != nil else { throw .notKilled }
    guard !reason.isEmpty else { throw .reasonMissing }
    // A release that cannot be stored would take effect by itself, hours later, when the disk has room again.
    if let storageFailure { throw .storageDown(storageFailure) }
    // Nobody knows whether the firm still wants this halt.
    if scope == .all, case .unreadable = firm { throw .firm(firm) }
    let doubtful = doubtfulOrders(in: scope)
    guard doubtful.isEmpty else { throw .unknownOrders(doubtful) }
    let isOwn = kill.engagement?.by != .firm
    var next = kill
    if scope == .all { next.engagement = nil } else { next.scoped.removeAll { $0.scope == scope } }
    setKill(next)
    log(.released, scoped(reason, scope), parent: scope.parentID, by: actor, at: now)
    if scope == .all {
      outbox.afterCommit.append(.openKillWord)
      // Told of one of this desk's own whatever the firm says: it may still wait there to be recorded.
      if isOwn || firm.isEngaged { tellFirm(.disengage(reason: reason, by: actor), by: actor) }
    }
    let held = liveBooks.filter { books[$0].parent.hold != nil && books[$0].isCovered(by: scope) }.count
    return .done(
      (held == 0
        ? "released; no order is held"
        : "released; \(held) \(held == 1 ? "order stays" : "orders stay") held until resumed")
        + (scope == .all ? firmTripStays : ""))
  }

  /// This desk is released and the firm is not: its word was not taken, or another desk halted since.
  private mutating func releaseFirm(
    reason: String, by actor: Actor, at now: Instant
  ) throws(Refusal) -> CommandAnswer {
    guard !reason.isEmpty else { throw .reasonMissing }
    if let storageFailure { throw .storageDown(storageFailure) }
    log(.released, "the firm's switch: \(reason)", by: actor, at: now)
    tellFirm(.disengage(reason: reason, by: actor), by: actor)
    return .done("the firm's switch is asked to allow trading; this desk is not halted\(firmTripStays)")
  }

  /// Orders whose state the broker has not confirmed, in the order of entry.
  public func doubtfulOrders(in scope: KillScope) -> [ClientOrderID] {
    liveBooks.filter { books[$0].isCovered(by: scope) }.flatMap { books[$0].slices }.filter {
      $0.status == .unknown || onWire.contains($0.id) || isDoubtful($0.id)
    }.map(\.id)
  }

  /// What became of each order that was at the broker at the halt.
  public func killReceipts(of scope: KillScope = .all) -> [KillReceipt] {
    (kill.engagement(of: scope)?.orders ?? []).compactMap { id in
      guard let slice = slice(id) else { return nil }
      let result: KillReceipt.Result =
        switch slice.status {
        case .canceled: .canceled
        case .filled: .filledFirst
        case .pending, .sending, .unknown, .submitted, .partiallyFilled: .stillAsking
        default: .ended(slice.status)
        }
      return KillReceipt(id: id, parentID: slice.parentID, number: slice.number, result: result)
    }
  }

  // MARK: Breaker

  mutating func tripByHand(reason: String, by actor: Actor, at now: Instant) throws(Refusal) -> CommandAnswer
  {
    guard !reason.isEmpty else { throw .reasonMissing }
    if case .tripped(let first) = breaker.state { throw .alreadyTripped(first) }
    trip(.manual, details: reason, by: actor, at: now)
    return .done("breaker tripped: \(reason)")
  }

  /// Trips; a second trip keeps the first reason and is only logged.
  mutating func trip(_ reason: TripReason, details: String, by actor: Actor, at now: Instant) {
    var next = breaker
    do throws(CircuitBreaker.Refusal) {
      try next.trip(.init(at: now, reason: reason, details: details, by: actor), on: NewYork.date(of: now))
      setBreaker(next)
      log(.tripped, "\(reason.rawValue): \(details)", by: actor, at: now)
      alert(.breaker, "breaker tripped: \(reason.rawValue), \(details)")
      tellFirm(.trip(reason, details: details, by: actor), by: actor)
    } catch {
      log(.alarm, "breaker already tripped; also \(reason.rawValue): \(details)", by: actor, at: now)
    }
    for book in liveBooks { setHold(book, .breaker, reason: reason.rawValue, by: actor, at: now) }
    // What another desk's books have wrong is no reason to leave this one's queue places.
    if reason.cancelsWorking, actor != .firm {
      cancelWorking(reason: "breaker: \(reason.rawValue)", by: actor, at: now)
    }
  }

  /// Orders in doubt and on the wire included: they may work at the venue.
  private mutating func cancelWorking(reason: String, by actor: Actor, at now: Instant) {
    for book in liveBooks {
      for number in books[book].slices.indices {
        let address = SliceAddress(book: book, number: number)
        let slice = self[address]
        guard !slice.status.isFinal, !isUnsent(address), !slice.cancelRequested else { continue }
        askCancel(address, rest: .owed, reason: reason, by: actor, at: now)
      }
    }
  }

  mutating func resetBreaker(reason: String, by actor: Actor, at now: Instant) throws(Refusal)
    -> CommandAnswer
  {
    rollProfit(at: now)
    guard !reason.isEmpty else { throw .reasonMissing }
    // One that cannot be stored would reach the firm hours later, when something else may be tripped there.
    if let storageFailure { throw .storageDown(storageFailure) }
    var (isFall, isOwn) = (false, false)
    if case .tripped(let trip) = breaker.state {
      isOwn = trip.by != .firm
      // Another desk's fall says nothing of this one's.
      isFall = trip.reason == .drawdown && isOwn
      if let text = lossBeyond { throw .stillBeyond(.dailyLoss, text) }
      if case .unreadable = firm { throw .firm(firm) }
    } else if case .tripped = firm {
      tellFirm(.reset(reason: reason, by: actor), by: actor)
      log(.reset, "the firm's breaker: \(reason)", by: actor, at: now)
      return .done("the firm's breaker is asked to reset; this desk's is not tripped")
    } else if firm.tripBehindHalt != nil {
      // It is the firm's that is tripped, and that is reset once its halt is released.
      throw .firm(firm)
    }
    var next = breaker
    do throws(CircuitBreaker.Refusal) {
      try next.reset(at: now, quiet: settings.limits.quietPeriod)
    } catch { throw .notTripped }
    setBreaker(next)
    failuresInARow = 0
    rejectsInARow = 0
    // That fall has been looked at; what is lost stays lost, and the daily loss counts all of it. Any other
    // trip's reset has looked at no fall. Written down in any case: a row that was lost is there again.
    if isFall { profit.restartPeak() }
    storePeak()
    if firm.isTripped || isOwn && firm.tripBehindHalt == nil {
      tellFirm(.reset(reason: reason, by: actor), by: actor)
    }
    log(.reset, reason, by: actor, at: now)
    schedule.add(.quietOver, at: now + settings.limits.quietPeriod)
    guard firm.tripBehindHalt == nil else {
      return .done(
        "this desk's breaker is reset; the firm is halted\(firmTripStays): release, then reset again")
    }
    guard fallBeyond == nil else {
      return .done("breaker reset; it will trip again, for the fall since the day's highest: reset it then")
    }
    return .done("breaker reset: quiet for \(settings.limits.quietPeriod), then parents may be resumed")
  }

  mutating func openBreakerIfQuiet(at now: Instant) {
    var next = breaker
    guard next.openIfQuietIsOver(at: now) else { return }
    setBreaker(next)
    log(.open, "quiet period over", by: .desk, at: now)
  }

  // MARK: Clock

  /// The wall clock moved against the continuous clock by more than a correction: due times no longer mean
  /// what the trader read on the wall. Where no order is live there are none: it is said and kept, and trips
  /// nothing, neither now nor when the next order is entered. The clock here goes on as it was.
  mutating func clockStepped(_ step: TimeSpan, at now: Instant) {
    let way = step.microseconds < 0 ? "back" : "on"
    let text =
      "the wall clock moved \(way) by \(TimeSpan(microseconds: abs(step.microseconds)))"
      + (hasLiveParents ? "" : " while no order was live: start again to follow it")
    log(.clock, text, by: .desk, at: now)
    alert(.clock, text)
    #if PLANTED_BUGS
      let mayTrip = hasLiveParents || PlantedBug.idleClockStepTrips.isOn
    #else
      let mayTrip = hasLiveParents
    #endif
    guard mayTrip else { return }
    trip(.clockStep, details: text, by: .desk, at: now)
    #if PLANTED_BUGS
      if PlantedBug.clockStepTripsTwice.isOn { log(.tripped, text, by: .desk, at: now) }
    #endif
  }
}
