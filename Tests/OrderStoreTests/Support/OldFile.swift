import GRDB
import Glibc
import SlicingCore

@testable import OrderStore

/// A founded database as a program left it that did not know the newest migrations yet.
struct OldFile {
  private let queue: DatabaseQueue

  init(_ temp: TempFolder, before migration: String) throws {
    _ = try temp.open()
    _ = try HeadFile.create(temp.file(.logHead))
    Glibc.close(creat(temp.file(.database), 0o600))
    queue = try DatabaseQueue(path: temp.file(.database))
    try queue.write(Schema.mark)
    let known = Schema.migrator.migrations.prefix { $0 != migration }
    guard let last = known.last else { preconditionFailure("\(migration) is the first") }
    try Schema.migrator.migrate(queue, upTo: last)
    try queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO identity VALUES (1, 'paper', 'rehearsal', 'paper', '\(marketOpen)');
          INSERT INTO epoch VALUES (1, 1, '\(marketOpen)');
          INSERT INTO kill_state (id, state) VALUES (1, 'allowed');
          INSERT INTO breaker_state (id, state, trips_today) VALUES (1, 'OPEN', 0);
          """)
    }
  }

  /// A held parent without slices, in the columns there were.
  func insertParent(hold cause: String) throws -> Parent {
    let (parent, _) = try Fixture.parent()
    try queue.write { db in
      let known = Set(try db.columns(in: "orders").map(\.name))
      let values = ParentRow.values(parent).filter { known.contains($0.0.rawValue) }
      let columns = values.map(\.0.rawValue).joined(separator: ", ")
      let places = Array(repeating: "?", count: values.count).joined(separator: ", ")
      try db.execute(
        sql: "INSERT INTO orders (\(columns)) VALUES (\(places))",
        arguments: StatementArguments(values.map(\.1)))
      try db.execute(
        sql: """
          UPDATE orders SET status = 'held', hold_cause = ?, hold_by = 'desk', hold_at = ?, hold_reason = 'x'
          """, arguments: [cause, marketOpen.description])
    }
    return parent
  }

  /// A halt with its line of history.
  func haltAll(reason: String) throws {
    try queue.write { db in
      try db.execute(
        sql: """
          UPDATE kill_state SET state = 'engaged', engaged_at = ?1, engaged_by = 'desk', reason = ?2,
            slices_stopped = 0, orders = '';
          INSERT INTO kill_history (action, recorded_at, engaged_at, engaged_by, reason, slices_stopped, orders)
          VALUES ('engaged', ?1, ?1, 'desk', ?2, 0, '')
          """, arguments: [marketOpen.description, reason, marketOpen.description, reason])
    }
  }

  func close() throws { try queue.close() }
}
