import Testing

@testable import SlicingCore

/// The day's profit against the same sums done another way: from the list of everything that happened, with
/// average costs of six digits more than the core has.
@Suite struct ProfitAndLossTests {
  @Test(arguments: 0..<12) func isWhatAddingUpEverythingAnewGives(seed: Int) throws {
    var run = try Run(seed: UInt64(seed))
    for step in 0..<150 {
      try run.step()
      run.check("step \(step) of seed \(seed)")
    }
    #expect(run.busts > 3 && run.quotes > 10 && run.executions.count > 30, "too little happened")
    // A new process knows no quote; with them it comes to the same.
    var again = run.desk.restarted()
    for quote in run.desk.desk.quotes.values { again.handle(.quote(quote)) }
    let (old, new) = (run.desk.desk.profit, again.desk.profit)
    #expect(new.total == old.total)
    #expect(new.realised == old.realised)
    #expect(new.unrealised == old.unrealised)
    #expect(new.peak <= old.peak)
    try run.closeEverything()
    #expect(run.desk.desk.profit.realised == run.desk.desk.profit.total)
    #expect(run.desk.desk.profit.unrealised == .zero)
  }

  @Test func aBustUndoesItsExecutionExactly() throws {
    var run = try Run(seed: 99)
    for _ in 0..<60 { try run.step() }
    let before = run.desk.desk.profit
    let sent = try #require(run.open.first)
    let execution = try run.desk.fill(sent, 1, at: "123.4567")
    #expect(run.desk.desk.profit.total != before.total)
    run.desk.handle(.bust(executionID: execution.executionID, clientOrderID: sent))
    #expect(run.desk.desk.profit.total == before.total)
    #expect(run.desk.desk.profit.realised == before.realised)
  }

  @Test func withoutAQuoteTheLastExecutionIsTheMark() throws {
    var profit = ProfitAndLoss(date: TradeDate(year: 2026, month: 3, day: 2))
    let aapl = try symbol("AAPL")
    profit.add(aapl, .sell, 10, at: try price("100.00"), quote: nil)
    profit.add(aapl, .sell, 10, at: try price("103.00"), quote: nil)
    #expect(profit.total == Notional(dollars: -30))
    #expect(profit.realised == .zero)
    let now = Instant(microseconds: 0)
    profit.mark(Quote(symbol: aapl, bid: try price("90.00"), ask: try price("95.00"), at: now))
    // A short position is closed at the ask.
    #expect(profit.total == Notional(dollars: 130))
    #expect(profit.unrealised == Notional(dollars: 130))
    profit.add(aapl, .buy, 30, at: try price("95.00"), quote: nil)
    #expect(profit.realised == Notional(dollars: 130))
    #expect(profit.position(aapl) == 10)
    #expect(profit.total == Notional(dollars: 130))
  }

  /// Nothing of a cost that does not divide is lost: it stays with the rest.
  @Test func whatIsRoundedStaysInTheCostOfTheRest() throws {
    var profit = ProfitAndLoss(date: TradeDate(year: 2026, month: 3, day: 2))
    let aapl = try symbol("AAPL")
    let (first, second) = (Price(nanodollars: 1_000_000_000), Price(nanodollars: 1_000_000_001))
    profit.add(aapl, .buy, 1, at: first, quote: nil)
    profit.add(aapl, .buy, 2, at: second, quote: nil)
    for _ in 0..<3 { profit.add(aapl, .sell, 1, at: second, quote: nil) }
    #expect(profit.realised == Notional(nanodollars: 1))
    #expect(profit.total == profit.realised)
  }

  /// Orders to buy and to sell of two symbols, all at the venue; what fills, and when, is the seed's.
  private struct Run {
    var desk: DeskHarness
    var random: SeededGenerator
    var executions: [Execution] = []
    var busts = 0
    var quotes = 0
    private let sides: [ClientOrderID: (Symbol, Side)]

