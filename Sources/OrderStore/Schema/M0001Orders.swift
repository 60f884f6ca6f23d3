internal import GRDB

/// Orders as a broker knows them, before there were parents and slices.
enum M0001Orders {
  static let name = "0001_orders"

  /// Literal on purpose, here and in every migration: what an old program wrote may not change with an enum.
  /// A test compares each list with its enum.
  static let statuses = [
    "pending", "sending", "unknown", "submitted", "partially_filled", "filled", "canceled", "expired",
    "rejected",
    "failed", "missed", "blocked_kill_switch", "blocked_circuit_breaker", "blocked_risk_limit",
    "blocked_session",
    "blocked_hold", "scheduled", "working", "held", "completed", "partial",
  ]
  static let sides = ["buy", "sell"]
  static let types = ["market", "limit", "stop", "stop_limit"]
  static let timesInForce = ["day", "gtc", "ioc", "fok"]

  static func apply(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE orders (
          client_order_id TEXT NOT NULL PRIMARY KEY \(Checks.hex("client_order_id", 24)),
          strategy_id TEXT NOT NULL,
          symbol TEXT NOT NULL CHECK (length(symbol) BETWEEN 1 AND 16 AND symbol NOT GLOB '*[^A-Z0-9./-]*'),
          side TEXT NOT NULL \(Checks.oneOf("side", sides)),
          qty INTEGER NOT NULL CHECK (qty > 0),
          order_type TEXT NOT NULL \(Checks.oneOf("order_type", types)),
          limit_price TEXT \(Checks.decimal("limit_price")),
          stop_price TEXT \(Checks.decimal("stop_price")),
          time_in_force TEXT NOT NULL \(Checks.oneOf("time_in_force", timesInForce)),
          status TEXT NOT NULL \(Checks.oneOf("status", statuses)),
          broker_order_id TEXT,
          error_message TEXT,
          filled_qty INTEGER NOT NULL DEFAULT 0 CHECK (filled_qty >= 0),
          filled_cost TEXT NOT NULL DEFAULT '0.00' \(Checks.decimal("filled_cost")),
          avg_fill_price TEXT \(Checks.decimal("avg_fill_price")),
          submitted_at TEXT \(Checks.time("submitted_at")),
          created_at TEXT NOT NULL \(Checks.time("created_at")),
          updated_at TEXT NOT NULL \(Checks.time("updated_at")),
          CHECK ((order_type IN ('limit', 'stop_limit')) = (limit_price IS NOT NULL)),
          CHECK ((order_type IN ('stop', 'stop_limit')) = (stop_price IS NOT NULL)),
          CHECK ((filled_qty = 0) = (avg_fill_price IS NULL))
        ) STRICT;

        CREATE TRIGGER orders_are_kept BEFORE DELETE ON orders
        BEGIN SELECT RAISE(ABORT, 'orders are never deleted'); END;
        """)
  }
}
