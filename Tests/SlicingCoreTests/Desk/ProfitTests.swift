import Testing

@testable import SlicingCore

/// What the day's profit does to a desk.
@Suite struct ProfitTests {
  private static func desk(
    loss: Int? = 1000, drawdown: Int? = nil, at now: Instant = DeskHarness.opening
  ) throws -> DeskHarness {
    var limits = RiskLimits.off
    limits.dailyLoss = loss.map { Notional(dollars: $0) }
    limits.maxDrawdown = drawdown.map { Notional(dollars: $0) }
    limits.quietPeriod = .seconds(1)
    return DeskHarness(limits: limits, now: now)
  }

  /// A hundred shares of AAPL bought at 187.44.
  private static func bought(_ desk: DeskHarness) throws -> DeskHarness {
    var desk = desk
    _ = try desk.enter("buy 100 AAPL over 1m")
    desk.advance(.milliseconds(100))
    try desk.fillEverythingSent()
    return desk
  }

  private static func quote(_ desk: inout DeskHarness, bid: String) throws {
    try desk.quote(bid: bid, ask: "999.99")
  }

  @Test func theLossOfTheDayTripsAboveItsLimitAndNotAtIt() throws {
    var desk = try Self.bought(try Self.desk())
    try Self.quote(&desk, bid: "177.44")
    #expect(desk.desk.profit.total == Notional(dollars: -1000))
    #expect(desk.desk.breaker.allowsTrading)
    try Self.quote(&desk, bid: "177.43")
    #expect(desk.desk.breaker.trip?.reason == .dailyLoss)
    #expect(desk.desk.breaker.trip?.details == "lost $1,001 today, at most $1,000")
  }

  @Test func anExecutionTripsWithoutAnyQuote() throws {
    var desk = try Self.bought(try Self.desk())
    _ = try desk.enter("sell 100 AAPL over 1m")
    desk.advance(.seconds(1))
    let id = try #require(desk.submissions.last?.0.id)
    try desk.fill(id, 100, at: "170.00")
    #expect(desk.desk.profit.realised == Notional(dollars: -1744))
    #expect(desk.desk.profit.unrealised == .zero)
    #expect(desk.desk.breaker.trip?.reason == .dailyLoss)
  }

  @Test func aResetIsRefusedWhileTheLossIsBeyondItsLimit() throws {
    var desk = try Self.bought(try Self.desk())
    try Self.quote(&desk, bid: "100.00")
    let text = try #require(desk.desk.lossBeyond)
    #expect(desk.command(.resetBreaker(reason: "go on")) == .refused(.stillBeyond(.dailyLoss, text)))
    try Self.quote(&desk, bid: "177.44")
    guard case .done = desk.command(.resetBreaker(reason: "it came back")) else {
      throw ActTests.Unexpected()
    }
    // In the quiet period it trips again.
    try Self.quote(&desk, bid: "177.43")
    #expect(desk.desk.breaker.trip?.reason == .dailyLoss)
    #expect(desk.desk.breaker.tripsToday == 2)
  }

  @Test func theFallFromTheHighestTripsAboveItsLimitAndAResetMeasuresItAnew() throws {
    var desk = try Self.bought(try Self.desk(loss: nil, drawdown: 500))
    try Self.quote(&desk, bid: "197.44")
    #expect(desk.desk.profit.peak == Notional(dollars: 1000))
    try Self.quote(&desk, bid: "192.44")
    #expect(desk.desk.profit.drawdown == Notional(dollars: 500))
    #expect(desk.desk.breaker.allowsTrading)
    try Self.quote(&desk, bid: "192.43")
    #expect(desk.desk.breaker.trip?.reason == .drawdown)
    guard case .done = desk.command(.resetBreaker(reason: "seen")) else { throw ActTests.Unexpected() }
    #expect(desk.desk.profit.drawdown == .zero)
    desk.advance(.seconds(1), quoting: false)
    try Self.quote(&desk, bid: "187.43")
    #expect(desk.desk.breaker.state == .open)
    try Self.quote(&desk, bid: "187.42")
    #expect(desk.desk.breaker.trip?.reason == .drawdown)
  }

