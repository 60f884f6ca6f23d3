import Testing

@testable import SlicingCore

/// The sums the gate asks for are kept in step with every change; here they are added up from the books.
@Suite struct DayUseTests {
  @Test(arguments: 0..<10) func theSumsAreThoseOfTheBooksAfterAnyHistory(seed: Int) throws {
    var run = FuzzRun(seed: UInt64(seed))
    for step in 0..<150 {
      try run.step()
      if step % 40 == 39 {
        run.desk.handle(
          .quote(
            Quote(
              symbol: try #require(Symbol("AAPL")),
              bid: Price(nanodollars: Int64(180 + step) * 1_000_000_000),
              ask: Price(nanodollars: Int64(181 + step) * 1_000_000_000), at: run.desk.now)))
      }
      check(run.desk.desk, at: run.desk.now)
    }
    #expect(run.desk.desk.usage(at: run.desk.now).allDay > .zero, "nothing was ever traded")
  }

  @Test func anOrderThatIsOverCountsOnItsOwnDayOnly() throws {
    var desk = DeskHarness()
    let parent = try desk.enter("buy 100 AAPL over 1m")
    #expect(desk.desk.usage(at: desk.now).allDay > .zero)
    let tomorrow = desk.now + .seconds(86_400)
    #expect(desk.desk.usage(at: tomorrow).allDay > .zero, "what is not over counts until it is")
    desk.command(.cancelParent(parent))
    #expect(desk.desk.usage(at: desk.now).allDay == .zero, "nothing was filled and nothing is intended")
    check(desk.desk, at: tomorrow)
  }

  @Test func aDeskReadFromItsRowsHasTheSameSums() throws {
    var run = FuzzRun(seed: 77)
    for _ in 0..<200 { try run.step() }
    let live = run.desk.desk
    var again = Desk(
      settings: live.settings, books: live.books, kill: live.kill, breaker: live.breaker)
    for quote in live.quotes.values { _ = again.handle(.quote(quote), at: run.desk.now) }
    #expect(again.usage(at: run.desk.now).allDay == live.usage(at: run.desk.now).allDay)
    check(again, at: run.desk.now)
  }

  @Test func ordersOfTheLastMinuteAreCountedWhateverCameBefore() {
    var sends = RecentSends()
    var all: [Instant] = []
    for number in 0..<1000 {
      let now = Instant(microseconds: Int64(number) * 700_000)
      sends.add(now)
      all.append(now)
      #expect(sends.count(at: now) == all.count { $0 > now - .seconds(60) })
      let later = now + .seconds(number % 90)
      #expect(sends.count(at: later) == all.count { $0 > later - .seconds(60) })
    }
  }

  /// Every book, priced as the gate prices it.
  private func check(_ desk: Desk, at now: Instant) {
    var bySymbol: [Symbol: Notional] = [:]
    var all = Notional.zero
    for book in desk.books {
      let isToday = book.parent.tradeDate == NewYork.date(of: now)
      guard isToday || !book.parent.status.isFinal else { continue }
      let price = desk.referencePrice(of: book.parent.request, arrival: book.parent.arrivalPrice)
      let open = book.shares.live + book.shares.owed
      let value = book.cost + (price.map { $0 * open } ?? .zero)
      bySymbol[book.parent.request.symbol, default: .zero] += value
      all += value
    }
    let usage = desk.usage(at: now)
    #expect(usage.allDay == all)
    for (symbol, value) in bySymbol { #expect(usage.symbolDay(symbol) == value, "\(symbol)") }
  }
}
