import SlicingCore
import Testing
import WireFormats

@testable import AlpacaBroker

/// An order as the broker writes it, with some members changed; an empty value leaves one out.
func orderJSON(_ changes: [String: String] = [:]) -> String {
  var members: [(String, String)] = [
    ("id", "\"3b1f6c1e-0a52-4e0f-9c43-6f1d2a7be001\""),
    ("client_order_id", "\"5e2e16a829678b22dc09d011\""),
    ("created_at", "\"2026-10-07T15:00:01.094153596Z\""), ("symbol", "\"AAPL\""), ("qty", "\"100\""),
    ("filled_qty", "\"0\""), ("filled_avg_price", "null"), ("type", "\"limit\""), ("side", "\"buy\""),
    ("time_in_force", "\"day\""), ("limit_price", "\"189.98\""), ("stop_price", "null"),
    ("status", "\"new\""),
  ]
  members = members.map { ($0.0, changes[$0.0] ?? $0.1) }
  members += changes.filter { change in !members.contains { $0.0 == change.key } }.map { ($0.key, $0.value) }
  return "{" + members.filter { !$0.1.isEmpty }.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ",") + "}"
}

func wireOrder(_ changes: [String: String] = [:]) -> WireOrder? {
  JSONReader.read(orderJSON(changes).utf8).flatMap(WireOrder.init)
}

@Suite struct WireOrderTests {
  @Test func anOrderOfOursIsReadExactly() throws {
    let report = try #require(wireOrder(["filled_qty": "\"50\""])?.report(skew: .seconds(2)))
    #expect(report.submission.id.text == "5e2e16a829678b22dc09d011")
    #expect(report.submission.type == .limit(try #require(Price(decimal: "189.98"))))
    #expect(report.submission.quantity == 100 && report.filled == 50 && report.state == .working)
    #expect(report.createdAt == Instant(foreignRFC3339: "2026-10-07T15:00:03.094153Z"))
  }

  @Test(arguments: ["100", "\"100\"", "\"100.000\"", "100.0", "1e2"])
  func quantitiesAreWholeHoweverWritten(text: String) {
    #expect(wireOrder(["qty": text])?.submission?.quantity == 100)
  }

  /// Somebody else's order, or one of ours in a shape we never send: no report, and nothing crashes.
  @Test(arguments: [
    ["client_order_id": "\"my-own-1\""], ["qty": "\"0.5\""], ["qty": "null"], ["type": "\"trailing_stop\""],
    ["limit_price": "null"], ["limit_price": "\"1.2.3\""], ["time_in_force": "\"opg\""],
    ["side": "\"sell_short\""],
    ["filled_qty": "\"0.5\""],
  ])
  func whatCannotBeOursHasNoReport(changes: [String: String]) throws {
    let order = try #require(wireOrder(changes))
    #expect(order.report(skew: .zero) == nil)
    #expect(!order.words.isEmpty)
  }

  @Test(arguments: ["id", "status", "created_at"])
  func whatIsNoOrderIsRefused(missing: String) {
    #expect(wireOrder([missing: ""]) == nil)
    #expect(wireOrder([missing: "17"]) == nil)
  }

  @Test func everyStatusOfTheProtocolIsKnown() {
    let working = [
      "new", "partially_filled", "done_for_day", "pending_cancel", "pending_replace", "pending_review",
      "accepted",
      "pending_new", "accepted_for_bidding", "stopped", "suspended", "calculated", "held",
    ]
    for word in working {
      let status = OrderStatusWord(word)
      #expect(status.isKnown && !status.isTerminal && status.state(reason: nil) == .working, "\(word)")
    }
    #expect(OrderStatusWord("filled").state(reason: nil) == .filled)
    #expect(OrderStatusWord("canceled").state(reason: nil) == .canceled)
    #expect(OrderStatusWord("replaced").state(reason: nil) == .canceled)
    #expect(OrderStatusWord("expired").state(reason: nil) == .expired)
    #expect(OrderStatusWord("rejected").state(reason: "no") == .rejected(reason: "no"))
  }

  @Test func anUnknownStatusIsKeptAndCountsAsWorking() {
    let status = OrderStatusWord("embargoed")
    #expect(!status.isKnown && !status.isTerminal && status.word == "embargoed")
    #expect(status.state(reason: nil) == .working)
  }

  @Test func whatIsSentIsExactAndWhole() throws {
    let order = try #require(wireOrder()?.submission)
    let sent = try #require(JSONReader.read(OrderBody.json(order)))
    #expect(sent["qty"] == .string("100") && sent["limit_price"] == .string("189.98"))
    #expect(sent["client_order_id"] == .string("5e2e16a829678b22dc09d011") && sent["stop_price"] == nil)
    #expect(sent["type"] == .string("limit") && sent["time_in_force"] == .string("day"))
  }
}
