internal import GRDB
internal import SlicingCore

/// The append-only log as a table. Its head is read from the table in every transaction instead of being kept
/// in memory, so that a rolled-back commit can leave nothing behind that the next one would continue.
enum EventLog {
  static let columns =
    "seq, at, logged_at, actor, kind, parent_order_id, slice_order_id, reason, prev_hash, hash"

  /// The newest records, newest first.
  static let newest = """
    SELECT \(columns) FROM events WHERE (:since IS NULL OR at >= :since) ORDER BY seq DESC LIMIT :limit
    """
  /// The same about one order: a parent with its slices, or a slice.
  static let newestAbout = """
    SELECT \(columns) FROM events
    WHERE seq IN (SELECT seq FROM events WHERE parent_order_id = :id
        UNION SELECT seq FROM events WHERE slice_order_id = :id)
      AND (:since IS NULL OR at >= :since)
    ORDER BY seq DESC LIMIT :limit
    """

  /// Where the log ends.
  static func head(_ db: Database) throws -> LogHead {
    let statement = try db.cachedStatement(sql: "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
    guard let row = try Row.fetchOne(statement) else { return .empty }
    return LogHead(sequence: row[0], hash: row[1])
  }

  /// Appends the records in order; returns where the log then ends.
  static func append(_ records: [LogRecord], loggedAt: Instant, to db: Database) throws -> LogHead {
    var head = try head(db)
    guard !records.isEmpty else { return head }
    let insert = try db.cachedStatement(
      sql: "INSERT INTO events (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for record in records {
      let sequence = head.sequence + 1
      let texts: [String?] = [
        record.at.description, loggedAt.description, Stored.text(record.actor.name), record.kind.rawValue,
        record.parentID?.text, record.sliceID?.text, Stored.text(record.reason), head.hash,
      ]
      let hash = EventHash.hex(sequence: sequence, fields: texts.map { $0.map { Array($0.utf8) } })
      try insert.execute(arguments: [sequence] + StatementArguments(texts + [hash]))
      head = LogHead(sequence: sequence, hash: hash)
    }
    return head
  }

  /// A row of `columns` under the core's types.
  static func read(_ row: Row) throws -> StoredEvent {
    let sequence: Int = row[0]
    func text(_ index: Int) throws -> String {
      guard let text: String = row[index] else { throw unreadable(index) }
      return text
    }
    func unreadable(_ index: Int) -> StoreError {
      let value: DatabaseValue = row[index]
      return .unreadable(
        row: "events \(sequence)", column: row.columnNames.map { $0 }[index], value: value.description)
    }
    guard let at = Instant(rfc3339: try text(1)) else { throw unreadable(1) }
    guard let loggedAt = Instant(rfc3339: try text(2)) else { throw unreadable(2) }
    guard let kind = LogRecord.Kind(rawValue: try text(4)) else { throw unreadable(4) }
    let parent: String? = row[5]
    let slice: String? = row[6]
    let record = LogRecord(
      at: at, actor: Actor(try text(3)), kind: kind, parentID: parent.flatMap { ClientOrderID($0) },
      sliceID: slice.flatMap { ClientOrderID($0) }, reason: try text(7))
    return StoredEvent(sequence: sequence, record: record, loggedAt: loggedAt, hash: try text(9))
  }
}
