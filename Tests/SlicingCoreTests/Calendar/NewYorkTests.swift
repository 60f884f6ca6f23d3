import Foundation
import Testing

@testable import SlicingCore

@Suite struct NewYorkTests {
  /// The days daylight time began and ended, 2007 to 2037, from the tz database (2025b).
  static let transitions: [(start: String, end: String)] = [
    ("2007-03-11", "2007-11-04"), ("2008-03-09", "2008-11-02"), ("2009-03-08", "2009-11-01"),
    ("2010-03-14", "2010-11-07"), ("2011-03-13", "2011-11-06"), ("2012-03-11", "2012-11-04"),
    ("2013-03-10", "2013-11-03"), ("2014-03-09", "2014-11-02"), ("2015-03-08", "2015-11-01"),
    ("2016-03-13", "2016-11-06"), ("2017-03-12", "2017-11-05"), ("2018-03-11", "2018-11-04"),
    ("2019-03-10", "2019-11-03"), ("2020-03-08", "2020-11-01"), ("2021-03-14", "2021-11-07"),
    ("2022-03-13", "2022-11-06"), ("2023-03-12", "2023-11-05"), ("2024-03-10", "2024-11-03"),
    ("2025-03-09", "2025-11-02"), ("2026-03-08", "2026-11-01"), ("2027-03-14", "2027-11-07"),
    ("2028-03-12", "2028-11-05"), ("2029-03-11", "2029-11-04"), ("2030-03-10", "2030-11-03"),
    ("2031-03-09", "2031-11-02"), ("2032-03-14", "2032-11-07"), ("2033-03-13", "2033-11-06"),
    ("2034-03-12", "2034-11-05"), ("2035-03-11", "2035-11-04"), ("2036-03-09", "2036-11-02"),
    ("2037-03-08", "2037-11-01"),
  ]

  private static let zone = TimeZone(identifier: "America/New_York")
  private static let microsecond = TimeSpan(microseconds: 1)

  @Test func daylightTimeBeginsAndEndsToTheMicrosecond() throws {
    for (start, end) in Self.transitions {
      let spring = try instant("\(start)T07:00:00.000000Z")
      let autumn = try instant("\(end)T06:00:00.000000Z")
      #expect(NewYork.offset(at: spring - Self.microsecond) == .seconds(-5 * 3600), "before \(start)")
      #expect(NewYork.offset(at: spring) == .seconds(-4 * 3600), "at \(start)")
      #expect(NewYork.offset(at: autumn - Self.microsecond) == .seconds(-4 * 3600), "before \(end)")
      #expect(NewYork.offset(at: autumn) == .seconds(-5 * 3600), "at \(end)")
    }
  }

  @Test(.enabled(if: zone != nil, "this machine has no zone database"))
  func agreesWithTheZoneDatabase() throws {
    let zone = try #require(Self.zone)
    let hour = TimeSpan.seconds(3600)
    var at = try instant("2007-01-01T00:30:00.000000Z")
    let end = try instant("2038-01-01T00:00:00.000000Z")
    while at < end {
      let seconds = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(at.microseconds / 1_000_000)))
      guard NewYork.offset(at: at) == .seconds(seconds) else {
        Issue.record("the zone database says \(seconds) s at \(at)")
        return
      }
      at = at + hour * 7
    }
  }

  @Test func datesTurnAtNewYorksMidnight() throws {
    #expect(try NewYork.date(of: instant("2026-03-03T04:59:59.999999Z")) == date("2026-03-02"))
    #expect(try NewYork.date(of: instant("2026-03-03T05:00:00.000000Z")) == date("2026-03-03"))
    #expect(try NewYork.date(of: instant("2026-07-03T03:59:59.999999Z")) == date("2026-07-02"))
    #expect(try NewYork.date(of: instant("2026-07-03T04:00:00.000000Z")) == date("2026-07-03"))
  }

  @Test(arguments: [
    ("14:30", "2026-03-02", "2026-03-02T19:30:00.000000Z"),
    ("14:30", "2026-07-02", "2026-07-02T18:30:00.000000Z"),
    ("0:00", "2026-03-08", "2026-03-08T05:00:00.000000Z"),
    ("1:59", "2026-03-08", "2026-03-08T06:59:00.000000Z"),
    // 02:00 to 02:59 does not exist that day.
    ("2:30", "2026-03-08", "2026-03-08T07:30:00.000000Z"),
    ("3:00", "2026-03-08", "2026-03-08T07:00:00.000000Z"),
    // 01:00 to 01:59 comes twice; the first counts.
    ("1:30", "2026-11-01", "2026-11-01T05:30:00.000000Z"),
    ("2:00", "2026-11-01", "2026-11-01T07:00:00.000000Z"),
    ("0:59", "2026-11-01", "2026-11-01T04:59:00.000000Z"),
    ("23:59", "2026-11-01", "2026-11-02T04:59:00.000000Z"),
  ])
  func clockTimesOnADate(time: String, day: String, utc: String) throws {
    #expect(try NewYork.instant(of: clock(time), on: date(day)) == instant(utc))
  }

  @Test func everyMinuteThatExistsReadsBackFromTheClock() throws {
    for day in ["2026-03-08", "2026-11-01", "2026-06-15", "2026-12-15"] {
      for minute in 0..<1440 where !(day == "2026-03-08" && (120..<180).contains(minute)) {
        let time = try #require(ClockTime(hour: minute / 60, minute: minute % 60))
        let at = NewYork.instant(of: time, on: try date(day))
        #expect(NewYork.clock(at) == "\(time):00")
        #expect(NewYork.date(of: at) == (try date(day)))
      }
    }
  }

  @Test func daysEndAtMidnightWhateverTheirLength() throws {
    #expect(try NewYork.endOfDay(date("2026-03-02")) == instant("2026-03-03T05:00:00.000000Z"))
    #expect(try NewYork.endOfDay(date("2026-03-08")) == instant("2026-03-09T04:00:00.000000Z"))
    #expect(try NewYork.endOfDay(date("2026-11-01")) == instant("2026-11-02T05:00:00.000000Z"))
    #expect(try NewYork.endOfDay(date("2026-12-31")) == instant("2027-01-01T05:00:00.000000Z"))
  }

  @Test func clockShowsSecondsOrMilliseconds() throws {
    let at = try instant("2026-03-02T19:32:07.008999Z")
    #expect(NewYork.clock(at) == "14:32:07")
    #expect(NewYork.clock(at, millis: true) == "14:32:07.008")
  }
}
