/// When the New York exchanges trade, by the rules they publish: a weekday is a session unless a holiday
/// falls on it, and three kinds of day end at 13:00.
///
/// By rule and not by table, so that no year is missing on the day somebody needs it. What no rule foresees,
/// a national day of mourning, is listed; a broker's own calendar overrules all of it. Valid for the years
/// from 2013 on, when the rule of the day before Independence Day took its present form.
public enum TradingCalendar {
  /// One day of trading, in New York's time.
  public struct Session: Hashable, Sendable {
    /// The day.
    public let date: TradeDate
    /// When regular trading ends: 16:00, or 13:00 before some holidays.
    public let close: ClockTime

    /// When regular trading begins: always 9:30.
    public var open: ClockTime { TradingCalendar.time(9, 30) }
    /// Whether it ends before 16:00.
    public var isShort: Bool { close.minuteOfDay < 16 * 60 }
    /// The instant regular trading begins.
    public var opensAt: Instant { NewYork.instant(of: open, on: date) }
    /// The instant regular trading ends.
    public var closesAt: Instant { NewYork.instant(of: close, on: date) }
  }

  /// The session of a day; nil where there is none.
  public static func session(on date: TradeDate) -> Session? {
    guard isWeekday(date), !isHoliday(date) else { return nil }
    return Session(date: date, close: endsEarly(date) ? time(13, 0) : time(16, 0))
  }

  /// Every session from the first day to the last, both included.
  public static func sessions(from first: TradeDate, through last: TradeDate) -> [Session] {
    guard first <= last else { return [] }
    return (first.daysSinceEpoch...last.daysSinceEpoch).compactMap {
      session(on: TradeDate(daysSinceEpoch: $0))
    }
  }

  /// The first session after a day. There is never a week without one.
  public static func nextSession(after date: TradeDate) -> Session {
    for days in 1...14 {
      if let session = session(on: TradeDate(daysSinceEpoch: date.daysSinceEpoch + days)) { return session }
    }
    preconditionFailure("no session within two weeks of \(date)")
  }

  // MARK: Holidays

  private static func isHoliday(_ date: TradeDate) -> Bool {
    let (year, month, _) = date.parts
    switch month {
    case 1: return date == nth(3, .monday, of: 1, year) || isNewYear(date) || isDayOfMourning(date)
    case 2: return date == nth(3, .monday, of: 2, year)
    case 3, 4: return date.daysSinceEpoch == easter(year).daysSinceEpoch - 2
    case 5: return date == lastMonday(ofMay: year)
    case 6: return year >= 2022 && date == observed(month: 6, day: 19, year)
    case 7: return date == observed(month: 7, day: 4, year)
    case 9: return date == nth(1, .monday, of: 9, year)
    case 11: return date == thanksgiving(year)
    case 12: return date == observed(month: 12, day: 25, year) || isDayOfMourning(date)
    default: return false
    }
  }

  /// A first of January on a Saturday is not made up for: the Friday before belongs to the old year's books.
  private static func isNewYear(_ date: TradeDate) -> Bool {
    let (year, _, _) = date.parts
    let first = TradeDate(year: year, month: 1, day: 1)
    return date == (first.weekday == Weekday.sunday.rawValue ? day(after: first) : first)
  }

  /// The funerals of two presidents.
  private static func isDayOfMourning(_ date: TradeDate) -> Bool {
    date == TradeDate(year: 2018, month: 12, day: 5) || date == TradeDate(year: 2025, month: 1, day: 9)
  }

  /// The day after Thanksgiving, and the day before Independence Day and before Christmas where the holiday
  /// itself falls on Tuesday to Friday.
  private static func endsEarly(_ date: TradeDate) -> Bool {
    let (year, month, number) = date.parts
    switch (month, number) {
    case (7, 3), (12, 24): return (Weekday.monday.rawValue...Weekday.thursday.rawValue).contains(date.weekday)
    case (11, _): return date == day(after: thanksgiving(year))
    default: return false
    }
  }

  private static func thanksgiving(_ year: Int) -> TradeDate { nth(4, .thursday, of: 11, year) }

  /// The Friday before a holiday on Saturday, the Monday after one on Sunday.
  private static func observed(month: Int, day number: Int, _ year: Int) -> TradeDate {
    let date = TradeDate(year: year, month: month, day: number)
    switch Weekday(rawValue: date.weekday) {
    case .saturday: return TradeDate(daysSinceEpoch: date.daysSinceEpoch - 1)
    case .sunday: return day(after: date)
    default: return date
    }
  }

  // MARK: Days

  private enum Weekday: Int {
    case sunday = 0
    case monday = 1
    case thursday = 4
    case saturday = 6
  }

  private static func isWeekday(_ date: TradeDate) -> Bool { (1...5).contains(date.weekday) }

  private static func day(after date: TradeDate) -> TradeDate {
    TradeDate(daysSinceEpoch: date.daysSinceEpoch + 1)
  }

  private static func nth(_ count: Int, _ weekday: Weekday, of month: Int, _ year: Int) -> TradeDate {
    let first = TradeDate(year: year, month: month, day: 1)
    let offset = (weekday.rawValue - first.weekday + 7) % 7
    return TradeDate(daysSinceEpoch: first.daysSinceEpoch + offset + 7 * (count - 1))
  }

  private static func lastMonday(ofMay year: Int) -> TradeDate {
    let last = TradeDate(year: year, month: 5, day: 31)
    return TradeDate(
      daysSinceEpoch: last.daysSinceEpoch - (last.weekday - Weekday.monday.rawValue + 7) % 7)
  }

  /// Easter Sunday by the anonymous Gregorian computus (Meeus, Jones, Butcher).
  private static func easter(_ year: Int) -> TradeDate {
    let (golden, century, inCentury) = (year % 19, year / 100, year % 100)
    let moon =
      (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30
    let week = (32 + 2 * (century % 4) + 2 * (inCentury / 4) - moon - inCentury % 4) % 7
    let shift = (golden + 11 * moon + 22 * week) / 451
    let day = moon + week - 7 * shift + 114
    return TradeDate(year: year, month: day / 31, day: day % 31 + 1)
  }

  private static func time(_ hour: Int, _ minute: Int) -> ClockTime {
    guard let time = ClockTime(hour: hour, minute: minute) else {
      preconditionFailure("\(hour):\(minute) is no time of day")
    }
    return time
  }
}
