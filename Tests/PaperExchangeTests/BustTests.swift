import SlicingCore
import Testing

@testable import PaperExchange

/// Executions that are taken back.
@Suite struct BustTests {
  @Test func aBustGivesBackSharesAndMoneyAndTheOrderIsNotFilledAnyMore() throws {
    var exchange = PaperExchange.opened()
    let before = exchange.books.account
    let filled = try exchange.submit(order(), at: monday)
    let execution = try #require(filled.executions.first)
    try exchange.bust(execution.id, at: monday + .seconds(1))
    let standing = try #require(exchange.standing())
    #expect(standing.status == .canceled && standing.filled == 0 && standing.executions.isEmpty)
    #expect(exchange.books.account.cash == before.cash && exchange.books.account.positions.isEmpty)
    let refusal = ExchangeRefusal.noSuchExecution(execution.id)
    #expect(throws: refusal, "once") { try exchange.bust(execution.id, at: monday + .seconds(1)) }
    let next = try exchange.submit(order("c2"), at: monday + .seconds(2))
    #expect(next.executions.first?.id != execution.id, "its id stays taken")
  }

  @Test func anOrderThatWorksHasTheSharesToDoAgain() throws {
    var exchange = PaperExchange.opened()
    let working = try exchange.submit(order("c1", "AAPL", .sell, 2000), at: monday)
    let first = try #require(working.executions.first)
    try #require(working.isOpen)
    try exchange.bust(first.id, at: monday)
    #expect(exchange.standing()?.filled == working.filled - first.quantity)
    _ = exchange.advance(to: monday + .seconds(60))
    let done = try #require(exchange.standing())
    #expect(done.status == .filled && done.executions.map(\.quantity).sum() == 2000)
    #expect(exchange.books.account.position(in: symbol("AAPL"))?.quantity == -2000)
  }

  /// Who was told a total has it for a name.
  @Test func theTotalsToldBeforeAndAfterStay() throws {
    var exchange = PaperExchange.opened()
    _ = try exchange.submit(order("c1", "AAPL", .buy, 2000), at: monday)
    _ = exchange.advance(to: monday + .seconds(60))
    let filled = try #require(exchange.standing())
    try #require(filled.executions.count > 2 && filled.totals.last == 2000)
    try exchange.bust(filled.executions[0].id, at: monday + .seconds(60))
    let standing = try #require(exchange.standing())
    #expect(standing.totals == Array(filled.totals.dropFirst()))
    #expect(standing.executions == Array(filled.executions.dropFirst()))
  }

  @Test func theLedgerKnowsOfIt() throws {
    let folder = ScratchFolder()
    var venue: PaperVenue? = try PaperVenue(ledgerPath: folder.ledger, seed: 42, at: monday)
    let filled = try #require(venue).submit(order(), at: monday)
    try #require(venue).bust(#require(filled.executions.first).id, at: monday + .seconds(1))
    _ = try #require(venue).commit(at: monday + .seconds(1))
    let books = try #require(venue).exchange.books
    venue = nil
    let ledger = try PaperLedger.read(folder.ledger)
    #expect(ledger.orders == books.orders && ledger.books.account == books.account)
    #expect(ledger.executions.isEmpty && ledger.books.lastAt == monday + .seconds(1))
  }
}
