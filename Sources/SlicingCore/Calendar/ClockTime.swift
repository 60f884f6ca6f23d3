/// A time of day in the venue's zone, to the minute: what `until 15:55` and `start 14:30` name.
public struct ClockTime: Hashable, Sendable, CustomStringConvertible {
  /// Minutes since midnight, 0 to 1439.
  public let minuteOfDay: Int

  /// Nil unless 0:00 to 23:59.
  public init?(hour: Int, minute: Int) {
    guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
    minuteOfDay = hour * 60 + minute
  }

  /// Reads `15:55` or `9:30`; nil for anything else.
  public init?(entered text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard (4...5).contains(bytes.count), bytes[bytes.count - 3] == UInt8(ascii: ":"),
      let hour = Civil.number(bytes.dropLast(3)), let minute = Civil.number(bytes.suffix(2))
    else { return nil }
    self.init(hour: hour, minute: minute)
  }

  /// `15:55`.
  public var description: String { "\(Civil.pad(minuteOfDay / 60, 2)):\(Civil.pad(minuteOfDay % 60, 2))" }
  /// `1555`: the form that goes into a strategy name.
  public var compact: String { "\(Civil.pad(minuteOfDay / 60, 2))\(Civil.pad(minuteOfDay % 60, 2))" }
}
