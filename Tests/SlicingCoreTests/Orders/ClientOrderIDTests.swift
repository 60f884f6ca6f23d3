import Testing

@testable import SlicingCore

@Suite struct ClientOrderIDTests {
  struct Row: Sendable {
    let line: String
    let quantity: Shares
    let strategy: String
    let date: String
    let id: String
  }

  /// Ids that other desks and past records rely on: a difference here is an incompatible change.
  static let published = [
    Row(
      line: "buy 103 AAPL over 5m", quantity: 103, strategy: "twap_parent_5m_60s", date: "2025-10-26",
      id: "e75962b287258aa363d1fb99"),
    Row(
      line: "buy 103 AAPL over 5m", quantity: 21, strategy: "twap_slice_e75962b287258aa363d1fb99_0",
      date: "2025-10-26", id: "5e2e16a829678b22dc09d011"),
    Row(
      line: "sell 1000 MSFT over 30m limit 415.5", quantity: 1000, strategy: "twap_parent_30m_60s",
      date: "2026-03-02", id: "1213543f84d402c0adb3fa27"),
    Row(
      line: "sell 1000 MSFT over 30m limit 415.5", quantity: 34,
      strategy: "twap_slice_1213543f84d402c0adb3fa27_0", date: "2026-03-02", id: "ff2bc845a3d8b0f5f504a800"),
    Row(
      line: "buy 5000 SIRI over 90s every 15s stop 0.985 limit 0.9875", quantity: 5000,
      strategy: "twap_parent_90s_15s", date: "2026-03-02", id: "719acef8bae0ba29079e8f69"),
    Row(
      line: "buy 103 AAPL over 5m", quantity: 103, strategy: "twap_parent_5m_60s#2", date: "2025-10-26",
      id: "43c3f1c0c237d3b2fabe05c8"),
    Row(
      line: "sell 7 TSLA over 7m stop 240 tif gtc", quantity: 7, strategy: "twap_parent_7m_60s",
      date: "2026-12-31",
      id: "dc215d6b62275d795c046061"),
  ]

  @Test(arguments: published)
  func hashesItsCanonicalText(row: Row) throws {
    let order = try request(row.line)
    let id = ClientOrderID(
      symbol: order.symbol, side: order.side, quantity: row.quantity, type: order.type,
      timeInForce: order.timeInForce, strategy: row.strategy, tradeDate: try date(row.date))
    #expect(id.text == row.id)
  }

  /// The same ids by way of a plan made on that day, so that the strategy names are the planner's own.
  @Test(arguments: published)
  func plansGiveTheSameIDs(row: Row) throws {
    let isRepeat = row.strategy.hasSuffix("#2")
    let context = PlanContext(
      now: try instant("\(row.date)T16:00:00.000000Z"), repeatNumber: isRepeat ? 2 : 1)
    let plan = try TWAPSlicer.plan(try request(row.line), context: context)
    let isSlice = row.strategy.hasPrefix("twap_slice")
    #expect((isSlice ? plan.slices[0].id : plan.parentID).text == row.id)
    if !isSlice { #expect(plan.strategy == row.strategy) }
  }

  @Test func readsOnlyWhatItWrites() {
    #expect(ClientOrderID("e75962b287258aa363d1fb99")?.text == "e75962b287258aa363d1fb99")
    let junk = [
      "", "e75962b287258aa363d1fb9", "e75962b287258aa363d1fb999", "E75962B287258AA363D1FB99",
      "g75962b287258aa363d1fb99", "e75962b287258aa363d1fb9é",
    ]
    for text in junk { #expect(ClientOrderID(text) == nil) }
  }
}
