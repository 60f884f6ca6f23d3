import Foundation
import GRDB
import Testing

/// A desk's database, read as anyone can read it: by a connection of its own that only reads, and is gone
/// after each query.
struct Records {
  let state: String

  /// The rows of a query, as text; nothing for NULL.
  func rows(_ query: String) throws -> [[String]] {
    var found: [[String]] = []
    // Whoever only reads may come in the moment in which a desk makes its files or puts them away.
    let passing: [ResultCode] = [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_BUSY, .SQLITE_IOERR]
    let isRead = try eventually {
      do {
        found = try read(query)
        return true
      } catch let error as DatabaseError where passing.contains(error.resultCode) {
        return false
      }
    }
    try #require(isRead, "\(query): \(state) cannot be read")
    return found
  }

  private func read(_ query: String) throws -> [[String]] {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(60)
    let queue = try DatabaseQueue(path: "\(state)/tranche.sqlite", configuration: configuration)
    defer { try? queue.close() }
    return try queue.read { database in
      try Row.fetchAll(database, sql: query).map { row in row.databaseValues.map(Self.text) }
    }
  }

  private static func text(_ value: DatabaseValue) -> String {
    switch value.storage {
    case .null: ""
    case .int64(let number): "\(number)"
    case .double(let number): "\(number)"
    case .string(let text): text
    case .blob(let data): data.map { String(format: "%02x", $0) }.joined()
    }
  }

  /// The one value of a query; nil without a database yet.
  func value(_ query: String) throws -> String? {
    guard FileManager.default.fileExists(atPath: "\(state)/tranche.sqlite") else { return nil }
    // Its tables come one after the other when the desk is new.
    guard try rows("SELECT 1 FROM sqlite_master WHERE name IN ('slices', 'events', 'fills')").count == 3
    else {
      return nil
    }
    return try rows(query).first?.first
  }

  func count(_ query: String) throws -> Int { try Int(value(query) ?? "") ?? 0 }

  /// Shares filled by the fills table, which is what the venue said.
  func filled() throws -> Int { try count("SELECT coalesce(sum(qty), 0) FROM fills") }

  /// Client ids as the paper exchange booked them, in order, from its own ledger.
  func booked() throws -> [String] {
    let ledger = try String(contentsOfFile: "\(state)/paper-ledger", encoding: .utf8)
    // CRC, length, `booked`, the venue's id, created, expires, the client's id.
    let lines = ledger.split(separator: "\n").map { $0.split(separator: " ") }
    return lines.filter { $0.count > 6 && $0[2] == "booked" }.map { String($0[6]) }
  }

  /// Every share of every order is where it should be, in our books and in the venue's.
  func expectSoundBooks() throws {
    let booked = try booked()
    #expect(Set(booked).count == booked.count, "an id was booked twice")
    // A replanned slice's shares have moved to the slices that replaced it.
    let sums = try rows(
      """
      SELECT p.qty, sum(CASE WHEN s.rest = 'moved' THEN s.filled_qty ELSE s.qty END),
        sum(s.filled_qty), (SELECT coalesce(sum(f.qty), 0) FROM fills f JOIN orders o USING (client_order_id)
          WHERE o.parent_order_id = p.client_order_id)
      FROM orders p JOIN orders s ON s.parent_order_id = p.client_order_id GROUP BY p.client_order_id
      """)
    for row in sums {
      #expect(row[0] == row[1], "planned \(row[1]) of \(row[0])")
      #expect(row[2] == row[3], "filled \(row[2]) by the slices, \(row[3]) by the fills")
    }
    #expect(!sums.isEmpty)
    let verified = try Program.run(["verify", "--state", state])
    #expect(verified.status == 0, "\(verified.errors)")
  }

  /// Waits for what comes of orders that go on. A machine that stands still makes them miss slices, and two
  /// in a row hold an order, as does a firm's switch that could not be read for a moment: then it is told to
  /// go on, as a trader would.
  func going(owed: String = "spread", _ isSo: () throws -> Bool) throws -> Bool {
    try eventually {
      if try isSo() { return true }
      let late = "SELECT ordinal FROM parents WHERE status = 'held' AND hold_cause IN ('late', 'firm')"
      for order in try value("SELECT 1") == nil ? [] : rows(late) {
        // Refused it is tried again, as long as it is waited for.
        _ = try Program.run(
          ["resume", order[0], "--owed", owed, "--accept-warnings", "--state", state])
      }
      return false
    }
  }

  /// Waits until so many shares are filled.
  func fills(_ shares: Int) throws -> Bool { try going { try filled() >= shares } }

  /// How many slices fell due and were not sent: blocked, or missed by a machine that stood still.
  func passed() throws -> Int {
    try count("SELECT count(*) FROM slices WHERE status LIKE 'blocked%' OR status = 'missed'")
  }

  /// Waits until so many more slices have fallen due and were not sent.
  func pass(_ slices: Int) throws -> Bool {
    let before = try passed()
    return try eventually { try passed() >= before + slices }
  }

  /// The status of the only parent.
  func status() throws -> String? { try value("SELECT status FROM parents") }

  func events(_ kind: String) throws -> Int {
    try count("SELECT count(*) FROM events WHERE kind = '\(kind)'")
  }

  /// Orders, what became of their slices, and the last events, for whoever has to find out what went wrong.
  var summary: String {
    let queries = [
      "SELECT ordinal, symbol, side, qty, status, hold_cause, hold_reason FROM parents",
      "SELECT symbol, status, group_concat(slice_num), max(error_message) FROM slices GROUP BY 1, 2",
      "SELECT at, actor, kind, reason FROM (SELECT * FROM events ORDER BY seq DESC LIMIT 25) ORDER BY seq",
    ]
    return queries.map { query in
      do {
        return try read(query).map { $0.joined(separator: " | ") }.joined(separator: "\n")
      } catch {
        return "\(error)"
      }
    }.joined(separator: "\n")
  }
}
