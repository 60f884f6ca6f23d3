internal import SlicingCore

// The market opens, closes and halts; the desk's broker tells of it what gets through.

extension Simulator {
  /// The market's own day.
  func planMarket() {
    guard market.tellsSession else { return }
    if let opening = market.opening { queue.add(.market(.opens(closesAt: market.close)), at: opening) }
    queue.add(.market(.closes(opensAt: market.second?.opens)), at: market.close)
    guard let second = market.second else { return }
    queue.add(.market(.opens(closesAt: second.closes)), at: second.opens)
  }

  /// A turn of the day. A close that was moved meanwhile comes when it now is.
  func carryOut(_ turn: Market.Turn) {
    switch turn {
    case .opens(let closesAt):
      market.closesAt = closesAt
      market.session = .open(closesAt: closesAt)
    case .closes(let opensAt):
      if now < market.closesAt { return queue.add(.market(turn), at: market.closesAt) }
      market.session = .closed(opensAt: opensAt)
    }
    tellSession()
  }

  // MARK: Accidents

  /// Closed before its time, and open again a while later unless its close has come.
  func marketShuts(for length: TimeSpan) {
    guard market.tellsSession, case .open = market.session else { return }
    let isAnnounced = market.random.chance(perMille: 500)
    market.session = .closed(opensAt: isAnnounced ? now + length : nil)
    tellSession()
    queue.add(.disturb(.marketReopens), at: now + length)
  }

  func marketReopens() {
    guard market.tellsSession, case .closed = market.session, now < market.closesAt else { return }
    market.session = .open(closesAt: market.closesAt)
    tellSession()
  }

  /// The close is moved: a short day is announced, or an extension.
  func closeMoves() {
    guard market.tellsSession, case .open = market.session else { return }
    let from = market.random.chance(perMille: 400) ? market.closesAt : now
    market.closesAt = from + .seconds(market.random.pick([2, 30, 90, 300, 900]))
    market.session = .open(closesAt: market.closesAt)
    tellSession()
    queue.add(.market(.closes(opensAt: nil)), at: market.closesAt)
  }

  /// A symbol somebody trades is halted for a while.
  func symbolHalts(for length: TimeSpan) {
    let live = desk.books.filter { !$0.parent.status.isFinal }
    guard !live.isEmpty else { return }
    let symbol = live[market.random.below(live.count)].parent.request.symbol
    setHalt(symbol, reason: faults.text(market.random.pick(["LULD", "news pending", "regulatory concern"])))
    queue.add(.disturb(.symbolTrades(symbol)), at: now + length)
  }

  /// An accident of the market just while an attempt waits to be made again.
  func marketStrikesWhileRetryWaits() {
    guard market.random.chance(perMille: 5) else { return }
    let (wait, length) = (TimeSpan.milliseconds(market.random.within(200...1900)), TimeSpan.seconds(9))
    if market.random.chance(perMille: 500) {
      if faults.strike(.symbolHalted) { queue.add(.disturb(.symbolHalts(length)), at: now + wait) }
    } else if market.tellsSession, faults.strike(.marketShuts) {
      queue.add(.disturb(.marketShuts(length)), at: now + wait)
    }
  }

  func setHalt(_ symbol: Symbol, reason: String?) {
    market.halts.removeAll { $0.symbol == symbol }
    market.halts.append((symbol, reason))
    tell(.halt(symbol, reason: reason))
  }

  func setBands(_ symbol: Symbol, _ bands: PriceBands?) {
    market.bands.removeAll { $0.symbol == symbol }
    market.bands.append((symbol, bands))
    tell(.bands(symbol, bands))
  }

  /// The clocks are compared: apart, a little or by much, and together again later.
  func clocksDiffer(for length: TimeSpan) {
    let skew = market.random.pick([1500, -2500, 45_000, -90_000])
    tell(.clockSkew(.milliseconds(skew)))
    tell(.clockSkew(.milliseconds(skew * 9 / 10)))
    queue.add(.disturb(.clocksAgree), at: now + length)
  }

  func clocksAgree() { tell(.clockSkew(.milliseconds(market.random.within(-900...900)))) }

  func remark() { tell(.remark(faults.text("positions differ: AAPL 100 here, 90 there"))) }

  // MARK: Telling

  private func tellSession() {
    guard market.tellsSession else { return }
    tell(.session(market.session))
  }

  /// After every connection everything is told again, halts that are over included, and bands.
  func tellMarket() {
    market.isUntold = false
    tellSession()
    for (symbol, reason) in market.halts { tell(.halt(symbol, reason: reason)) }
    for (symbol, bands) in market.bands { tell(.bands(symbol, bands)) }
  }

  private func tell(_ event: Event) {
    guard host.isAlive, host.isConnected, network.passes(.streamDown) else {
      market.isUntold = true
      return
    }
    let slowness = TimeSpan.milliseconds(market.random.pick([0, 0, 0, 300, 2500]))
    market.lastArrival = max(market.lastArrival, now + network.latency() + slowness)
    queue.add(.deliver(event, life: host.life), at: market.lastArrival)
  }
}
