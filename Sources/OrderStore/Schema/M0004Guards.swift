internal import GRDB

/// The guards as they stand, one row each, and what was ever done with them.
///
/// No row is made here: only founding a new database writes the explicit *allowed* (`Founding`), so that a
/// row missing later is what it looks like, a damage, and stops trading.
enum M0004Guards {
  static let name = "0004_guards"

  static let breakerStates = ["OPEN", "TRIPPED", "QUIET_PERIOD"]
  static let tripReasons = [
    "DAILY_LOSS_EXCEEDED", "MAX_DRAWDOWN", "DATA_STALE", "BROKER_ERRORS", "REJECTS", "AUTH", "OVERFILL",
    "RECONCILE_MISMATCH", "CLOCK_STEP", "MANUAL",
  ]

  static func apply(_ db: Database) throws {
    try db.execute(sql: kill)
    try db.execute(sql: breaker)
    for table in ["kill_history", "breaker_history"] {
      try db.execute(
        sql: """
          CREATE TRIGGER \(table)_is_kept BEFORE DELETE ON \(table)
          BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END;
          CREATE TRIGGER \(table)_is_fixed BEFORE UPDATE ON \(table)
          BEGIN SELECT RAISE(ABORT, 'history never changes'); END;
          """)
    }
  }

  private static let kill = """
    CREATE TABLE kill_state (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      state TEXT NOT NULL \(Checks.oneOf("state", ["allowed", "engaged"])),
      \(engagement),
      CHECK ((state = 'engaged') = (engaged_at IS NOT NULL))
    ) STRICT;
    CREATE TABLE kill_history (
      seq INTEGER PRIMARY KEY,
      action TEXT NOT NULL \(Checks.oneOf("action", ["engaged", "explained", "released"])),
      recorded_at TEXT NOT NULL \(Checks.time("recorded_at")),
      actor TEXT,
      why TEXT,
      \(engagement)
    ) STRICT;
    """

  /// The columns of a halt, all of them or none; `orders` holds ids with a blank between.
  private static let engagement = """
    engaged_at TEXT \(Checks.time("engaged_at")),
      engaged_by TEXT CHECK ((engaged_by IS NULL) = (engaged_at IS NULL)),
      reason TEXT CHECK ((reason IS NULL) = (engaged_at IS NULL)),
      slices_stopped INTEGER CHECK ((slices_stopped IS NULL) = (engaged_at IS NULL)),
      orders TEXT CHECK ((orders IS NULL) = (engaged_at IS NULL))
    """

  private static let breaker = """
    CREATE TABLE breaker_state (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      state TEXT NOT NULL \(Checks.oneOf("state", breakerStates)),
      quiet_until TEXT \(Checks.time("quiet_until")),
      trips_today INTEGER NOT NULL CHECK (trips_today >= 0),
      counted_on TEXT \(Checks.date("counted_on")),
      \(trip),
      CHECK ((state = 'OPEN') = (tripped_at IS NULL)),
      CHECK ((state = 'QUIET_PERIOD') = (quiet_until IS NOT NULL))
    ) STRICT;
    CREATE TABLE breaker_history (
      seq INTEGER PRIMARY KEY,
      action TEXT NOT NULL \(Checks.oneOf("action", ["tripped", "reset", "opened"])),
      recorded_at TEXT NOT NULL \(Checks.time("recorded_at")),
      actor TEXT,
      trips_today INTEGER NOT NULL,
      \(trip)
    ) STRICT;
    """

  /// The columns of a trip, all of them or none.
  private static let trip = """
    tripped_at TEXT \(Checks.time("tripped_at")),
      trip_reason TEXT \(Checks.oneOf("trip_reason", tripReasons))
        CHECK ((trip_reason IS NULL) = (tripped_at IS NULL)),
      details TEXT CHECK ((details IS NULL) = (tripped_at IS NULL)),
      tripped_by TEXT CHECK ((tripped_by IS NULL) = (tripped_at IS NULL))
    """
}
