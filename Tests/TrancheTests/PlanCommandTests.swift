import Foundation
import Testing

/// `tranche plan`, the real program.
@Suite(.sideBySide) struct PlanCommandTests {
  struct PlanJSON: Decodable {
    struct Slice: Decodable {
      let sliceNum: Int
      let qty: Int
      let scheduledTime: String
      let clientOrderId: String
      let status: String
    }
    let parentOrderId: String
    let symbol: String
    let side: String
    let totalQty: Int
    let totalSlices: Int
    let durationSeconds: Int
    let intervalSeconds: Int
    let orderType: String
    let limitPrice: String?
    let stopPrice: String?
    let timeInForce: String
    let tradeDate: String
    let slices: [Slice]
  }

  private func plan(_ order: String) throws -> PlanJSON {
    let outcome = try Program.run(["plan", "--json", order])
    try #require(outcome.status == 0, "\(outcome.errors)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(PlanJSON.self, from: Data(outcome.output.utf8))
  }

  /// The id by the rule in the manual, made by another program.
  private func id(_ canonical: String) throws -> String {
    String(try Program.tool("sha256sum", [], input: canonical).prefix(24))
  }

  @Test func theJSONHasTheWholePlan() throws {
    let plan = try plan("buy 103 AAPL over 5m")
    #expect(plan.slices.map(\.qty) == [21, 21, 21, 20, 20])
    #expect(plan.slices.map(\.sliceNum) == [0, 1, 2, 3, 4])
    #expect(plan.slices.allSatisfy { $0.status == "pending" })
    #expect((plan.symbol, plan.side, plan.totalQty, plan.totalSlices) == ("AAPL", "buy", 103, 5))
    #expect((plan.durationSeconds, plan.intervalSeconds) == (300, 60))
    #expect(
      (plan.orderType, plan.limitPrice, plan.stopPrice, plan.timeInForce) == ("market", nil, nil, "day"))
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let due = try plan.slices.map { try Date($0.scheduledTime.prefix(23) + "Z", strategy: format) }
    for (earlier, later) in zip(due, due.dropFirst()) {
      #expect(abs(later.timeIntervalSince(earlier) - 60) < 0.001)
    }
  }

  @Test func idsAreTheHashTheManualSays() throws {
    let plan = try plan("buy 103 AAPL over 5m")
    let date = plan.tradeDate
    let parent = try id("AAPL|buy|103|None|None|market|day|twap_parent_5m_60s|\(date)")
    #expect(plan.parentOrderId == parent)
    for slice in plan.slices {
      let strategy = "twap_slice_\(parent)_\(slice.sliceNum)"
      let wanted = try id("AAPL|buy|\(slice.qty)|None|None|market|day|\(strategy)|\(date)")
      #expect(slice.clientOrderId == wanted)
    }
  }

  @Test func theTextSaysTheSame() throws {
    let outcome = try Program.run(["plan", "buy 103 AAPL over 5m"])
    #expect(outcome.status == 0)
    let rows = outcome.output.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
    let slices = rows.filter { $0.count == 4 && Int($0[0]) != nil }
    #expect(slices.map { String($0[2]) } == ["21", "21", "21", "20", "20"])
    #expect(slices.allSatisfy { $0[3].count == 24 })
  }

  @Test(arguments: [
    ("buy 1 AAPL over 5m", "make the interval 5m or longer"),
    ("buy 0 AAPL over 5m", "at least 1 share"),
    ("sell", "the quantity is missing"),
    ("buy 100 AAPL over 5m limit", "the limit price is missing"),
    ("buy 12.5 AAPL over 5m", "not a whole number of shares"),
    ("buy 100 AAPL over 5m limit 187.505", "at most 2"),
    ("buy 100 AA_PL over 5m", "AA_PL is not a symbol"),
    ("", "nothing"),
  ])
  func aBadOrderIsRefusedInOneLine(order: String, words: String) throws {
    let outcome = try Program.run(["plan", order])
    #expect(outcome.status == 65)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errorLines.count == 1)
    #expect(order.isEmpty || outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test func aWrongCommandLineIsSomethingElse() throws {
    #expect(try Program.run(["plan"]).status == 64)
    #expect(try Program.run(["plan", "--no-such-flag", "buy 1 AAPL over 5m"]).status == 64)
    #expect(try Program.run(["no-such-command"]).status == 64)
  }

  @Test func aLimitIsOnlyANote() throws {
    let outcome = try Program.run(["plan", "buy 2m AAPL over 30m limit 187.50"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("note: would be refused: order quantity 2,000,000"))
    #expect(outcome.output.contains("order notional $375,000,000"))
  }
}
