import Testing

@testable import SlicingCore

/// What the market's own state stops: bands, quotes that no longer come, a plan past the close; and the
/// warnings of a resume.
@Suite struct MarketGuardTests {
  private static func at(_ hour: Int, _ minute: Int) throws -> Instant {
    NewYork.instant(
      of: try #require(ClockTime(hour: hour, minute: minute)), on: TradeDate(year: 2026, month: 3, day: 2))
  }

  private static let telling = BrokerCapabilities(
    deduplicates: .forever, answersByClientID: true, longestDelay: .seconds(2), messagesPerMinute: nil,
    mayShort: true, answerLimit: .seconds(5), tellsSession: true)

  // MARK: Bands

  /// In a limit state nothing can be bought, or sold; one cent before it all is as always.
  @Test(arguments: [
    ("buy", "199.99", "200.00", true), ("buy", "200.00", "200.01", false), ("buy", "200.01", "200.02", false),
    ("sell", "180.00", "180.01", true), ("sell", "179.99", "180.00", false),
    ("sell", "179.98", "179.99", false),
    ("buy", "179.99", "180.00", true), ("sell", "200.00", "200.01", true),
  ])
  func aLimitStateStopsItsSide(side: String, bid: String, ask: String, goes: Bool) throws {
    var desk = DeskHarness(limits: .off)
    let aapl = try symbol("AAPL")
    desk.handle(.bands(aapl, PriceBands(lower: try price("180.00"), upper: try price("200.00"))))
    try desk.quote(bid: bid, ask: ask)
    let id = try desk.enter("\(side) 100 AAPL over 2m")
    desk.advance(.seconds(1))
    #expect(desk.statuses(id) == (goes ? [.sending, .pending] : [.blockedSession, .pending]))
    if !goes {
      #expect(
        desk.slices(id)[0].reason
          == (side == "buy"
            ? "AAPL is limit up at 200.00"
            : "AAPL is limit down at 180.00"))
    }
    // Without bands everything goes, and no order is held for it.
    desk.handle(.bands(aapl, nil))
    desk.advance(.seconds(60))
    #expect(desk.slices(id)[1].attempts == 1)
  }

  @Test func bandsOfOneSymbolAreNotAnothersAndNewOnesTakeTheirPlace() throws {
    var desk = DeskHarness(limits: .off)
    let aapl = try symbol("AAPL")
    desk.handle(.bands(aapl, PriceBands(lower: try price("180.00"), upper: try price("187.00"))))
    let other = try desk.enter("buy 10 MSFT over 1m")
    let id = try desk.enter("buy 30 AAPL over 3m")
    desk.advance(.seconds(2))
    #expect(desk.slices(other)[0].status == .sending)
    #expect(desk.slices(id)[0].status == .blockedSession)
    #expect(desk.desk.blocker(at: desk.now) == "AAPL is limit up at 187.00")
    let stops = desk.desk.stops
    desk.handle(.bands(aapl, PriceBands(lower: try price("180.00"), upper: try price("190.00"))))
    #expect(desk.desk.stops == stops + 1)
    desk.advance(.seconds(60))
    #expect(desk.slices(id)[1].status == .sending)
  }

  // MARK: Stale data

  private static func stale(_ line: String = "buy 100 AAPL over 100m every 50m") throws -> (
    DeskHarness, ClientOrderID
  ) {
    var desk = DeskHarness(broker: telling)
    desk.handle(.session(.open(closesAt: try at(16, 20))))
    let id = try desk.enter(line)
    desk.advance(.seconds(1))
    try desk.fillEverythingSent()
    try desk.quote()
    return (desk, id)
  }

  @Test func noQuoteForAMinuteTripsAndNotBefore() throws {
    var (desk, _) = try Self.stale()
    desk.advance(.seconds(60), quoting: false)
    #expect(desk.desk.breaker.allowsTrading)
    desk.advance(.milliseconds(2), quoting: false)
    #expect(desk.desk.breaker.trip?.reason == .dataStale)
  }

