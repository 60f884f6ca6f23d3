import SlicingCore
import Testing

@testable import PaperExchange

@Suite struct PaperExchangeTests {
  let apple = symbol("AAPL")

  private func touch(_ exchange: PaperExchange, _ side: Side) -> Price {
    exchange.quote(apple, at: exchange.now).quote.touch(side)
  }

  private func moved(_ price: Price, _ cents: Int64) -> Price {
    Price(nanodollars: price.nanodollars + cents * PriceGrid.cent)
  }

  // MARK: Market

  @Test(arguments: Side.allCases)
  func aSmallMarketOrderFillsAtTheTouch(side: Side) throws {
    var exchange = PaperExchange.opened()
    let filled = try exchange.submit(order("c1", "AAPL", side, 20), at: monday)
    #expect(filled.status == .filled)
    #expect(filled.executions.map(\.price) == [touch(exchange, side)])
    #expect(exchange.nextEventAt == nil)
  }

  @Test(arguments: Side.allCases)
  func aLargeMarketOrderFillsInPartsAndPaysUp(side: Side) throws {
    var exchange = PaperExchange.opened()
    let shown = exchange.quote(apple, at: monday)
    let first = try exchange.submit(order("c1", "AAPL", side, 20_000), at: monday)
    #expect(first.status == .working)
    #expect(first.executions.first?.quantity == shown.size(for: side))
    let second = try #require(first.executions.dropFirst().first)
    #expect(side == .buy ? second.price > shown.quote.ask : second.price < shown.quote.bid)
    let away = second.price.centibasisPoints(from: shown.quote.touch(side))
    #expect(abs(away) < 500, "it pays up a little, not \(away)")
    _ = exchange.advance(to: monday + .seconds(3))
    let done = try #require(exchange.standing())
    #expect(done.status == .filled && done.filled == 20_000)
    #expect(Set(done.executions.map(\.at)).count >= 4, "over some time")
  }

  // MARK: Limit

  @Test func aMarketableLimitTakesWhatIsShownAndRests() throws {
    var exchange = PaperExchange.opened()
    let shown = exchange.quote(apple, at: monday)
    let limit = moved(shown.quote.ask, 0)
    let first = try exchange.submit(order("c1", "AAPL", .buy, 5000, .limit(limit)), at: monday)
    #expect(first.filled == shown.askSize && first.status == .working)
    _ = exchange.advance(to: monday + .seconds(3600))
    let later = try #require(exchange.standing())
    #expect(later.executions.count > 1)
    #expect(later.executions.allSatisfy { $0.price <= limit })
  }

  @Test(arguments: Side.allCases)
  func aRestingLimitTradesAtItsOwnPriceWhenTheMarketComes(side: Side) throws {
    var exchange = PaperExchange.opened()
    let limit = moved(touch(exchange, side), side == .buy ? -25 : 25)
    let resting = try exchange.submit(order("c1", "AAPL", side, 100, .limit(limit), .gtc), at: monday)
    #expect(resting.status == .working && resting.executions.isEmpty)
    let next = try #require(exchange.nextEventAt)
    #expect(exchange.advance(to: next - TimeSpan(microseconds: 1)).count == 1, "only its booking")
    _ = exchange.advance(to: next)
    let filled = try #require(exchange.standing())
    #expect(filled.executions.first?.price == limit)
    let quote = exchange.quote(apple, at: next).quote
    #expect(side == .buy ? quote.ask <= limit : quote.bid >= limit)
  }

  @Test func aHopelessLimitIsLookedAtRarely() throws {
    var exchange = PaperExchange.opened()
    _ = try exchange.submit(order("c1", "AAPL", .buy, 1, .limit(price("1.00")), .gtc), at: monday)
    let next = try #require(exchange.nextEventAt)
    #expect(next - monday > .seconds(2 * 86_400))
    // Ten years pass in one call.
    #expect(exchange.advance(to: monday + .seconds(3650 * 86_400)).count == 1)
    #expect(exchange.standing()?.status == .working)
  }

  @Test func twoOrdersShareTheSizeShownOldestFirst() throws {
    var exchange = PaperExchange.opened()
    let shown = exchange.quote(apple, at: monday)
    let most = shown.askSize.count - 10
    let first = try exchange.submit(order("a", "AAPL", .buy, most, .limit(shown.quote.ask)), at: monday)
    let second = try exchange.submit(order("b", "AAPL", .buy, 50, .limit(shown.quote.ask)), at: monday)
    #expect(first.status == .filled)
    #expect(second.filled == 10)
    let other = try exchange.submit(order("c", "AAPL", .sell, 20, .limit(shown.quote.bid)), at: monday)
    #expect(other.status == .filled, "the other side is untouched")
  }

  // MARK: Stop

