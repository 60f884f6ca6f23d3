internal import GRDB

/// Parents and slices in one table, told apart by `parent_order_id`; a parent has `total_slices` and no
/// `slice_num`, a slice the reverse.
///
/// Why one table: both are orders with the same id rules and the same columns, and a reader of the file finds
/// any id in one place. The views `parents` and `slices` keep anyone from adding both up.
enum M0002Slicing {
  static let name = "0002_slicing"

  static let parentStatuses = [
    "scheduled", "working", "held", "completed", "partial", "canceled", "rejected",
  ]
  static let parentOnlyStatuses = ["scheduled", "working", "held", "completed", "partial"]
  static let sliceOnlyStatuses = M0001Orders.statuses.filter { !parentStatuses.contains($0) }
  static let openStatuses = ["scheduled", "working", "held"]
  static let leftovers = ["cancel", "leave"]
  static let holdCauses = ["trader", "kill", "breaker", "limit", "late", "restart", "owed", "mismatch"]
  static let rests = ["owed", "closed", "moved"]

  static func apply(_ db: Database) throws {
    for column in sharedColumns + parentColumns + sliceColumns {
      try db.execute(sql: "ALTER TABLE orders ADD COLUMN \(column)")
    }
    try db.execute(sql: indexes)
    try db.execute(sql: rules)
  }

  private static let isParent = "(parent_order_id IS NULL)"

  private static let sharedColumns = [
    "parent_order_id TEXT REFERENCES orders(client_order_id) CHECK (parent_order_id <> client_order_id)",
    "slice_num INTEGER CHECK (slice_num >= 0) CHECK (\(isParent) = (slice_num IS NULL))",
    "total_slices INTEGER CHECK (total_slices > 0) CHECK (\(isParent) = (total_slices IS NOT NULL))",
    // When a slice is sent; a parent's, when its slice 0 is.
    """
    scheduled_time TEXT \(Checks.time("scheduled_time")) CHECK (scheduled_time IS NOT NULL)
    CHECK (NOT (\(isParent) AND status IN (\(quoted(sliceOnlyStatuses)))))
    CHECK (NOT (NOT \(isParent) AND status IN (\(quoted(parentOnlyStatuses)))))
    """,
  ]

  private static let parentColumns = [
    "ordinal INTEGER CHECK (ordinal > 0) CHECK (\(isParent) = (ordinal IS NOT NULL))",
    "trade_date TEXT \(Checks.date("trade_date")) CHECK (\(isParent) = (trade_date IS NOT NULL))",
    // The horizon: one of these two.
    "duration_us INTEGER CHECK (duration_us > 0)",
    """
    until_clock TEXT \(Checks.clock("until_clock"))
    CHECK (\(isParent) = ((duration_us IS NULL) <> (until_clock IS NULL)))
    """,
    "interval_us INTEGER CHECK (interval_us > 0) CHECK (\(isParent) = (interval_us IS NOT NULL))",
    // NULL: from now.
    "start_clock TEXT \(Checks.clock("start_clock"))",
    "ends_at TEXT \(Checks.time("ends_at")) CHECK (\(isParent) = (ends_at IS NOT NULL))",
    "created_by TEXT CHECK (\(isParent) = (created_by IS NOT NULL))",
    "arrival_price TEXT \(Checks.decimal("arrival_price"))",
    "leftover TEXT \(Checks.oneOf("leftover", leftovers)) CHECK (\(isParent) = (leftover IS NOT NULL))",
    "hold_cause TEXT \(Checks.oneOf("hold_cause", holdCauses))",
    "hold_by TEXT CHECK ((hold_by IS NULL) = (hold_cause IS NULL))",
    "hold_at TEXT \(Checks.time("hold_at")) CHECK ((hold_at IS NULL) = (hold_cause IS NULL))",
    "hold_reason TEXT CHECK ((hold_reason IS NULL) = (hold_cause IS NULL))",
    "canceled_reason TEXT",
  ]

  private static let sliceColumns = [
    "attempts INTEGER CHECK (attempts >= 0) CHECK (\(isParent) = (attempts IS NULL))",
    "first_intent_at TEXT \(Checks.time("first_intent_at"))",
    "last_sent_at TEXT \(Checks.time("last_sent_at"))",
    """
    cancel_requested INTEGER CHECK (cancel_requested IN (0, 1))
    CHECK (\(isParent) = (cancel_requested IS NULL))
    """,
    "rest TEXT \(Checks.oneOf("rest", rests))",
    "rest_reason TEXT",
  ]

  /// Start-up reads the open parents and one day's, each by its own index, so it does not grow with old rows.
  private static let indexes = """
    CREATE UNIQUE INDEX orders_parent_order_id ON orders(parent_order_id, slice_num)
      WHERE parent_order_id IS NOT NULL;
    CREATE INDEX orders_open_parents ON orders(ordinal)
      WHERE parent_order_id IS NULL AND status IN (\(quoted(openStatuses)));
    CREATE INDEX orders_trade_date ON orders(trade_date) WHERE parent_order_id IS NULL;
    CREATE INDEX orders_ordinal ON orders(ordinal) WHERE parent_order_id IS NULL;
    """

  private static let rules = """
    CREATE VIEW parents AS SELECT * FROM orders WHERE parent_order_id IS NULL;
    CREATE VIEW slices AS SELECT * FROM orders WHERE parent_order_id IS NOT NULL;
    CREATE TRIGGER orders_plan_is_fixed
      BEFORE UPDATE OF client_order_id, parent_order_id, slice_num, scheduled_time, strategy_id, symbol, side, qty,
        order_type, limit_price, stop_price, time_in_force, created_at, ordinal, trade_date, duration_us,
        until_clock, interval_us, start_clock, created_by, arrival_price, leftover ON orders
    BEGIN SELECT RAISE(ABORT, 'what was planned never changes'); END;
    """

  private static func quoted(_ words: [String]) -> String {
    words.map { "'\($0)'" }.joined(separator: ", ")
  }
}
