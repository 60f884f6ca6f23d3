internal import SlicingCore

// Which named situation the market meets, and what the desk makes of it.

extension Simulator {
  func observe(_ new: MarketSession) {
    if desk.session == nil, desk.hasLiveParents { mark(.sessionLearntAfterRestart) }
    switch (desk.session, new) {
    case (.open(let before), .open(let after)):
      if after != before { mark(after < before ? .closeMovedEarlier : .closeMovedLater) }
    case (.open(let close), .closed):
      if deskNow < close { mark(.closedBeforeItsTime) }
      if desk.inFlight > 0 { mark(.closedWhileInFlight) }
      if hasRetryWaiting(nil) { mark(.closedWhileRetryWaits) }
    case (.closed, .open): mark(.marketOpens)
    default: break
    }
  }

  func observeHalt(_ symbol: Symbol, isHalted: Bool) {
    guard isHalted else {
      if desk.halts[symbol] != nil { mark(.tradesAgain) }
      return
    }
    let isInFlight = desk.books.contains {
      $0.parent.request.symbol == symbol && $0.slices.contains { $0.status == .sending && $0.attempts > 0 }
    }
    if isInFlight { mark(.haltedWhileInFlight) }
    if hasRetryWaiting(symbol) { mark(.haltedWhileRetryWaits) }
  }

  func observeSkew(_ skew: TimeSpan) {
    let magnitude = skew.microseconds.magnitude
    mark(magnitude > 30_000_000 ? .clocksFarApart : magnitude > 1_000_000 ? .clocksApart : .clocksTogether)
  }

  func observeLinkLoss() {
    guard settings.onLinkLoss == .hold else { return }
    let isFree = desk.books.contains { $0.parent.hold == nil && !$0.parent.status.isFinal }
    if isFree { mark(.linkLossHolds) }
  }

  private func hasRetryWaiting(_ symbol: Symbol?) -> Bool {
    desk.books.contains { book in
      (symbol == nil || book.parent.request.symbol == symbol) && hasRetry(book)
    }
  }

  // MARK: What the desk made of it

  func observe(_ effects: [Effect]) {
    for effect in effects {
      guard case .persist(let commit) = effect else { continue }
      for record in commit.log {
        observe(record)
        observeGuards(record)
      }
      for change in commit.changes { if case .parentAdded(let parent, _) = change { observe(parent) } }
    }
  }

  private func observe(_ record: LogRecord) {
    switch record.kind {
    case .blocked:
      if record.reason.hasPrefix("the broker has not said") { mark(.blockedBeforeTheSession) }
      if record.reason.hasPrefix("market closed") { mark(.blockedByTheSession) }
      if record.reason.contains(" halted") { mark(.blockedByAHalt) }
    case .sessionEnded:
      if NewYork.date(of: deskNow + .seconds(60)) == NewYork.date(of: deskNow - .seconds(60)) {
        mark(.endedAtTheClose)
      }
    case .refused:
      if record.reason.contains("past the close") { mark(.refusedPastTheClose) }
      if record.reason.hasPrefix("market closed") { mark(.refusedWhileClosed) }
      if record.reason.contains("link to the broker is down") { mark(.refusedForTheLink) }
    default: break
    }
  }

  private func observe(_ parent: Parent) {
    observeShortening(parent)
    if case .at = parent.request.start { mark(.plannedForTheOpening) }
    if case .until = parent.request.horizon, case .open(let close) = desk.session, parent.end > close {
      mark(.cutAtTheClose)
    }
  }
}