  @Test func oneQuoteOfAnyOrderThatTradesStartsTheMinuteAnew() throws {
    var (desk, _) = try Self.stale()
    _ = try desk.enter("buy 100 MSFT over 100m every 50m")
    for _ in 0..<20 {
      desk.advance(.seconds(50), quoting: false)
      try desk.quote("MSFT")
    }
    #expect(desk.desk.breaker.allowsTrading)
    // A symbol that nobody trades proves nothing.
    desk.advance(.seconds(50), quoting: false)
    try desk.quote("TSLA")
    desk.advance(.seconds(11), quoting: false)
    #expect(desk.desk.breaker.trip?.reason == .dataStale)
  }

  /// What stands still needs no quotes; when it goes on, a whole minute is waited for them.
  @Test func nothingIsStaleWhileNothingCouldTrade() throws {
    typealias Step = (inout DeskHarness, ClientOrderID) throws -> Void
    let stills: [(String, stop: Step, go: Step)] = [
      ("held", { $0.command(.hold($1, reason: "x")) }, { $0.command(.resume($1, .skip)) }),
      (
        "halted", { desk, _ in desk.handle(.halt(try symbol("AAPL"), reason: "news")) },
        { desk, _ in desk.handle(.halt(try symbol("AAPL"), reason: nil)) }
      ),
      (
        "closed", { desk, _ in desk.handle(.session(.closed(opensAt: nil))) },
        { desk, _ in desk.handle(.session(.open(closesAt: try Self.at(16, 20)))) }
      ),
      (
        "link down", { desk, _ in desk.handle(.link(up: false, reason: "cut")) },
        { desk, _ in desk.handle(.link(up: true, reason: "back")) }
      ),
    ]
    for (name, stop, go) in stills {
      var (desk, id) = try Self.stale()
      try stop(&desk, id)
      desk.advance(.seconds(600), quoting: false)
      #expect(desk.desk.breaker.allowsTrading, "\(name)")
      try go(&desk, id)
      desk.advance(.seconds(60), quoting: false)
      #expect(desk.desk.breaker.allowsTrading, "\(name): a minute anew")
      desk.advance(.seconds(61), quoting: false)
      #expect(desk.desk.breaker.trip?.reason == .dataStale, "\(name)")
    }
  }

  @Test func withoutOrdersOrWithoutALimitNothingIsStale() throws {
    var desk = DeskHarness()
    try desk.quote()
    desk.advance(.seconds(600), quoting: false)
    #expect(desk.desk.breaker.allowsTrading)
    var (done, id) = try Self.stale("buy 100 AAPL over 1m")
    #expect(done.parent(id)?.status == .completed)
    done.advance(.seconds(600), quoting: false)
    #expect(done.desk.breaker.allowsTrading)
    var off = DeskHarness(limits: .off)
    _ = try off.enter("buy 100 AAPL over 100m every 50m")
    off.advance(.seconds(600), quoting: false)
    #expect(off.desk.breaker.allowsTrading)
  }

  // MARK: Past the close

