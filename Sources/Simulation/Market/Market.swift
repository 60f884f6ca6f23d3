internal import SlicingCore

/// The market beside the orders: when it is open, and what is halted. The truth; the desk is told, later or
/// not before its connection stands again.
struct Market {
  /// What happens to it by itself.
  enum Turn {
    case opens(closesAt: Instant)
    case closes(opensAt: Instant?)
  }

  /// Whether the broker tells sessions at all.
  let tellsSession: Bool
  /// The market's day: its opening where it starts closed, its close, and a second session of the same day.
  let opening: Instant?
  let close: Instant
  let second: (opens: Instant, closes: Instant)?
  var random: SimRandom
  /// As it is now.
  var session = MarketSession.aroundTheClock
  /// The close as it was last set.
  var closesAt: Instant
  /// Symbols that are halted, or were.
  var halts: [(symbol: Symbol, reason: String?)] = []
  /// The bands told of each symbol that has or had some.
  var bands: [(symbol: Symbol, bands: PriceBands?)] = []
  /// Something changed while nobody could be told.
  var isUntold = false
  /// When the last of what was told arrives: news keep their order.
  var lastArrival = Instant(microseconds: .min)

  /// - Parameter end: when the faults heal, or the run ends.
  init(seed: UInt64, climate: Climate, from start: Instant, to end: Instant) {
    random = SimRandom(seed: seed, purpose: 61)
    let isCalm = climate == .calm
    let span = Int((end - start).wholeSeconds)
    tellsSession = random.chance(perMille: 350)
    let startsClosed = random.chance(perMille: isCalm ? 150 : 250)
    opening =
      startsClosed ? Market.minute(after: start + .seconds(random.within(40...120))) : nil
    let closesEarly = random.chance(perMille: isCalm ? 120 : 400)
    let most = closesEarly ? random.within(span * (isCalm ? 70 : 25) / 100...span) : span + 1200
    close = Market.minute(after: start + .seconds(max(240, most)))
    closesAt = close
    let opensAgain = random.chance(perMille: 300)
    let pause = TimeSpan.seconds(random.within(60...300))
    second = opensAgain ? (Market.minute(after: close + pause), end + .seconds(1200)) : nil
    guard tellsSession else { return }
    session = opening.map { .closed(opensAt: $0) } ?? .open(closesAt: close)
  }

  /// A broker that tells sessions says so.
  func capabilities(_ given: BrokerCapabilities) -> BrokerCapabilities {
    BrokerCapabilities(
      deduplicates: given.deduplicates, answersByClientID: given.answersByClientID,
      longestDelay: given.longestDelay, messagesPerMinute: given.messagesPerMinute, mayShort: given.mayShort,
      answerLimit: given.answerLimit, listsOpenOrders: given.listsOpenOrders, tellsSession: tellsSession)
  }

  /// Some of the seed's orders are meant for the opening, and some to the close, unless that is far away.
  func request(_ request: OrderRequest, number: Int, at now: Instant, most: Int) -> OrderRequest {
    guard tellsSession else { return request }
    let date = NewYork.date(of: now)
    var (start, horizon) = (request.start, request.horizon)
    if let opening, number % 3 == 0, NewYork.date(of: opening) == date {
      start = .at(Market.time(of: opening))
    }
    let isNear = close - now < request.interval * most
    if number % 3 == 1, isNear, NewYork.date(of: close) == date {
      horizon = .until(Market.time(of: close))
    }
    do throws(RequestError) {
      return try OrderRequest(
        symbol: request.symbol, side: request.side, quantity: request.quantity, type: request.type,
        timeInForce: request.timeInForce, horizon: horizon, interval: request.interval, start: start)
    } catch {
      preconditionFailure("an order for the session is no order: \(error)")
    }
  }

  /// Whether its close lies between.
  func isClosing(from before: Instant, to after: Instant) -> Bool {
    tellsSession && before < closesAt && closesAt <= after
  }

  private static func minute(after instant: Instant) -> Instant {
    Instant(microseconds: (instant.microseconds / 60_000_000 + 1) * 60_000_000)
  }

  private static func time(of instant: Instant) -> ClockTime {
    guard let time = ClockTime(entered: NewYork.clock(instant).prefix(5)) else {
      preconditionFailure("\(instant) has no time of day")
    }
    return time
  }
}
