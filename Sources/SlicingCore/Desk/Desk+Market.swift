// What a broker tells beside orders: the session, halts, its clock, and what its adapter noticed.

extension Desk {
  // MARK: Session

  mutating func sessionChanged(_ new: MarketSession, at now: Instant) {
    guard new != session else { return }
    // Prices from before a break value nothing that is executed after it; what they marked stays marked.
    if case .open = session {} else { marks = [:] }
    session = new
    stops += 1
    dataIsWanted(at: now)
    log(.session, new.words, by: .broker, at: now)
    // Those that are over too: a late word of the venue may open them again.
    for book in books.indices { takeEnd(of: new, book, at: now) }
  }

  /// A parent ends with the close of the session it trades in, wherever that is told to be. Two things move
  /// nothing: that the market is closed before its time, which only shuts the gate, and a close that has
  /// passed when it is told. A parent ends by a close that goes by, never by a message; once it has gone by,
  /// no message opens it again.
  private mutating func takeEnd(of session: MarketSession, _ book: Int, at now: Instant) {
    switch session {
    case .closed:
      #if PLANTED_BUGS
        if PlantedBug.earlyCloseEndsParents.isOn {
          books[book].sessionEnd = now
          scheduleSessionEnd(book)
        }
      #endif
      return
    case .open(let closesAt) where closesAt <= now: return
    case .open, .aroundTheClock: break
    }
    let end = sessionEnd(of: books[book].parent)
    guard now < books[book].sessionEnd, end != books[book].sessionEnd else { return }
    books[book].sessionEnd = end
    scheduleSessionEnd(book)
  }

  /// The close, where it is known to be on the parent's date; New York's midnight else. An order good till
  /// canceled outlives the close at the venue, and its parent with it.
  func sessionEnd(of parent: Parent) -> Instant {
    guard case .open(let closesAt) = session, parent.request.timeInForce != .gtc,
      NewYork.date(of: closesAt) == parent.tradeDate
    else { return NewYork.endOfDay(parent.tradeDate) }
    return closesAt
  }

  /// Waits for the parent's session to end. An entry that has become too early looks again when it is due.
  mutating func scheduleSessionEnd(_ book: Int) {
    let end = books[book].sessionEnd
    if let planned = books[book].sessionEndAt, planned <= end { return }
    books[book].sessionEndAt = end
    schedule.add(.sessionEnd(book: book), at: end)
  }

  /// Why nothing can be sent at all by the session, in words; nil where it is open.
  public func sessionStop(at now: Instant) -> String? {
    #if PLANTED_BUGS
      if PlantedBug.sessionUnchecked.isOn, case .open = session { return nil }
    #endif
    switch session {
    case nil: return Reason.sessionUnknown
    case .aroundTheClock: return nil
    case .open(let closesAt): return now < closesAt ? nil : Reason.closed(since: closesAt)
    case .closed(let opensAt): return MarketSession.closed(opensAt: opensAt).words
    }
  }

  /// Why nothing of a symbol can be sent by the market, in words; nil where it trades.
  func marketStop(_ symbol: Symbol, at now: Instant) -> String? {
    var (stop, halt) = (sessionStop(at: now), halts[symbol])
    #if PLANTED_BUGS
      if PlantedBug.sentWhileClosed.isOn { stop = nil }
      if PlantedBug.sentWhileHalted.isOn { halt = nil }
    #endif
    return stop ?? halt.map { Reason.halted(symbol, $0) }
  }

  // MARK: Halts

  /// Told again, a halt is no news; with another reason it is a line, and no second alert.
  mutating func haltChanged(_ symbol: Symbol, reason: String?, at now: Instant) {
    guard halts[symbol] != reason else { return }
    let wasHalted = halts[symbol] != nil
    halts[symbol] = reason
    stops += 1
    if reason == nil {
      marks[symbol] = nil
      dataIsWanted(at: now)
    }
    let text = reason.map { Reason.halted(symbol, $0) } ?? "\(symbol) trades again"
    log(.session, text, by: .broker, at: now)
    if !wasHalted { alert(.session, text) }
  }

  // MARK: Bands