  /// Below zero after the reset: the fall is measured from there, by the next process and after a bust too.
  /// A person who resets a trip of another kind has not looked at the fall there was meanwhile.
  @Test func anotherTripsResetForgivesNoFall() throws {
    var desk = try Self.bought(try Self.desk(loss: nil, drawdown: 1000))
    try Self.quote(&desk, bid: "187.44")
    desk.command(.tripBreaker(reason: "to look at something"))
    try Self.quote(&desk, bid: "170.00")
    guard case .done = desk.command(.resetBreaker(reason: "it was nothing")) else {
      throw ActTests.Unexpected()
    }
    try Self.quote(&desk, bid: "170.00")
    #expect(desk.desk.breaker.trip?.reason == .drawdown)
  }

  /// With nothing watched no event has begun the new day.
  @Test func aResetOnTheNextDayAsksForTheNewDaysLoss() throws {
    var desk = try Self.bought(try Self.desk())
    try Self.quote(&desk, bid: "100.00")
    #expect(desk.desk.breaker.trip?.reason == .dailyLoss)
    desk.now = desk.now + .seconds(86_400)
    guard case .done = desk.command(.resetBreaker(reason: "a new day")) else { throw ActTests.Unexpected() }
  }

  @Test func theMeasureOfAResetBelowZeroIsKept() throws {
    var desk = try Self.bought(try Self.desk(loss: nil, drawdown: 500))
    try Self.quote(&desk, bid: "182.43")
    #expect(desk.desk.breaker.trip?.reason == .drawdown)
    desk.command(.resetBreaker(reason: "seen"))
    desk.advance(.seconds(1), quoting: false)
    let peak = desk.desk.profit.peak
    #expect(peak == Notional(dollars: -501))
    var next = desk.restarted()
    try Self.quote(&next, bid: "182.43")
    #expect(next.desk.profit.peak == peak)
    try Self.quote(&next, bid: "177.43")
    #expect(next.desk.breaker.state == .open)
    try Self.quote(&next, bid: "177.42")
    #expect(next.desk.breaker.trip?.reason == .drawdown)
  }

  /// To a hundredth of the limit, which is what a peak is stored for.
  @Test func aRestartForgivesNoFall() throws {
    var desk = try Self.bought(try Self.desk(loss: nil, drawdown: 500))
    for bid in ["188.00", "190.11", "197.44", "197.48", "193.00"] { try Self.quote(&desk, bid: bid) }
    #expect(desk.desk.profit.peak == Notional(dollars: 1004))
    var next = desk.restarted()
    #expect(next.desk.profit.peak == Notional(dollars: 1000))
    try Self.quote(&next, bid: "192.44")
    #expect(next.desk.breaker.allowsTrading)
    try Self.quote(&next, bid: "192.43")
    #expect(next.desk.breaker.trip?.reason == .drawdown)
  }

  @Test func theNextDayBeginsAtZero() throws {
    let midnight = NewYork.endOfDay(TradeDate(year: 2026, month: 3, day: 2))
    var desk = try Self.bought(try Self.desk(at: midnight - .seconds(120)))
    try Self.quote(&desk, bid: "180.00")
    #expect(desk.desk.profit.total == Notional(dollars: -744))
    desk.now = midnight - TimeSpan(microseconds: 1)
    try Self.quote(&desk, bid: "180.00")
    #expect(desk.desk.profit.total == Notional(dollars: -744))
    desk.now = midnight
    try Self.quote(&desk, bid: "100.00")
    #expect(desk.desk.profit.date == TradeDate(year: 2026, month: 3, day: 3))
    #expect(desk.desk.profit.total == .zero)
    #expect(desk.desk.profit.peak == .zero)
    #expect(desk.desk.breaker.allowsTrading)
  }