    init(seed: UInt64) throws {
      random = SeededGenerator(seed: seed)
      var books: [ParentBook] = []
      for line in [
        "buy 200 AAPL over 20s", "sell 180 AAPL over 20s", "buy 90 MSFT over 20s", "sell 120 MSFT over 20s",
      ] {
        var one = DeskHarness(limits: .off)
        let id = try one.enter("\(line) every 1s")
        one.advance(.seconds(21))
        for slice in one.slices(id) { one.accept(slice.id) }
        books.append(try #require(one.desk.book(id)))
      }
      sides = Dictionary(
        uniqueKeysWithValues: books.flatMap { book in
          book.slices.map { ($0.id, (book.parent.request.symbol, book.parent.request.side)) }
        })
      desk = DeskHarness(limits: .off, books: books, now: DeskHarness.opening + .seconds(30))
      for symbol in ["AAPL", "MSFT"] { try desk.quote(symbol) }
    }

    var open: [ClientOrderID] {
      desk.desk.books.flatMap(\.slices).filter { $0.leaves > .zero }.map(\.id)
    }

    mutating func step() throws {
      desk.now = desk.now + .milliseconds(1)
      switch random.int(0...9) {
      case 0...5:
        guard let slice = desk.desk.slice(random.pick(open)) else { return }
        let price = Price(nanodollars: Int64(random.int(150_000_000_000...220_000_000_000)))
        let quantity = random.int(1...min(7, slice.leaves.count))
        executions.append(try desk.fill(slice.id, quantity, at: price.description))
      case 6:
        guard !executions.isEmpty else { return }
        let taken = executions.remove(at: random.int(0...(executions.count - 1)))
        desk.handle(.bust(executionID: taken.executionID, clientOrderID: taken.clientOrderID))
        busts += 1
      default:
        quotes += 1
        let bid = random.int(15_000...22_000)
        try desk.quote(
          random.pick(["AAPL", "MSFT"]), bid: Price(nanodollars: Int64(bid) * 10_000_000).description,
          ask: Price(nanodollars: Int64(bid + random.int(0...30)) * 10_000_000).description)
      }
    }

    /// Buys back what is short and sells what is long.
    mutating func closeEverything() throws {
      for name in ["AAPL", "MSFT"] {
        let symbol = try #require(Symbol(name))
        let position = desk.desk.profit.position(symbol)
        guard position != .zero else { continue }
        let side: Side = position > .zero ? .sell : .buy
        desk.now = desk.now + .milliseconds(1)
        // More than any order left: the venue may fill what it likes, and the sums have to bear it.
        let order = try #require(sides.first { $0.value == (symbol, side) }?.key)
        try desk.fill(order, abs(position.count), at: "171.23")
      }
    }

    func check(_ note: String) {
      var total = Notional.zero
      var realised: Int128 = 0
      for symbol in Set(sides.values.map(\.0)) {
        let (part, made) = value(of: symbol)
        total += part
        realised += made
      }
      let profit = desk.desk.profit
      #expect(profit.total == total, "\(note)")
      let off = profit.realised.nanodollars - realised
      #expect(abs(off) <= Int128(executions.count), "\(note): realised is off by \(off)")
      #expect(profit.peak >= profit.total, "\(note)")
      #expect(profit.drawdown == profit.peak - profit.total)
    }

    /// The total, and the realised part to the nanodollar: the average cost is carried with six digits
    /// more.
    private func value(of symbol: Symbol) -> (Notional, Int128) {
      let scale: Int128 = 1_000_000
      var (cash, realised, position, average): (Int128, Int128, Int128, Int128) = (0, 0, 0, 0)
      for execution in executions.sorted(by: { $0.at < $1.at }) {
        guard let (its, side) = sides[execution.clientOrderID], its == symbol else { continue }
        let price = Int128(execution.price.nanodollars)
        // Share by share, which no shortcut is taken by.
        for _ in 0..<execution.quantity.count {
          let sign: Int128 = side == .buy ? 1 : -1
          cash -= price * sign
          if position * sign < 0 {
            realised += (price * scale - average) * -sign
          } else {
            let held = abs(position)
            average = (average * held + price * scale) / (held + 1)
          }
          position += sign
        }
      }
      guard let quote = desk.desk.quotes[symbol] else { return (.zero, 0) }
      let mark = Int128((position > 0 ? quote.bid : quote.ask).nanodollars)
      return (Notional(nanodollars: cash + position * mark), realised / scale)
    }
  }
}
