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

  /// A halt of less that cannot be read stops everything: nobody can say what it stopped. Without the day's
  /// highest profit nobody can say how far it has fallen: that trips the breaker.
  static func read(_ db: Database, wallNow: Instant) throws -> State {
    let kill = try kill(db)
    let stored = try breaker(db)
    let peak = try peak(db)
    var unread: [String] = []
    if kill == nil { unread.append("the kill switch") }
    if stored == nil { unread.append("the circuit breaker") }
    if peak == nil { unread.append("the day's highest profit") }
    let fault = "missing or unreadable in the store: \(unread.joined(separator: ", "))"
    let halt = KillSwitch.Engagement(at: wallNow, by: .desk, reason: fault, slicesStopped: 0, orders: [])
    let trip = CircuitBreaker.Trip(at: wallNow, reason: .manual, details: fault, by: .desk)
    var breaker = stored ?? CircuitBreaker(state: .tripped(trip))
    if peak == nil, !breaker.isTripped {
      breaker = CircuitBreaker(
        state: .tripped(trip), tripsToday: breaker.tripsToday, countedOn: breaker.countedOn)
    }
    return State(
      kill: kill ?? KillSwitch(engagement: halt), breaker: breaker, profitPeak: peak ?? nil,
      fault: unread.isEmpty ? nil : fault)
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

extension CircuitBreaker {
  /// Only a person's reset lets orders go again; a quiet period would be over by itself.
  fileprivate var isTripped: Bool { if case .tripped = state { true } else { false } }
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
