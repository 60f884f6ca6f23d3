internal import GRDB
public import SlicingCore

extension OrderStore {
  /// More rows than this are read in pages.
  public static let pageLimit = 10_000
  /// Guard history that can be read; older lines stay in the file.
  public static let historyLimit = 1000

  /// The newest parents, newest first; with `before`, those entered before that ordinal, for the next page.
  public func parents(limit: Int, before ordinal: Int = .max) async throws(StoreError) -> [StoredParent] {
    try await read { db in
      try OrderQueries.parents(db, OrderQueries.newestParents, [ordinal, OrderStore.page(limit)])
    }
  }

  /// Parents whose id begins so: none, the one meant, or several, of which the first ten are enough to say
  /// so.
  public func parents(idPrefix: String) async throws(StoreError) -> [StoredParent] {
    guard OrderStore.isPrefix(idPrefix) else { return [] }
    return try await read { db in try OrderQueries.parents(db, OrderQueries.parentsByPrefix, [idPrefix, 10]) }
  }

  /// Slices whose id begins so; as `parents(idPrefix:)`.
  public func slices(idPrefix: String) async throws(StoreError) -> [Slice] {
    guard OrderStore.isPrefix(idPrefix) else { return [] }
    return try await read { db in try OrderQueries.slices(db, OrderQueries.slicesByPrefix, [idPrefix, 10]) }
  }

  /// The slices of a parent by number, all or those at one status.
  public func slices(
    ofParent id: ClientOrderID, status: SliceStatus? = nil
  ) async throws(StoreError) -> [Slice] {
    try await read { db in try OrderQueries.slices(db, ofParent: id, status: status) }
  }

  /// The executions of a slice, or of all slices of a parent, in the order they were applied.
  public func fills(of id: ClientOrderID) async throws(StoreError) -> [StoredFill] {
    try await read { db in try OrderQueries.fills(db, of: id) }
  }

  /// Records of the event log in order: the last `limit` of those about `id` (a parent with its slices, or a
  /// slice; nil for all), not before `since`.
  public func events(
    of id: ClientOrderID? = nil, limit: Int, since: Instant? = nil
  ) async throws(StoreError) -> [StoredEvent] {
    let sql = id == nil ? EventLog.newest : EventLog.newestAbout
    var arguments: StatementArguments = ["since": since?.description, "limit": OrderStore.page(limit)]
    if let id { arguments += ["id": id.text] }
    return try await read { [arguments] db in
      try Row.fetchAll(db, sql: sql, arguments: arguments).reversed().map(EventLog.read)
    }
  }

  /// Records behind `sequence`, oldest first: how an export reads the whole log page by page.
  public func events(after sequence: Int, limit: Int) async throws(StoreError) -> [StoredEvent] {
    try await read { db in
      try Row.fetchAll(
        db, sql: "SELECT \(EventLog.columns) FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
        arguments: [sequence, OrderStore.page(limit)]
      ).map(EventLog.read)
    }
  }

  /// What was done with the kill switch, newest first.
  public func killHistory(limit: Int = historyLimit) async throws(StoreError) -> [KillEvent] {
    try await read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM kill_history ORDER BY seq DESC LIMIT ?", arguments: [OrderStore.page(limit)]
      ).map(GuardRow.killEvent)
    }
  }

  /// What happened to the circuit breaker, newest first.
  public func breakerHistory(limit: Int = historyLimit) async throws(StoreError) -> [BreakerEvent] {
    try await read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM breaker_history ORDER BY seq DESC LIMIT ?",
        arguments: [OrderStore.page(limit)]
      ).map(GuardRow.breakerEvent)
    }
  }

  private static func page(_ limit: Int) -> Int { min(max(limit, 0), pageLimit) }

  private static func isPrefix(_ text: String) -> Bool {
    text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) } && text.utf8.count <= 24
  }
}
