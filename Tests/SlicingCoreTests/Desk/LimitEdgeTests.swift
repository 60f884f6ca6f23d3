import Testing

@testable import SlicingCore

/// Each limit one tick below the value, at it, and one tick above it: found, passed, passed. Both levels, on
/// the order and on the slice.
@Suite struct LimitEdgeTests {
  /// Puts one level of one limit `ticks` beside the value that the desk of this test comes to.
  private typealias Edge = (
    rule: LimitRule, set: @Sendable (inout RiskLimits, LimitFinding.Level, Int) -> Void
  )

  /// `buy 100 AAPL over 2m limit 187.44` at 187.42/187.44, one second old, with a million shares a day.
  private static let ofOrder: [Edge] = [
    (.orderNotional, { $0.orderNotional.put($1, dollars(18_744, plus: $2)) }),
    (.orderShares, { $0.orderShares.put($1, Shares(100 + $2)) }),
    (.sliceNotional, { $0.sliceNotional.put($1, dollars(9_372, plus: $2)) }),
    (.symbolDay, { $0.symbolDay.put($1, dollars(18_744, plus: $2)) }),
    (.allDay, { $0.allDay.put($1, dollars(18_744, plus: $2)) }),
    (.priceCollar, { $0.priceCollarBasisPoints.put($1, 1 + $2) }),
    (.openParents, { $0.openParents.put($1, 1 + $2) }),
    (.staleQuote, { $0.quoteAge.put($1, TimeSpan(microseconds: 1_000_000 + Int64($2))) }),
    (.volumeShare, { $0.volumeShareBasisPoints.put($1, 1 + $2) }),
  ]

  /// The second slice of it, in a new process after the first one filled.
  private static let ofSlice: [Edge] = [
    (.sliceNotional, { $0.sliceNotional.put($1, dollars(9_372, plus: $2)) }),
    // What a day comes to is added up for a slice only where something may block it.
    (
      .symbolDay,
      {
        $0.symbolDay.block = Notional(nanodollars: .max)
        $0.symbolDay.put($1, dollars(18_744, plus: $2))
      }
    ),
    (
      .allDay,
      {
        $0.allDay.block = Notional(nanodollars: .max)
        $0.allDay.put($1, dollars(18_744, plus: $2))
      }
    ),
    (.arrivalCollar, { $0.arrivalCollarBasisPoints.put($1, 1 + $2) }),
    (.messageRate, { $0.ordersPerMinute.put($1, 1 + $2) }),
    (.repeatedExecutions, { $0.repeatedExecutions.put($1, 1 + $2) }),
    (.staleQuote, { $0.quoteAge.put($1, TimeSpan(microseconds: 1_000_000 + Int64($2))) }),
    (.volumeShare, { $0.volumeShareBasisPoints.put($1, 1 + $2) }),
  ]

  private static func dollars(_ dollars: Int, plus nanodollars: Int) -> Notional {
    Notional(dollars: dollars) + Notional(nanodollars: Int128(nanodollars))
  }

  private static let line = "buy 100 AAPL over 2m limit 187.44"

  private func desk(_ limits: RiskLimits) throws -> DeskHarness {
    var desk = DeskHarness(limits: limits)
    try desk.quote()
    desk.handle(.averageVolume(try symbol("AAPL"), 1_000_000))
    return desk
  }

  @Test(arguments: [LimitFinding.Level.warn, .block]) func ofTheWholeOrder(level: LimitFinding.Level) throws {
    for edge in Self.ofOrder {
      for ticks in -1...1 {
        var limits = RiskLimits.off
        edge.set(&limits, level, ticks)
        var desk = try desk(limits)
        desk.now = desk.now + .seconds(1)
        let request = try OrderLine.parse(Self.line)
        let findings = try desk.desk.preview(request, repeatNumber: 1, at: desk.now).get().findings
        let expected: [LimitRule] = ticks < 0 ? [edge.rule] : []
        #expect(findings.map(\.rule) == expected, "\(edge.rule) \(ticks)")
        #expect(findings.allSatisfy { $0.level == level })
        // Refused whole, or not until it is acknowledged, or entered: nothing between.
        let answer = desk.command(.submit(OrderTicket(request: request)))
        switch (findings.isEmpty, level) {
        case (true, _): #expect(answer == .entered(desk.desk.books[0].parent.id, slices: 2))
        case (false, .block): #expect(answer == .refused(.limits(findings)))
        case (false, .warn): #expect(answer == .refused(.unacknowledged(findings)))
        }
        #expect(desk.desk.books.count == (findings.isEmpty ? 1 : 0))
      }
    }
  }

  @Test(arguments: [LimitFinding.Level.warn, .block]) func ofASlice(level: LimitFinding.Level) throws {
    for edge in Self.ofSlice {
      for ticks in -1...1 {
        // Entered and half filled without limits, then over the same rows with them.
        var before = try desk(.off)
        let id = try before.enter(Self.line)
        before.advance(.seconds(1))
        try before.fillEverythingSent()
        var limits = RiskLimits.off
        edge.set(&limits, level, ticks)
        var desk = before.restarted(limits: limits)
        desk.handle(.averageVolume(try symbol("AAPL"), 1_000_000))
        try desk.quote()
        desk.command(.resume(id, .skip))
        let second = desk.slices(id)[1]
        desk.now = second.due - .seconds(1)
        try desk.quote()
        desk.now = second.due
        let address = try #require(desk.desk.sliceIndex[second.id])
        let findings = desk.desk.sliceFindings(address, at: desk.now)
        #expect(findings.map(\.rule) == (ticks < 0 ? [edge.rule] : []), "\(edge.rule) \(ticks)")
        desk.handle(.tick)
        let isStopped = ticks < 0 && level == .block
        #expect(desk.desk.slice(second.id)?.status == (isStopped ? .blockedRiskLimit : .sending))
        #expect(desk.submissions.count == (isStopped ? 0 : 1))
      }
    }
  }

