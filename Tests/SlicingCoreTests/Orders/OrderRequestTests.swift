import Testing

@testable import SlicingCore

@Suite struct OrderRequestTests {
  /// A request with one thing changed from a good one.
  private func make(
    side: Side = .buy, quantity: Shares = 100, type: OrderType = .market,
    horizon: OrderRequest.Horizon = .duration(.seconds(600)), interval: TimeSpan = .seconds(60)
  ) throws -> OrderRequest {
    try OrderRequest(
      symbol: try symbol("AAPL"), side: side, quantity: quantity, type: type, horizon: horizon,
      interval: interval)
  }

  @Test func defaults() throws {
    let order = try make()
    #expect(order.type == .market)
    #expect(order.timeInForce == .day)
    #expect(order.start == .now)
    #expect(OrderRequest.defaultInterval == .seconds(60))
  }

  @Test(arguments: [0, -1, Int.min])
  func quantityIsPositive(count: Int) {
    #expect(throws: RequestError.quantityNotPositive) { try make(quantity: Shares(count)) }
  }

  @Test func quantityIsBounded() throws {
    #expect(throws: RequestError.quantityTooLarge(limit: 1_000_000_000_000)) {
      try make(quantity: 1_000_000_000_001)
    }
    #expect(throws: RequestError.quantityTooLarge(limit: 1_000_000_000_000)) {
      try make(quantity: Shares(.max))
    }
    #expect(try make(quantity: 1_000_000_000_000).quantity == 1_000_000_000_000)
  }

  @Test func pricesArePositiveAndOnTheGrid() throws {
    let zero = Price(nanodollars: 0)
    let off = try price("187.505")
    let fine = try price("187.50")
    for type in [
      OrderType.limit(zero), .stop(zero), .stopLimit(stop: zero, limit: fine), .limit(Price(nanodollars: -1)),
    ] {
      #expect(throws: RequestError.priceNotPositive) { try make(type: type) }
    }
    for type in [OrderType.limit(off), .stop(off), .stopLimit(stop: fine, limit: off)] {
      #expect(throws: RequestError.priceOffGrid(off)) { try make(type: type) }
    }
  }

  @Test func stopLimitPricesMustNotCross() throws {
    let (low, high) = (try price("10.00"), try price("10.01"))
    #expect(throws: RequestError.stopLimitCrossed(side: .buy, stop: high, limit: low)) {
      try make(side: .buy, type: .stopLimit(stop: high, limit: low))
    }
    #expect(throws: RequestError.stopLimitCrossed(side: .sell, stop: low, limit: high)) {
      try make(side: .sell, type: .stopLimit(stop: low, limit: high))
    }
    _ = try make(side: .buy, type: .stopLimit(stop: low, limit: low))
    _ = try make(side: .sell, type: .stopLimit(stop: low, limit: low))
  }

  @Test func intervalsAreWholeSecondsWithinBounds() throws {
    let long = OrderRequest.maximumDuration
    #expect(throws: RequestError.intervalTooShort(.zero)) { try make(interval: .zero) }
    #expect(throws: RequestError.intervalTooShort(.seconds(-60))) { try make(interval: .seconds(-60)) }
    #expect(throws: RequestError.intervalTooShort(.milliseconds(999))) {
      try make(interval: .milliseconds(999))
    }
    #expect(throws: RequestError.intervalNotWholeSeconds(.milliseconds(1500))) {
      try make(interval: .milliseconds(1500))
    }
    #expect(throws: RequestError.intervalTooLong(limit: long)) { try make(interval: .seconds(.max)) }
    #expect(try make(interval: .seconds(1)).interval == .seconds(1))
  }

  @Test func durationsHoldAtLeastOneIntervalAndAtMostAWeek() throws {
    let long = OrderRequest.maximumDuration
    #expect(throws: RequestError.durationBelowInterval(duration: .seconds(59), interval: .seconds(60))) {
      try make(horizon: .duration(.seconds(59)))
    }
    #expect(throws: RequestError.durationBelowInterval(duration: .seconds(-600), interval: .seconds(60))) {
      try make(horizon: .duration(.seconds(-600)))
    }
    #expect(throws: RequestError.durationTooLong(limit: long)) {
      try make(horizon: .duration(.seconds(.max)))
    }
    #expect(throws: RequestError.durationNotWholeSeconds(.milliseconds(60_500))) {
      try make(horizon: .duration(.milliseconds(60_500)))
    }
    _ = try make(horizon: .duration(long))
    _ = try make(horizon: .duration(.seconds(60)))
  }
}
