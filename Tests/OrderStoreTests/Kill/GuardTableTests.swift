import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

@Suite(.alone) struct GuardTableTests {
  let temp = TempFolder()
  let trip = CircuitBreaker.Trip(at: marketOpen, reason: .brokerErrors, details: "3 in a row", by: .desk)

  private func halt(_ reason: String, at: Instant = marketOpen) throws -> KillSwitch {
    let orders = try Fixture.parent().1.map(\.id)
    return KillSwitch(
      engagement: .init(at: at, by: Actor("trader:anna"), reason: reason, slicesStopped: 3, orders: orders))
  }

  private func engagement(_ reason: String) throws -> KillSwitch.Engagement {
    try #require(try halt(reason).engagement)
  }

  private let scopes: [KillScope] = [
    .symbol(Symbol("BRK.B") ?? { preconditionFailure("BRK.B") }()),
    .parent(ClientOrderID("e75962b287258aa363d1fb99") ?? { preconditionFailure("an id") }()),
    .symbol(Symbol("AAPL") ?? { preconditionFailure("AAPL") }()),
  ]

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

  /// In the order in which they were engaged, beside a halt of everything or without one.
  @Test func haltsOfLessComeBackInTheirOrder() async throws {
    let store = try await temp.store()
    let scoped = try scopes.map { KillSwitch.Scoped(scope: $0, engagement: try engagement("\($0)")) }
    let states = [
      KillSwitch(scoped: scoped), KillSwitch(scoped: scoped.reversed()),
      KillSwitch(engagement: try engagement("all"), scoped: [scoped[1]]), KillSwitch(scoped: [scoped[0]]),
      KillSwitch(),
    ]
    for kill in states {
      try await store.commit(Commit(changes: [.kill(kill)], log: []))
      #expect(try await store.load(today: today).kill == kill)
    }
  }

