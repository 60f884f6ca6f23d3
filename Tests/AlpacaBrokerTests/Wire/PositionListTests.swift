import Testing
import WireFormats

@testable import AlpacaBroker

@Suite struct PositionListTests {
  private func read(_ text: String) -> PositionList? { JSONReader.read(text.utf8).flatMap(PositionList.init) }

  @Test func longAndShortAndWhatIsBrokenOff() throws {
    let list = try #require(
      read(
        """
        [{"symbol": "AAPL", "qty": "700", "side": "long"}, {"symbol": "TSLA", "qty": "-12.9", "side": "short"},
         {"symbol": "KO", "qty": "0.75", "side": "long"}, {"symbol": "F", "qty": "40", "side": "short"},
         {"symbol": "MSFT", "qty": 3.999, "side": "long"}, {"symbol": "BRK.B", "qty": "-0.5"}]
        """))
    #expect(list.isWhole)
    #expect(list.shares == ["AAPL": 700, "TSLA": -12, "KO": 0, "F": -40, "MSFT": 3, "BRK.B": 0])
  }

  @Test(arguments: [
    #"{"symbol": "KO"}"#, #"{"qty": "5"}"#, #"{"symbol": "", "qty": "5"}"#, #"{"symbol": "KO", "qty": null}"#,
    #"{"symbol": "KO", "qty": "many"}"#, #"{"symbol": "KO", "qty": "1e3"}"#,
    #"{"symbol": "KO", "qty": "1.2.3"}"#,
    #"{"symbol": "KO", "qty": "-"}"#, #"{"symbol": "KO", "qty": "99999999999999999999"}"#, "7", "null",
    #"{"symbol": "AAPL", "qty": "5"}"#,
  ])
  func aRowThatCannotBeReadIsAGap(row: String) throws {
    let list = try #require(read(#"[{"symbol": "AAPL", "qty": "700"}, \#(row)]"#))
    #expect(!list.isWhole && list.shares == ["AAPL": 700])
  }

  @Test func whatIsNoListIsNone() {
    #expect(read("{}") == nil && read("null") == nil)
    #expect(read("[]")?.isWhole == true)
  }
}

@Suite struct AssetReadingTests {
  private func obstacle(_ text: String, mayShort: Bool = true) throws -> String? {
    AssetReading(try #require(JSONReader.read(text.utf8))).obstacle(mayShort: mayShort)
  }

  @Test func whatATraderHasToKnowIsSaid() throws {
    #expect(try obstacle(#"{"tradable": true, "shortable": true}"#) == nil)
    #expect(
      try obstacle(#"{"tradable": true, "shortable": false}"#)?.hasPrefix("may not be sold short") == true)
    #expect(try obstacle(#"{"tradable": true, "shortable": false}"#, mayShort: false) == nil)
    #expect(try obstacle(#"{"tradable": false, "shortable": true}"#)?.hasPrefix("cannot be traded") == true)
    #expect(try obstacle("{}") == nil)
  }
}