  @Test(arguments: Side.allCases)
  func aStopWaitsForItsTriggerAndIsThenAMarketOrder(side: Side) throws {
    var exchange = PaperExchange.opened()
    let stop = moved(touch(exchange, side), side == .buy ? 20 : -20)
    let waiting = try exchange.submit(order("c1", "AAPL", side, 50, .stop(stop), .gtc), at: monday)
    #expect(waiting.triggeredAt == nil && waiting.executions.isEmpty)
    let at = try #require(exchange.nextEventAt)
    _ = exchange.advance(to: at)
    let done = try #require(exchange.standing())
    #expect(done.triggeredAt == at && done.status == .filled)
    let reached = exchange.quote(apple, at: at).quote.touch(side)
    #expect(side == .buy ? reached >= stop : reached <= stop)
    #expect(done.executions.first?.price == reached)
  }

  @Test func aStopThatIsReachedAlreadyActsAtOnce() throws {
    var exchange = PaperExchange.opened()
    let stop = moved(touch(exchange, .buy), -5)
    #expect(try exchange.submit(order("c1", "AAPL", .buy, 10, .stop(stop)), at: monday).status == .filled)
  }

  @Test func aStopLimitNeverPaysMoreThanItsLimit() throws {
    for seed: UInt64 in 0..<30 {
      var exchange = PaperExchange.opened(seed: seed)
      let stop = moved(touch(exchange, .buy), 15)
      let limit = moved(stop, 1)
      let type = OrderType.stopLimit(stop: stop, limit: limit)
      _ = try exchange.submit(order("c1", "AAPL", .buy, 3000, type, .gtc), at: monday)
      _ = exchange.advance(to: monday + .seconds(6 * 3600))
      let standing = try #require(exchange.standing())
      #expect(standing.executions.allSatisfy { $0.price <= limit })
      if !standing.executions.isEmpty { #expect(standing.triggeredAt != nil) }
    }
  }

  // MARK: IOC and FOK

  @Test func iocTakesWhatIsShownAndIsCanceled() throws {
    for type in [OrderType.market, .limit(price("400"))] {
      var exchange = PaperExchange.opened()
      let shown = exchange.quote(apple, at: monday).askSize
      let done = try exchange.submit(order("c1", "AAPL", .buy, shown.count + 1, type, .ioc), at: monday)
      #expect(done.status == .canceled && done.filled == shown)
      #expect(exchange.nextEventAt == nil)
    }
  }

  @Test func iocThatCannotTradeIsCanceledUnfilled() throws {
    var exchange = PaperExchange.opened()
    let done = try exchange.submit(order("c1", "AAPL", .buy, 10, .limit(price("1.00")), .ioc), at: monday)
    #expect(done.status == .canceled && done.filled == 0)
  }

  @Test(arguments: [0, 1])
  func fokIsAllOrNothing(excess: Int) throws {
    for type in [OrderType.market, .limit(price("400"))] {
      var exchange = PaperExchange.opened()
      let shown = exchange.quote(apple, at: monday).askSize.count
      let done = try exchange.submit(order("c1", "AAPL", .buy, shown + excess, type, .fok), at: monday)
      #expect(done.status == (excess == 0 ? .filled : .canceled))
      #expect(done.filled.count == (excess == 0 ? shown : 0))
    }
  }

  @Test func anIocStopWaitsForItsTriggerFirst() throws {
    var exchange = PaperExchange.opened()
    let stop = moved(touch(exchange, .buy), 20)
    let waiting = try exchange.submit(order("c1", "AAPL", .buy, 50_000, .stop(stop), .ioc), at: monday)
    #expect(waiting.status == .working)
    let at = try #require(exchange.nextEventAt)
    _ = exchange.advance(to: at)
    let done = try #require(exchange.standing())
    #expect(done.status == .canceled && done.filled >= 1 && done.endedAt == at)
  }

  // MARK: The day

  @Test func aDayOrderEndsWithNewYorksDateAndGtcDoesNot() throws {
    var exchange = PaperExchange.opened()
    _ = try exchange.submit(order("day", "AAPL", .buy, 1, .limit(price("1.00")), .day), at: monday)
    _ = try exchange.submit(order("gtc", "AAPL", .buy, 1, .limit(price("1.00")), .gtc), at: monday)
    let midnight = NewYork.endOfDay(NewYork.date(of: monday))
    #expect(exchange.nextEventAt == midnight)
    _ = exchange.advance(to: midnight - TimeSpan(microseconds: 1))
    #expect(exchange.standing("day")?.isOpen == true)
    let events = exchange.advance(to: midnight)
    #expect(events.map(\.text) == [ExchangeEvent.expired(orderID: events[0].orderID, at: midnight).text])
    #expect(exchange.standing("day")?.status == .expired)
    #expect(exchange.standing("gtc")?.isOpen == true)
  }

  // MARK: Cancels and refusals

  @Test func aCanceledOrderKeepsItsFillsAndGetsNoMore() throws {
    var exchange = PaperExchange.opened()
    let working = try exchange.submit(order("c1", "AAPL", .buy, 20_000), at: monday)
    try exchange.cancel(working.id, at: monday + .milliseconds(300))
    _ = exchange.advance(to: monday + .seconds(60))
    let done = try #require(exchange.standing())
    #expect(done.status == .canceled)
    #expect(done.filled >= working.filled && done.filled < 20_000)
    #expect(exchange.nextEventAt == nil)
  }

  @Test func aCancelOfWhatIsOverOrUnknownIsRefused() throws {
    var exchange = PaperExchange.opened()
    let filled = try exchange.submit(order("c1", "AAPL", .buy, 1), at: monday)
    #expect(throws: ExchangeRefusal.alreadyEnded(.filled)) { try exchange.cancel(filled.id, at: monday) }
    #expect(throws: ExchangeRefusal.noSuchOrder("x")) { try exchange.cancel("x", at: monday) }
  }

  @Test func malformedOrdersAreRefused() {
    var exchange = PaperExchange.opened()
    #expect(throws: ExchangeRefusal.badQuantity(0)) {
      try exchange.submit(order("a", "AAPL", .buy, 0), at: monday)
    }
    #expect(throws: ExchangeRefusal.badQuantity(Shares(.max))) {
      try exchange.submit(order("a", "AAPL", .buy, .max), at: monday)
    }
    for bad in [price("187.405"), Price(nanodollars: 0), Price(nanodollars: -5)] {
      #expect(throws: ExchangeRefusal.badPrice(bad)) {
        try exchange.submit(order("a", "AAPL", .buy, 1, .limit(bad)), at: monday)
      }
    }
    #expect(exchange.books.orders.isEmpty)
  }

  @Test func aDuplicateClientIDIsRefusedInWordsThatSaySo() throws {
    var exchange = PaperExchange.opened()
    let first = try exchange.submit(order("same"), at: monday)
    do {
      _ = try exchange.submit(order("same", "MSFT", .sell, 7), at: monday + .seconds(86_400 * 400))
      Issue.record("the second order under one id was taken in")
    } catch {
      #expect(error == .duplicateClientOrderID("same", orderID: first.id))
      #expect(error.description.contains("client_order_id must be unique"))
    }
    #expect(exchange.books.clientIDsBookedTwice.isEmpty)
  }

  @Test func deduplicationCanBeForAWindowOrNotAtAll() throws {
    var window = PaperExchange.opened(.window(.seconds(60)))
    _ = try window.submit(order("same"), at: monday)
    #expect(throws: ExchangeRefusal.self) { try window.submit(order("same"), at: monday + .seconds(59)) }
    _ = try window.submit(order("same"), at: monday + .seconds(60))
    #expect(window.books.clientIDsBookedTwice == ["same"])
    var never = PaperExchange.opened(.never)
    _ = try never.submit(order("same"), at: monday)
    _ = try never.submit(order("same"), at: monday)
    #expect(never.books.orders(clientOrderID: "same").count == 2)
  }

  @Test func aRejectedOrderIsKeptAndItsIDIsTaken() throws {
    var exchange = PaperExchange.opened()
    let rejected = try exchange.reject(order("c1"), reason: "no such account", at: monday)
    #expect(rejected.status == .rejected(reason: "no such account"))
    #expect(throws: ExchangeRefusal.self) { try exchange.submit(order("c1"), at: monday) }
    #expect(exchange.books.account.cash == Notional(dollars: 1_000_000))
  }

  // MARK: Ids and the account

  @Test func idsLookLikeUUIDsAndAreNeverGivenTwice() throws {
    var exchange = PaperExchange.opened()
    for number in 0..<200 { _ = try exchange.submit(order("c\(number)", "AAPL", .buy, 900), at: monday) }
    _ = exchange.advance(to: monday + .seconds(10))
    let ids = exchange.books.orders.map(\.id) + exchange.books.executions.map(\.id)
    #expect(Set(ids).count == ids.count && ids.count > 600)
    for id in ids {
      let parts = id.split(separator: "-").map(\.count)
      #expect(parts == [8, 4, 4, 4, 12])
      #expect(id[id.index(id.startIndex, offsetBy: 14)] == "4")
    }
  }

  @Test func averagePricesFollowTheBooks() throws {
    var position = Position(symbol: apple)
    position.add(100, at: price("10.00"))
    position.add(300, at: price("12.00"))
    #expect(position.averagePrice == price("11.50"))
    position.add(-200, at: price("99.00"))
    #expect(position.quantity == 200 && position.averagePrice == price("11.50"))
    position.add(-500, at: price("20.00"))
    #expect(
      position.quantity == -300 && position.averagePrice == price("20.00"), "through zero, it is a short")
    position.add(300, at: price("1.00"))
    #expect(position.quantity == 0 && position.averagePrice == nil && position.cost == .zero)
  }

  @Test func sellingShortFromFlatIsAllowed() throws {
    var exchange = PaperExchange.opened()
    let sold = try exchange.submit(order("c1", "AAPL", .sell, 10), at: monday)
    #expect(sold.status == .filled)
    #expect(exchange.books.account.position(in: apple)?.quantity == -10)
    #expect(exchange.books.account.cash > Notional(dollars: 1_000_000))
  }
}
