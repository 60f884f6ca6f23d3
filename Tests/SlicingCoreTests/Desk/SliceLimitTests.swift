import Testing

@testable import SlicingCore

/// What the limits say of each slice at the gate, and quotes that price nothing.
@Suite struct SliceLimitTests {
  /// The reason of the first slice of an order, blocked at its due time once `change` has happened.
  private func blocked(
    _ limits: RiskLimits, _ line: String = "buy 200 AAPL over 20s every 10s",
    _ change: (inout DeskHarness) throws -> Void
  ) throws -> String {
    var desk = DeskHarness(limits: limits)
    let id = try desk.enter(line)
    try change(&desk)
    desk.advance(.milliseconds(100), quoting: false)
    let slice = try #require(desk.slices(id).first)
    #expect(slice.status == .blockedRiskLimit)
    return try #require(slice.reason)
  }

  @Test func eachLimitNamesItself() throws {
    var limits = RiskLimits()
    limits.sliceNotional.block = Notional(dollars: 19_000)
    limits.arrivalCollarBasisPoints.block = 10_000
    #expect(
      try blocked(limits) { try $0.quote(bid: "199.90", ask: "200.00") }
        == "slice of $20,000, at most $19,000")
    limits = RiskLimits()
    #expect(
      try blocked(limits) { try $0.quote(bid: "210.00", ask: "210.10") }
        == "price 210.10 is 12.10 % away from arrival 187.43, at most 10.00 %")
    limits.arrivalCollarBasisPoints.block = nil
    limits.symbolDay.block = Notional(dollars: 38_000)
    #expect(
      try blocked(limits) { try $0.quote(bid: "199.90", ask: "200.00") }
        == "AAPL today $40,000, at most $38,000")
    limits.symbolDay.block = nil
    limits.allDay.block = Notional(dollars: 38_000)
    #expect(
      try blocked(limits) { try $0.quote(bid: "199.90", ask: "200.00") }
        == "all orders today $40,000, at most $38,000")
    #expect(try blocked(RiskLimits()) { $0.now = $0.now + .milliseconds(5050) }.hasPrefix("quote of AAPL"))
  }

  @Test func aWholeOrderIsRefusedForTheDayAndForTheOrdersOpen() throws {
    var limits = RiskLimits()
    limits.allDay.block = Notional(dollars: 30_000)
    limits.openParents.block = 1
    var desk = DeskHarness(limits: limits)
    _ = try desk.enter("buy 100 AAPL over 1m")
    try desk.quote("MSFT")
    let ticket = OrderTicket(request: try OrderLine.parse("buy 100 MSFT over 1m"))
    guard case .refused(.limits(let findings)) = desk.command(.submit(ticket)) else {
      throw ActTests.Unexpected()
    }
    #expect(
      findings.map(\.text) == [
        "2 parents open, at most 1", "all orders today $37,488, at most $30,000",
      ])
  }

  /// A gate that was closed when the intent would have been written, and is open at the due time.
  @Test func aQuoteThatComesBetweenArmingAndDueLetsTheSliceGo() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 200 AAPL over 20s every 10s")
    let second = desk.slices(id)[1]
    desk.advance(.milliseconds(200))
    desk.now = second.due - .milliseconds(100)
    desk.handle(.tick)
    #expect(desk.desk.slice(second.id)?.status == .pending)
    try desk.quote()
    desk.now = second.due
    desk.handle(.tick)
    #expect(desk.submissions.map(\.0.id).contains(second.id))
  }

  @Test(arguments: [("0", "187.44"), ("187.42", "0"), ("187.45", "187.44")])
  func aQuoteThatPricesNothingIsNoQuote(bid: String, ask: String) throws {
    var desk = DeskHarness()
    try desk.quote(bid: bid, ask: ask)
    #expect(desk.desk.quotes.isEmpty)
    try desk.quote()
    let good = desk.desk.quotes
    desk.now = desk.now + .seconds(1)
    try desk.quote(bid: bid, ask: ask)
    #expect(desk.desk.quotes == good)
  }

  @Test func anOldQuoteDoesNotTakeAYoungOnesPlaceAndNoneComesFromTheFuture() throws {
    var desk = DeskHarness()
    let aapl = try symbol("AAPL")
    let quote = { (at: Instant, ask: String) throws in
      Event.quote(Quote(symbol: aapl, bid: try price("187.42"), ask: try price(ask), at: at))
    }
    desk.handle(try quote(desk.now + .seconds(90), "187.44"))
    #expect(desk.desk.quotes[aapl]?.at == desk.now)
    desk.handle(try quote(desk.now - .seconds(1), "190.00"))
    #expect(desk.desk.quotes[aapl]?.ask == (try price("187.44")))
  }

  /// An order loaded without a quote or an arrival price counts with what it has cost, and no more is known.
  @Test func withoutAnyPriceOnlyWhatFilledCounts() throws {
    var (before, parent, id) = try DeskHarness.sent()
    before.accept(id)
    try before.fill(id, 40, at: "200.00")
    let book = try #require(before.desk.book(parent))
    let old = book.parent
    let bare = Parent(
      id: old.id, ordinal: 1, request: old.request, strategy: old.strategy, tradeDate: old.tradeDate,
      start: old.start, end: old.end, createdAt: old.createdAt, createdBy: old.createdBy, arrivalPrice: nil,
      leftover: .cancel, totalSlices: 1, updatedAt: old.updatedAt)
    let desk = DeskHarness(books: [ParentBook(parent: bare, slices: book.slices)], now: before.now)
    #expect(desk.desk.usage(at: desk.now).allDay == Notional(dollars: 8_000))
  }

  /// Yesterday's finished orders do not count today; yesterday's unfinished ones do.
  @Test func theDaysNotionalIsOfTheDay() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 100 AAPL over 1m")
    desk.advance(.milliseconds(100))
    try desk.fillEverythingSent()
    #expect(desk.parent(id)?.status == .completed)
    #expect(desk.desk.usage(at: desk.now).allDay > .zero)
    #expect(desk.desk.usage(at: desk.now + .seconds(86_400)).allDay == .zero)
  }
}
