import Foundation
import Testing

/// A desk's database, read as anyone can read it: with `sqlite3`.
struct Records {
  let state: String

  /// The rows of a query, columns split.
  func rows(_ query: String) throws -> [[String]] {
    let text = try Program.tool(
      "sqlite3", ["-readonly", "-separator", "\u{1F}", "\(state)/tranche.sqlite", ".timeout 5000", query])
    return text.split(separator: "\n").map {
      $0.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// The one value of a query; nil without a database yet.
  func value(_ query: String) throws -> String? {
    guard FileManager.default.fileExists(atPath: "\(state)/tranche.sqlite") else { return nil }
    return try rows(query).first?.first
  }

  func count(_ query: String) throws -> Int { try Int(value(query) ?? "") ?? 0 }

  /// Shares filled by the fills table, which is what the venue said.
  func filled() throws -> Int { try count("SELECT coalesce(sum(qty), 0) FROM fills") }

  /// Client ids of the paper exchange's own ledger that were booked more than once.
  func bookedTwice() throws -> [String] {
    let ledger = try String(contentsOfFile: "\(state)/paper-ledger", encoding: .utf8)
    let ids = try booked(in: ledger)
    return Dictionary(grouping: ids) { $0 }.filter { $0.value.count > 1 }.map(\.key)
  }

  /// Client ids booked at the venue, in order.
  func booked() throws -> [String] {
    try booked(in: try String(contentsOfFile: "\(state)/paper-ledger", encoding: .utf8))
  }

  private func booked(in ledger: String) throws -> [String] {
    try rows("SELECT client_order_id FROM slices").flatMap { row in
      Array(repeating: row[0], count: ledger.components(separatedBy: row[0]).count - 1)
    }
  }
}
