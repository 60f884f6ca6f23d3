import Testing

@testable import SlicingCore

/// Limits in shares: what the account holds, what trades on a day, what fills again and again.
@Suite struct ShareLimitTests {
  private static let cash = BrokerCapabilities(
    deduplicates: .forever, answersByClientID: true, longestDelay: .seconds(2), messagesPerMinute: nil,
    mayShort: false, answerLimit: .seconds(5))

  private static func desk(holding shares: Int?) throws -> DeskHarness {
    var desk = DeskHarness(broker: cash)
    if let shares { desk.handle(.position(try symbol("AAPL"), Shares(shares))) }
    try desk.quote()
    return desk
  }

  private func findings(_ desk: DeskHarness, _ line: String) throws -> [LimitFinding] {
    let request = try OrderLine.parse(line)
    return try desk.desk.preview(request, repeatNumber: 1, at: desk.now).get().findings
  }

  // MARK: What the account holds

  @Test(arguments: [(99, true), (100, false), (101, false), (0, true), (-50, true)])
  func noMoreIsSoldThanIsHeld(held: Int, isRefused: Bool) throws {
    let desk = try Self.desk(holding: held)
    let found = try findings(desk, "sell 100 AAPL over 2m")
    #expect(found.map(\.rule) == (isRefused ? [.oversell] : []))
    #expect(found.allSatisfy { $0.level == .block })
    #expect(try findings(desk, "buy 100 AAPL over 2m").isEmpty)
  }

  @Test func nothingIsSoldBeforeTheBrokerHasToldThePosition() throws {
    let desk = try Self.desk(holding: nil)
    let found = try findings(desk, "sell 1 AAPL over 1m")
    #expect(found.map(\.text) == ["the broker has not said how much of AAPL it holds"])
  }

  @Test func anAccountThatMayGoShortIsNotAsked() throws {
    var desk = DeskHarness()
    try desk.quote()
    #expect(try findings(desk, "sell 100 AAPL over 2m").isEmpty)
  }