  /// A collar and a share of the volume are given in basis points: the least part of one above is above.
  @Test func theLeastPartOfABasisPointAboveIsAbove() throws {
    var limits = RiskLimits.off
    limits.priceCollarBasisPoints.block = 200
    limits.volumeShareBasisPoints.block = 100
    var desk = DeskHarness(limits: limits)
    try desk.quote(bid: "99.99", ask: "100.01")
    desk.handle(.averageVolume(try symbol("AAPL"), 10_001))
    for (line, rules) in [
      ("buy 100 AAPL over 2m limit 102.00", []), ("buy 100 AAPL over 2m limit 102.01", [.priceCollar]),
      ("sell 100 AAPL over 2m limit 98.00", []), ("sell 100 AAPL over 2m limit 97.99", [.priceCollar]),
      ("buy 100 AAPL over 2m", []), ("buy 101 AAPL over 2m", [.volumeShare]),
    ] as [(String, [LimitRule])] {
      let request = try OrderLine.parse(line)
      let preview = try desk.desk.preview(request, repeatNumber: 1, at: desk.now).get()
      #expect(preview.findings.map(\.rule) == rules, "\(line)")
    }
  }

  @Test func theLargestIntegersAreRefusedOrCountedAndNothingTraps() throws {
    for count in [Int.max, OrderRequest.maximumQuantity.count + 1] {
      #expect(throws: RequestError.quantityTooLarge(limit: OrderRequest.maximumQuantity)) {
        try OrderRequest(
          symbol: try symbol("AAPL"), side: .buy, quantity: Shares(count), type: .market,
          horizon: .duration(.seconds(60)), interval: .seconds(60))
      }
    }
    for limits in [RiskLimits.off, .huge] {
      var desk = DeskHarness(limits: limits)
      desk.handle(.averageVolume(try symbol("AAPL"), limits == .off ? 1 : Shares(.max)))
      desk.handle(.position(try symbol("AAPL"), Shares(limits == .off ? .max : .min)))
      let top = "9223372036.85"
      let largest = OrderRequest.maximumQuantity.count
      try desk.quote(bid: "0.0001", ask: top)
      for (round, side) in ["buy", "sell", "buy"].enumerated() {
        let price = side == "sell" ? "0.0001" : top
        let minutes = "\(round + 1)m"
        let id = try desk.enter("\(side) \(largest) AAPL over \(minutes) every \(minutes) limit \(price)")
        desk.advance(.seconds(1))
        let slice = desk.slices(id)[0]
        #expect(slice.status == .sending)
        try desk.fill(slice.id, slice.quantity.count, at: price)
        #expect(desk.parent(id)?.status == .completed)
      }
      let lost =
        try price(top) * OrderRequest.maximumQuantity - price("0.0001") * OrderRequest.maximumQuantity
      #expect(desk.desk.profit.realised == .zero - lost)
      #expect(desk.desk.profit.total == .zero - lost - lost)
    }
  }
}

extension RiskLimits {
  /// No limit at all.
  static var off: RiskLimits {
    var limits = RiskLimits()
    limits.orderNotional = Limit(warn: nil, block: nil)
    limits.orderShares = Limit(warn: nil, block: nil)
    limits.sliceNotional = Limit(warn: nil, block: nil)
    limits.symbolDay = Limit(warn: nil, block: nil)
    limits.allDay = Limit(warn: nil, block: nil)
    limits.priceCollarBasisPoints = Limit(warn: nil, block: nil)
    limits.arrivalCollarBasisPoints = Limit(warn: nil, block: nil)
    limits.ordersPerMinute = Limit(warn: nil, block: nil)
    limits.openParents = Limit(warn: nil, block: nil)
    limits.quoteAge = Limit(warn: nil, block: nil)
    limits.volumeShareBasisPoints = Limit(warn: nil, block: nil)
    limits.repeatedExecutions = Limit(warn: nil, block: nil)
    limits.dailyLoss = nil
    limits.maxDrawdown = nil
    limits.dataStale = nil
    return limits
  }

  /// Every limit at the largest there is.
  static var huge: RiskLimits {
    var limits = RiskLimits()
    let (money, shares) = (Notional(nanodollars: .max), Shares(.max))
    limits.orderNotional = Limit(warn: money, block: money)
    limits.orderShares = Limit(warn: shares, block: shares)
    limits.sliceNotional = Limit(warn: money, block: money)
    limits.symbolDay = Limit(warn: money, block: money)
    limits.allDay = Limit(warn: money, block: money)
    limits.priceCollarBasisPoints = Limit(warn: .max, block: .max)
    limits.arrivalCollarBasisPoints = Limit(warn: .max, block: .max)
    limits.ordersPerMinute = Limit(warn: .max, block: .max)
    limits.openParents = Limit(warn: .max, block: .max)
    limits.quoteAge = Limit(warn: TimeSpan(microseconds: .max), block: TimeSpan(microseconds: .max))
    limits.volumeShareBasisPoints = Limit(warn: .max, block: .max)
    limits.repeatedExecutions = Limit(warn: .max, block: .max)
    limits.dailyLoss = money
    limits.maxDrawdown = money
    limits.dataStale = TimeSpan(microseconds: .max)
    return limits
  }
}

extension Limit {
  fileprivate mutating func put(_ level: LimitFinding.Level, _ value: Value) {
    if level == .warn { warn = value } else { block = value }
  }
}
