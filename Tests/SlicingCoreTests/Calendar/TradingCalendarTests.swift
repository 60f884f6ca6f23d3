import SlicingCore
import Testing

/// The rules against what the exchange announced for each year; 2029 and 2030, which it had not yet announced
/// when this was written, against the rules as they are worded.
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

  /// The Fridays before and the Mondays after the clocks change, written out: the exchange's hours stay,
  /// UTC's move by one.
  static let clockChanges: [(spring: (String, String), autumn: (String, String))] = [
    (("2020-03-06", "2020-03-09"), ("2020-10-30", "2020-11-02")),
    (("2021-03-12", "2021-03-15"), ("2021-11-05", "2021-11-08")),
    (("2022-03-11", "2022-03-14"), ("2022-11-04", "2022-11-07")),
    (("2023-03-10", "2023-03-13"), ("2023-11-03", "2023-11-06")),
    (("2024-03-08", "2024-03-11"), ("2024-11-01", "2024-11-04")),
    (("2025-03-07", "2025-03-10"), ("2025-10-31", "2025-11-03")),
    (("2026-03-06", "2026-03-09"), ("2026-10-30", "2026-11-02")),
    (("2027-03-12", "2027-03-15"), ("2027-11-05", "2027-11-08")),
    (("2028-03-10", "2028-03-13"), ("2028-11-03", "2028-11-06")),
    (("2029-03-09", "2029-03-12"), ("2029-11-02", "2029-11-05")),
    (("2030-03-08", "2030-03-11"), ("2030-11-01", "2030-11-04")),
  ]

  @Test(arguments: clockChanges)
  func theHoursStayWhereTheClocksChange(spring: (String, String), autumn: (String, String)) throws {
    for (day, open, close) in [
      (spring.0, "14:30", "21:00"), (spring.1, "13:30", "20:00"),
      (autumn.0, "13:30", "20:00"), (autumn.1, "14:30", "21:00"),
    ] {
      let session = try #require(TradingCalendar.session(on: try date(day)))
      #expect(session.opensAt.description == "\(day)T\(open):00.000000Z")
      #expect(session.closesAt.description == "\(day)T\(close):00.000000Z")
    }
    let friday = try date(spring.0)
    #expect(TradingCalendar.nextSession(after: friday).date.description == spring.1)
  }

  @Test func theNextSessionSkipsWhatIsClosed() {
    let thanksgivingEve = TradeDate(year: 2026, month: 11, day: 25)
    #expect(TradingCalendar.nextSession(after: thanksgivingEve).date.description == "2026-11-27")
    let christmas = TradeDate(year: 2026, month: 12, day: 25)
    #expect(TradingCalendar.nextSession(after: christmas).date.description == "2026-12-28")
    #expect(TradingCalendar.sessions(from: christmas, through: thanksgivingEve).isEmpty)
  }
}
