internal import GRDB

/// The migrations, in order; a published one never changes.
enum Schema {
  /// `TRNC`: tells our files from other people's SQLite files, also for `file(1)`.
  static let applicationID = 0x5452_4E43

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for (name, apply) in steps {
      migrator.registerMigration(name, foreignKeyChecks: .immediate, migrate: apply)
    }
    return migrator
  }

  private static let steps: [(String, @Sendable (Database) throws -> Void)] = [
    (M0001Orders.name, M0001Orders.apply),
    (M0002Slicing.name, M0002Slicing.apply),
    (M0003Fills.name, M0003Fills.apply),
    (M0004Guards.name, M0004Guards.apply),
    (M0005EventLog.name, M0005EventLog.apply),
    (M0006Identity.name, M0006Identity.apply),
    (M0007StorageHold.name, M0007StorageHold.apply),
    (M0008LinkHold.name, M0008LinkHold.apply),
    (M0009ScopedGuards.name, M0009ScopedGuards.apply),
  ]

  /// Marks a new file as ours.
  static func mark(_ db: Database) throws {
    guard try Int.fetchOne(db, sql: "PRAGMA application_id") != applicationID else { return }
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
  }

  /// Refuses a file of somebody else's or of a newer program. An empty file is new and passes.
  static func check(_ db: Database) throws {
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    guard tables == 0 || id == applicationID else { throw StoreError.foreignFile(applicationID: id) }
    let unknown = try migrator.appliedIdentifiers(db).subtracting(migrator.migrations)
    guard unknown.isEmpty else { throw StoreError.newerProgram(unknownMigrations: unknown.sorted()) }
  }

  /// Refuses a file of an older program, for those who may not bring it up to date: its columns are others.
  static func checkIsComplete(_ db: Database) throws {
    let applied = try migrator.appliedIdentifiers(db)
    let missing = migrator.migrations.filter { !applied.contains($0) }
    guard missing.isEmpty else { throw StoreError.olderProgram(missingMigrations: missing) }
  }
}
