internal import SlicingCore

// I29: a feed that is silent stops trading, in time and not without cause.

extension Checker {
  /// News of the market or the link that quotes are waited for anew after: before they are taken in.
  mutating func noteDataIsWanted(_ event: Event) {
    switch event {
    case .link(let up, _): if up != (linkedSince != nil) { dataIsWanted() }
    case .session(let session): if session != toldSession { dataIsWanted() }
    case .halt(let symbol, nil): if toldHalts.contains(symbol) { dataIsWanted() }
    default: break
    }
  }

  /// The same for what people did.
  mutating func noteDataIsWanted(_ command: DeskCommand) {
    switch command {
    case .submit, .resume: dataIsWanted()
    default: break
    }
  }

  private mutating func dataIsWanted() { (dataWantedAt, silentSince) = (deskNow, deskNow) }

  /// Looked at once a second, with nothing of the desk overdue.
  mutating func checkDataIsYoung(_ desk: Desk) throws(Violation) {
    guard let limit = settings.limits.dataStale else { return }
    let trading = tradingSymbols(desk)
    if trading != watchedSymbols { (watchedSymbols, silentSince) = (trading, deskNow) }
    guard !trading.isEmpty, linkedSince != nil, lastBreaker.allowsTrading else {
      silentSince = deskNow
      return
    }
    let since = max(silentSince, newestQuote(trading))
    guard deskNow - since > limit + .milliseconds(2) else { return }
    throw fail(.staleData, "no quote for \(deskNow - since), at most \(limit), and nothing tripped")
  }

  /// A trip for stale data has a silence of that length before it.
  func checkStaleTrip(_ record: LogRecord, _ desk: Desk) throws(Violation) {
    guard record.reason.hasPrefix(TripReason.dataStale.rawValue), record.actor != .firm else { return }
    guard let limit = settings.limits.dataStale else {
      throw fail(.staleData, "\(record.reason), where nothing is to be tripped for it")
    }
    // What has no slice left to send by the end of this step is not counted.
    let stopped = desk.books.filter {
      $0.parent.hold?.cause == .breaker && $0.parent.hold?.at == deskNow && $0.nextPending != nil
        && !toldHalts.contains($0.parent.request.symbol)
    }
    let since = max(dataWantedAt, newestQuote(stopped.map(\.parent.request.symbol)))
    guard deskNow - since > limit else {
      throw fail(.staleData, "\(record.reason), and the silence is \(deskNow - since)")
    }
  }

  /// Symbols of orders that would send something next, as far as the desk was told of the market.
  private func tradingSymbols(_ desk: Desk) -> [Symbol] {
    switch toldSession {
    case nil, .closed: return []
    case .open(let closesAt) where deskNow >= closesAt: return []
    case .open, .aroundTheClock: break
    }
    var symbols: [Symbol] = []
    for book in desk.books where book.parent.hold == nil && !book.parent.status.isFinal {
      let symbol = book.parent.request.symbol
      guard !symbols.contains(symbol), !toldHalts.contains(symbol), book.nextPending != nil else { continue }
      symbols.append(symbol)
    }
    return symbols
  }

  private func newestQuote(_ symbols: [Symbol]) -> Instant {
    symbols.compactMap { toldQuotes[$0]?.at }.max() ?? Instant(microseconds: .min)
  }
}
