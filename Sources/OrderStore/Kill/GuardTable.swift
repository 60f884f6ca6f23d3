internal import GRDB
internal import SlicingCore

/// The guards' rows and their history.
///
/// Reading never throws for what a row says: a guard that is missing or cannot be read is a guard that stops
/// trading.
enum GuardTable {
  /// What `load` believes.
  struct State {
    let kill: KillSwitch
    let breaker: CircuitBreaker
    let profitPeak: ProfitPeak?
    let fault: String?
  }

  /// The explicit *allowed* of a new database, and nothing else: no other code inserts these rows anew.
  static func found(_ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO kill_state (id, state) VALUES (1, 'allowed');
        INSERT INTO breaker_state (id, state, trips_today) VALUES (1, 'OPEN', 0);
        INSERT INTO profit_peak (id) VALUES (1);
        """)
  }

  static func read(_ db: Database, wallNow: Instant) throws -> State {
    let (kill, breaker, peak) = (try kill(db), try breaker(db), try peak(db))
    if let kill, let breaker, let peak {
      return State(kill: kill, breaker: breaker, profitPeak: peak, fault: nil)
    }
    return stopped(kill, breaker, peak, at: wallNow)
  }

  /// Whatever cannot be read engages the kill switch: a file with one guard lost may have lost more. Without
  /// the day's highest profit nobody can say how far it has fallen: that trips the breaker as well.
  private static func stopped(
    _ kill: KillSwitch?, _ breaker: CircuitBreaker?, _ peak: ProfitPeak??, at wallNow: Instant
  ) -> State {
    let unread = [
      kill == nil ? "the kill switch" : nil, breaker == nil ? "the circuit breaker" : nil,
      peak == nil ? "the day's highest profit" : nil,
    ]
    let fault =
      "missing or unreadable in the store: \(unread.compactMap { $0 }.joined(separator: ", "))"
    let halt = KillSwitch.Engagement(at: wallNow, by: .desk, reason: fault, slicesStopped: 0, orders: [])
    let trip = CircuitBreaker.Trip(at: wallNow, reason: .manual, details: fault, by: .desk)
    var believed = CircuitBreaker(
      state: .tripped(trip), tripsToday: breaker?.tripsToday ?? 0, countedOn: breaker?.countedOn)
    if let breaker, peak != nil || breaker.isTripped { believed = breaker }
    return State(
      kill: KillSwitch(engagement: kill?.engagement ?? halt, scoped: kill?.scoped ?? []), breaker: believed,
      profitPeak: peak ?? nil, fault: fault)
  }

  /// The breaker as stored; nil where that cannot be believed.
  static func breaker(_ db: Database) throws -> CircuitBreaker? {
    try Row.fetchOne(db, sql: "SELECT * FROM breaker_state WHERE id = 1").flatMap(GuardRow.breaker)
  }

  /// Writes the breaker, and a line of history where its state changed.
  static func write(_ breaker: CircuitBreaker, log: [LogRecord], in transaction: Transaction) throws {
    let db = transaction.db
    let before = try self.breaker(db)
    try db.execute(
      sql: """
        INSERT INTO breaker_state
          (id, state, quiet_until, trips_today, counted_on, tripped_at, trip_reason, details, tripped_by)
        VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state,
          quiet_until = excluded.quiet_until, trips_today = excluded.trips_today, counted_on = excluded.counted_on,
          tripped_at = excluded.tripped_at, trip_reason = excluded.trip_reason, details = excluded.details,
          tripped_by = excluded.tripped_by
        """, arguments: StatementArguments(GuardRow.values(breaker)))
    guard before?.state != breaker.state else { return }
    let action: BreakerEvent.Action =
      switch breaker.state {
      case .open: .opened
      case .tripped: .tripped
      case .quiet: .reset
      }
    let record = log.last { $0.kind == action.recordKind }
    try db.execute(
      sql: """
        INSERT INTO breaker_history (action, recorded_at, actor, trips_today, tripped_at, trip_reason, details, tripped_by)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: StatementArguments(
        [
          action.rawValue, transaction.wallNow.description, Stored.text(record?.actor.name),
          breaker.tripsToday,
        ]
          + GuardRow.values(breaker.trip ?? before?.trip)))
  }
}

extension BreakerEvent.Action {
  fileprivate var recordKind: LogRecord.Kind {
    switch self {
    case .tripped: .tripped
    case .reset: .reset
    case .opened: .open
    }
  }
}
