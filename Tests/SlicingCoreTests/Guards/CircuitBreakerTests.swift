import Testing

@testable import SlicingCore

@Suite struct CircuitBreakerTests {
  private let noon = Instant(microseconds: 1_772_470_800_000_000)
  private let microsecond = TimeSpan(microseconds: 1)
  private let monday = TradeDate(year: 2026, month: 3, day: 2)
  private let tuesday = TradeDate(year: 2026, month: 3, day: 3)

  private func trip(_ reason: TripReason, after span: TimeSpan = .zero) -> CircuitBreaker.Trip {
    CircuitBreaker.Trip(at: noon + span, reason: reason, details: "particulars", by: .desk)
  }

  @Test func itIsTrippedUntilAPersonResetsIt() throws {
    var breaker = CircuitBreaker()
    #expect(!breaker.isTripped)
    try breaker.trip(trip(.manual), on: monday)
    #expect(breaker.isTripped)
    try breaker.reset(at: noon, quiet: .seconds(300))
    #expect(!breaker.isTripped && !breaker.allowsTrading)
  }

  @Test func aNewOneIsOpen() {
    let breaker = CircuitBreaker()
    #expect(breaker.state == .open)
    #expect(breaker.allowsTrading)
    #expect(breaker.trip == nil)
    #expect(breaker.tripsToday == 0)
  }

  @Test func onlyOpenAllowsTrading() throws {
    var breaker = CircuitBreaker()
    try breaker.trip(trip(.auth), on: monday)
    #expect(!breaker.allowsTrading)
    try breaker.reset(at: noon, quiet: .seconds(300))
    #expect(!breaker.allowsTrading)
  }

  @Test func aSecondTripKeepsTheFirstReason() throws {
    var breaker = CircuitBreaker()
    try breaker.trip(trip(.rejects), on: monday)
    let before = breaker
    #expect(throws: CircuitBreaker.Refusal.alreadyTripped(trip(.rejects))) {
      try breaker.trip(trip(.overfill, after: .seconds(5)), on: monday)
    }
    #expect(breaker == before)
    #expect(breaker.trip?.reason == .rejects)
    #expect(breaker.tripsToday == 1)
  }

  @Test func resettingWhatIsNotTrippedIsAnError() throws {
    var open = CircuitBreaker()
    #expect(throws: CircuitBreaker.Refusal.notTripped) { try open.reset(at: noon, quiet: .seconds(300)) }
    #expect(open.state == .open)

    var quiet = CircuitBreaker(state: .quiet(until: noon + .seconds(300), after: trip(.auth)))
    #expect(throws: CircuitBreaker.Refusal.notTripped) { try quiet.reset(at: noon, quiet: .seconds(1)) }
    #expect(quiet.state == .quiet(until: noon + .seconds(300), after: trip(.auth)))
  }

  @Test func theQuietPeriodEndsToTheMicrosecond() throws {
    var breaker = CircuitBreaker()
    try breaker.trip(trip(.manual), on: monday)
    let byTimeAlone = breaker.openIfQuietIsOver(at: noon + .seconds(86_400))
    #expect(!byTimeAlone, "time alone never resets it")
    try breaker.reset(at: noon, quiet: CircuitBreaker.defaultQuietPeriod)
    let end = noon + .seconds(300)
    #expect(breaker.state == .quiet(until: end, after: trip(.manual)))
    let early = breaker.openIfQuietIsOver(at: end - microsecond)
    #expect(!early)
    #expect(!breaker.allowsTrading)
    let inTime = breaker.openIfQuietIsOver(at: end)
    #expect(inTime)
    #expect(breaker.allowsTrading)
    let again = breaker.openIfQuietIsOver(at: end)
    #expect(!again, "it opens once")
  }

  @Test func aTripInTheQuietPeriodIsANewOne() throws {
    var breaker = CircuitBreaker()
    try breaker.trip(trip(.manual), on: monday)
    try breaker.reset(at: noon, quiet: .seconds(300))
    try breaker.trip(trip(.overfill, after: .seconds(10)), on: monday)
    #expect(breaker.state == .tripped(trip(.overfill, after: .seconds(10))))
    #expect(breaker.tripsToday == 2)
    let opened = breaker.openIfQuietIsOver(at: noon + .seconds(301))
    #expect(!opened, "the old quiet period is gone")
  }

  @Test func tripsAreCountedByTradeDate() throws {
    var breaker = CircuitBreaker()
    for (date, count) in [(monday, 1), (monday, 2), (tuesday, 1), (tuesday, 2), (tuesday, 3)] {
      try breaker.trip(trip(.rejects), on: date)
      #expect(breaker.tripsToday == count)
      #expect(breaker.countedOn == date)
      try breaker.reset(at: noon, quiet: .zero)
      let opened = breaker.openIfQuietIsOver(at: noon)
      #expect(opened)
    }
  }

  @Test func onlyTwoReasonsCancelWhatWorks() {
    #expect(TripReason.allCases.filter(\.cancelsWorking) == [.overfill, .reconcileMismatch])
  }

  /// Records and other desks know these codes.
  @Test func storedCodes() {
    #expect(
      TripReason.allCases.map(\.rawValue) == [
        "DAILY_LOSS_EXCEEDED", "MAX_DRAWDOWN", "DATA_STALE", "BROKER_ERRORS", "REJECTS", "AUTH", "OVERFILL",
        "RECONCILE_MISMATCH", "CLOCK_STEP", "MANUAL",
      ])
  }
}
