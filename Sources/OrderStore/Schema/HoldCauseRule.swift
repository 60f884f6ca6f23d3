internal import GRDB

/// The list of words `hold_cause` may hold, which grows with the program.
///
/// A CHECK is text in the schema, and the rows stand as they are, so the text is changed in place, by the
/// procedure SQLite documents for it. Rejected: copying the table, which would take as long as the file is
/// old.
enum HoldCauseRule {
  /// Allows one more cause than `known`.
  static func add(_ cause: String, to known: [String], _ db: Database) throws {
    let before = Checks.oneOf("hold_cause", known)
    let after = Checks.oneOf("hold_cause", known + [cause])
    let version = try Int.fetchOne(db, sql: "PRAGMA schema_version") ?? 0
    try db.execute(sql: "PRAGMA writable_schema = ON")
    try db.execute(
      sql: "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'orders'",
      arguments: [before, after])
    // Every connection reads the schema anew.
    try db.execute(sql: "PRAGMA schema_version = \(version + 1); PRAGMA writable_schema = OFF")
    db.clearSchemaCache()
    let sql = try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE name = 'orders'") ?? ""
    guard sql.contains(after) else {
      throw StoreError.unreadable(row: "sqlite_schema orders", column: "sql", value: "no rule for hold_cause")
    }
  }
}
