import SlicingCore
import Testing

/// The rules against what the exchange announced for each year, and for 2029 and 2030 against the rules as
/// they are worded.
@Suite struct TradingCalendarTests {
  /// Weekdays without a session, and those that end at 13:00.
  static let announced: [(year: Int, closed: [String], short: [String])] = [
    (
      2020,
      ["01-01", "01-20", "02-17", "04-10", "05-25", "07-03", "09-07", "11-26", "12-25"], ["11-27", "12-24"]
    ),
    (
      2021,
      ["01-01", "01-18", "02-15", "04-02", "05-31", "07-05", "09-06", "11-25", "12-24"], ["11-26"]
    ),
    (
      2022,
      ["01-17", "02-21", "04-15", "05-30", "06-20", "07-04", "09-05", "11-24", "12-26"], ["11-25"]
    ),
    (
      2023,
      ["01-02", "01-16", "02-20", "04-07", "05-29", "06-19", "07-04", "09-04", "11-23", "12-25"],
      ["07-03", "11-24"]
    ),
    (
      2024,
      ["01-01", "01-15", "02-19", "03-29", "05-27", "06-19", "07-04", "09-02", "11-28", "12-25"],
      ["07-03", "11-29", "12-24"]
    ),
    (
      2025,
      ["01-01", "01-09", "01-20", "02-17", "04-18", "05-26", "06-19", "07-04", "09-01", "11-27", "12-25"],
      ["07-03", "11-28", "12-24"]
    ),
    (
      2026,
      ["01-01", "01-19", "02-16", "04-03", "05-25", "06-19", "07-03", "09-07", "11-26", "12-25"],
      ["11-27", "12-24"]
    ),
    (
      2027,
      ["01-01", "01-18", "02-15", "03-26", "05-31", "06-18", "07-05", "09-06", "11-25", "12-24"], ["11-26"]
    ),
    (
      2028,
      ["01-17", "02-21", "04-14", "05-29", "06-19", "07-04", "09-04", "11-23", "12-25"], ["07-03", "11-24"]
    ),
    (
      2029,
      ["01-01", "01-15", "02-19", "03-30", "05-28", "06-19", "07-04", "09-03", "11-22", "12-25"],
      ["07-03", "11-23", "12-24"]
    ),
    (
      2030,
      ["01-01", "01-21", "02-18", "04-19", "05-27", "06-19", "07-04", "09-02", "11-28", "12-25"],
      ["07-03", "11-29", "12-24"]
    ),
  ]

  @Test(arguments: announced) func isAsAnnounced(year: Int, closed: [String], short: [String]) throws {
    let first = TradeDate(year: year, month: 1, day: 1)
    let last = TradeDate(year: year, month: 12, day: 31)
    let weekdays = (first.daysSinceEpoch...last.daysSinceEpoch).map(TradeDate.init(daysSinceEpoch:))
      .filter { (1...5).contains($0.weekday) }
    let sessions = TradingCalendar.sessions(from: first, through: last)
    let open = Set(sessions.map(\.date))
    #expect(weekdays.filter { !open.contains($0) }.map(\.description) == closed.map { "\(year)-\($0)" })
    #expect(sessions.filter(\.isShort).map(\.date.description) == short.map { "\(year)-\($0)" })
    #expect(sessions.allSatisfy { (1...5).contains($0.date.weekday) })
  }

  @Test func aSessionHasItsHoursInNewYork() throws {
    let summer = try #require(TradingCalendar.session(on: TradeDate(year: 2026, month: 7, day: 6)))
    #expect(summer.opensAt.description == "2026-07-06T13:30:00.000000Z")
    #expect(summer.closesAt.description == "2026-07-06T20:00:00.000000Z")
    let short = try #require(TradingCalendar.session(on: TradeDate(year: 2026, month: 11, day: 27)))
    #expect(short.opensAt.description == "2026-11-27T14:30:00.000000Z")
    #expect(short.closesAt.description == "2026-11-27T18:00:00.000000Z")
  }

  @Test func theNextSessionSkipsWhatIsClosed() {
    let thanksgivingEve = TradeDate(year: 2026, month: 11, day: 25)
    #expect(TradingCalendar.nextSession(after: thanksgivingEve).date.description == "2026-11-27")
    let christmas = TradeDate(year: 2026, month: 12, day: 25)
    #expect(TradingCalendar.nextSession(after: christmas).date.description == "2026-12-28")
    #expect(TradingCalendar.sessions(from: christmas, through: thanksgivingEve).isEmpty)
  }
}
