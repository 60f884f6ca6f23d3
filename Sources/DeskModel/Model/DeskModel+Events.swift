internal import Brokers
internal import OrderStore
internal import SlicingCore

extension DeskModel {
  /// One event in, its effects out. What comes after the end is asked for again at the next start.
  func apply(_ event: Event) {
    guard stage != .stopped else { return }
    lookAtIdleClock()
    enqueue(desk.handle(event, at: clock.now()))
  }

  /// What the broker says, as the core's event of the same name.
  func receive(_ event: BrokerEvent) {
    switch event {
    case .sent(let id, let attempt, let outcome):
      if case .accepted = outcome, let sentAt = desk.slice(id)?.lastSentAt {
        brokerLatency = clock.now() - sentAt
      }
      #if PLANTED_BUGS
        CrashPoint.beforeAnswerRecorded.reached()
      #endif
      apply(.sent(id, attempt: attempt, outcome))
    case .order(let report): apply(.order(report))
    case .execution(let execution): apply(.execution(execution))
    case .bust(let executionID, let id): apply(.bust(executionID: executionID, clientOrderID: id))
    case .answered(let id, let answer, let askedAt): apply(.answered(id, answer, askedAt: askedAt))
    case .openOrders(let answer, let askedAt): apply(.openOrders(answer, askedAt: askedAt))
    case .cancelAnswered(let id, let answer): apply(.cancelAnswered(id, answer))
    case .quote(let quote):
      apply(.quote(quote))
      unwatchIfUnwanted(quote.symbol)
      // A quote has no effects and is on the screen all the same.
      publishSoon()
    case .link(let up, let reason): apply(.link(up: up, reason: reason))
    case .session(let session): apply(.session(session))
    case .halt(let symbol, let reason): apply(.halt(symbol, reason: reason))
    case .position(let symbol, let shares): apply(.position(symbol, shares))
    case .averageVolume(let symbol, let shares):
      if options.averageVolumes[symbol] == nil { apply(.averageVolume(symbol, shares)) }
    case .bands(let symbol, let bands): apply(.bands(symbol, bands))
    case .clockSkew(let skew): apply(.clockSkew(skew))
    case .remark(let text): apply(.remark(text))
    }
  }

  /// Quotes nobody looks at, no order needs and no position of today is marked by would wake an idle program
  /// for ever.
  private func unwatchIfUnwanted(_ symbol: Symbol) {
    if let end = watched[symbol], end > .now { return }
    guard desk.profit.position(symbol) == .zero else { return }
    guard !desk.books.contains(where: { $0.parent.request.symbol == symbol && !$0.parent.status.isFinal })
    else {
      return
    }
    watched[symbol] = nil
    broker.unwatch(symbol)
  }

  // MARK: The one timer

  /// Sleeps until the earliest deadline of the core's heap; started anew only when that changes.
  func rearmTimer() {
    guard stage != .stopped, desk.nextDeadline != timerDeadline || timer == nil else { return }
    timer?.cancel()
    timerDeadline = desk.nextDeadline
    guard let deadline = timerDeadline else {
      timer = nil
      return
    }
    timer = Task { [weak self, clock] in
      do {
        try await clock.sleep(until: deadline)
      } catch { return }
      await self?.timerFired(deadline)
    }
  }

  private func timerFired(_ deadline: Instant) {
    guard timerDeadline == deadline else { return }
    timer = nil
    timerDeadline = nil
    noticeKillWord()
    apply(.tick)
  }

  // MARK: Looking around

  /// Once a second while a parent is live: the kill word and the wall clock. With none live it does not run,
  /// and nobody looks but before an event: it may bring an order to life.
  func startWatchdog() {
    guard watchdog == nil, desk.hasLiveParents, stage == .running else { return }
    watchdog = Task { [weak self] in
      while !Task.isCancelled, await self?.lookAround() == true { await self?.pause(.seconds(1)) }
    }
  }

  private func lookAround() -> Bool {
    noticeKillWord()
    lookAtClock()
    guard desk.hasLiveParents, stage == .running else {
      watchdog = nil
      return false
    }
    return true
  }

  /// Has the wall moved against the continuous clock since the last look?
  func lookAtClock() {
    let drift = clock.drift()
    let step = drift - lastDrift
    lastDrift = drift
    guard clock.speed == 1, abs(step.microseconds) > options.clockStepLimit.microseconds, stage != .stopped
    else { return }
    enqueue(desk.handle(.clockStep(step), at: clock.now()))
  }

  /// What the wall did while no order lived is told before one does, and not after: it trips nothing, and the
  /// next order is judged by what the wall does from then on.
  func lookAtIdleClock() { if !desk.hasLiveParents, stage == .running { lookAtClock() } }
}