  @Test func theHighestProfitOfTheDayComesBackExactly() async throws {
    let store = try await temp.store()
    #expect(try await store.load(today: today).profitPeak == nil)
    let amounts: [Int128] = [0, 1, -1, -500_000_000, 12_345_678_901_234_567_890_123_456, .max / 2, -.max / 2]
    for amount in amounts {
      let peak = Notional(nanodollars: amount)
      try await store.commit(Commit(changes: [.profitPeak(today, peak)], log: []))
      let stored = try #require(try await store.load(today: today).profitPeak)
      #expect(stored.date == today)
      #expect(stored.peak == peak)
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

  /// A halt of less that is lost or cannot be read could have been any: everything stops.
  @Test(arguments: [
    "DELETE FROM kill_scopes WHERE position = 2", "DELETE FROM kill_scopes",
    "INSERT INTO kill_scopes SELECT 9, 'symbol:MSFT', engaged_at, engaged_by, reason, slices_stopped, orders"
      + " FROM kill_scopes LIMIT 1",
    "UPDATE kill_state SET scoped = 4", "UPDATE kill_scopes SET scope = 'symbol:aapl' WHERE position = 1",
    "UPDATE kill_scopes SET scope = 'symbol:' WHERE position = 1",
    "UPDATE kill_scopes SET scope = 'parent:nonsense' WHERE position = 2",
    "UPDATE kill_scopes SET scope = 'all' WHERE position = 2",
    "UPDATE kill_scopes SET scope = 'AAPL' WHERE position = 3",
    "UPDATE kill_scopes SET engaged_at = 'today' WHERE position = 3",
    "UPDATE kill_scopes SET orders = 'nonsense' WHERE position = 3",
  ])
  func aHaltOfLessThatCannotBeBelievedStopsEverything(damage: String) async throws {
    let store = try await temp.store()
    let scoped = try scopes.map { KillSwitch.Scoped(scope: $0, engagement: try engagement("")) }
    try await store.commit(Commit(changes: [.kill(KillSwitch(scoped: scoped))], log: []))
    try temp.tamper(damage)
    let desk = try await store.load(today: today)
    #expect(desk.kill.isEngaged)
    #expect(desk.guardFault == "missing or unreadable in the store: the kill switch")
    #expect(desk.kill.engagement?.reason == desk.guardFault)
    #expect(desk.breaker.allowsTrading)
  }

  @Test(arguments: [
    "DELETE FROM profit_peak", "UPDATE profit_peak SET trade_date = NULL",
    "UPDATE profit_peak SET peak = NULL", "UPDATE profit_peak SET peak = '1'",
    "UPDATE profit_peak SET peak = '--1.00'", "UPDATE profit_peak SET trade_date = 'today'",
  ])
  func aLostProfitTripsTheBreaker(damage: String) async throws {
    let store = try await temp.store()
    try await store.commit(Commit(changes: [.profitPeak(today, Notional(dollars: 5))], log: []))
    try temp.tamper(damage)
    let desk = try await store.load(today: today)
    #expect(desk.kill.isEngaged)
    #expect(desk.breaker.trip?.details == "missing or unreadable in the store: the day's highest profit")
    #expect(desk.profitPeak == nil)
  }

  /// A quiet period would be over by itself; a trip keeps its own reason.
  @Test func aLostProfitEndsAQuietPeriodAndLeavesATripAlone() async throws {
    let store = try await temp.store()
    try temp.tamper("DELETE FROM profit_peak")
    let quiet = CircuitBreaker.State.quiet(until: marketOpen, after: trip)
    try await store.commit(Commit(changes: [.breaker(CircuitBreaker(state: quiet, tripsToday: 2))], log: []))
    let afterQuiet = try await store.load(today: today).breaker
    #expect(afterQuiet.trip?.reason == .manual)
    #expect(afterQuiet.state != quiet)
    #expect(afterQuiet.tripsToday == 2)
    let tripped = CircuitBreaker(state: .tripped(trip))
    try await store.commit(Commit(changes: [.breaker(tripped)], log: []))
    #expect(try await store.load(today: today).breaker == tripped)
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

  @Test func theHistorySaysWhatEachHaltCovered() async throws {
    let store = try await temp.store()
    let (symbol, order) = (scopes[0], scopes[1])
    func record(_ kind: LogRecord.Kind, _ scope: KillScope, _ reason: String) -> [LogRecord] {
      [Fixture.record(kind, "another"), record(kind, reason, of: scope.parentID), Fixture.record(.held)]
    }
    func record(_ kind: LogRecord.Kind, _ reason: String, of id: ClientOrderID?) -> LogRecord {
      LogRecord(at: marketOpen, actor: Actor("trader:ben"), kind: kind, parentID: id, reason: reason)
    }
    func keep(_ scoped: [(KillScope, String)], _ log: [LogRecord], all: String? = nil) async throws {
      let halts = try scoped.map { KillSwitch.Scoped(scope: $0, engagement: try engagement($1)) }
      let kill = KillSwitch(engagement: try all.map { try engagement($0) }, scoped: halts)
      try await store.commit(Commit(changes: [.kill(kill)], log: log))
    }
    try await keep([(symbol, "")], record(.killed, symbol, "symbol on"))
    try await keep([(symbol, ""), (order, "")], record(.killed, order, "order on"))
    try await keep([(symbol, ""), (order, "why")], record(.explained, order, "order why"))
    try await keep([(symbol, ""), (order, "why")], [], all: "everything")
    try await keep([(order, "why")], record(.released, symbol, "symbol off"), all: "everything")
    try await keep([], record(.released, order, "order off"), all: "everything")
    let history = try await store.killHistory().reversed()
    #expect(history.map(\.action) == [.engaged, .engaged, .explained, .engaged, .released, .released])
    #expect(history.map(\.scope) == [symbol, order, order, .all, symbol, order])
    #expect(
      history.map(\.reason) == ["symbol on", "order on", "order why", nil, "symbol off", "order off"])
    #expect(history.map(\.engagement?.reason) == ["", "", "why", "everything", "", "why"])
    #expect(history.filter { $0.by == Actor("trader:ben") }.count == 5)
  }

  /// What nobody could read is released like any halt, and the file is whole again.
  @Test func theReleaseOfAnUnreadableHaltIsInTheHistory() async throws {
    let store = try await temp.store()
    try temp.tamper("UPDATE kill_state SET scoped = 1")
    #expect(try await store.load(today: today).kill.isEngaged)
    try await store.commit(Commit(changes: [.kill(KillSwitch())], log: [Fixture.record(.released, "seen")]))
    let history = try await store.killHistory()
    #expect(history.map(\.action) == [.released])
    #expect(history.map(\.engagement) == [nil])
    let desk = try await store.load(today: today)
    #expect(desk.kill == KillSwitch())
    #expect(desk.guardFault == nil)
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
