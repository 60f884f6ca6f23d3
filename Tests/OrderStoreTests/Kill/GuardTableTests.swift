import SlicingCore
import Testing

@testable import OrderStore

@Suite struct GuardTableTests {
  let temp = TempFolder()
  let trip = CircuitBreaker.Trip(at: marketOpen, reason: .brokerErrors, details: "3 in a row", by: .desk)

  private func halt(_ reason: String, at: Instant = marketOpen) throws -> KillSwitch {
    let orders = try Fixture.parent().1.map(\.id)
    return KillSwitch(
      engagement: .init(at: at, by: Actor("trader:anna"), reason: reason, slicesStopped: 3, orders: orders))
  }

  @Test func everyStateComesBack() async throws {
    let store = try await temp.store()
    let breakers =
      [
        CircuitBreaker(), CircuitBreaker(state: .quiet(until: marketOpen + .seconds(300), after: trip)),
        CircuitBreaker(state: .open, tripsToday: 2, countedOn: today),
      ]
      + TripReason.allCases.map {
        CircuitBreaker(
          state: .tripped(.init(at: marketOpen, reason: $0, details: "", by: .desk)), tripsToday: 1,
          countedOn: today)
      }
    for breaker in breakers {
      try await store.commit(Commit(changes: [.breaker(breaker)], log: []))
      #expect(try await store.load(today: today).breaker == breaker)
    }
    for kill in [try halt("fat finger"), KillSwitch(), try halt("")] {
      try await store.commit(Commit(changes: [.kill(kill)], log: []))
      #expect(try await store.load(today: today).kill == kill)
    }
  }

  @Test func aHaltSurvivesARestart() async throws {
    let store = try await temp.store()
    try await store.commit(Commit(changes: [.kill(try halt("x"))], log: []))
    try await store.close()
    #expect(try await temp.store().load(today: today).kill == halt("x"))
  }

  /// P8: whatever is wrong with the stored guards, trading is stopped, and the reason says why.
  @Test(arguments: [
    "DELETE FROM kill_state", "DELETE FROM breaker_state",
    "DELETE FROM kill_state; DELETE FROM breaker_state",
    "UPDATE kill_state SET state = 'ALLOWED'", "UPDATE kill_state SET state = ''",
    "UPDATE kill_state SET state = 'engaged'", "UPDATE kill_state SET state = 'engaged', engaged_at = 'x'",
    "UPDATE breaker_state SET state = 'open'", "UPDATE breaker_state SET state = 'TRIPPED'",
    "UPDATE breaker_state SET state = 'QUIET_PERIOD', quiet_until = 'later'",
    "UPDATE breaker_state SET counted_on = 'today'",
    """
    UPDATE breaker_state SET state = 'TRIPPED', tripped_at = '2026-03-02T14:30:00.000000Z', trip_reason = 'MOOD',
      details = '', tripped_by = ''
    """,
    """
    UPDATE kill_state SET state = 'engaged', engaged_at = '2026-03-02T14:30:00.000000Z', engaged_by = '',
      reason = '', slices_stopped = 0, orders = 'e75962b287258aa363d1fb99 nonsense'
    """,
  ])
  func guardsThatCannotBeBelievedStopTrading(damage: String) async throws {
    let store = try await temp.store()
    try temp.tamper("PRAGMA ignore_check_constraints = ON; \(damage)")
    let desk = try await store.load(today: today)
    #expect(desk.kill.isEngaged)
    #expect(desk.guardFault?.contains("missing or unreadable") == true)
    #expect(desk.kill.engagement?.reason == desk.guardFault)
    #expect(damage.contains("breaker") != desk.breaker.allowsTrading)
  }

  @Test func reopeningDoesNotFillInAMissingGuard() async throws {
    try await temp.store().close()
    try temp.tamper("DELETE FROM kill_state")
    #expect(try await temp.store().load(today: today).kill.isEngaged)
  }

  @Test func theHistoryOfAHaltSaysWhoWhenAndWhy() async throws {
    let store = try await temp.store()
    let anna = Actor("trader:anna")
    func record(_ kind: LogRecord.Kind, _ reason: String) -> [LogRecord] {
      [LogRecord(at: marketOpen, actor: anna, kind: kind, reason: reason)]
    }
    try await store.commit(Commit(changes: [.kill(try halt(""))], log: record(.killed, "")))
    try await store.commit(Commit(changes: [.kill(try halt(""))], log: []))
    try await store.commit(Commit(changes: [.kill(try halt("why"))], log: record(.explained, "why")))
    try await store.commit(Commit(changes: [.kill(KillSwitch())], log: record(.released, "all clear")))
    let history = try await store.killHistory()
    #expect(history.map(\.action) == [.released, .explained, .engaged])
    #expect(history.map(\.reason) == ["all clear", "why", ""])
    #expect(history.allSatisfy { $0.by == anna })
    #expect(
      try history.map(\.engagement) == [halt("why").engagement, halt("why").engagement, halt("").engagement])
  }

  @Test func theHistoryOfTheBreakerHasEveryTurn() async throws {
    let store = try await temp.store()
    var breaker = CircuitBreaker()
    try breaker.trip(trip, on: today)
    try await store.commit(Commit(changes: [.breaker(breaker)], log: [Fixture.record(.tripped)]))
    try breaker.reset(at: marketOpen, quiet: .seconds(1))
    try await store.commit(Commit(changes: [.breaker(breaker)], log: [Fixture.record(.reset)]))
    let isOver = breaker.openIfQuietIsOver(at: marketOpen + .seconds(1))
    #expect(isOver)
    try await store.commit(Commit(changes: [.breaker(breaker)], log: []))
    let history = try await store.breakerHistory()
    #expect(history.map(\.action) == [.opened, .reset, .tripped])
    #expect(history.allSatisfy { $0.trip == trip && $0.tripsToday == 1 })
    #expect(history.map(\.by?.name) == [nil, "trader:anna", "trader:anna"])
  }

  @Test func aThousandLinesCanBeRead() async throws {
    let store = try await temp.store()
    let turns = try (0..<1200).map { Change.kill($0 % 2 == 0 ? try halt("\($0)") : KillSwitch()) }
    try await store.commit(Commit(changes: turns, log: []))
    let history = try await store.killHistory()
    #expect(history.count == 1000)
    #expect(history.first?.engagement?.reason == "1198")
  }
}
