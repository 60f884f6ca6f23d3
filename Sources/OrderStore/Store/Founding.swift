internal import GRDB
internal import SlicingCore

/// What makes a set of empty tables somebody's database: its identity, its first epoch, and the guards'
/// explicit
/// *allowed*, in one transaction.
enum Founding {
  static func found(_ db: Database, identity: Identity, at wallNow: Instant) throws {
    guard try isEmpty(db) else { throw StoreError.identityMissing }
    try db.execute(
      sql: "INSERT INTO identity (id, broker, account, environment, created_at) VALUES (1, ?, ?, ?, ?)",
      arguments: [identity.broker, identity.account, identity.environment, wallNow.description])
    try db.execute(
      sql: "INSERT INTO epoch (id, value, taken_at) VALUES (1, 1, ?)", arguments: [wallNow.description])
    try GuardTable.found(db)
  }

  /// Whose database it is; nil before it was founded.
  static func identity(_ db: Database) throws -> Identity? {
    guard try db.tableExists("identity"),
      let row = try Row.fetchOne(db, sql: "SELECT * FROM identity WHERE id = 1")
    else { return nil }
    return Identity(broker: row["broker"], account: row["account"], environment: row["environment"])
  }

  /// Whether nothing was ever recorded in it.
  static func isEmpty(_ db: Database) throws -> Bool {
    for table in ["orders", "events"] where try db.tableExists(table) {
      if try Row.fetchOne(db, sql: "SELECT 1 FROM \(table) LIMIT 1") != nil { return false }
    }
    return true
  }
}
