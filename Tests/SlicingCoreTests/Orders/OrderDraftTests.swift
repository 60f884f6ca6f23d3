import Testing

@testable import SlicingCore

@Suite struct OrderDraftTests {
  /// A draft from pairs of field and text.
  private func draft(_ texts: [DraftField: String]) -> OrderDraft {
    var draft = OrderDraft()
    for field in DraftField.allCases { draft[field] = texts[field] ?? "" }
    return draft
  }

  private let good: [DraftField: String] = [.side: "buy", .quantity: "12k", .symbol: "aapl", .horizon: "30m"]

  private func validate(_ changes: [DraftField: String]) -> DraftResult {
    draft(good.merging(changes) { _, new in new }).validate()
  }

  @Test func emptyFieldsMeanTheirDefaults() throws {
    #expect(
      validate([:]).request == (try request("buy 12000 AAPL over 30m every 1m market tif day start now")))
    #expect(validate([:]).errors.isEmpty)
  }

  @Test func everyFieldIsRead() throws {
    let result = validate([
      .side: " SELL ", .quantity: "12,000", .type: "Stop Limit", .limit: "239.90", .stop: "240",
      .horizon: "until  15:55",
      .interval: "30s", .start: "14:30", .timeInForce: "GTC",
    ])
    #expect(
      result.request
        == (try request("sell 12000 AAPL until 15:55 every 30s stop 240.00 limit 239.90 tif gtc start 14:30"))
    )
  }

  @Test(arguments: [
    ("", "", "", OrderType.market), ("market", "", "", .market), ("MARKET", " ", "", .market),
    ("", "1", "", .limit(Price(nanodollars: 1_000_000_000))),
    ("limit", "1", "", .limit(Price(nanodollars: 1_000_000_000))),
    ("", "", "1", .stop(Price(nanodollars: 1_000_000_000))),
    ("stop", "", "1", .stop(Price(nanodollars: 1_000_000_000))),
    (
      "", "2", "1",
      .stopLimit(stop: Price(nanodollars: 1_000_000_000), limit: Price(nanodollars: 2_000_000_000))
    ),
    (
      "stop_limit", "1", "1",
      .stopLimit(stop: Price(nanodollars: 1_000_000_000), limit: Price(nanodollars: 1_000_000_000))
    ),
    (
      "stop-limit", "1", "1",
      .stopLimit(stop: Price(nanodollars: 1_000_000_000), limit: Price(nanodollars: 1_000_000_000))
    ),
  ])
  func typeFollowsFromItsNameOrItsPrices(name: String, limit: String, stop: String, type: OrderType) {
    #expect(validate([.type: name, .limit: limit, .stop: stop]).request?.type == type)
  }

  @Test(arguments: [
    (DraftField.side, "", RequestError.missing(.side)), (.side, "hold", .unknownSide("hold")),
    (.side, "b", .unknownSide("b")),
    (.quantity, "", .missing(.quantity)), (.quantity, "12.5", .badQuantity("12.5")),
    (.quantity, "1,00", .badQuantity("1,00")),
    (.quantity, "0", .quantityNotPositive), (.quantity, "-5", .badQuantity("-5")),
    (.quantity, "99999999999999999999m", .quantityTooLarge(limit: OrderRequest.maximumQuantity)),
    (.symbol, "", .missing(.symbol)), (.symbol, "AA PL", .badSymbol("AA PL")),
    (.type, "pegged", .unknownType("pegged")),
    (.horizon, "", .missing(.horizon)), (.horizon, "30", .badDuration("30")),
    (.horizon, "until", .badClockTime("")),
    (.horizon, "until 25:00", .badClockTime("25:00")),
    (.horizon, "until 15:55 16:00", .badClockTime("15:55 16:00")),
    (.horizon, "1000000000000h", .durationTooLong(limit: OrderRequest.maximumDuration)),
    (.horizon, "45s", .durationBelowInterval(duration: .seconds(45), interval: .seconds(60))),
    (.interval, "fast", .badInterval("fast")), (.interval, "0s", .intervalTooShort(.zero)),
    (.interval, "9999999999999999h", .intervalTooLong(limit: OrderRequest.maximumDuration)),
    (.start, "noon", .badStart("noon")), (.start, "24:00", .badStart("24:00")),
    (.timeInForce, "week", .badTimeInForce("week")), (.limit, "1,5", .badPrice("1,5")),
    (.limit, "0", .priceNotPositive),
    (.stop, "187.505", .priceOffGrid(Price(nanodollars: 187_505_000_000))),
    (.symbol, String(repeating: "A", count: 65), .tooLong(limit: 64)),
  ])
  func eachErrorStandsAtItsField(field: DraftField, text: String, error: RequestError) {
    #expect(validate([field: text]).errors.inOrder == [DraftErrors.Entry(field: field, error: error)])
  }

  @Test(arguments: [
    ("market", "1", "", DraftField.limit, RequestError.priceWithoutUse(.limit, type: "market")),
    ("market", "", "1", .stop, .priceWithoutUse(.stop, type: "market")),
    ("limit", "", "", .limit, .missing(.limit)),
    ("limit", "1", "1", .stop, .priceWithoutUse(.stop, type: "limit")),
    ("stop", "", "", .stop, .missing(.stop)),
    ("stop", "1", "1", .limit, .priceWithoutUse(.limit, type: "stop")),
    ("stop_limit", "", "1", .limit, .missing(.limit)), ("stop_limit", "1", "", .stop, .missing(.stop)),
    (
      "", "1", "2", .limit,
      .stopLimitCrossed(
        side: .buy, stop: Price(nanodollars: 2_000_000_000), limit: Price(nanodollars: 1_000_000_000))
    ),
  ])
  func pricesMustFitTheType(name: String, limit: String, stop: String, field: DraftField, error: RequestError)
  {
    let errors = validate([.type: name, .limit: limit, .stop: stop]).errors
    #expect(errors.inOrder.map(\.field) == [field])
    #expect(errors[field] == error)
  }

  @Test func allErrorsComeAtOnceInTheFormsOrder() {
    let errors = draft([
      .side: "hold", .quantity: "12.5", .symbol: "?", .type: "pegged", .limit: "x", .stop: "0",
      .horizon: "soon",
      .interval: "0s", .start: "noon", .timeInForce: "week",
    ]).validate().errors
    #expect(errors.inOrder.map(\.field) == DraftField.allCases)
    #expect(
      errors.inOrder.map(\.error) == [
        .unknownSide("hold"), .badQuantity("12.5"), .badSymbol("?"), .unknownType("pegged"), .badPrice("x"),
        .priceNotPositive, .badDuration("soon"), .intervalTooShort(.zero), .badStart("noon"),
        .badTimeInForce("week"),
      ])
  }

  @Test func anEmptyDraftLacksExactlyWhatHasNoDefault() {
    let errors = OrderDraft().validate().errors
    #expect(errors.inOrder.map(\.field) == [.side, .quantity, .symbol, .horizon])
    #expect(
      errors.inOrder.map(\.error) == [
        .missing(.side), .missing(.quantity), .missing(.symbol), .missing(.horizon),
      ])
  }

  /// Stop and limit may cross or not depending on the side: without one, only the side is reported.
  @Test func crossingIsNotJudgedWithoutASide() {
    let errors = validate([.side: "", .limit: "1", .stop: "2"]).errors
    #expect(errors.inOrder.map(\.error) == [.missing(.side)])
  }

  /// A wrong interval is one error, not two.
  @Test func aWrongIntervalIsNotHeldAgainstTheDuration() {
    #expect(validate([.horizon: "45s", .interval: "often"]).errors.inOrder.map(\.field) == [.interval])
  }

  @Test func aRequestsDraftGivesTheRequestBack() throws {
    var random = SeededGenerator(seed: 4)
    for _ in 0..<300 {
      let order = try randomRequest(using: &random)
      #expect(OrderDraft(order).validate() == .order(order))
    }
  }
}
