import Testing

@testable import SlicingCore

@Suite struct TradeDateTests {
  /// Day numbers from `date -u -d … +%s`; weekdays from the calendar on the wall, 0 is Sunday.
  @Test(arguments: [
    ("1970-01-01", 0, 4), ("1969-12-31", -1, 3), ("2000-01-01", 10_957, 6), ("2000-02-29", 11_016, 2),
    ("2000-03-01", 11_017, 3), ("2024-02-29", 19_782, 4), ("2025-10-26", 20_387, 0),
    ("2026-03-02", 20_514, 1),
    ("2026-12-31", 20_818, 4), ("2100-02-28", 47_540, 0), ("2100-03-01", 47_541, 1),
    ("1900-03-01", -25_508, 4),
    ("9999-12-31", 2_932_896, 5), ("0001-01-01", -719_162, 1),
  ])
  func knownDays(text: String, number: Int, weekday: Int) throws {
    let day = TradeDate(daysSinceEpoch: number)
    #expect(try date(text) == day)
    #expect(day.description == text)
    #expect(day.weekday == weekday)
  }

  @Test(arguments: [
    "", "2026-3-02", "2026-03-2", "20260302", "2026/03/02", "2026-02-29", "1900-02-29", "2026-00-10",
    "2026-13-01",
    "2026-04-31", "2026-01-00", "2026-01-32", "-026-01-01", "2026-01-0x", "２026-01-01",
  ])
  func refuses(text: String) {
    #expect(TradeDate(text) == nil)
  }

  @Test func everyDayOfFourHundredYearsFollowsTheOneBefore() throws {
    var (year, month, day) = (1999, 12, 31)
    let first = try date("2000-01-01").daysSinceEpoch
    for number in first..<(first + 146_097) {
      let parts = TradeDate(daysSinceEpoch: number).parts
      let next = (parts.year, parts.month, parts.day)
      let sameMonth = next == (year, month, day + 1)
      let newMonth = next == (year, month + 1, 1) || (next == (year + 1, 1, 1) && month == 12)
      let isLast = day == Self.days(in: month, of: year)
      guard isLast ? newMonth : sameMonth else {
        Issue.record("\(next) after \(year)-\(month)-\(day)")
        return
      }
      (year, month, day) = next
    }
  }

  private static func days(in month: Int, of year: Int) -> Int {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }
}
