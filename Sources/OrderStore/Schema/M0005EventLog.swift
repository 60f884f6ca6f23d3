internal import GRDB

/// The event log: append-only, without a gap, each record hashed together with the hash before it.
///
/// `kind` has no list of words: new kinds of records come with new programs, and an old reader must still be
/// able to check the chain.
enum M0005EventLog {
  static let name = "0005_event_log"

  static func apply(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE events (
          seq INTEGER PRIMARY KEY CHECK (seq > 0),
          at TEXT NOT NULL \(Checks.time("at")),
          logged_at TEXT NOT NULL \(Checks.time("logged_at")),
          actor TEXT NOT NULL,
          kind TEXT NOT NULL CHECK (length(kind) > 0),
          parent_order_id TEXT \(Checks.hex("parent_order_id", 24)),
          slice_order_id TEXT \(Checks.hex("slice_order_id", 24)),
          reason TEXT NOT NULL,
          prev_hash TEXT NOT NULL \(Checks.hex("prev_hash", 64)),
          hash TEXT NOT NULL \(Checks.hex("hash", 64))
        ) STRICT;

        CREATE INDEX events_parent ON events(parent_order_id) WHERE parent_order_id IS NOT NULL;
        CREATE INDEX events_slice ON events(slice_order_id) WHERE slice_order_id IS NOT NULL;

        CREATE TRIGGER events_are_fixed BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
        CREATE TRIGGER events_are_kept BEFORE DELETE ON events
        BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
        -- INSERT OR REPLACE deletes without firing a DELETE trigger; the next free number is the only one taken.
        CREATE TRIGGER events_have_no_gap BEFORE INSERT ON events
          WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
        BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
        """)
  }
}
