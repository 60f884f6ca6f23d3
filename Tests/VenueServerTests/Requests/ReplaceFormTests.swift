import PaperExchange
import SlicingCore
import Testing

@testable import VenueServer

@Suite struct ReplaceFormTests {
  /// Seven hundred shares wanted, of which the hundred shown are done.
  private func order() throws -> VenueOrder {
    var exchange = PaperExchange(seed: 1, configuration: ExchangeConfiguration(displayLimit: 100))
    let limit = try #require(Price(decimal: "5000"))
    let terms = NewOrder(
      clientOrderID: "c1", symbol: try #require(Symbol("AAPL")), side: .buy, quantity: 700,
      type: .limit(limit),
      timeInForce: .day)
    let order = try exchange.submit(terms, at: morning)
    try #require(order.filled == 100)
    return order
  }

  private func form(_ body: String) throws -> ReplaceForm {
    try ReplaceForm(Array(body.utf8), of: try order(), madeUpID: "made-up")
  }

  @Test func theNewOrderIsForTheRest() throws {
    #expect(try form(#"{"qty":"600"}"#).terms.quantity == 500)
    let repriced = try form(#"{"limit_price":12.5,"client_order_id":"c2"}"#).terms
    #expect(repriced.quantity == 600 && repriced.type == .limit(Price(nanodollars: 12_500_000_000)))
    #expect(repriced.clientOrderID == "c2")
    #expect(try form(#"{"time_in_force":"gtc"}"#).terms.clientOrderID == "made-up")
  }

  @Test(arguments: [
    (#"{"qty":"100"}"#, VenueRefusal.replacedBelowFilled), (#"{"qty":"700"}"#, .nothingToReplace),
    ("{}", .nothingToReplace), ("[]", .malformedBody),
    (#"{"stop_price":"5"}"#, .invalid(field: "stop_price")),
    (#"{"limit_price":"5.001"}"#, .subPenny(field: "limit_price", price: "5.001")),
    (#"{"trail":"1"}"#, .notSimulated("trailing stops")), (#"{"qty":"0"}"#, .quantityNotPositive),
  ])
  func whatIsNoReplacementIsRefused(body: String, refusal: VenueRefusal) {
    #expect(throws: refusal) { try form(body) }
  }
}