  mutating func bandsChanged(_ symbol: Symbol, _ new: PriceBands?, at now: Instant) {
    guard bands[symbol] != new else { return }
    bands[symbol] = new
    stops += 1
  }

  /// A buy finds no seller where the bid stands at the upper band, a sell no buyer where the ask stands at
  /// the lower one (the limit states of the Limit Up-Limit Down plan); a pause follows, or it passes.
  func bandStop(_ request: OrderRequest) -> String? {
    #if PLANTED_BUGS
      if PlantedBug.bandsIgnored.isOn { return nil }
    #endif
    guard let bands = bands[request.symbol], let quote = quotes[request.symbol] else { return nil }
    switch request.side {
    case .buy: return quote.bid >= bands.upper ? Reason.limitUp(request.symbol, bands.upper) : nil
    case .sell: return quote.ask <= bands.lower ? Reason.limitDown(request.symbol, bands.lower) : nil
    }
  }

  // MARK: Stale data

  /// Something has changed that quotes are to be waited for anew: an order begins or goes on, the link or the
  /// market is back.
  mutating func dataIsWanted(at now: Instant) {
    dataSince = max(dataSince, now)
    guard let limit = settings.limits.dataStale, !isWatchingData else { return }
    isWatchingData = true
    schedule.add(.dataStale, at: dataSince + limit + .milliseconds(1))
  }

  /// No quote of any order that trades, for too long, while the market is open and the link is up: the feed
  /// is not to be believed, and every order's price would be a guess. One quiet symbol among others is the
  /// slice's own matter: its quote is too old for the limits.
  mutating func dataMayBeStale(at now: Instant) {
    isWatchingData = false
    guard let limit = settings.limits.dataStale else { return }
    let trading = liveBooks.filter {
      let parent = books[$0].parent
      return parent.hold == nil && books[$0].nextPending != nil
        && marketStop(parent.request.symbol, at: now) == nil
    }
    // What stands still is looked at again when it goes on: each of these starts the wait anew.
    guard !trading.isEmpty else { return }
    guard link.isUp, breaker.allowsTrading else { return dataIsWanted(at: now) }
    let newest = trading.compactMap { quotes[books[$0].parent.request.symbol]?.at }.max()
    let since = max(dataSince, newest ?? dataSince)
    #if PLANTED_BUGS
      if PlantedBug.staleDataUnseen.isOn { return dataIsWanted(at: now) }
    #endif
    guard now - since > limit else {
      isWatchingData = true
      return schedule.add(.dataStale, at: since + limit + .milliseconds(1))
    }
    trip(
      .dataStale, details: "no quote of any order that trades for \(now - since), at most \(limit)",
      by: .desk,
      at: now)
  }

  // MARK: Clock and remarks

  /// How far apart the clocks are, told with every comparison: worth a line when it passes a second, another
  /// when it passes half a minute, and one when it is over.
  mutating func clockSkewed(_ skew: TimeSpan, at now: Instant) {
    let (before, after) = (SkewLevel(clockSkew ?? .zero), SkewLevel(skew))
    clockSkew = skew
    guard after > before || after == .none && before != .none else { return }
    let text = Reason.skew(skew, after)
    log(.clock, text, by: .broker, at: now)
    if after != .none { alert(.clock, text) }
  }

  /// What the adapter noticed is for a person to judge. Rejected: tripping the breaker. Where belief and the
  /// venue's orders differ the reports themselves trip it.
  mutating func remarked(_ text: String, at now: Instant) {
    log(.alarm, text, by: .broker, at: now)
    alert(.remark, text)
  }
}

/// How much a difference of the clocks matters.
enum SkewLevel: Int, Comparable, Sendable {
  case none
  /// More than any network explains.
  case noticeable
  /// A slice of the shortest plans would be a grace late by the broker's clock.
  case large

  init(_ skew: TimeSpan) {
    switch skew.microseconds.magnitude {
    case 30_000_001...: self = .large
    case 1_000_001...: self = .noticeable
    default: self = .none
    }
  }

  static func < (a: SkewLevel, b: SkewLevel) -> Bool { a.rawValue < b.rawValue }
}
