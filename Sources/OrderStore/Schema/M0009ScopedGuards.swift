internal import GRDB

/// Halts of less than everything, the highest profit of the day and an index to find what it is counted from,
/// the limits a parent was entered under, and one more cause of a hold: the firm's switch could not be read.
///
/// As with the other guards, what is missing later must look like a damage and stop trading. So the number of
/// halts stands beside the halt of everything, and the row of the profit is made here, for a database that
/// has been in use, or by `Founding`, for a new one.
enum M0009ScopedGuards {
  static let name = "0009_scoped_guards"
  static let holdCauses = M0008LinkHold.holdCauses + ["firm"]

  static func apply(_ db: Database) throws {
    try db.execute(sql: scopes + profit + limits)
    try HoldCauseRule.add("firm", to: M0008LinkHold.holdCauses, db)
  }

  private static let scopes = """
    CREATE TABLE kill_scopes (
      position INTEGER PRIMARY KEY CHECK (position > 0),
      scope TEXT NOT NULL UNIQUE \(scope("scope")),
      engaged_at TEXT NOT NULL \(Checks.time("engaged_at")),
      engaged_by TEXT NOT NULL,
      reason TEXT NOT NULL,
      slices_stopped INTEGER NOT NULL,
      orders TEXT NOT NULL
    ) STRICT;
    ALTER TABLE kill_state ADD COLUMN scoped INTEGER NOT NULL DEFAULT 0 CHECK (scoped >= 0);
    ALTER TABLE kill_history ADD COLUMN scope TEXT NOT NULL DEFAULT 'all'
      CHECK (scope = 'all' OR \(isNarrow("scope")));

    """

  private static let profit = """
    CREATE TABLE profit_peak (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      trade_date TEXT \(Checks.date("trade_date")),
      peak TEXT \(Checks.signedDecimal("peak")) CHECK ((peak IS NULL) = (trade_date IS NULL))
    ) STRICT;
    INSERT INTO profit_peak (id) SELECT 1 FROM identity;
    CREATE INDEX fills_executed_at ON fills(executed_at);

    """

  /// NULL for slices, and for parents of before.
  private static let limits = """
    ALTER TABLE orders ADD COLUMN limits TEXT CHECK (limits IS NULL OR parent_order_id IS NULL);
    CREATE TRIGGER orders_limits_are_fixed BEFORE UPDATE OF limits ON orders
    BEGIN SELECT RAISE(ABORT, 'what was planned never changes'); END;
    """

  private static func scope(_ column: String) -> String { "CHECK (\(isNarrow(column)))" }

  /// `symbol:AAPL`, or `parent:` and an order's id.
  private static func isNarrow(_ column: String) -> String {
    "\(column) GLOB 'symbol:?*' OR \(column) GLOB 'parent:\(String(repeating: "[0-9a-f]", count: 24))'"
  }
}
