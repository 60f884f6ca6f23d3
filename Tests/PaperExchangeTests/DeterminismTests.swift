import SlicingCore
import TestSupport
import Testing

@testable import PaperExchange

@Suite(.heavy) struct DeterminismTests {
  private func digest(_ events: [ExchangeEvent]) -> UInt64 {
    UInt64(hashOf: events.map(\.text).joined(separator: "\n"))
  }

  @Test func theSameSeedIsTheSameRun() {
    let flow = RandomFlow(seed: 1, count: 4000)
    var (first, second, other) = (PaperExchange(seed: 1), PaperExchange(seed: 1), PaperExchange(seed: 2))
    let events = flow.run(on: &first)
    #expect(events.count > 10_000, "\(events.count)")
    #expect(digest(flow.run(on: &second)) == digest(events))
    let short = RandomFlow(seed: 1, count: 100)
    var again = PaperExchange(seed: 1)
    #expect(digest(short.run(on: &other)) != digest(short.run(on: &again)))
  }

  /// Pinned, so that a change that moves prices or fills is made on purpose: rehearsals are compared across
  /// versions, and debug and release have to agree.
  @Test func theRunOfSeedOneIsWhatItWas() {
    var exchange = PaperExchange(seed: 1)
    #expect(digest(RandomFlow(seed: 1, count: 600).run(on: &exchange)) == pinned)
  }
  private let pinned: UInt64 = 3_078_134_027_603_625_567

  @Test func howTimeIsDividedIntoCallsDoesNotMatter() {
    let flow = RandomFlow(seed: 3, count: 1200)
    var whole = PaperExchange(seed: 3)
    let expected = flow.run(on: &whole)
    var random = SplitMix64(seed: 4)
    for _ in 0..<3 {
      var exchange = PaperExchange(seed: 3)
      var events: [ExchangeEvent] = []
      var last = monday
      for (at, act) in flow.acts + [(flow.end, .cancel(client: "nobody"))] {
        while Bool.random(using: &random), last < at {
          let step = Int64.random(in: 0...(at - last).microseconds, using: &random)
          last = last + TimeSpan(microseconds: step)
          events += exchange.advance(to: last)
        }
        last = at
        flow.play(on: &exchange, act, at: at)
        if Bool.random(using: &random) { events += exchange.advance(to: at) }
      }
      events += exchange.advance(to: flow.end)
      #expect(digest(events) == digest(expected))
    }
  }

  /// The venue dies between any two calls and comes back with its books: nobody can tell.
  @Test func aReloadedExchangeGoesOnAsIfNothingHadHappened() {
    for seed: UInt64 in 5..<15 {
      // Now over hours, now so dense that a reload falls between two orders which share a tick's size.
      let flow =
        seed.isMultiple(of: 2)
        ? RandomFlow(seed: seed, count: 400)
        : RandomFlow(seed: seed, count: 400, over: .seconds(30), of: ["AAPL", "SIRI"])
      var whole = PaperExchange(seed: seed)
      let expected = flow.run(on: &whole)
      var random = SplitMix64(seed: seed)
      var exchange = PaperExchange(seed: seed)
      var events: [ExchangeEvent] = []
      for (at, act) in flow.acts {
        if Int.random(in: 0..<8, using: &random) == 0 {
          exchange = PaperExchange(seed: seed, books: exchange.books)
        }
        flow.play(on: &exchange, act, at: at)
        events += exchange.advance(to: at)
      }
      events += exchange.advance(to: flow.end)
      #expect(digest(events) == digest(expected), "seed \(seed)")
    }
  }

  @Test func cashPositionsAndFillsAreTheSumOfTheExecutions() throws {
    for seed: UInt64 in 0..<500 {
      var exchange = PaperExchange(seed: seed)
      let flow = RandomFlow(seed: seed, count: 40)
      let events = flow.run(on: &exchange)
      try check(exchange.books, against: events, seed: seed)
    }
  }

  private func check(_ books: VenueBooks, against events: [ExchangeEvent], seed: UInt64) throws {
    var cash = Notional(dollars: 1_000_000)
    var held: [Symbol: Int] = [:]
    var filled: [String: Shares] = [:]
    for case .executed(let execution) in events {
      let terms = try #require(books.order(execution.orderID)).terms
      let amount = execution.price * execution.quantity
      cash = terms.side == .buy ? cash - amount : cash + amount
      held[terms.symbol, default: 0] += execution.quantity.count * (terms.side == .buy ? 1 : -1)
      filled[execution.orderID, default: 0] += execution.quantity
    }
    #expect(books.account.cash == cash, "seed \(seed)")
    for symbol in held.keys {
      #expect(books.account.position(in: symbol)?.quantity ?? 0 == held[symbol], "seed \(seed)")
    }
    for order in books.orders {
      #expect(order.filled == filled[order.id] ?? 0 && order.filled <= order.terms.quantity, "seed \(seed)")
      #expect((order.status == .filled) == (order.leaves == 0), "seed \(seed)")
    }
  }
}
