/// New York's clock, computed by the rule in force since 2007 (Energy Policy Act of 2005): daylight time from
/// 02:00 on the second Sunday of March to 02:00 on the first Sunday of November.
///
/// The core may not read a time zone database (a file that differs per machine would make ids differ); the
/// rule is checked against the system's zone database by a test.
public enum NewYork {
  /// The offset from UTC at an instant: −4 h in daylight time, −5 h else.
  public static func offset(at instant: Instant) -> TimeSpan {
    let day = Int(Civil.floorDiv(instant.microseconds, Civil.microsecondsPerDay))
    let year = TradeDate(daysSinceEpoch: day).parts.year
    let start = Instant(midnightUTC: sunday(2, of: 3, in: year)) + .seconds(7 * 3600)
    let end = Instant(midnightUTC: sunday(1, of: 11, in: year)) + .seconds(6 * 3600)
    return .seconds(instant >= start && instant < end ? -4 * 3600 : -5 * 3600)
  }

  /// The date on the wall in New York.
  public static func date(of instant: Instant) -> TradeDate {
    let local = instant + offset(at: instant)
    return TradeDate(daysSinceEpoch: Int(Civil.floorDiv(local.microseconds, Civil.microsecondsPerDay)))
  }

  /// The instant at which New York's clock shows `time` on `date`. Where the clock shows it twice (November),
  /// the first; where it is skipped (March), the instant the same count of minutes after midnight standard
  /// time.
  public static func instant(of time: ClockTime, on date: TradeDate) -> Instant {
    let local = Instant(midnightUTC: date) + .seconds(time.minuteOfDay * 60)
    let daylight = local + .seconds(4 * 3600)
    return offset(at: daylight) == .seconds(-4 * 3600) ? daylight : local + .seconds(5 * 3600)
  }

  /// Midnight at the end of `date`: when DAY orders end where the market never closes.
  public static func endOfDay(_ date: TradeDate) -> Instant {
    guard let midnight = ClockTime(hour: 0, minute: 0) else { preconditionFailure("0:00 is a time of day") }
    return instant(of: midnight, on: TradeDate(daysSinceEpoch: date.daysSinceEpoch + 1))
  }

  /// `14:32:07`, or with `millis` `14:32:07.008`.
  public static func clock(_ instant: Instant, millis: Bool = false) -> String {
    let local = (instant + offset(at: instant)).description
    return String(local.dropFirst(11).prefix(millis ? 12 : 8))
  }

  private static func sunday(_ count: Int, of month: Int, in year: Int) -> TradeDate {
    let first = TradeDate(year: year, month: month, day: 1)
    return TradeDate(daysSinceEpoch: first.daysSinceEpoch + (7 - first.weekday) % 7 + 7 * (count - 1))
  }
}

extension Instant {
  /// 00:00 UTC of a day.
  init(midnightUTC date: TradeDate) {
    self.init(microseconds: Civil.product(Int64(date.daysSinceEpoch), Civil.microsecondsPerDay))
  }
}
