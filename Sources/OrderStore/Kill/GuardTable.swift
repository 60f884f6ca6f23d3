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
    let fault: String?
  }

  /// The explicit *allowed* of a new database, and nothing else: no other code inserts these rows anew.
  static func found(_ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO kill_state (id, state) VALUES (1, 'allowed');
        INSERT INTO breaker_state (id, state, trips_today) VALUES (1, 'OPEN', 0);
        """)
  }

  static func read(_ db: Database, wallNow: Instant) throws -> State {
    let kill = try Row.fetchOne(db, sql: "SELECT * FROM kill_state WHERE id = 1").flatMap(GuardRow.kill)
    let breaker = try Row.fetchOne(db, sql: "SELECT * FROM breaker_state WHERE id = 1").flatMap(
      GuardRow.breaker)
    if let kill, let breaker { return State(kill: kill, breaker: breaker, fault: nil) }
    let fault =
      switch (kill, breaker) {
      case (nil, nil): "the guards' stored state is missing or unreadable"
      case (nil, _): "the kill switch's stored state is missing or unreadable"
      default: "the circuit breaker's stored state is missing or unreadable"
      }
    let engagement =
      kill?.engagement ?? .init(at: wallNow, by: .desk, reason: fault, slicesStopped: 0, orders: [])
    let trip = CircuitBreaker.Trip(at: wallNow, reason: .manual, details: fault, by: .desk)
    return State(
      kill: KillSwitch(engagement: engagement), breaker: breaker ?? CircuitBreaker(state: .tripped(trip)),
      fault: fault)
  }

  /// Writes the halt, and a line of history for what was done; who and why come from the commit's own
  /// records.
  static func write(_ kill: KillSwitch, log: [LogRecord], in transaction: Transaction) throws {
    let db = transaction.db
    let before = try Row.fetchOne(db, sql: "SELECT * FROM kill_state WHERE id = 1").flatMap(GuardRow.kill)
    try db.execute(
      sql: """
        INSERT INTO kill_state (id, state, engaged_at, engaged_by, reason, slices_stopped, orders)
        VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state,
          engaged_at = excluded.engaged_at, engaged_by = excluded.engaged_by, reason = excluded.reason,
          slices_stopped = excluded.slices_stopped, orders = excluded.orders
        """,
      arguments: StatementArguments(
        [kill.isEngaged ? "engaged" : "allowed"] + GuardRow.values(kill.engagement)))
    guard let action = action(from: before?.engagement, to: kill.engagement) else { return }
    let record = log.last { $0.kind == action.recordKind }
    try db.execute(
      sql: """
        INSERT INTO kill_history (action, recorded_at, actor, why, engaged_at, engaged_by, reason, slices_stopped, orders)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: StatementArguments(
        [
          action.rawValue, transaction.wallNow.description, Stored.text(record?.actor.name),
          Stored.text(record?.reason),
        ] + GuardRow.values(kill.engagement ?? before?.engagement)))
  }

  /// Writes the breaker, and a line of history where its state changed.
  static func write(_ breaker: CircuitBreaker, log: [LogRecord], in transaction: Transaction) throws {
    let db = transaction.db
    let before = try Row.fetchOne(db, sql: "SELECT * FROM breaker_state WHERE id = 1").flatMap(
      GuardRow.breaker)
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

  private static func action(
    from before: KillSwitch.Engagement?, to after: KillSwitch.Engagement?
  ) -> KillEvent.Action? {
    switch (before, after) {
    case (nil, nil): nil
    case (nil, .some): .engaged
    case (.some, nil): .released
    // A halt keeps its instant; only its reason may come later.
    case (let before?, let after?): before == after ? nil : before.at == after.at ? .explained : .engaged
    }
  }
}

extension KillEvent.Action {
  fileprivate var recordKind: LogRecord.Kind {
    switch self {
    case .engaged: .killed
    case .explained: .explained
    case .released: .released
    }
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
