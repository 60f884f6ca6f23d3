import SlicingCore
import Testing

@testable import PaperExchange

/// A time as RFC 3339 has it.
private func at(_ text: String) -> Instant {
  guard let instant = Instant(foreignRFC3339: text) else { preconditionFailure("\(text) is no time") }
  return instant
}

private let microsecond = TimeSpan(microseconds: 1)

@Suite struct TradingHoursTests {
  /// Openings and closes as the exchange publishes them, none of them computed here.
  struct Day: Sendable {
    let opens: String
    let closes: String
    let next: String
  }

  static let days = [
    // A Wednesday in winter, then Thanksgiving.
    Day(opens: "2026-11-25T14:30:00Z", closes: "2026-11-25T21:00:00Z", next: "2026-11-27T14:30:00Z"),
    // The short Friday after it, then a weekend.
    Day(opens: "2026-11-27T14:30:00Z", closes: "2026-11-27T18:00:00Z", next: "2026-11-30T14:30:00Z"),
    // The clocks go back over the weekend, and forward.
    Day(opens: "2026-10-30T13:30:00Z", closes: "2026-10-30T20:00:00Z", next: "2026-11-02T14:30:00Z"),
    Day(opens: "2026-03-06T14:30:00Z", closes: "2026-03-06T21:00:00Z", next: "2026-03-09T13:30:00Z"),
  ]

  @Test(arguments: days) func theBellsAreExact(day: Day) {
    let (opens, closes, next) = (at(day.opens), at(day.closes), at(day.next))
    let hours = TradingHours.regular
    #expect(hours.session(at: opens - microsecond) == .closed(opensAt: opens))
    #expect(hours.session(at: opens) == .open(closesAt: closes))
    #expect(hours.session(at: closes - microsecond) == .open(closesAt: closes))
    #expect(hours.session(at: closes) == .closed(opensAt: next))
    #expect(hours.nextBell(after: opens - microsecond) == opens)
    #expect(hours.nextBell(after: opens) == closes)
    #expect(hours.nextBell(after: closes) == next)
    #expect(hours.dayEnds(opens) == closes)
  }

  @Test func aDayWithoutASessionWaitsForTheNext() {
    let thanksgiving = at("2026-11-26T15:00:00Z")
    #expect(TradingHours.regular.session(at: thanksgiving) == .closed(opensAt: at("2026-11-27T14:30:00Z")))
  }

  @Test func aroundTheClockThereAreNoBells() {
    let hours = TradingHours.aroundTheClock
    #expect(hours.session(at: monday) == .aroundTheClock && hours.nextBell(after: monday) == nil)
    #expect(hours.dayEnds(monday) == at("2026-03-03T05:00:00Z"), "with New York's date")
  }
}

@Suite struct SessionExchangeTests {
  private let opens = at("2026-11-25T14:30:00Z")
  private let closes = at("2026-11-25T21:00:00Z")
  private let opensNext = at("2026-11-27T14:30:00Z")
  private let closesNext = at("2026-11-27T18:00:00Z")

  private func exchange(_ hours: TradingHours = .regular, seed: UInt64 = 42) -> PaperExchange {
    PaperExchange(seed: seed, configuration: ExchangeConfiguration(hours: hours))
  }

