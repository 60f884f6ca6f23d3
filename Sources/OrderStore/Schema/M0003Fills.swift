internal import GRDB

/// Executions, each applied once: the key is the broker's, because ids of two brokers may collide.
enum M0003Fills {
  static let name = "0003_fills"

  static func apply(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE fills (
          fill_id INTEGER PRIMARY KEY,
          broker TEXT NOT NULL,
          execution_id TEXT NOT NULL,
          client_order_id TEXT NOT NULL REFERENCES orders(client_order_id),
          qty INTEGER NOT NULL CHECK (qty > 0),
          price TEXT NOT NULL \(Checks.decimal("price")),
          executed_at TEXT NOT NULL \(Checks.time("executed_at")),
          recorded_at TEXT NOT NULL \(Checks.time("recorded_at")),
          busted INTEGER NOT NULL DEFAULT 0 CHECK (busted IN (0, 1)),
          UNIQUE (broker, execution_id)
        ) STRICT;

        CREATE INDEX fills_client_order_id ON fills(client_order_id);

        CREATE TRIGGER fills_are_kept BEFORE DELETE ON fills
        BEGIN SELECT RAISE(ABORT, 'fills are never deleted'); END;
        CREATE TRIGGER fills_are_fixed
          BEFORE UPDATE OF fill_id, broker, execution_id, client_order_id, qty, price, executed_at, recorded_at ON fills
        BEGIN SELECT RAISE(ABORT, 'a fill never changes, it is busted'); END;
        """)
  }
}
