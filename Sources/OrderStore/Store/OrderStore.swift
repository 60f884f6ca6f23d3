internal import GRDB
public import SlicingCore

/// Everything a desk keeps, in one SQLite file with one writer.
///
/// A write is one `BEGIN IMMEDIATE` transaction with `synchronous=FULL`: when it returns, it is on the disk,
/// and when it throws, nothing of it is stored. Writes run on SQLite's own serial queue, in the order they
/// were asked for; the caller's thread is never blocked. A write is not stopped by the cancellation of its
/// task: an engine that shuts down still has things to record.
///
/// Readers, here and in other processes, see the last commit and block nobody (WAL). Only the owner's writer
/// ever commits or checkpoints; other processes open the file `mode=ro`, which SQLite before 3.51.3 needs to
/// be safe.
public final class OrderStore: Sendable {
  /// Whose orders these are.
  public let identity: Identity
  /// Opened to look only.
  public let isReadOnly: Bool
  let reader: any DatabaseReader
  let wall: @Sendable () -> Instant
  let headPath: String
  private let writing: Writing?

  /// What only the owner has.
  struct Writing {
    let pool: DatabasePool
    let head: HeadFile
    let epoch: Int
  }

  init(
    reader: any DatabaseReader, writing: Writing?, identity: Identity, headPath: String,
    wall: @escaping @Sendable () -> Instant
  ) {
    self.reader = reader
    self.writing = writing
    self.identity = identity
    self.headPath = headPath
    self.wall = wall
    isReadOnly = writing == nil
  }

  /// Opens the folder's database for writing, making it if the folder is new. Takes over from an earlier
  /// writer, whose commits fail from then on.
  ///
  /// - Parameter wall: the wall clock, for what the log stamps itself; the system's unless a test says
  ///   otherwise.
  public static func open(
    _ folder: StateFolder, identity: Identity, wall: (@Sendable () -> Instant)? = nil
  ) async throws(StoreError) -> OrderStore {
    guard !folder.isReadOnly else { throw .readOnly }
    let wall = wall ?? { WallClock.now() }
    return try await Blocking.run { try Opening(folder: folder, wall: wall).writable(for: identity) }
  }

  /// Opens the folder's database to look only, while its owner goes on writing. Works for a damaged file too.
  public static func openReadOnly(_ folder: StateFolder) async throws(StoreError) -> OrderStore {
    try await Blocking.run { try Opening(folder: folder, wall: { WallClock.now() }).readOnly() }
  }

  /// Closes the file; the owner's last act writes the log back into it. The store is of no use afterwards.
  public func close() async throws(StoreError) {
    let reader = reader
    #if PLANTED_BUGS
      CrashPoint.inCheckpoint.reached()
    #endif
    try await Blocking.run { try reader.close() }
  }

  /// One transaction on the writer's queue; the epoch is checked inside it, the log's new head sealed after
  /// it.
  func write<T: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> T
  ) async throws(StoreError) -> T {
    guard let writing else { throw .readOnly }
    let (broker, wall) = (identity.broker, wall)
    let result: Result<T, StoreError> = await withCheckedContinuation { continuation in
      writing.pool.asyncWriteWithoutTransaction { db in
        let result = Result {
          try writing.transaction(db) { try body(Transaction(db: db, broker: broker, wallNow: wall())) }
        }
        continuation.resume(returning: result.mapError(StoreError.init))
      }
    }
    return try result.get()
  }

  /// One consistent read.
  func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(StoreError) -> T {
    let reader = reader
    let result: Result<T, StoreError> = await withCheckedContinuation { continuation in
      reader.asyncRead { access in
        continuation.resume(returning: Result { try body(try access.get()) }.mapError(StoreError.init))
      }
    }
    return try result.get()
  }
}

extension OrderStore.Writing {
  func transaction<T>(_ db: Database, _ body: () throws -> T) throws -> T {
    try head.settle()
    var outcome: (value: T, before: LogHead, after: LogHead)? = nil
    try db.inTransaction(.immediate) {
      try checkEpoch(db)
      let before = try EventLog.head(db)
      let value = try body()
      outcome = (value, before, try EventLog.head(db))
      #if PLANTED_BUGS
        CrashPoint.beforeCommit.reached()
      #endif
      return .commit
    }
    // Nothing that may throw stands between the commit and the answer: a stored commit is never reported as
    // failed.
    guard let outcome else { preconditionFailure("a transaction committed without a value") }
    if outcome.after != outcome.before { head.seal(outcome.after) }
    return outcome.value
  }

  private func checkEpoch(_ db: Database) throws {
    let select = try db.cachedStatement(sql: "SELECT value FROM epoch WHERE id = 1")
    let found = try Int.fetchOne(select)
    guard found == epoch else { throw StoreError.staleEpoch(ours: epoch, found: found ?? 0) }
  }
}
