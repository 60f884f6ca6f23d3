import SlicingCore
import Testing

@testable import PaperExchange

@Suite struct MarketTapeTests {
  static let quotes = """
    symbol,timestamp,bid,ask,bid_size,ask_size
    AAPL,2026-10-07T13:30:00Z,189.98,190.00,200,100
    AAPL,2026-10-07T09:30:10-04:00,190.48,190.50,300,300
    AAPL,2026-10-07T13:30:20.123456789Z,188.00,188.02,100,100
    """

  private func exchange(_ csv: String = MarketTapeTests.quotes) throws -> PaperExchange {
    let tape = try MarketTape(csv: csv).starting(at: monday)
    var exchange = PaperExchange(seed: 1, configuration: ExchangeConfiguration(tape: tape))
    _ = exchange.advance(to: monday)
    return exchange
  }

  @Test func quotesFollowTheRecordingFromTheStart() throws {
    let exchange = try exchange()
    let aapl = symbol("AAPL")
    #expect(exchange.quote(aapl, at: monday - .seconds(60)).quote.bid == price("189.98"))
    #expect(exchange.quote(aapl, at: monday).quote.ask == price("190"))
    #expect(exchange.quote(aapl, at: monday + .milliseconds(9999)).quote.ask == price("190"))
    #expect(exchange.quote(aapl, at: monday + .seconds(10)).quote.ask == price("190.50"))
    #expect(exchange.quote(aapl, at: monday + .seconds(3600)).quote.bid == price("188"))
    #expect(exchange.quote(aapl, at: monday).askSize == 100)
  }

  @Test func aWaitingOrderActsOnTheLineThatReachesIt() throws {
    var exchange = try exchange()
    _ = try exchange.submit(order("c1", "AAPL", .buy, 100, .limit(price("188.50"))), at: monday)
    let executions = exchange.advance(to: monday + .seconds(60)).compactMap { event in
      if case .executed(let execution) = event { execution } else { nil }
    }
    #expect(executions.map(\.quantity) == [100])
    #expect(executions.first.map { $0.at >= monday + .milliseconds(20_123) } == true)
    #expect(executions.first.map { $0.at < monday + .milliseconds(20_500) } == true)
  }

  @Test func symbolsThatAreNotOnItFollowTheSeed() throws {
    let exchange = try exchange()
    let plain = PaperExchange(seed: 1)
    #expect(exchange.quote(symbol("MSFT"), at: monday) == plain.quote(symbol("MSFT"), at: monday))
  }

  @Test func aBarIsItsFourPricesInTurn() throws {
    let exchange = try exchange(
      "symbol,timestamp,open,high,low,close,volume\nAAPL,2026-10-07T13:30:00Z,10.00,12.00,9.00,11.00,5000\n")
    let bids = [0, 15, 30, 45].map {
      exchange.quote(symbol("AAPL"), at: monday + .seconds($0)).quote.bid.description
    }
    #expect(bids == ["10.00", "9.00", "12.00", "11.00"])
  }

  @Test(arguments: [
    ("time,price\n", TapeError.columns(found: "time,price")),
    ("symbol,timestamp,bid,ask,bid_size,ask_size\n", .empty),
    (
      "symbol,timestamp,bid,ask,bid_size,ask_size\nAAPL,today,1,2,3,4\n",
      .line(2, found: "AAPL,today,1,2,3,4")
    ),
    (
      "symbol,timestamp,bid,ask,bid_size,ask_size\nAAPL,2026-10-07T13:30:00Z,2,1,3,4\n",
      .line(2, found: "AAPL,2026-10-07T13:30:00Z,2,1,3,4")
    ),
  ])
  func whatIsNoRecordingIsRefused(csv: String, expected: TapeError) {
    #expect(throws: expected) { try MarketTape(csv: csv) }
  }

  @Test func noQuoteShowsMoreThanTheLimit() {
    let exchange = PaperExchange(seed: 1, configuration: ExchangeConfiguration(displayLimit: 150))
    for second in 0..<50 {
      let quote = exchange.quote(symbol("F"), at: monday + .seconds(second))
      #expect(quote.bidSize <= 150 && quote.askSize <= 150)
    }
  }
}

@Suite struct ReplacingTests {
  @Test func theNewOrderTakesThePlaceOfTheOldOne() throws {
    var exchange = PaperExchange.opened()
    let old = try exchange.submit(order("c1", "AAPL", .buy, 100, .limit(price("1"))), at: monday)
    let new = try exchange.replace(
      old.id, with: order("c2", "AAPL", .buy, 50, .limit(price("2"))), at: monday)
    #expect(exchange.books.order(old.id)?.status == .replaced(by: new.id))
    #expect(new.replaces == old.id)
    #expect(exchange.books.openOrders.map(\.id) == [new.id])
    let texts = exchange.advance(to: monday).map(\.text)
    #expect(texts.compactMap(LedgerRecord.init).map(\.text) == texts, "the ledger can hold it")
    #expect(throws: ExchangeRefusal.alreadyEnded(.replaced(by: new.id))) {
      try exchange.replace(old.id, with: order("c3"), at: monday)
    }
    #expect(throws: ExchangeRefusal.self) { try exchange.replace(new.id, with: order("c1"), at: monday) }
    #expect(exchange.books.openOrders.map(\.id) == [new.id], "a refusal changes nothing")
  }

  @Test func fillExecutesWhatIsLeft() throws {
    var exchange = PaperExchange.opened()
    let resting = try exchange.submit(order("c1", "AAPL", .buy, 700, .limit(price("1"))), at: monday)
    try exchange.fill(resting.id, at: monday)
    let after = exchange.books.order(resting.id)
    #expect(after?.status == .filled)
    #expect(after?.executions.map(\.price) == [price("1")])
    #expect(throws: ExchangeRefusal.alreadyEnded(.filled)) { try exchange.fill(resting.id, at: monday) }
  }
}
