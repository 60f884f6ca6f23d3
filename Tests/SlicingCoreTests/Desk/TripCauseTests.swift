import Testing

@testable import SlicingCore

/// Each cause of a trip by the events that bring it about, and what every trip has in common.
@Suite struct TripCauseTests {
  /// What brings each about, on a desk with an order of six slices, the first of them filled at 187.44.
  private static func cause(_ reason: TripReason, on desk: inout DeskHarness, _ slice: Slice) throws {
    switch reason {
    case .dailyLoss: try desk.quote(bid: "87.43", ask: "87.45")
    case .drawdown:
      try desk.quote(bid: "337.45", ask: "337.47")
      try desk.quote(bid: "187.44", ask: "187.46")
    case .dataStale: desk.advance(.seconds(61), quoting: false)
    case .brokerErrors: try answerThree(&desk, .notSent(reason: "busy", retryAfter: .seconds(60)))
    case .rejects: try answerThree(&desk, .rejected(reason: "no"))
    case .auth:
      desk.advance(.seconds(20))
      let id = try #require(desk.submissions.last?.0.id)
      desk.handle(.sent(id, attempt: 1, .unauthorized(reason: "keys refused")))
    case .overfill: try desk.fill(slice.id, 1)
    case .reconcileMismatch: desk.handle(.bust(executionID: "x99", clientOrderID: slice.id))
    case .clockStep: desk.handle(.clockStep(.seconds(2)))
    case .manual: desk.command(.tripBreaker(reason: "odd prices"))
    }
  }

  private static func answerThree(_ desk: inout DeskHarness, _ outcome: SendOutcome) throws {
    for _ in 0..<3 {
      #expect(desk.desk.breaker.allowsTrading)
      desk.advance(.seconds(20))
      let id = try #require(desk.submissions.last?.0.id)
      desk.handle(.sent(id, attempt: 1, outcome))
    }
  }

  private static let limits = {
    var limits = RiskLimits()
    limits.dailyLoss = Notional(dollars: 1000)
    limits.limitBlocksInARow = 100
    limits.maxDrawdown = Notional(dollars: 1499)
    limits.arrivalCollarBasisPoints = Limit(warn: nil, block: nil)
    limits.quietPeriod = .seconds(300)
    return limits
  }()

  private static func desk(at now: Instant = DeskHarness.opening) throws -> (DeskHarness, ClientOrderID) {
    var desk = DeskHarness(limits: limits, now: now, sharesFirmSwitch: true)
    desk.handle(.firm(.open))
    let id = try desk.enter("buy 60 AAPL over 2m every 20s")
    desk.advance(.seconds(1))
    try desk.fillEverythingSent()
    return (desk, id)
  }

  @Test func eachCauseTripsHoldsStopsAndTellsTheFirmAndTheFirstReasonStays() throws {
    for reason in TripReason.allCases {
      var (desk, id) = try Self.desk()
      try Self.cause(reason, on: &desk, desk.slices(id)[0])
      let trip = try #require(desk.desk.breaker.trip, "\(reason)")
      #expect(trip.reason == reason)
      #expect(desk.desk.breaker.state == .tripped(trip))
      #expect(desk.desk.breaker.tripsToday == 1)
      // Shares that do not add up any more are the worse cause of the two.
      let hold = try #require(desk.parent(id)?.hold)
      #expect(hold.cause == (reason == .overfill ? .mismatch : .breaker))
      #expect(reason == .overfill || hold.reason == reason.rawValue)
      #expect(desk.log.count { $0.kind == .tripped } == 1)
      #expect(desk.alerts.count { $0.kind == .breaker } == 1)
      #expect(desk.firmActs == [.trip(reason, details: trip.details, by: trip.by)])
      let sent = desk.submissions.count
      desk.advance(.seconds(90))
      #expect(desk.submissions.count == sent, "sent while tripped for \(reason)")
      desk.handle(.clockStep(.seconds(7)))
      #expect(desk.desk.breaker.state == .tripped(trip), "the second trip took the first one's place")
      #expect(desk.desk.breaker.tripsToday == 1)
      #expect(desk.log.last?.reason.contains("already tripped; also CLOCK_STEP") == true)
    }
  }

  @Test func theQuietPeriodEndsToTheMicrosecondAfterEveryCause() throws {
    for reason in TripReason.allCases {
      var (desk, id) = try Self.desk()
      try Self.cause(reason, on: &desk, desk.slices(id)[0])
      try desk.quote()
      guard case .done = desk.command(.resetBreaker(reason: "seen")) else {
        Issue.record("not reset after \(reason)")
        continue
      }
      let until = desk.now + .seconds(300)
      #expect(desk.command(.resetBreaker(reason: "again")) == .refused(.notTripped))
      let request = try OrderLine.parse("buy 10 MSFT over 1m")
      try desk.quote("MSFT")
      for span in [TimeSpan.zero, .seconds(150), .seconds(300) - TimeSpan(microseconds: 1)] {
        desk.now = until - .seconds(300) + span
        try desk.quote("MSFT")
        desk.handle(.tick)
        #expect(!desk.desk.breaker.allowsTrading, "\(reason) after \(span)")
        #expect(
          desk.command(.submit(OrderTicket(request: request))) == .refused(.breaker(desk.desk.breaker.state)))
      }
      desk.now = until
      desk.handle(.tick)
      #expect(desk.desk.breaker.state == .open, "\(reason)")
      try desk.quote("MSFT")
      guard case .entered = desk.command(.submit(OrderTicket(request: request))) else {
        Issue.record("not open after \(reason): \(String(describing: desk.answer))")
        continue
      }
    }
  }

  /// New York's date turns while a breaker is tripped, reset and tripped again.
  @Test func tripsAreCountedByNewYorksDay() throws {
    let midnight = NewYork.endOfDay(TradeDate(year: 2026, month: 3, day: 2))
    var limits = RiskLimits()
    limits.quietPeriod = .milliseconds(1)
    var desk = DeskHarness(limits: limits, now: midnight - .seconds(1))
    func trip(_ desk: inout DeskHarness) {
      desk.command(.tripBreaker(reason: "by hand"))
      desk.command(.resetBreaker(reason: "seen"))
      desk.advance(.milliseconds(1))
    }
    trip(&desk)
    trip(&desk)
    #expect(desk.desk.breaker.tripsToday == 2)
    desk.now = midnight - TimeSpan(microseconds: 1)
    desk.command(.tripBreaker(reason: "the last of the day"))
    #expect(desk.desk.breaker.tripsToday == 3)
    desk.now = midnight
    desk.command(.resetBreaker(reason: "seen"))
    desk.advance(.milliseconds(1))
    #expect(desk.desk.breaker.tripsToday == 3)
    trip(&desk)
    #expect(desk.desk.breaker.tripsToday == 1)
    #expect(desk.desk.breaker.countedOn == TradeDate(year: 2026, month: 3, day: 3))
    let again = desk.restarted()
    #expect(again.desk.breaker == desk.desk.breaker)
  }

  @Test func aResetWithoutATripOrAReasonIsRefused() throws {
    var (desk, _) = try Self.desk()
    #expect(desk.command(.resetBreaker(reason: "x")) == .refused(.notTripped))
    desk.command(.tripBreaker(reason: "x"))
    #expect(desk.command(.resetBreaker(reason: "")) == .refused(.reasonMissing))
  }
}
