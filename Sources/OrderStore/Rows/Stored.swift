internal import GRDB
internal import SlicingCore

/// How values of the core look in the file.
enum Stored {
  /// A text as SQLite keeps it. A NUL would end it there for SQLite's C interface, so it is kept as the
  /// symbol for it, U+2400; nothing that came from outside is lost to a reader, and the log's hash covers
  /// what is stored.
  static func text(_ text: String) -> String {
    text.utf8.contains(0) ? String(text.unicodeScalars.map { $0 == "\0" ? "\u{2400}" : Character($0) }) : text
  }

  static func text(_ text: String?) -> String? { text.map { Stored.text($0) } }

  /// The inverse of `Notional.decimalText`, in 128 bits; nil for anything that is no plain decimal.
  static func notional(_ text: String) -> Notional? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, (2...9).contains(parts[1].utf8.count), !parts[0].isEmpty,
      (parts[0] + parts[1]).utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int128(parts[0] + parts[1] + String(repeating: "0", count: 9 - parts[1].utf8.count))
      .map(Notional.init(nanodollars:))
  }

  /// The same for an amount that may be negative.
  static func signedNotional(_ text: String) -> Notional? {
    guard text.hasPrefix("-") else { return notional(text) }
    return notional(String(text.dropFirst())).map { .zero - $0 }
  }

  /// The inverse of `ClockTime.description`.
  static func clock(_ text: String) -> ClockTime? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]) else { return nil }
    return ClockTime(hour: hour, minute: minute)
  }
}

/// A row of `orders` under the core's types. What cannot be read is an error that names row, column and
/// value: a value this program did not write must not become an order.
struct OrderReader {
  let row: Row

  func text(_ column: OrderColumn) throws -> String { try value(column) { $0 } }
  func count(_ column: OrderColumn) throws -> Int {
    guard let count: Int = row[index(column)] else { throw unreadable(column) }
    return count
  }
  func optionalText(_ column: OrderColumn) -> String? { row[index(column)] }
  func optionalCount(_ column: OrderColumn) -> Int? { row[index(column)] }

  /// A value that must be there, through its parser.
  func value<T>(_ column: OrderColumn, _ parse: (String) -> T?) throws -> T {
    guard let text: String = row[index(column)], let value = parse(text) else { throw unreadable(column) }
    return value
  }

  /// A value that may be NULL, through its parser.
  func optional<T>(_ column: OrderColumn, _ parse: (String) -> T?) throws -> T? {
    guard let text: String = row[index(column)] else { return nil }
    guard let value = parse(text) else { throw unreadable(column) }
    return value
  }

  func instant(_ column: OrderColumn) throws -> Instant { try value(column) { Instant(rfc3339: $0) } }
  func optionalInstant(_ column: OrderColumn) throws -> Instant? {
    try optional(column) { Instant(rfc3339: $0) }
  }
  func optionalPrice(_ column: OrderColumn) throws -> Price? { try optional(column) { Price(decimal: $0) } }
  func id(_ column: OrderColumn) throws -> ClientOrderID { try value(column) { ClientOrderID($0) } }

  func unreadable(_ column: OrderColumn) -> StoreError {
    let id: String? = row[index(.id)]
    let value: DatabaseValue = row[index(column)]
    return .unreadable(row: "orders \(id ?? "?")", column: column.rawValue, value: value.description)
  }

  private func index(_ column: OrderColumn) -> Int {
    guard let index = OrderColumn.index[column] else { preconditionFailure("no index of \(column)") }
    return index
  }
}
