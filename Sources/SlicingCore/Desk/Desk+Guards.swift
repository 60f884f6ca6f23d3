// Kill switch and circuit breaker: who, when, why, and what they do to the orders.

extension Desk {
  // MARK: Kill

  /// The kill word was set before this event was made; here it is recorded and the working orders are
  /// canceled.
  mutating func engageKill(reason: String, by actor: Actor, at now: Instant) throws(Refusal) -> CommandAnswer
  {
    if let engagement = kill.engagement { throw .alreadyKilled(engagement) }
    var stopped = 0
    var orders: [SliceAddress] = []
    for book in liveBooks {
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
        if isUnsent(address) { stopped += 1 } else { orders.append(address) }
      }
      setHold(book, .kill, reason: Reason.killWord, by: actor, at: now)
    }
    setKill(
      KillSwitch(
        engagement: .init(
          at: now, by: actor, reason: reason, slicesStopped: stopped, orders: orders.map { self[$0].id })))
    log(.killed, reason, by: actor, at: now)
    for address in orders { cancelByKill(address, by: actor, at: now) }
    let words =
      "\(stopped) \(stopped == 1 ? "slice" : "slices") stopped, "
      + "\(orders.count) \(orders.count == 1 ? "order" : "orders") being canceled"
    alert(.kill, "halted by \(actor): \(words)")
    return .done("halted: \(words)")
  }

  /// What the trader had given up before the halt stays given up.
  private mutating func cancelByKill(_ address: SliceAddress, by actor: Actor, at now: Instant) {
    let slice = self[address]
    askCancel(
      address, rest: slice.rest ?? .owed, reason: slice.restReason ?? Reason.killWord, by: actor, at: now)
  }

  mutating func explainKill(reason: String, by actor: Actor, at now: Instant) throws(Refusal) -> CommandAnswer
  {
    guard !reason.isEmpty else { throw .reasonMissing }
    guard var engagement = kill.engagement else { throw .notKilled }
    engagement.reason = reason
    setKill(KillSwitch(engagement: engagement))
    log(.explained, reason, by: actor, at: now)
    return .done("reason recorded: \(reason)")
  }

  /// Allows trading again. Nothing is resumed: every parent stays held until the trader resumes it.
  mutating func releaseKill(reason: String, by actor: Actor, at now: Instant) throws(Refusal) -> CommandAnswer
  {
    guard kill.isEngaged else { throw .notKilled }
    guard !reason.isEmpty else { throw .reasonMissing }
    // A release that cannot be stored would take effect by itself, hours later, when the disk has room again.
    if let storageFailure { throw .storageDown(storageFailure) }
    let doubtful = doubtfulOrders
    guard doubtful.isEmpty else { throw .unknownOrders(doubtful) }
    setKill(KillSwitch())
    log(.released, reason, by: actor, at: now)
    outbox.afterCommit.append(.openKillWord)
    let held = liveBooks.filter { books[$0].parent.hold != nil }.count
    return .done(
      held == 0
        ? "released; no order is held"
        : "released; \(held) \(held == 1 ? "order stays" : "orders stay") held until resumed")
  }

  /// Orders whose state the broker has not confirmed, in the order of entry.
  var doubtfulOrders: [ClientOrderID] {
    liveBooks.flatMap { books[$0].slices }.filter {
      $0.status == .unknown || onWire.contains($0.id) || isDoubtful($0.id)
    }.map(\.id)
  }

  /// What became of each order that was at the broker at the halt.
  public var killReceipts: [KillReceipt] {
    (kill.engagement?.orders ?? []).compactMap { id in
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
    } catch {
      log(.alarm, "breaker already tripped; also \(reason.rawValue): \(details)", by: actor, at: now)
    }
    for book in liveBooks { setHold(book, .breaker, reason: reason.rawValue, by: actor, at: now) }
    if reason.cancelsWorking { cancelWorking(reason: "breaker: \(reason.rawValue)", by: actor, at: now) }
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
    guard !reason.isEmpty else { throw .reasonMissing }
    var next = breaker
    do throws(CircuitBreaker.Refusal) {
      try next.reset(at: now, quiet: settings.limits.quietPeriod)
    } catch { throw .notTripped }
    setBreaker(next)
    failuresInARow = 0
    rejectsInARow = 0
    log(.reset, reason, by: actor, at: now)
    schedule.add(.quietOver, at: now + settings.limits.quietPeriod)
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
  /// what the trader read on the wall.
  mutating func clockStepped(_ step: TimeSpan, at now: Instant) {
    let text =
      "the wall clock moved \(step.microseconds < 0 ? "back" : "on") by \(TimeSpan(microseconds: abs(step.microseconds)))"
    log(.clock, text, by: .desk, at: now)
    alert(.clock, text)
    trip(.clockStep, details: text, by: .desk, at: now)
    #if PLANTED_BUGS
      if PlantedBug.clockStepTripsTwice.isOn { log(.tripped, text, by: .desk, at: now) }
    #endif
  }

  /// Why no slice can go now, in words; nil if the next one can.
  public func blocker(at now: Instant) -> String? {
    if let engagement = kill.engagement { return Reason.kill(engagement) }
    switch breaker.state {
    case .open: break
    case .tripped: return breaker.state.words
    case .quiet(let until, _):
      return "breaker quiet for another \((until - now).roundedUpToSeconds)"
    }
    if let storageFailure { return Reason.storage(storageFailure) }
    guard link.isUp else { return Reason.linkDown(link.reason) }
    return sessionStop(at: now) ?? haltOfNext
  }

  /// Why the slice that is due next cannot go, where its symbol is halted; another symbol's may.
  private var haltOfNext: String? {
    guard !halts.isEmpty else { return nil }
    let waiting = liveBooks.filter { books[$0].parent.hold == nil }.compactMap { book in
      books[book].nextPending.map { (due: $0.due, symbol: books[book].parent.request.symbol) }
    }
    guard let next = waiting.min(by: { $0.due < $1.due }), let reason = halts[next.symbol] else { return nil }
    return Reason.halted(next.symbol, reason)
  }
}
