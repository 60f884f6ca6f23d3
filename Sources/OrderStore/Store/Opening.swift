internal import GRDB
internal import Glibc
internal import SlicingCore

/// The steps from a folder to an open store. Everything that can be refused is looked at through a read-only
/// connection first, so that a file which is damaged, newer or somebody else's is not written to at all.
struct Opening {
  let folder: StateFolder
  let wall: @Sendable () -> Instant

  private var path: String { folder.path(of: .database) }
  private var headPath: String { folder.path(of: .logHead) }

  /// How long a statement waits for another connection's lock; only lookers hold any, and only for moments.
  private static let busySeconds = 5.0
  /// Reports, exports and the background check read beside the writer.
  private static let readers = 2
  private static let synchronousFull = 2
  private static let cacheKibibytes = 16_384

  func writable(for identity: Identity) throws -> OrderStore {
    let head = try inspect(for: identity)
    let pool = try opened(path) {
      try DatabasePool(path: path, configuration: configuration(readOnly: false))
    }
    try setFullSync(pool)
    try pool.writeWithoutTransaction(Schema.mark)
    try Schema.migrator.migrate(pool)
    let epoch = try pool.writeWithoutTransaction { db in
      var epoch = 0
      try db.inTransaction(.immediate) {
        epoch = try takeOver(db, identity: identity)
        return .commit
      }
      head.seal(try EventLog.head(db))
      try head.settle()
      return epoch
    }
    let writing = OrderStore.Writing(pool: pool, head: head, epoch: epoch)
    return OrderStore(reader: pool, writing: writing, identity: identity, headPath: headPath, wall: wall)
  }

  func readOnly() throws -> OrderStore {
    guard try FileRules.exists(path) else { throw StoreError.missing(path: path) }
    let queue = try opened(path) {
      try DatabaseQueue(path: path, configuration: configuration(readOnly: true))
    }
    let identity = try queue.read { db in
      try Schema.check(db)
      guard let identity = try Founding.identity(db) else { throw StoreError.identityMissing }
      try Schema.checkIsComplete(db)
      return identity
    }
    return OrderStore(reader: queue, writing: nil, identity: identity, headPath: headPath, wall: wall)
  }

  /// Refuses what must not be written to; for a new database makes the two files, closed to others.
  private func inspect(for identity: Identity) throws -> HeadFile {
    if try FileRules.exists(path) {
      try undoUnfinishedMaking()
      let queue = try opened(path) {
        try DatabaseQueue(path: path, configuration: configuration(readOnly: true))
      }
      // The seal first: a writer that still goes on can only make the log longer than it.
      let seal = HeadFile.read(headPath)
      let isFounded = try queue.read { db in try check(db, identity: identity, seal: seal) }
      try queue.close()
      if isFounded { return try HeadFile.open(headPath) }
    }
    // A seal without its database: somebody removed or replaced the file.
    if case .success((let newest, _)) = HeadFile.read(headPath), newest.sequence > 0 {
      throw StoreError.damaged(.cutTail(sealed: newest.sequence, found: 0))
    }
    let head = try HeadFile.create(headPath)
    let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FileRules.fileMode)
    guard file >= 0 else { throw StoreError.cannotOpen(path: path, detail: String(cString: strerror(errno))) }
    _ = Glibc.close(file)
    return head
  }

  /// A crash while the database was made leaves a rollback journal, and a connection that only looks may not
  /// play it back: without this the desk would never come up again. From its first record on the file is in
  /// WAL mode and has no such journal, so one beside a sealed log is not ours, and stays for the refusal.
  private func undoUnfinishedMaking() throws {
    guard try FileRules.exists("\(path)-journal"), case .success((let newest, _)) = HeadFile.read(headPath),
      newest.sequence == 0
    else { return }
    let queue = try opened(path) {
      try DatabaseQueue(path: path, configuration: configuration(readOnly: false))
    }
    // The first read plays it back.
    _ = try queue.read(Schema.check)
    try queue.close()
  }

  /// Whether the file is a database with an owner already; false for one whose making was cut short.
  private func check(
    _ db: Database, identity: Identity, seal: Result<(newest: LogHead, oldest: LogHead), ChainFault>
  ) throws -> Bool {
    try Schema.check(db)
    guard let stored = try Founding.identity(db) else {
      guard try Founding.isEmpty(db) else { throw StoreError.identityMissing }
      return false
    }
    guard stored == identity else { throw StoreError.wrongIdentity(stored: stored, wanted: identity) }
    if let fault = try chainFault(db, seal) { throw StoreError.damaged(fault) }
    return true
  }

  /// The chain from the older sealed record on: what a start-up can afford however long the log is.
  private func chainFault(
    _ db: Database, _ seal: Result<(newest: LogHead, oldest: LogHead), ChainFault>
  ) throws -> ChainFault? {
    switch seal {
    case .failure(let fault): return fault
    case .success((let newest, let oldest)):
      if let fault = try ChainCheck.fault(atSealed: oldest, db) { return fault }
      var check = ChainCheck(after: oldest, sealed: newest)
      while try check.advance(db) {}
      check.finish()
      return check.faults.first
    }
  }

  private func takeOver(_ db: Database, identity: Identity) throws -> Int {
    if try Founding.identity(db) == nil { try Founding.found(db, identity: identity, at: wall()) }
    try db.execute(
      sql: "UPDATE epoch SET value = value + 1, taken_at = ? WHERE id = 1", arguments: [wall().description])
    guard let epoch = try Int.fetchOne(db, sql: "SELECT value FROM epoch WHERE id = 1") else {
      throw StoreError.unreadable(row: "epoch 1", column: "value", value: "missing")
    }
    return epoch
  }

  /// GRDB sets `synchronous` to NORMAL once a WAL connection is prepared; a commit could then be lost to a
  /// power cut after its order went out. So it is set afterwards, and read back.
  private func setFullSync(_ pool: DatabasePool) throws {
    let level = try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      return try Int.fetchOne(db, sql: "PRAGMA synchronous")
    }
    guard level == Opening.synchronousFull else {
      throw StoreError.unreadable(row: "PRAGMA", column: "synchronous", value: "\(level ?? -1)")
    }
  }

  private func configuration(readOnly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(Opening.busySeconds)
    configuration.maximumReaderCount = Opening.readers
    configuration.label = "tranche"
    configuration.prepareDatabase { db in
      // No mapped I/O: a disk error would be a signal; and nothing in the file's schema is trusted as code.
      // The cache holds a plan of ten thousand slices, which would otherwise be written twice.
      try db.execute(
        sql: """
          PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
          PRAGMA cache_size = \(-Opening.cacheKibibytes)
          """)
    }
    return configuration
  }

  private func opened<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
      throw StoreError.cannotOpen(path: path, detail: error.message ?? error.resultCode.description)
    }
  }
}
