internal import GRDB

/// Whose database it is, who may write to it, and where a rehearsal's clock stands: one row each.
enum M0006Identity {
  static let name = "0006_identity"

  static func apply(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE identity (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          broker TEXT NOT NULL,
          account TEXT NOT NULL,
          environment TEXT NOT NULL CHECK (environment IN ('paper', 'live')),
          created_at TEXT NOT NULL \(Checks.time("created_at"))
        ) STRICT;
        CREATE TRIGGER identity_is_fixed BEFORE UPDATE ON identity
        BEGIN SELECT RAISE(ABORT, 'a database never changes hands'); END;

        -- Raised by every opening for writing and compared in every commit.
        CREATE TABLE epoch (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          value INTEGER NOT NULL CHECK (value > 0),
          taken_at TEXT NOT NULL \(Checks.time("taken_at"))
        ) STRICT;

        CREATE TABLE world_clock (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          instant TEXT NOT NULL \(Checks.time("instant")),
          speed INTEGER NOT NULL CHECK (speed > 0)
        ) STRICT;
        """)
  }
}
