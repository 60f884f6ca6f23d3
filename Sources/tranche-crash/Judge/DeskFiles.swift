internal import Foundation
internal import GRDB
internal import OrderStore
internal import SlicingCore

/// What lies in a state folder, read past the program's own commands.
struct DeskFiles {
  let state: String

  private var database: String { "\(state)/\(StateFolder.File.database.rawValue)" }
  private var killWord: String { "\(state)/\(StateFolder.File.killWord.rawValue)" }

  /// Whether nothing may be sent; nil where there is no kill word yet.
  func isHalted() throws -> Bool? {
    switch try KillWord.look(at: killWord) {
    case .allowed: false
    case .engaged, .damaged: true
    case .missing: nil
    }
  }

  /// Since when the kill word stops everything, by the wall.
  func haltedAt() throws -> Instant? {
    guard case .engaged(let at) = try KillWord.look(at: killWord) else { return nil }
    return at
  }

  /// Symbols of the orders that were entered; nil while there is no database that could hold any.
  func enteredSymbols() throws -> Set<String>? {
    let exists = FileManager.default.fileExists(atPath: database)
    // With a rollback journal beside it, its making was cut short.
    guard exists, !FileManager.default.fileExists(atPath: "\(database)-journal") else { return nil }
    return try reading { db in
      guard try db.tableExists("identity"), try Row.fetchOne(db, sql: "SELECT 1 FROM identity") != nil else {
        return nil
      }
      return Set(try String.fetchAll(db, sql: "SELECT symbol FROM parents"))
    }
  }

  /// SQLite's own check; nil where it finds nothing.
  func integrityFault() throws -> String? {
    let lines = try reading { db in try String.fetchAll(db, sql: "PRAGMA integrity_check") }
    return lines == ["ok"] ? nil : lines.prefix(3).joined(separator: "; ")
  }

  /// What the desk says, beside what the venue has.
  func evidence(against ledger: [LedgerOrder]) throws -> Evidence {
    try reading { db in
      Evidence(
        ledger: ledger,
        parents: try Row.fetchAll(db, sql: "SELECT * FROM parents ORDER BY ordinal").map(DeskParent.init),
        slices: try Row.fetchAll(db, sql: "SELECT * FROM slices ORDER BY parent_order_id, slice_num")
          .map(DeskSlice.init),
        fills: try Row.fetchAll(db, sql: "SELECT * FROM fills WHERE busted = 0").map(DeskFill.init),
        halts: try DeskFiles.halts(db))
    }
  }

  /// From the record of a halt to that of its release, by the world clock, which the ledger follows as well.
  private static func halts(_ db: Database) throws -> [HaltSpan] {
    var spans: [HaltSpan] = []
    for row in try Row.fetchAll(
      db, sql: "SELECT kind, at FROM events WHERE kind IN ('killed', 'released') ORDER BY seq")
    {
      let at = try instant(row, "at")
      if row["kind"] == "killed" {
        if spans.last?.until != nil || spans.isEmpty { spans.append(HaltSpan(from: at)) }
      } else if !spans.isEmpty {
        spans[spans.count - 1].until = at
      }
    }
    return spans
  }

  /// Read-only: what a crash left is looked at, and mended by nobody but the program.
  private func reading<Value>(_ body: (Database) throws -> Value) throws -> Value {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    let queue = try DatabaseQueue(path: database, configuration: configuration)
    let value = try queue.read(body)
    try queue.close()
    return value
  }

  static func instant(_ row: Row, _ column: String) throws -> Instant {
    let text: String = row[column]
    guard let instant = Instant(rfc3339: text) else { throw Unreadable(column: column, value: text) }
    return instant
  }
}

/// A value in the desk's database that nothing of ours would have written.
struct Unreadable: Error, CustomStringConvertible {
  let column: String
  let value: String
  var description: String { "\(column) is '\(value)'" }
}

extension DeskParent {
  init(_ row: Row) throws {
    let word: String = row["status"]
    guard let status = ParentStatus(rawValue: word) else { throw Unreadable(column: "status", value: word) }
    self.init(
      id: row["client_order_id"], ordinal: row["ordinal"], quantity: row["qty"], status: status,
      totalSlices: row["total_slices"])
  }
}

extension DeskSlice {
  init(_ row: Row) throws {
    let word: String = row["status"]
    guard let status = SliceStatus(rawValue: word) else { throw Unreadable(column: "status", value: word) }
    let money: String = row["filled_cost"]
    // To nanodollars: what stands behind the point, filled up to nine digits.
    let parts = money.split(separator: ".")
    guard parts.count == 2, parts[1].count <= 9,
      let cost = Int128(parts[0] + parts[1] + String(repeating: "0", count: 9 - parts[1].count))
    else { throw Unreadable(column: "filled_cost", value: money) }
    let rest: String? = row["rest"]
    let intent: String? = row["first_intent_at"]
    self.init(
      id: row["client_order_id"], parentID: row["parent_order_id"], number: row["slice_num"],
      symbol: row["symbol"], side: row["side"], quantity: row["qty"], status: status,
      filled: row["filled_qty"], cost: cost, reason: row["error_message"],
      rest: rest.flatMap(Rest.init(rawValue:)),
      restReason: row["rest_reason"],
      firstIntentAt: try intent.map { _ in try DeskFiles.instant(row, "first_intent_at") })
  }
}

extension DeskFill {
  init(_ row: Row) throws {
    let text: String = row["price"]
    guard let price = Price(decimal: text) else { throw Unreadable(column: "price", value: text) }
    self.init(
      executionID: row["execution_id"], clientID: row["client_order_id"], quantity: row["qty"], price: price)
  }
}
