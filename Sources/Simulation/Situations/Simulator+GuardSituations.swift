internal import SlicingCore

// Which named situation the guards meet.

extension Simulator {
  // MARK: Halts of less than everything

  func observeScope(_ scope: KillScope) {
    guard !desk.kill.isEngaged, desk.kill.engagement(of: scope) == nil else { return }
    if scope == .all, !desk.kill.scoped.isEmpty { mark(.haltOverScopedHalts) }
    for book in desk.books where !book.parent.status.isFinal {
      if scope == .symbol(book.parent.request.symbol) {
        if book.shares.unknown > .zero { mark(.symbolHaltWhileUnknown) }
        if book.shares.working > .zero { mark(.symbolHaltWhileWorking) }
      }
      if scope == .parent(book.parent.id), hasRetry(book) { mark(.parentHaltWhileRetryWaits) }
    }
  }

  func hasRetry(_ book: ParentBook) -> Bool {
    book.shares.inFlight > .zero
      && book.slices.contains { $0.status == .sending && $0.reason?.contains("again in") == true }
  }

  func observeRelease(_ scope: KillScope) {
    guard scope == .all, desk.kill.isEngaged else { return }
    if !desk.kill.scoped.isEmpty { mark(.releaseUnderScopedHalts) }
    if case .unreadable = desk.firm { mark(.releaseWhileFirmUnreadable) }
  }

  /// What dies with the process, or survives it.
  func observeGuardsAtDeath(losing effects: [Effect]) {
    if !desk.kill.scoped.isEmpty { mark(.crashUnderScopedHalt) }
    let hasPeak = (pendingCommits + commits(in: effects)).contains { commit in
      commit.changes.contains { if case .profitPeak = $0 { true } else { false } }
    }
    if hasPeak { mark(.crashBeforePeakStored) }
  }

  // MARK: The firm's switch

  func observe(_ reading: FirmReading) {
    switch reading {
    case .open: if !desk.firm.allowsTrading { mark(.firmOpensAgain) }
    case .engaged: if !desk.kill.isEngaged, desk.inFlight > 0 { mark(.firmHaltsWhileInFlight) }
    case .tripped: if desk.breaker.allowsTrading { mark(.firmTripsThisDesk) }
    case .quiet: if desk.firm == .open { mark(.firmQuietUnheard) }
    case .unreadable: if desk.inFlight > 0 { mark(.firmUnreadableWhileInFlight) }
    }
  }

  // MARK: Prices

  func observe(_ bands: PriceBands?, of symbol: Symbol) {
    guard let bands, let quote = desk.quotes[symbol] else { return }
    for book in desk.books where book.parent.request.symbol == symbol && !book.parent.status.isFinal {
      switch book.parent.request.side {
      case .buy: if quote.bid >= bands.upper { mark(.limitUpWhileBuying) }
      case .sell: if quote.ask <= bands.lower { mark(.limitDownWhileSelling) }
      }
    }
  }

  func observe(_ quote: Quote) {
    guard desk.profit.position(quote.symbol) != .zero, !checker.isToldOpen(quote.symbol) else { return }
    mark(.quoteMarksNothing)
  }

  func observeProfit(_ execution: Execution) {
    let today = NewYork.date(of: deskNow)
    guard desk.profit.date != today, NewYork.date(of: execution.at) == today else { return }
    mark(.profitOfANewDay)
  }

  // MARK: What the desk made of it

  func observeGuards(_ record: LogRecord) {
    switch record.kind {
    case .blocked: observeBlock(record.reason)
    case .refused: observeRefusal(record.reason)
    case .tripped: observeTrip(record)
    case .released: if record.reason.hasSuffix(" is over") { mark(.haltOfTheEndedForgotten) }
    default: break
    }
  }

  private func observeBlock(_ reason: String) {
    if reason.hasPrefix("the firm's") { mark(.blockedByTheFirm) }
    if reason.contains("would be for sale") { mark(.blockedBeyondThePosition) }
    if reason.hasPrefix("the broker has not said how much") { mark(.blockedWithoutPosition) }
    if reason.contains(" is limit ") { mark(.blockedAtTheBand) }
    if reason.contains("filled in a minute") { mark(.blockedByRepeats) }
  }

  private func observeRefusal(_ reason: String) {
    if reason.contains("the account may not go short") { mark(.refusedBeyondThePosition) }
    if reason.contains("trade on an average day, at most") { mark(.refusedByVolume) }
    if reason.hasPrefix("the firm's") { mark(.refusedByTheFirm) }
    if reason.contains("would trip again") { mark(.resetWhileLossIsBeyond) }
    if reason.hasPrefix("acknowledge first") { mark(.resumeUnacknowledged) }
    guard reason.contains(" is halted "), !reason.hasPrefix("trading") else { return }
    mark(reason.hasPrefix("order ") ? .resumeUnderScopedHalt : .orderUnderSymbolHalt)
  }

  private func observeTrip(_ record: LogRecord) {
    guard record.actor != .firm else { return }
    if record.reason.hasPrefix(TripReason.dataStale.rawValue) { mark(.dataStaleTrips) }
    let isLoss = record.reason.hasPrefix(TripReason.dailyLoss.rawValue)
    let isFall = record.reason.hasPrefix(TripReason.drawdown.rawValue)
    if isLoss { mark(.lossTrips) }
    if isFall { mark(.drawdownTrips) }
    if isLoss || isFall, checker.hasCancelUnderWay { mark(.lossTripsWhileCancelIsOut) }
  }

  func observeShortening(_ parent: Parent) {
    guard case .duration(let span) = parent.request.horizon else { return }
    let interval = parent.request.interval.microseconds
    let slices = (span.microseconds + interval - 1) / interval
    if parent.totalSlices < Int(slices) { mark(.shortenedToTheClose) }
  }
}
