import Testing

@testable import SlicingCore

@Suite struct EntryTests {
  private func refusal(_ desk: inout DeskHarness, _ line: String, acknowledged: Set<LimitRule> = []) throws
    -> Refusal
  {
    let ticket = OrderTicket(request: try OrderLine.parse(line), acknowledged: acknowledged)
    guard case .refused(let refusal) = desk.command(.submit(ticket)) else { throw ActTests.Unexpected() }
    return refusal
  }

  private func rules(_ refusal: Refusal) -> [LimitRule] {
    switch refusal {
    case .limits(let findings), .unacknowledged(let findings): findings.map(\.rule)
    default: []
    }
  }

  @Test func theSameOrderAgainIsPointedOutAndARepeatHasItsOwnID() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 300 AAPL over 3m")
    #expect(try refusal(&desk, "buy 300 AAPL over 3m") == .duplicate(existing: id, next: 2))
    let repeated = OrderTicket(
      request: try OrderLine.parse("buy 300 AAPL over 3m"), repeatNumber: 2, acknowledged: [.recentTwin])
    guard case .entered(let second, 3) = desk.command(.submit(repeated)) else { throw ActTests.Unexpected() }
    #expect(second != id)
    #expect(desk.parent(second)?.strategy == "twap_parent_3m_60s#2")
    #expect(try refusal(&desk, "buy 300 AAPL over 3m") == .duplicate(existing: id, next: 3))
  }

  @Test func aFinishedPlanIsNeverHandedBackAsNew() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 300 AAPL over 3m")
    desk.command(.cancelParent(id))
    #expect(try refusal(&desk, "buy 300 AAPL over 3m") == .duplicate(existing: id, next: 2))
  }

  @Test func withoutAQuoteNothingIsEntered() throws {
    var desk = DeskHarness()
    #expect(rules(try refusal(&desk, "buy 300 AAPL over 3m")) == [.staleQuote])
  }

  @Test func warningsAreAcknowledgedOneByOneAndBlocksAreNot() throws {
    var desk = DeskHarness()
    try desk.quote(bid: "99.99", ask: "100.00")
    let warned = try refusal(&desk, "buy 12k AAPL over 30m")
    #expect(rules(warned) == [.orderNotional])
    #expect(
      rules(try refusal(&desk, "buy 300k AAPL over 30m", acknowledged: Set(LimitRule.allCases))) == [
        .orderNotional
      ])
    guard
      case .entered = desk.command(
        .submit(
          OrderTicket(request: try OrderLine.parse("buy 12k AAPL over 30m"), acknowledged: [.orderNotional])))
    else { throw ActTests.Unexpected() }
  }

  @Test(arguments: [("10000", [LimitRule]()), ("10001", [.orderNotional])])
  func aLimitPassesAtItsValueAndSpeaksAboveIt(quantity: String, rules expected: [LimitRule]) throws {
    var desk = DeskHarness()
    try desk.quote(bid: "99.99", ask: "100.00")
    let request = try OrderLine.parse("buy \(quantity) AAPL over 30m")
    let preview = try desk.desk.preview(request, repeatNumber: 1, at: desk.now).get()
    #expect(preview.findings.map(\.rule) == expected)
  }

  @Test func theCollarCountsFromTheMidpoint() throws {
    var desk = DeskHarness()
    try desk.quote(bid: "99.99", ask: "100.01")
    #expect(rules(try refusal(&desk, "buy 10 AAPL over 5m limit 105.01")) == [.priceCollar])
    #expect(rules(try refusal(&desk, "buy 10 AAPL over 5m limit 102.01")) == [.priceCollar])
    let request = try OrderLine.parse("buy 10 AAPL over 5m limit 102.00")
    #expect(try desk.desk.preview(request, repeatNumber: 1, at: desk.now).get().findings.isEmpty)
  }

  @Test func nobodyTradesAgainstHimself() throws {
    var desk = DeskHarness()
    _ = try desk.enter("buy 300 AAPL over 3m")
    #expect(
      rules(try refusal(&desk, "sell 100 AAPL over 5m", acknowledged: Set(LimitRule.allCases))) == [
        .oppositeSide
      ])
  }

  @Test func theDaysNotionalCountsIntentAndFills() throws {
    var desk = DeskHarness()
    try desk.quote(bid: "99.99", ask: "100.00")
    let id = try desk.enter("buy 1000 AAPL over 10s every 1s")
    #expect(
      desk.desk.usage(at: desk.now).symbolDay(try #require(Symbol("AAPL"))) == Notional(dollars: 100_000))
    for _ in 0..<12 {
      desk.advance(.seconds(1))
      for slice in desk.slices(id) where desk.desk.onWire.contains(slice.id) {
        desk.accept(slice.id)
        try desk.fill(slice.id, 100, at: "100.00")
      }
    }
    #expect(desk.desk.usage(at: desk.now).allDay == Notional(dollars: 100_000))
  }

  @Test func aPlanThatCannotBeMadeIsRefusedWithItsReason() throws {
    var desk = DeskHarness()
    try desk.quote()
    guard case .plan(.tooFewShares) = try refusal(&desk, "buy 1 AAPL over 5m") else {
      throw ActTests.Unexpected()
    }
    #expect(desk.desk.books.isEmpty)
  }
}
