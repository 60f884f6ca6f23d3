/// Fragments of CHECK constraints. A NULL passes each of them, as SQL has it; NOT NULL is said separately.
///
/// What they say is part of the migrations that use them, so it may never change: a new rule is a new
/// migration.
enum Checks {
  /// One of a fixed set of words.
  static func oneOf(_ column: String, _ words: [String]) -> String {
    "CHECK (\(column) IN (\(words.map { "'\($0)'" }.joined(separator: ", "))))"
  }

  /// RFC 3339, UTC, exactly six fractional digits and `Z`: text order is time order.
  static func time(_ column: String) -> String {
    let pattern =
      [4, 2, 2].map(digits).joined(separator: "-") + "T" + [2, 2, 2].map(digits).joined(separator: ":")
    return "CHECK (\(column) GLOB '\(pattern).\(digits(6))Z')"
  }

  /// `YYYY-MM-DD`.
  static func date(_ column: String) -> String {
    "CHECK (\(column) GLOB '\([4, 2, 2].map(digits).joined(separator: "-"))')"
  }

  /// `HH:MM`.
  static func clock(_ column: String) -> String { "CHECK (\(column) GLOB '\(digits(2)):\(digits(2))')" }

  /// Decimal text: digits, a point, two digits at least, nothing else.
  static func decimal(_ column: String) -> String {
    "CHECK (\(column) GLOB '[0-9]*.[0-9][0-9]*' AND \(column) NOT GLOB '*[^0-9.]*'"
      + " AND \(column) NOT GLOB '*.*.*')"
  }

  /// The same, with a minus before it where it is negative.
  static func signedDecimal(_ column: String) -> String {
    decimal("iif(substr(\(column), 1, 1) = '-', substr(\(column), 2), \(column))")
  }

  /// Exactly `count` lower-case hex digits.
  static func hex(_ column: String, _ count: Int) -> String {
    "CHECK (length(\(column)) = \(count) AND \(column) NOT GLOB '*[^0-9a-f]*')"
  }

  private static func digits(_ count: Int) -> String { String(repeating: "[0-9]", count: count) }
}
