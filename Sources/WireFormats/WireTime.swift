public import SlicingCore

/// Times as Alpaca's protocol writes them.
public enum WireTime {
  /// RFC 3339 in UTC with up to nine decimals, trailing zeros trimmed.
  ///
  /// The venue's clock counts microseconds. The last three digits are made from the others, so that clients
  /// meet nine digits as they do in production, equal instants stay equal, and no two change their order.
  public static func text(_ instant: Instant) -> String {
    let plain = instant.description
    var digits = fraction(parts(instant).nanoseconds)
    while digits.last == "0" { digits.removeLast() }
    return plain.prefix(19) + (digits.isEmpty ? "" : "." + digits) + "Z"
  }

  /// The same instant on New York's clock, with its offset then: `2026-10-07T11:00:00.123456789-04:00`.
  public static func newYork(_ instant: Instant, decimals: Bool) -> String {
    let offset = NewYork.offset(at: instant)
    let local = (instant + offset).description.prefix(19)
    let digits = decimals ? "." + fraction(parts(instant).nanoseconds) : ""
    return "\(local)\(digits)-0\(-offset.wholeSeconds / 3600):00"
  }

  /// Whole seconds since 1970 and the nanoseconds after them.
  public static func parts(_ instant: Instant) -> (seconds: Int64, nanoseconds: Int64) {
    let micros = instant.microseconds % 1_000_000
    let within = micros < 0 ? micros + 1_000_000 : micros
    let made = within == 0 ? 0 : within * 7919 % 1000
    return ((instant.microseconds - within) / 1_000_000, within * 1000 + made)
  }

  private static func fraction(_ nanoseconds: Int64) -> String {
    let digits = String(nanoseconds)
    return String(repeating: "0", count: 9 - digits.count) + digits
  }
}
