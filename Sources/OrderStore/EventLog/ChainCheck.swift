internal import Foundation
internal import GRDB
internal import SlicingCore

/// Walks the chain and collects what is wrong with it.
///
/// It reads raw bytes, never text: a tampered byte that is no valid UTF-8, or one hidden behind a NUL, would
/// otherwise be mended or dropped on the way in, and the hash would agree.
struct ChainCheck {
  /// Records a check reads at a time, so that a long log neither fills memory nor keeps a read open for long.
  static let batch = 1000

  /// The last record seen; the walk goes on behind it.
  private(set) var head: LogHead
  private(set) var faults: [ChainFault] = []
  private(set) var records = 0
  private let sealed: LogHead?

  /// Starts behind `head`; `sealed` is what the head file says.
  init(after head: LogHead, sealed: LogHead?) {
    self.head = head
    self.sealed = sealed
  }

  /// Whether the record a check is to start behind is there and sound; the fault if it is not.
  static func fault(atSealed sealed: LogHead, _ db: Database) throws -> ChainFault? {
    guard sealed.sequence > 0 else { return nil }
    guard let row = try Row.fetchOne(db, sql: query + "WHERE seq = ?", arguments: [sealed.sequence]) else {
      return .cutTail(sealed: sealed.sequence, found: try EventLog.head(db).sequence)
    }
    let (stored, computed, _) = hashes(row)
    if stored != computed { return .edited(sequence: sealed.sequence) }
    return stored == Array(sealed.hash.utf8) ? nil : .sealMismatch(sequence: sealed.sequence)
  }

  /// Checks the next batch; false when the log ended or enough is wrong.
  mutating func advance(_ db: Database) throws -> Bool {
    let rows = try Row.fetchAll(
      db, sql: ChainCheck.query + "WHERE seq > ? ORDER BY seq LIMIT \(ChainCheck.batch)",
      arguments: [head.sequence])
    for row in rows {
      check(row)
      if faults.count >= VerifyReport.faultLimit { return false }
    }
    return rows.count == ChainCheck.batch
  }

  /// What is left to say once the log has ended.
  mutating func finish() {
    if let sealed, head.sequence < sealed.sequence {
      faults.append(.cutTail(sealed: sealed.sequence, found: head.sequence))
    }
  }

  private mutating func check(_ row: Row) {
    let sequence: Int = row[0]
    let (stored, computed, previous) = ChainCheck.hashes(row)
    if sequence != head.sequence + 1 { faults.append(.missing(sequence: head.sequence + 1)) }
    if computed != stored {
      faults.append(.edited(sequence: sequence))
    } else if previous != Array(head.hash.utf8) {
      faults.append(.brokenLink(sequence: sequence))
    } else if let sealed, sealed.sequence == sequence, Array(sealed.hash.utf8) != stored {
      faults.append(.sealMismatch(sequence: sequence))
    }
    records += 1
    head = LogHead(sequence: sequence, hash: String(decoding: stored, as: UTF8.self))
  }

  /// The hash a row holds, the one its content comes to, and the one it continues.
  private static func hashes(_ row: Row) -> (stored: [UInt8], computed: [UInt8], previous: [UInt8]) {
    let fields = (1...8).map { index in (row[index] as Data?).map { Array($0) } }
    let stored = (row[9] as Data?).map { Array($0) } ?? []
    return (stored, Array(EventHash.hex(sequence: row[0], fields: fields).utf8), fields[7] ?? [])
  }

  private static let query = """
    SELECT seq, CAST(at AS BLOB), CAST(logged_at AS BLOB), CAST(actor AS BLOB), CAST(kind AS BLOB),
      CAST(parent_order_id AS BLOB), CAST(slice_order_id AS BLOB), CAST(reason AS BLOB),
      CAST(prev_hash AS BLOB), CAST(hash AS BLOB)
    FROM events\u{20}
    """
}
