internal import SlicingCore

// What the broker tells of account and prices beside the orders.

extension Simulator {
  // MARK: The account

  /// After every connection; in some lives only a while later, and nothing is sold until then.
  func tellAccount() throws(Violation) {
    try tellVolumes()
    guard !scenario.capabilities.mayShort else { return }
    guard account.random.chance(perMille: 200) else { return try tellPositions() }
    let after = TimeSpan.seconds(account.random.within(2...15))
    queue.add(.tellPositions(life: host.life), at: now + after)
  }

  func tellPositions() throws(Violation) {
    for symbol in account.symbols where host.isAlive { try tellPosition(symbol) }
  }

  /// Again every few seconds, as brokers do after what they fill.
  func tellAnyPosition() throws(Violation) {
    guard !scenario.capabilities.mayShort else { return }
    queue.add(.tellAnyPosition, at: now + .seconds(account.random.within(1...6)))
    guard host.isAlive, host.stoppedUntil == nil, host.isConnected, !account.symbols.isEmpty else { return }
    let symbol = account.random.pick(account.symbols)
    // The first time is the connection's.
    if desk.positions[symbol] != nil { try tellPosition(symbol) }
  }

  /// Somebody else sells some of what is held; the broker tells so a moment later.
  func isSoldElsewhere() {
    guard !account.symbols.isEmpty, !scenario.capabilities.mayShort else { return }
    let symbol = account.random.pick(account.symbols)
    let held = account.position(symbol).count
    guard held > 0 else { return }
    let shares = account.random.within(1...held)
    account.sell(symbol, shares)
    checker.soldElsewhere(symbol, shares)
    queue.add(.tellPositions(life: host.life), at: now + .milliseconds(account.random.within(50...3000)))
  }

  private func tellPosition(_ symbol: Symbol) throws(Violation) {
    try handle(.position(symbol, account.position(symbol)))
    if checker.isPositionRaced(symbol) { mark(.positionToldTooEarly) }
  }

  private func tellVolumes() throws(Violation) {
    guard account.tellsVolumes else { return }
    for symbol in account.symbols where host.isAlive {
      let volume = account.random.pick([20_000_000, 20_000_000, 20_000_000, 20_000_000, 2000])
      try handle(.averageVolume(symbol, Shares(volume)))
    }
  }

  /// The venue's ledger moves the account.
  func count(_ entry: LedgerEntry) {
    guard case .executed(let order, let execution, _) = entry else {
      guard case .busted(let order, let execution) = entry else { return }
      let submission = venue.orders[order].submission
      return account.count(submission.symbol, submission.side, -execution.quantity.count)
    }
    let submission = venue.orders[order].submission
    account.count(submission.symbol, submission.side, execution.quantity.count)
  }

  // MARK: Prices

  /// The feed is silent, the link is not.
  func quotesStop(for length: TimeSpan) {
    let limit = settings.limits.dataStale ?? .seconds(10)
    let silence = market.random.chance(perMille: 600) ? limit + length : length
    quotesStoppedUntil = max(quotesStoppedUntil, now + silence)
  }

  func priceJumps() throws(Violation) {
    guard let symbol = anyLiveSymbol() else { return }
    venue.prices.jump(symbol, cents: market.random.pick([-300, -40, -5, 5, 40, 300]))
    try quote(symbol)
  }

  /// A symbol somebody trades comes to stand at one of its bands for a while.
  func reachesBand(for length: TimeSpan) throws(Violation) {
    guard let symbol = anyLiveSymbol() else { return }
    let isUp = desk.books.contains {
      $0.parent.request.symbol == symbol && $0.parent.request.side == .buy && !$0.parent.status.isFinal
    }
    let quote = venue.prices.quote(symbol, at: now)
    let width: Int64 = 9_000_000_000
    let bands =
      isUp
      ? PriceBands(lower: Price(nanodollars: quote.bid.nanodollars - 2 * width), upper: quote.bid)
      : PriceBands(lower: quote.ask, upper: Price(nanodollars: quote.ask.nanodollars + 2 * width))
    setBands(symbol, bands)
    try self.quote(symbol)
    queue.add(.disturb(.leavesBand(symbol)), at: now + length)
  }

  /// The bands are moved, or there are none any more.
  func leavesBand(_ symbol: Symbol) {
    let mid = venue.prices.mid(symbol)
    let width: Int64 = 9_000_000_000
    let wide = PriceBands(lower: Price(nanodollars: mid - width), upper: Price(nanodollars: mid + width))
    setBands(symbol, market.random.chance(perMille: 500) ? wide : nil)
  }

  private func anyLiveSymbol() -> Symbol? {
    let live = desk.books.filter { !$0.parent.status.isFinal }
    return live.isEmpty ? nil : live[market.random.below(live.count)].parent.request.symbol
  }
}
