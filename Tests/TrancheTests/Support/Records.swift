import Foundation
import Testing

/// A desk's database, read as anyone can read it: with `sqlite3`.
struct Records {
  let state: String

  /// The rows of a query, columns split.
  func rows(_ query: String) throws -> [[String]] {
    try text(query).split(separator: "\n").map {
      $0.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func text(_ query: String) throws -> String {
    let arguments = [
      "sqlite3", "-readonly", "-separator", "\u{1F}", "\(state)/tranche.sqlite", ".timeout 60000", query,
    ]
    var outcome = try Running("/usr/bin/env", arguments).wait()
    // Whoever only reads may come in the moment in which a desk makes its files or puts them away.
    let passing = ["unable to open", "readonly database", "is locked", "disk I/O error"]
    for _ in 0..<20 where outcome.status != 0 && passing.contains(where: outcome.errors.contains) {
      usleep(250_000)
      outcome = try Running("/usr/bin/env", arguments).wait()
    }
    try #require(outcome.status == 0, "\(query): \(outcome.errors)")
    return outcome.output
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

  /// The status of the only parent.
  func status() throws -> String? { try value("SELECT status FROM parents") }

  func events(_ kind: String) throws -> Int {
    try count("SELECT count(*) FROM events WHERE kind = '\(kind)'")
  }
}