  @Test func otherOrdersToSellHaveTheirSharesReserved() throws {
    var desk = try Self.desk(holding: 150)
    let first = try desk.enter("sell 100 AAPL over 2m")
    let found = try findings(desk, "sell 51 AAPL over 1m")
    #expect(
      found.map(\.text) == [
        "sells 51, and of the 150 AAPL held 50 are free: the account may not go short"
      ])
    #expect(try findings(desk, "sell 50 AAPL over 1m").isEmpty)
    #expect(try findings(desk, "sell 51 MSFT over 1m").map(\.rule).contains(.oversell))
    // What is owed may still be sold; what was given up may not.
    desk.command(.hold(first, reason: "x"))
    desk.advance(.seconds(121))
    #expect(desk.shares(first).owed == 100)
    #expect(try findings(desk, "sell 51 AAPL over 1m").map(\.rule) == [.oversell])
    desk.command(.cancelParent(first))
    #expect(try findings(desk, "sell 150 AAPL over 1m").isEmpty)
  }

  @Test func executionsMoveThePositionUntilTheBrokerTellsItAgain() throws {
    var desk = try Self.desk(holding: 100)
    let id = try desk.enter("sell 60 AAPL over 1m")
    desk.advance(.milliseconds(100))
    let slice = desk.slices(id)[0].id
    desk.accept(slice)
    let sold = try desk.fill(slice, 40)
    let aapl = try symbol("AAPL")
    #expect(desk.desk.positions[aapl] == 60)
    #expect(try findings(desk, "sell 40 AAPL over 2m").map(\.rule) == [])
    #expect(try findings(desk, "sell 41 AAPL over 2m").map(\.rule) == [.oversell])
    desk.handle(.bust(executionID: sold.executionID, clientOrderID: slice))
    #expect(desk.desk.positions[aapl] == 100)
    desk.handle(.position(aapl, 10))
    #expect(desk.desk.positions[aapl] == 10)
    #expect(desk.desk.positions[try symbol("MSFT")] == nil)
  }

  @Test func aSliceIsBlockedWhenTheSharesAreGone() throws {
    var desk = try Self.desk(holding: 100)
    let id = try desk.enter("sell 100 AAPL over 2m")
    desk.advance(.seconds(1))
    desk.accept(desk.slices(id)[0].id)
    // Sold elsewhere: of 99, 50 work and 50 more do not fit.
    desk.handle(.position(try symbol("AAPL"), 99))
    desk.advance(.seconds(60))
    #expect(desk.statuses(id) == [.submitted, .blockedRiskLimit])
    #expect(
      desk.slices(id)[1].reason
        == "100 AAPL would be for sale, and 99 are held: the account may not go short")
    #expect(desk.shares(id).owed == 50)
  }

  @Test func aSliceAtTheEdgeGoes() throws {
    var desk = try Self.desk(holding: 100)
    let id = try desk.enter("sell 100 AAPL over 2m")
    desk.advance(.seconds(61))
    #expect(desk.slices(id).allSatisfy { $0.status != .blockedRiskLimit })
    #expect(desk.submissions.count == 2)
  }

  // MARK: What trades on a day

  @Test func anOrderIsComparedWithAnAverageDayWhereThatIsKnown() throws {
    var desk = DeskHarness()
    try desk.quote()
    let aapl = try symbol("AAPL")
    #expect(try findings(desk, "buy 100 AAPL over 2m").isEmpty)
    desk.handle(.averageVolume(aapl, 1999))
    #expect(
      try findings(desk, "buy 100 AAPL over 2m")
        == [
          LimitFinding(
            rule: .volumeShare, level: .warn,
            text: "100 shares are 5.01 % of the 1,999 that trade on an average day, above 5.00 %")
        ])
    #expect(try findings(desk, "buy 400 AAPL over 2m").map(\.level) == [.block])
    desk.handle(.averageVolume(aapl, 0))
    #expect(try findings(desk, "buy 400 AAPL over 2m").isEmpty, "nothing known of it")
  }

  // MARK: What repeats itself

  private static func repeating() throws -> (DeskHarness, ClientOrderID) {
    var limits = RiskLimits()
    limits.repeatedExecutions = Limit(warn: 3, block: 4)
    var desk = DeskHarness(limits: limits)
    let id = try desk.enter("buy 40 AAPL over 40s every 1s")
    return (desk, id)
  }

  /// Four fill; the fifth is stopped, and with it the order, for a person to look at.
  @Test func whatFillsAgainAndAgainIsStoppedAndHeld() throws {
    var (desk, id) = try Self.repeating()
    for _ in 0..<10 {
      desk.advance(.seconds(1))
      try desk.fillEverythingSent()
    }
    #expect(desk.submissions.count == 4)
    #expect(desk.parent(id)?.hold?.cause == .limit)
    #expect(desk.slices(id)[4].status == .blockedRiskLimit)
    #expect(
      desk.slices(id)[4].reason == "5 orders to buy AAPL filled in a minute, at most 4")
    // Waiting does not let it go on; a person does, and the count begins anew.
    desk.advance(.seconds(10))
    #expect(desk.submissions.count == 4)
    desk.command(.resume(id, .skip))
    for _ in 0..<10 {
      desk.advance(.seconds(1))
      try desk.fillEverythingSent()
    }
    #expect(desk.submissions.count == 8)
    #expect(desk.parent(id)?.hold?.cause == .limit)
  }

  /// A run without a console resumes what is owed at the end, and nobody has looked at what repeats itself.
  @Test func resumingWhatNoLimitHeldForgetsNothing() throws {
    var (desk, id) = try Self.repeating()
    for _ in 0..<3 {
      desk.advance(.seconds(1))
      try desk.fillEverythingSent()
    }
    let request = try request("buy 1 AAPL over 1m")
    let count = desk.desk.repeatedExecutions(request, at: desk.now)
    desk.command(.hold(id, reason: "a look at something else"))
    desk.command(.resume(id, .skip, acknowledged: [.repeatedExecutions]))
    #expect(desk.parent(id)?.hold == nil)
    #expect(count > 0 && desk.desk.repeatedExecutions(request, at: desk.now) == count)
  }

  @Test func onlyTheLastMinuteOfTheSameSymbolAndSideCounts() throws {
    var fills = RepeatedFills()
    let (buy, sell) = (try request("buy 1 AAPL over 1m"), try request("sell 1 AAPL over 1m"))
    let other = try request("buy 1 MSFT over 1m")
    let start = DeskHarness.opening
    for second in [0, 0, 30, 59] { fills.add(buy, at: start + .seconds(second)) }
    fills.add(sell, at: start)
    #expect(fills.count(buy, at: start + .seconds(59)) == 4)
    #expect(fills.count(buy, at: start + .seconds(60) - TimeSpan(microseconds: 1)) == 4)
    #expect(fills.count(buy, at: start + .seconds(60)) == 2)
    #expect(fills.count(buy, at: start + .seconds(119)) == 0)
    #expect(fills.count(other, at: start) == 0)
    fills.forget(buy)
    #expect(fills.count(buy, at: start + .seconds(59)) == 0)
    #expect(fills.count(sell, at: start + .seconds(59)) == 1)
  }

  /// Two executions of one child are one repetition.
  @Test func aChildCountsOnceHoweverManyExecutionsItTakes() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 100 AAPL over 1m")
    desk.advance(.milliseconds(100))
    let slice = desk.slices(id)[0].id
    for _ in 0..<3 { try desk.fill(slice, 10) }
    let request = try #require(desk.parent(id)).request
    #expect(desk.desk.repeatedExecutions(request, at: desk.now) == 1)
  }
}