  /// The first execution after midnight counts once, and one of yesterday told late not at all.
  @Test func anExecutionCountsOnItsOwnDayAndOnce() throws {
    let midnight = NewYork.endOfDay(TradeDate(year: 2026, month: 3, day: 2))
    var desk = try Self.desk(loss: nil, at: midnight - .seconds(10))
    _ = try desk.enter("buy 5 AAPL over 5s every 1s")
    desk.advance(.seconds(6))
    let sent = desk.submissions.map(\.0.id)
    try desk.fill(sent[0], 1, at: "100.00")
    desk.now = midnight + .seconds(1)
    try desk.fill(sent[1], 1, at: "200.00")
    #expect(desk.desk.profit.position(try symbol("AAPL")) == 1)
    let late = Execution(
      executionID: "late", clientOrderID: sent[2], quantity: 1, price: try price("300.00"),
      at: midnight - .seconds(1))
    desk.handle(.execution(late))
    #expect(desk.desk.profit.position(try symbol("AAPL")) == 1)
    try Self.quote(&desk, bid: "205.00")
    #expect(desk.desk.profit.total == Notional(dollars: 5))
  }

  /// A market maker's stub is no price anything could be closed at.
  @Test func quotesOfWhatDoesNotTradeMarkNothing() throws {
    let close = NewYork.instant(
      of: try #require(ClockTime(hour: 16, minute: 0)), on: TradeDate(year: 2026, month: 3, day: 2))
    var desk = try Self.bought(try Self.desk())
    try Self.quote(&desk, bid: "186.44")
    desk.handle(.halt(try symbol("AAPL"), reason: "news pending"))
    try Self.quote(&desk, bid: "0.01")
    #expect(desk.desk.profit.total == Notional(dollars: -100))
    desk.handle(.halt(try symbol("AAPL"), reason: nil))
    desk.handle(.session(.closed(opensAt: nil)))
    try Self.quote(&desk, bid: "0.01")
    #expect(desk.desk.profit.total == Notional(dollars: -100))
    desk.handle(.session(.open(closesAt: close)))
    desk.now = close
    try Self.quote(&desk, bid: "0.01")
    #expect(desk.desk.profit.total == Notional(dollars: -100))
    #expect(desk.desk.breaker.allowsTrading)
    desk.handle(.session(.aroundTheClock))
    try Self.quote(&desk, bid: "177.43")
    #expect(desk.desk.breaker.trip?.reason == .dailyLoss)
  }

  /// Yesterday's price, or that from before a halt, says nothing of what is executed after it.
  @Test(arguments: [true, false])
  func aPriceFromBeforeABreakValuesNothingAfterIt(isHalt: Bool) throws {
    let tuesday = TradeDate(year: 2026, month: 3, day: 3)
    func tuesdays(_ hour: Int, _ minute: Int) throws -> Instant {
      NewYork.instant(of: try #require(ClockTime(hour: hour, minute: minute)), on: tuesday)
    }
    var desk = try Self.desk(loss: 1000, drawdown: 500)
    try Self.quote(&desk, bid: "187.00")
    if isHalt {
      desk.handle(.halt(try symbol("AAPL"), reason: "news pending"))
      try desk.quote(bid: "150.00", ask: "150.02")
      desk.handle(.halt(try symbol("AAPL"), reason: nil))
    } else {
      desk.handle(.session(.closed(opensAt: try tuesdays(9, 30))))
      desk.now = try tuesdays(9, 0)
      try desk.quote(bid: "150.00", ask: "150.02")
      desk.handle(.session(.open(closesAt: try tuesdays(16, 0))))
    }
    let id = try desk.enter("sell 100 AAPL over 1m")
    desk.advance(.milliseconds(300), quoting: false)
    try desk.fill(desk.slices(id)[0].id, 100, at: "150.00")
    #expect(desk.desk.profit.total == .zero && desk.desk.profit.peak == .zero)
    #expect(desk.desk.breaker.allowsTrading)
  }

  /// A person settled a sale at a price; the venue's own execution takes its place. Without either the desk
  /// would have stood higher for a moment, which never was.
  @Test func anExecutionInTheSettlementsPlaceRaisesNoPeak() throws {
    var desk = try Self.bought(try Self.desk(loss: nil, drawdown: 500))
    try Self.quote(&desk, bid: "187.44")
    _ = try desk.enter("sell 100 AAPL over 1m")
    desk.advance(.seconds(1))
    let id = try #require(desk.submissions.last?.0.id)
    desk.advance(.seconds(5))
    desk.command(.resolve(id, .filled(100, at: try price("184.44")), reason: "phone"))
    #expect(desk.desk.profit.total == Notional(dollars: -300))
    #expect(desk.desk.profit.peak == .zero)
    // Unsold, at this bid, the hundred would be worth 900 more.
    try Self.quote(&desk, bid: "196.44")
    try desk.fill(id, 100, at: "184.44")
    #expect(desk.desk.profit.total == Notional(dollars: -300))
    #expect(desk.desk.profit.peak == .zero)
    #expect(desk.desk.breaker.allowsTrading)
  }

  /// Another desk's fall, told by the firm, is reset here: this desk's own is not forgiven by that.
  @Test func anotherDesksFallForgivesNoneHere() throws {
    var limits = RiskLimits.off
    limits.maxDrawdown = Notional(dollars: 500)
    limits.quietPeriod = .seconds(1)
    var desk = DeskHarness(limits: limits, sharesFirmSwitch: true)
    desk.handle(.firm(.open))
    desk = try Self.bought(desk)
    try Self.quote(&desk, bid: "187.44")
    try Self.quote(&desk, bid: "183.44")
    desk.handle(.firm(.tripped(.init(reason: "MAX_DRAWDOWN", details: "desk 7", at: nil))))
    guard case .done = desk.command(.resetBreaker(reason: "theirs")) else { throw ActTests.Unexpected() }
    #expect(desk.desk.profit.peak == .zero && desk.desk.profit.drawdown == Notional(dollars: 400))
    try Self.quote(&desk, bid: "182.43")
    #expect(desk.desk.breaker.trip?.by == .desk)
  }

  /// A reset that will not last says so.
  @Test func aResetOverAFallSaysThatItWillTripAgain() throws {
    var desk = try Self.bought(try Self.desk(loss: nil, drawdown: 1000))
    try Self.quote(&desk, bid: "187.44")
    desk.command(.tripBreaker(reason: "to look at something"))
    try Self.quote(&desk, bid: "170.00")
    guard case .done(let words) = desk.command(.resetBreaker(reason: "it was nothing")) else {
      throw ActTests.Unexpected()
    }
    #expect(words.contains("it will trip again"))
  }

  /// After a start one symbol that is halted must not keep the others' highest from being seen.
  @Test func aMinuteAfterAStartOneSymbolWithoutAQuoteBlindsNothing() throws {
    var desk = try Self.bought(try Self.desk(loss: nil, drawdown: 500))
    _ = try desk.enter("buy 1 MSFT over 1m")
    desk.advance(.seconds(1))
    try desk.fillEverythingSent()
    var next = desk.restarted()
    next.handle(.halt(try symbol("MSFT"), reason: "news pending"))
    try Self.quote(&next, bid: "197.44")
    #expect(next.desk.profit.peak == .zero)
    next.now = next.now + .seconds(61)
    try Self.quote(&next, bid: "197.44")
    #expect(next.desk.profit.peak == Notional(dollars: 1000))
    try Self.quote(&next, bid: "192.43")
    #expect(next.desk.breaker.trip?.reason == .drawdown)
  }
}
