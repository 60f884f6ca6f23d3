import Testing

@testable import SlicingCore

@Suite struct SymbolTests {
  @Test(arguments: [
    ("AAPL", "AAPL"), ("aapl", "AAPL"), ("brk.b", "BRK.B"), ("BTC/USD", "BTC/USD"), ("X-1", "X-1"),
    ("7", "7"),
    ("ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOP"),
  ])
  func reads(text: String, symbol: String) {
    #expect(Symbol(text)?.text == symbol)
  }

  /// "ß" becomes "SS" and "ﬁ" becomes "FI" in upper case: tickers of other companies.
  @Test(arguments: [
    "", "ABCDEFGHIJKLMNOPQ", "AA PL", "AAPL!", "A_B", "Ä", "ß", "ﬁ", "АAPL", "AAPL\n", "\u{1B}[2J", "A|B",
    "ＡＡＰＬ", "A\u{301}",
  ])
  func refuses(text: String) {
    #expect(Symbol(text) == nil)
  }

  @Test(
    arguments: [
      ("market", nil, nil, OrderType.market),
      ("limit", "1.00", nil, .limit(Price(nanodollars: 1_000_000_000))),
      ("stop", nil, "1.00", .stop(Price(nanodollars: 1_000_000_000))),
      (
        "stop_limit", "2.00", "1.00",
        .stopLimit(stop: Price(nanodollars: 1_000_000_000), limit: Price(nanodollars: 2_000_000_000))
      ),
      ("market", "1.00", nil, nil), ("market", nil, "1.00", nil), ("limit", nil, nil, nil),
      ("limit", "1.00", "1.00", nil),
      ("stop", nil, nil, nil), ("stop", "1.00", "1.00", nil), ("stop_limit", "1.00", nil, nil),
      ("pegged", nil, nil, nil),
    ] as [(String, String?, String?, OrderType?)])
  func typesHaveExactlyTheirPrices(name: String, limit: String?, stop: String?, type: OrderType?) throws {
    let read = OrderType(name: name, limit: try limit.map(price), stop: try stop.map(price))
    #expect(read == type)
    if let read {
      #expect(read.name == name)
      #expect(read.limitPrice == (try limit.map(price)))
      #expect(read.stopPrice == (try stop.map(price)))
    }
  }
}
