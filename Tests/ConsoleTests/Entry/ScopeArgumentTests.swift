import SlicingCore
import Testing

@testable import Console

/// What `halt`, `release`, `explain` and `receipts` understand.
@Suite struct ScopeArgumentTests {
  private let desk = Self.desk(trading: "NOW", "IT", "ON", "NEWS")
  private var second: KillScope { .parent(Fixture.heldSale().parent.id) }

  /// Two orders, and quotes of symbols that are words as well.
  private static func desk(trading symbols: String...) -> Desk {
    var fixture = Fixture.running()
    fixture.events = symbols.map {
      .quote(
        Quote(
          symbol: Fixture.symbol($0), bid: Fixture.price("10"), ask: Fixture.price("11"), at: Fixture.now))
    }
    return fixture.desk
  }

  private func read(_ text: String?) -> ScopeArgument { ScopeArgument.read(text, desk) }

  @Test func `a known symbol in capitals that stands alone`() {
    #expect(read("AAPL") == ScopeArgument(scope: .symbol(Fixture.aapl)))
    #expect(read(" NOW ") == ScopeArgument(scope: .symbol(Fixture.symbol("NOW"))), "quoted is known")
    #expect(read("aapl") == ScopeArgument(rest: "aapl"))
  }

  @Test func `an order's number that stands alone`() {
    #expect(read("2") == ScopeArgument(scope: second))
    #expect(read("02") == ScopeArgument(rest: "02"))
  }

  @Test func `with a reason the kind is written out`() {
    #expect(
      read("symbol MSFT news pending") == ScopeArgument(scope: .symbol(Fixture.msft), rest: "news pending"))
    #expect(read("symbol msft") == ScopeArgument(scope: .symbol(Fixture.msft)))
    #expect(read("order 2 wrong side") == ScopeArgument(scope: second, rest: "wrong side"))
    #expect(read("Order 2") == ScopeArgument(scope: second))
  }

  /// Each of these was once read as the halt of one symbol or order, or as no halt at all.
  @Test(arguments: [
    "now", "it looks wrong", "on news", "NOW it looks wrong", "3 rejects in a row", "2 rejects in a row",
    "AAPL looks wrong", "FIRE", "APPL", "9", "order 7", "order 7 wrong side", "symbol TSLA", "symbol a*b",
    "oops", "odd prices", "APPL looks wrong", "order entry is stuck", "symbol", "order", "3rd time",
  ])
  func `all other words are a reason`(text: String) {
    #expect(read(text) == ScopeArgument(rest: text))
  }

  @Test func `everything by name, and nothing at all`() {
    #expect(read("all") == ScopeArgument(scope: .all))
    #expect(read("all feeds look odd") == ScopeArgument(scope: .all, rest: "all feeds look odd"))
    #expect(read(nil) == ScopeArgument())
    #expect(read("  ") == ScopeArgument())
  }

  @Test func `without a desk nothing has a name`() {
    #expect(ScopeArgument.read("AAPL", nil) == ScopeArgument(rest: "AAPL"))
    #expect(ScopeArgument.read("symbol AAPL", nil) == ScopeArgument(rest: "symbol AAPL"))
    #expect(ScopeArgument.read("all", nil) == ScopeArgument(scope: .all))
  }

  @Test func `an explanation may follow the bare name of a halt that stands`() {
    let halted = Fixture.halvesHalted().desk
    func explained(_ text: String) -> ScopeArgument { ScopeArgument.explained(text, halted) }
    #expect(explained("AAPL bad tape") == ScopeArgument(scope: .symbol(Fixture.aapl), rest: "bad tape"))
    #expect(explained("2 wrong side") == ScopeArgument(scope: second, rest: "wrong side"))
    #expect(explained("MSFT bad tape") == ScopeArgument(rest: "MSFT bad tape"), "not halted")
    #expect(explained("1 wrong side") == ScopeArgument(rest: "1 wrong side"), "not halted")
    #expect(explained("bad tape") == ScopeArgument(rest: "bad tape"))
  }
}
