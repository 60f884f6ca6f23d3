import SlicingCore
import Testing

@testable import Console

/// What `halt`, `release`, `explain` and `receipts` understand.
@Suite struct ScopeArgumentTests {
  private let desk = Fixture.running().desk
  private var second: KillScope { .parent(Fixture.heldSale().parent.id) }

  private func read(_ text: String?) throws -> ScopeArgument { try ScopeArgument.read(text, desk) }

  @Test func `a known symbol in either case, with or without a reason`() throws {
    #expect(try read("AAPL") == ScopeArgument(scope: .symbol(Fixture.aapl)))
    #expect(try read(" aapl ") == ScopeArgument(scope: .symbol(Fixture.aapl)))
    #expect(
      try read("MSFT news pending")
        == ScopeArgument(scope: .symbol(Fixture.msft), rest: "news pending"))
  }

  @Test func `an order by its number`() throws {
    #expect(try read("2") == ScopeArgument(scope: second))
    #expect(try read("order 2 wrong side") == ScopeArgument(scope: second, rest: "wrong side"))
    #expect(throws: ScopeArgument.Problem.noOrder("7")) { try read("7") }
    #expect(throws: ScopeArgument.Problem.noOrder("7")) { try read("order 7 wrong side") }
  }

  @Test func `a symbol nobody trades has to be called one`() throws {
    #expect(throws: ScopeArgument.Problem.unknownSymbol("APPL")) { try read("APPL") }
    #expect(
      try read("symbol tsla squeeze")
        == ScopeArgument(scope: .symbol(Fixture.symbol("TSLA")), rest: "squeeze"))
    #expect(throws: ScopeArgument.Problem.noSymbol("a*b")) { try read("symbol a*b") }
  }

  @Test(arguments: ["oops", "odd prices", "APPL looks wrong", "order entry is stuck", "symbol", "3rd time"])
  func `other words are a reason`(text: String) throws {
    #expect(try read(text) == ScopeArgument(rest: text))
  }

  @Test func `everything by name, and nothing at all`() throws {
    #expect(try read("all") == ScopeArgument(scope: .all))
    #expect(try read("all feeds look odd") == ScopeArgument(scope: .all, rest: "all feeds look odd"))
    #expect(try read(nil) == ScopeArgument())
    #expect(try read("  ") == ScopeArgument())
  }
}