  @Test func aPlanPastTheCloseIsRefusedOrCutAsTheTraderSays() throws {
    var desk = DeskHarness(limits: .off, broker: Self.telling, now: try Self.at(15, 30))
    desk.handle(.session(.open(closesAt: try Self.at(16, 0))))
    try desk.quote()
    let request = try OrderLine.parse("buy 600 AAPL over 1h every 10m")
    guard case .failure(.plan(.pastClose)) = desk.desk.preview(request, repeatNumber: 1, at: desk.now) else {
      throw ActTests.Unexpected()
    }
    let plan = try desk.desk.preview(request, repeatNumber: 1, pastClose: .shorten, at: desk.now).get().plan
    #expect(plan.end == (try Self.at(16, 0)))
    #expect(plan.slices.map(\.quantity).sum() == 600)
    #expect(plan.slices.count == 3)
    #expect(plan.slices.allSatisfy { $0.due < plan.end })
    #expect(try #require(plan.shortenedFrom) > plan.end)
    guard case .refused(.plan) = desk.command(.submit(OrderTicket(request: request))) else {
      throw ActTests.Unexpected()
    }
    #expect(
      desk.command(.submit(OrderTicket(request: request, pastClose: .shorten)))
        == .entered(plan.parentID, slices: 3))
    // One that fits is not changed by the word.
    let short = try OrderLine.parse("buy 600 AAPL over 20m every 10m")
    let same = try PastClose.allCases.map {
      try desk.desk.preview(short, repeatNumber: 1, pastClose: $0, at: desk.now).get().plan
    }
    #expect(same[0] == same[1])
    #expect(same[0].shortenedFrom == nil)
  }

  /// Cut, the slices are larger: the limits are asked about what would be sent.
  @Test func aCutPlanIsCheckedWithItsLargerSlices() throws {
    var limits = RiskLimits.off
    limits.sliceNotional.block = Notional(dollars: 25_000)
    var desk = DeskHarness(limits: limits, broker: Self.telling, now: try Self.at(15, 30))
    desk.handle(.session(.open(closesAt: try Self.at(16, 0))))
    try desk.quote()
    let request = try OrderLine.parse("buy 600 AAPL over 1h every 10m")
    let cut = try desk.desk.preview(request, repeatNumber: 1, pastClose: .shorten, at: desk.now).get()
    #expect(cut.findings.map(\.text) == ["slice of $37,488, at most $25,000"])
  }

  // MARK: Warnings of a resume

  @Test func theWarningsOfAResumeMustBeAcknowledged() throws {
    var limits = RiskLimits()
    limits.sliceNotional.warn = Notional(dollars: 25_000)
    limits.arrivalCollarBasisPoints = Limit(warn: 100, block: nil)
    var desk = DeskHarness(limits: limits)
    let id = try desk.enter("buy 500 AAPL over 5m")
    desk.command(.hold(id, reason: "x"))
    desk.advance(.seconds(130))
    #expect(desk.shares(id).owed == 300)
    try desk.quote(bid: "190.00", ask: "190.10")
    let findings = try desk.desk.previewResume(id, .spread, at: desk.now).get().findings
    #expect(Set(findings.map(\.rule)) == [.sliceNotional, .arrivalCollar])
    #expect(desk.command(.resume(id, .spread)) == .refused(.unacknowledged(findings)))
    let rest = findings.filter { $0.rule == .arrivalCollar }
    #expect(
      desk.command(.resume(id, .spread, acknowledged: [.sliceNotional])) == .refused(.unacknowledged(rest)))
    #expect(desk.parent(id)?.hold != nil)
    #expect(desk.shares(id).owed == 300)
    // Nothing is added by skipping, so there is nothing to warn of.
    var skipping = desk
    guard case .done = skipping.command(.resume(id, .skip)) else { throw ActTests.Unexpected() }
    guard case .done = desk.command(.resume(id, .spread, acknowledged: [.sliceNotional, .arrivalCollar]))
    else {
      throw ActTests.Unexpected()
    }
  }

  @Test func whatAResumeWouldBeBlockedForCannotBeAcknowledged() throws {
    var limits = RiskLimits()
    limits.sliceNotional = Limit(warn: nil, block: Notional(dollars: 25_000))
    var desk = DeskHarness(limits: limits)
    let id = try desk.enter("buy 500 AAPL over 5m")
    desk.command(.hold(id, reason: "x"))
    desk.advance(.seconds(130))
    let all = Set(LimitRule.allCases)
    guard case .refused(.limits) = desk.command(.resume(id, .spread, acknowledged: all)) else {
      throw ActTests.Unexpected()
    }
  }
}