  @Test func ordersAreTakenBetweenTheBellsOnly() throws {
    var exchange = exchange()
    #expect(throws: ExchangeRefusal.marketClosed(opens)) {
      try exchange.submit(order("early"), at: opens - microsecond)
    }
    _ = try exchange.submit(order("first"), at: opens)
    _ = try exchange.submit(order("last"), at: closes - microsecond)
    #expect(throws: ExchangeRefusal.marketClosed(opensNext)) {
      try exchange.submit(order("late"), at: closes)
    }
    #expect(exchange.books.orders.map(\.terms.clientOrderID) == ["first", "last"])
    let words = ExchangeRefusal.marketClosed(opensNext).description
    #expect(words == "the market is closed; it opens on 2026-11-27 at 09:30:00 in New York")
  }

  @Test func thatAnOrderExistsIsSaidAlsoWhenItIsClosed() throws {
    var exchange = exchange()
    let id = try exchange.submit(order("c1"), at: opens).id
    #expect(throws: ExchangeRefusal.duplicateClientOrderID("c1", orderID: id)) {
      try exchange.submit(order("c1"), at: closes)
    }
  }

  @Test func aDayOrderEndsWithTheSession() throws {
    var exchange = exchange()
    let low = OrderType.limit(price("1.50"))
    _ = try exchange.submit(order("day", "AAPL", .buy, 10, low), at: opens)
    _ = try exchange.submit(order("gtc", "AAPL", .buy, 10, low, .gtc), at: opens)
    #expect(exchange.standing("day")?.expiresAt == closes)
    _ = exchange.advance(to: closes - microsecond)
    #expect(exchange.standing("day")?.isOpen == true)
    let events = exchange.advance(to: closes)
    #expect(events.map(\.at) == [closes] && exchange.standing("day")?.status == .expired)
    _ = try exchange.submit(order("short", "AAPL", .buy, 10, low), at: opensNext)
    _ = exchange.advance(to: closesNext)
    #expect(exchange.standing("short")?.endedAt == closesNext, "at 13:00 that day")
    #expect(exchange.standing("gtc")?.isOpen == true)
    #expect(throws: Never.self) { try exchange.cancel(exchange.standing("gtc")?.id ?? "", at: closesNext) }
  }

  /// A little below the market, a second before the close.
  private var ordersOvernight: [NewOrder] {
    RandomFlow.tickers.flatMap { ticker in
      let bid = exchange().quote(symbol(ticker), at: closes - .seconds(1)).quote.bid
      return (Int64(1)...6).map { away in
        let limit = Price(nanodollars: PriceGrid.roundedDown(bid.nanodollars / 1000 * (1000 - away)))
        return order("\(ticker)-\(away)", ticker, .buy, 100, .limit(limit), .gtc)
      }
    }
  }

  /// Around the clock some of them trade at night, so the market did reach them; with sessions none does, and
  /// some trade after the next opening.
  @Test func nothingTradesAtNight() throws {
    func executions(_ hours: TradingHours, steps: Int64) throws -> [Instant] {
      var exchange = exchange(hours)
      for terms in ordersOvernight { _ = try exchange.submit(terms, at: closes - .seconds(1)) }
      var events: [ExchangeEvent] = []
      let length = (closesNext - closes).microseconds + 1_000_000
      for step in 1...steps {
        events += exchange.advance(to: closes - .seconds(1) + TimeSpan(microseconds: length / steps * step))
      }
      return events.compactMap { if case .executed(let execution) = $0 { execution.at } else { nil } }
    }
    let night = closes..<opensNext
    #expect(try executions(.aroundTheClock, steps: 1).contains { night.contains($0) })
    let regular = try executions(.regular, steps: 1)
    #expect(!regular.contains { night.contains($0) } && regular.contains { $0 >= opensNext })
    #expect(try executions(.regular, steps: 97) == regular, "however the time is divided")
  }

  /// Whoever cancels while nobody runs the venue has to know its hours: else the night comes first.
  @Test func aCancelFromOutsideKeepsTheHoursToo() throws {
    func filledByTheCancel(_ hours: TradingHours) throws -> Int {
      let folder = ScratchFolder()
      do {
        let venue = try PaperVenue(
          ledgerPath: folder.ledger, seed: 42, at: opens,
          configuration: ExchangeConfiguration(hours: .regular))
        for terms in ordersOvernight { _ = try venue.submit(terms, at: closes - .seconds(1)) }
        _ = try venue.commit(at: closes)
      }
      let before = try PaperLedger.read(folder.ledger).executions.count
      let canceled = try PaperVenueMaintenance.cancelAll(
        ledgerPath: folder.ledger, at: opensNext - .seconds(1), hours: hours)
      #expect(canceled.allSatisfy { $0.status == .canceled } && !canceled.isEmpty)
      return try PaperLedger.read(folder.ledger).executions.count - before
    }
    #expect(try filledByTheCancel(.regular) == 0)
    #expect(try filledByTheCancel(.aroundTheClock) > 0)
  }

  @Test func aMarketOrderLeftAtTheCloseGoesOnAtTheOpening() throws {
    var exchange = exchange()
    _ = try exchange.submit(order("c1", "AAPL", .buy, 50_000, .market, .gtc), at: closes - .milliseconds(400))
    _ = exchange.advance(to: opensNext - microsecond)
    let before = try #require(exchange.standing())
    #expect(before.isOpen && before.filled > 0 && before.executions.allSatisfy { $0.at < closes })
    var again = PaperExchange(
      seed: 42, configuration: ExchangeConfiguration(hours: .regular), books: exchange.books)
    let events = exchange.advance(to: opensNext + .seconds(60))
    #expect(exchange.standing()?.status == .filled)
    #expect(again.advance(to: opensNext + .seconds(60)) == events, "a reloaded exchange goes on the same way")
  }
}
