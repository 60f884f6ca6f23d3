/// A length of time in microseconds.
///
/// Arithmetic saturates instead of trapping: a span typed by a trader or read from a socket may be absurd,
/// and an absurd span must reach the rule that refuses it. Nothing near the ends of the range passes such a
/// rule.
public struct TimeSpan: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Millionths of a second.
  public let microseconds: Int64

  /// Wraps a count of microseconds.
  public init(microseconds: Int64) { self.microseconds = microseconds }
  /// Whole seconds.
  public static func seconds(_ count: Int) -> TimeSpan { TimeSpan(microseconds: 1_000_000) * count }
  /// Whole milliseconds.
  public static func milliseconds(_ count: Int) -> TimeSpan { TimeSpan(microseconds: 1000) * count }
  /// No time at all.
  public static let zero = TimeSpan(microseconds: 0)

  /// Whole seconds, rounded towards zero.
  public var wholeSeconds: Int { Int(microseconds / 1_000_000) }
  /// The same or up to a second more: for countdowns, which end at zero and not before.
  public var roundedUpToSeconds: TimeSpan {
    .seconds(wholeSeconds + (microseconds % 1_000_000 > 0 ? 1 : 0))
  }

  /// The sum.
  public static func + (a: TimeSpan, b: TimeSpan) -> TimeSpan {
    TimeSpan(microseconds: Civil.sum(a.microseconds, b.microseconds))
  }
  /// The difference.
  public static func - (a: TimeSpan, b: TimeSpan) -> TimeSpan {
    TimeSpan(microseconds: Civil.difference(a.microseconds, b.microseconds))
  }
  /// The product.
  public static func * (a: TimeSpan, n: Int) -> TimeSpan {
    TimeSpan(microseconds: Civil.product(a.microseconds, Int64(n)))
  }
  /// The quotient, rounded towards zero.
  public static func / (a: TimeSpan, n: Int) -> TimeSpan { TimeSpan(microseconds: a.microseconds / Int64(n)) }
  /// Shorter.
  public static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.microseconds < b.microseconds }

  /// Reads what a trader types: `45s`, `30m`, `2h`, `1h30m`, `90m`; each unit at most once, larger ones
  /// first. Nil for anything else, a bare number included: 30 of what?
  public init?(entered text: some StringProtocol) {
    var total = TimeSpan.zero
    var count: TimeSpan? = nil
    var smallest = Int.max
    for byte in text.utf8 {
      if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        count = (count ?? .zero) * 10 + .seconds(Int(byte - UInt8(ascii: "0")))
        continue
      }
      guard let typed = count, let unit = TimeSpan.secondsPerUnit(byte), unit < smallest else { return nil }
      total = total + typed * unit
      (count, smallest) = (nil, unit)
    }
    guard count == nil, smallest < Int.max else { return nil }
    self = total
  }

  private static func secondsPerUnit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "h"), UInt8(ascii: "H"): 3600
    case UInt8(ascii: "m"), UInt8(ascii: "M"): 60
    case UInt8(ascii: "s"), UInt8(ascii: "S"): 1
    default: nil
    }
  }

  /// As a trader would type it: `1h30m`, `5m`, `90s` → `1m30s`; parts of a second as `0.250s`.
  public var description: String {
    let milliseconds = microseconds.magnitude / 1000
    let (total, fraction) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    var text = microseconds < 0 && milliseconds > 0 ? "-" : ""
    if total >= 3600 { text += "\(total / 3600)h" }
    if total % 3600 >= 60 { text += "\(total % 3600 / 60)m" }
    if fraction != 0 {
      text += "\(total % 60).\(Civil.pad(fraction, 3))s"
    } else if total % 60 != 0 || total == 0 {
      text += "\(total % 60)s"
    }
    return text
  }
}
