/// A count of whole shares: never negative in a valid order, but differences may be.
public struct Shares: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// The plain count.
  public let count: Int

  /// Wraps a count; validity (at least 1) is `OrderRequest`'s business.
  public init(_ count: Int) { self.count = count }
  /// Lets `Shares` be written as a number in code.
  public init(integerLiteral value: Int) { count = value }

  /// No shares.
  public static let zero: Shares = 0

  /// The sum.
  public static func + (a: Shares, b: Shares) -> Shares { Shares(a.count + b.count) }
  /// The difference.
  public static func - (a: Shares, b: Shares) -> Shares { Shares(a.count - b.count) }
  /// Adds in place.
  public static func += (a: inout Shares, b: Shares) { a = a + b }
  /// Subtracts in place.
  public static func -= (a: inout Shares, b: Shares) { a = a - b }
  /// Fewer shares.
  public static func < (a: Shares, b: Shares) -> Bool { a.count < b.count }

  /// Reads what a trader types: `12000`, `12,000`, `12k`, `1.5m`, `2.25k` where it comes to whole shares. Nil
  /// for anything else, `1,00` and `12.5` included; a count that does not fit is `Int.max`, which every rule
  /// refuses.
  public init?(entered text: some StringProtocol) {
    guard let entered = EnteredCount(text), let count = entered.whole else { return nil }
    self.count = count
  }

  /// The count with thousands separators, `12,000`: how every screen and message shows it.
  public var description: String { Shares.grouped(count) }

  /// `1234567` → `1,234,567`.
  static func grouped<N: BinaryInteger>(_ value: N) -> String {
    let digits = Array(String(value.magnitude))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }
}

extension Sequence where Element == Shares {
  /// The total; share counts of one desk stay far below `Int.max`.
  public func sum() -> Shares { reduce(.zero, +) }
}
