import SlicingCore
import Testing
import WireFormats

@testable import AlpacaBroker

@Suite struct PositionTellingTests {
  private let (aapl, ko): (Symbol, Symbol)

  init() throws {
    aapl = try #require(Symbol("AAPL"))
    ko = try #require(Symbol("KO"))
  }

  private func list(_ rows: [(String, String)], isTorn: Bool = false) throws -> PositionList {
    let values = rows.map { WireValue.object([.init("symbol", .string($0.0)), .init("qty", .string($0.1))]) }
    return try #require(PositionList(.array(values + (isTorn ? [.null] : []))))
  }

  private func words(_ told: [(symbol: Symbol, shares: Shares)]) -> [String] {
    told.map { "\($0.symbol) \($0.shares.count)" }
  }

  @Test func theBooksTellWhatIsHeldWatchedAndOpen() throws {
    var telling = PositionTelling()
    let told = telling.books(
      try list([("TSLA", "-40"), ("AAPL250117C00150000", "3"), ("AAPL", "12.5")]), watched: [ko], open: [aapl]
    )
    #expect(words(told) == ["AAPL 12", "KO 0", "TSLA -40"])
    #expect(telling.owed == [aapl], "an execution of it may be on its way")
  }

  @Test func whatIsGoneIsToldAsNone() throws {
    var telling = PositionTelling()
    _ = telling.books(try list([("AAPL", "100")]), watched: [], open: [])
    #expect(words(telling.books(try list([]), watched: [], open: [])) == ["AAPL 0"])
  }

  @Test func aListWithAGapSaysNothingOfWhatItDoesNotHold() throws {
    var telling = PositionTelling()
    let told = telling.books(try list([("AAPL", "100")], isTorn: true), watched: [ko], open: [])
    #expect(words(told) == ["AAPL 100"])
    #expect(telling.owed == [ko] && !telling.told.contains(ko))
    let question = try #require(telling.question(open: []))
    #expect(words(telling.answer(question, try list([("AAPL", "100")]), open: [])) == ["KO 0"])
    #expect(telling.owed.isEmpty && telling.question(open: []) == nil)
  }

  @Test func nothingIsAskedWhileAnOrderIsOpen() throws {
    var telling = PositionTelling()
    telling.owe(aapl)
    #expect(telling.question(open: [aapl]) == nil)
    #expect(telling.question(open: [ko]) != nil)
  }

  /// Three ways in which the answer may count what the desk has not heard of, or has heard of already.
  @Test func anAnswerThatOrdersWereFasterThanIsNotTold() throws {
    var telling = PositionTelling()
    telling.owe(aapl)
    let question = try #require(telling.question(open: []))
    let answer = try list([("AAPL", "100")])
    #expect(words(telling.answer(question, answer, open: [aapl])).isEmpty, "an order is open now")
    telling.moved(aapl)
    #expect(words(telling.answer(question, answer, open: [])).isEmpty, "one came and went")
    telling.owe(ko)
    let next = try #require(telling.question(open: []))
    telling.moved(ko)
    #expect(words(telling.answer(next, answer, open: [])) == ["AAPL 100"], "the others are told")
    #expect(telling.owed == [ko])
  }
}
