import SlicingCore
import Testing
import WireFormats

@testable import AlpacaBroker

@Suite struct PositionCheckTests {
  private func positions(_ rows: [(String, String)]) throws -> PositionList {
    try #require(
      PositionList(
        .array(rows.map { .object([.init("symbol", .string($0.0)), .init("qty", .string($0.1))]) })))
  }
  private func symbol(_ text: String) throws -> Symbol { try #require(Symbol(text)) }

  @Test func theFirstLookIsTheBase() throws {
    var check = PositionCheck()
    check.count(70, .buy, try symbol("AAPL"))
    #expect(check.compare(try positions([("AAPL", "500"), ("TSLA", "-12.5")])) == nil)
    check.count(100, .buy, try symbol("AAPL"))
    check.count(8, .sell, try symbol("TSLA"))
    check.count(3, .sell, try symbol("MSFT"))
    #expect(check.compare(try positions([("AAPL", "600"), ("TSLA", "-20.5"), ("MSFT", "-3")])) == nil)
  }

  @Test func aDifferenceIsSaidOnceAndNamed() throws {
    var check = PositionCheck()
    _ = check.compare(try positions([]))
    check.count(100, .buy, try symbol("AAPL"))
    let words = check.compare(try positions([("AAPL", "90")]))
    #expect(words?.contains("AAPL 90 at the broker, 100 by the fills here") == true)
    #expect(check.compare(try positions([("AAPL", "90")])) == nil)
  }

  @Test func aListWithAGapComparesNothing() throws {
    var check = PositionCheck()
    _ = check.compare(try positions([("AAPL", "100")]))
    #expect(check.compare(try positions([("AAPL", "none")])) == nil)
    #expect(check.compare(try positions([("AAPL", "90")]))?.contains("AAPL 90 at the broker, 100") == true)
  }
}
