/// A point on the desk's world clock: microseconds since 1970-01-01T00:00:00Z.
///
/// The engine derives it from the continuous clock, anchored to the wall once at start, so it never runs
/// backwards while the program lives; the core itself never reads a clock, it is told.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Microseconds since the Unix epoch.
  public let microseconds: Int64

  /// Wraps microseconds since the Unix epoch.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  // Saturating, for the reason given at `TimeSpan`.
  /// Later by `b`.
  public static func + (a: Instant, b: TimeSpan) -> Instant {
    Instant(microseconds: Civil.sum(a.microseconds, b.microseconds))
  }
  /// Earlier by `b`.
  public static func - (a: Instant, b: TimeSpan) -> Instant {
    Instant(microseconds: Civil.difference(a.microseconds, b.microseconds))
  }
  /// The time from `b` to `a`.
  public static func - (a: Instant, b: Instant) -> TimeSpan {
    TimeSpan(microseconds: Civil.difference(a.microseconds, b.microseconds))
  }
  /// Earlier.
  public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }

  /// UTC, RFC 3339, exactly six fractional digits and `Z`: the form every stored time has, so that text order
  /// is time order.
  public var description: String {
    let day = Civil.floorDiv(microseconds, Civil.microsecondsPerDay)
    let inDay = Civil.floorMod(microseconds, Civil.microsecondsPerDay)
    let seconds = inDay / 1_000_000
    let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { Civil.pad($0, 2) }.joined(
      separator: ":")
    return "\(TradeDate(daysSinceEpoch: Int(day)))T\(time).\(Civil.pad(inDay % 1_000_000, 6))Z"
  }

  /// Reads what `description` writes; nil for anything else. Stored times are ours, so nothing else is
  /// lenient.
  public init?(rfc3339 text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 27, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "."), bytes[26] == UInt8(ascii: "Z"),
      let date = TradeDate(String(decoding: bytes[0..<10], as: UTF8.self)),
      let hour = Civil.number(bytes[11..<13]), let minute = Civil.number(bytes[14..<16]),
      let second = Civil.number(bytes[17..<19]), let micros = Civil.number(bytes[20..<26]),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    microseconds = seconds * 1_000_000 + Int64(micros)
  }
}
