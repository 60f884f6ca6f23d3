internal import SlicingCore
internal import WireFormats

/// The market's hours as the protocol shows them, in New York's time.
enum SessionShape {
  static func day(_ session: TradingCalendar.Session, close: ClockTime) -> WireValue {
    .object([
      .init("date", .string(session.date.description)), .init("open", .string(padded(session.open))),
      .init("close", .string(padded(close))), .init("session_open", .string("0400")),
      .init("session_close", .string("2000")),
      .init(
        "settlement_date", .string(TradingCalendar.nextSession(after: session.date).date.description)),
    ])
  }

  static func clock(now: Instant, isOpen: Bool, nextOpen: Instant, nextClose: Instant) -> WireValue {
    .object([
      .init("timestamp", .string(WireTime.newYork(now, decimals: true))), .init("is_open", .bool(isOpen)),
      .init("next_open", .string(WireTime.newYork(nextOpen, decimals: false))),
      .init("next_close", .string(WireTime.newYork(nextClose, decimals: false))),
    ])
  }

  /// `09:30`.
  private static func padded(_ time: ClockTime) -> String { time.description }
}
