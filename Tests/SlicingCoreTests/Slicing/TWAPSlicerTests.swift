import Testing

@testable import SlicingCore

@Suite struct TWAPSlicerTests {
  /// A Monday in winter, 14:32:06.900 in New York: with the arming lead a plan starts at 14:32:07.
  private func now() throws -> Instant { try instant("2026-03-02T19:32:06.900000Z") }

  private func plan(_ line: String, offset: TimeSpan = .zero, close: String? = nil, shortens: Bool = false)
    throws -> Plan
  {
    let context = PlanContext(
      now: try now(), offset: offset, close: try close.map(instant), shortens: shortens)
    return try TWAPSlicer.plan(try request(line), context: context)
  }

  private func quantities(_ plan: Plan) -> [Int] { plan.slices.map(\.quantity.count) }

  @Test(arguments: [
    ("buy 100 AAPL over 5m", [20, 20, 20, 20, 20]), ("buy 103 AAPL over 5m", [21, 21, 21, 20, 20]),
    ("buy 109 AAPL over 5m", [22, 22, 22, 22, 21]), ("buy 5 AAPL over 5m", [1, 1, 1, 1, 1]),
    ("buy 100 AAPL over 1m", [100]),
  ])
  func theRemainderIsFrontLoaded(line: String, expected: [Int]) throws {
    #expect(quantities(try plan(line)) == expected)
  }

  @Test func theFirstSliceGoesAtOnceAndTheLastOneIntervalBeforeTheEnd() throws {
    let plan = try plan("buy 12000 AAPL over 30m every 1m limit 187.50")
    #expect(plan.slices.count == 30)
    #expect(plan.start == (try instant("2026-03-02T19:32:07.000000Z")))
    #expect(plan.slices[0].due == plan.start)
    #expect(plan.slices[29].due == (try instant("2026-03-02T20:01:07.000000Z")))
    #expect(plan.end == (try instant("2026-03-02T20:02:07.000000Z")))
    #expect(plan.shortenedFrom == nil)
  }

  @Test func aStartedIntervalCountsAsOne() throws {
    let plan = try plan("buy 100 AAPL over 90s every 1m")
    #expect(quantities(plan) == [50, 50])
    #expect(plan.end - plan.slices[1].due == .seconds(30))
  }

  @Test func untilEndsAtTheClock() throws {
    let plan = try plan("buy 900 AAPL until 15:02 every 10m")
    #expect(plan.end == (try instant("2026-03-02T20:02:00.000000Z")))
    #expect(quantities(plan) == [300, 300, 300])
    #expect(plan.strategy == "twap_parent_until1502_600s")
    #expect(plan.slices[2].due == (try instant("2026-03-02T19:52:07.000000Z")))
  }

  @Test func startsAtTheClock() throws {
    let plan = try plan("buy 100 AAPL over 5m start 14:40")
    #expect(plan.start == (try instant("2026-03-02T19:40:00.000000Z")))
    #expect(plan.slices[4].due == (try instant("2026-03-02T19:44:00.000000Z")))
  }

  @Test func theOffsetMovesEveryDueTimeAndNothingElse() throws {
    let without = try plan("buy 100 AAPL over 5m")
    let with = try plan("buy 100 AAPL over 5m", offset: .milliseconds(619))
    #expect(zip(with.slices, without.slices).allSatisfy { $0.due - $1.due == .milliseconds(619) })
    #expect(with.parentID == without.parentID)
    #expect(with.slices.map(\.id) == without.slices.map(\.id))
    let atClock = try plan("buy 100 AAPL over 5m start 14:40", offset: .milliseconds(619))
    #expect(atClock.start == (try instant("2026-03-02T19:40:00.619000Z")))
  }

  @Test func offsetsOfADaysParentsDiffer() {
    let offsets = (0..<1000).map(PlanContext.offset(ofParent:))
    #expect(Set(offsets).count == 1000)
    #expect(offsets.allSatisfy { $0 >= .zero && $0 < .seconds(1) })
    #expect(offsets.prefix(3) == [.zero, .milliseconds(619), .milliseconds(238)])
  }

  @Test func aStartThatHasPassedIsRefused() throws {
    #expect(throws: PlanError.startPassed(try clock("14:32"))) {
      try plan("buy 100 AAPL over 5m start 14:32")
    }
    #expect(throws: PlanError.startPassed(try clock("0:00"))) { try plan("buy 100 AAPL over 5m start 0:00") }
    _ = try plan("buy 100 AAPL over 5m start 14:33")
  }

  /// At the minute itself there is no time left for arming.
  @Test func aStartNeedsTheArmingLead() throws {
    let order = try request("buy 100 AAPL over 5m start 14:33")
    let minute = try instant("2026-03-02T19:33:00.000000Z")
    let lead = PlanContext.armingLead
    #expect(try TWAPSlicer.plan(order, context: PlanContext(now: minute - lead)).start == minute)
    #expect(throws: PlanError.startPassed(try clock("14:33"))) {
      try TWAPSlicer.plan(order, context: PlanContext(now: minute - lead + TimeSpan(microseconds: 1)))
    }
  }

  @Test func anEndThatIsNotAfterTheStartIsRefused() throws {
    let start = try instant("2026-03-02T19:32:07.000000Z")
    #expect(throws: PlanError.endsBeforeStart(start: start, end: try instant("2026-03-02T19:32:00.000000Z")))
    {
      try plan("buy 100 AAPL until 14:32")
    }
    let later = try instant("2026-03-02T20:00:00.000000Z")
    #expect(throws: PlanError.endsBeforeStart(start: later, end: later)) {
      try plan("buy 100 AAPL until 15:00 start 15:00")
    }
  }

  @Test func lessThanOneIntervalIsRefused() throws {
    #expect(throws: PlanError.shorterThanInterval(available: .seconds(53), interval: .seconds(60))) {
      try plan("buy 100 AAPL until 14:33")
    }
    #expect(quantities(try plan("buy 100 AAPL until 14:33 every 53s")) == [100])
  }

  @Test func pastTheCloseIsRefusedOrShortened() throws {
    let close = "2026-03-02T20:00:00.000000Z"
    let words = PlanError.pastClose(close: try instant(close), longest: .seconds(27 * 60))
    #expect(throws: words) { try plan("buy 300 AAPL over 30m", close: close) }
    #expect(try plan("buy 300 AAPL over 27m", close: close).slices.count == 27)
    let cut = try plan("buy 300 AAPL over 30m", close: close, shortens: true)
    #expect(cut.end == (try instant(close)))
    #expect(cut.shortenedFrom == (try instant("2026-03-02T20:02:07.000000Z")))
    #expect(cut.slices.count == 28)
    #expect(try #require(cut.slices.last).due == instant("2026-03-02T19:59:07.000000Z"))
    #expect(quantities(cut).reduce(0, +) == 300)
    #expect(try plan("buy 300 AAPL over 20m", close: close, shortens: true).shortenedFrom == nil)
  }

  @Test func aClosedSessionCannotBeShortenedInto() throws {
    let close = "2026-03-02T19:32:07.000000Z"
    #expect(throws: PlanError.pastClose(close: try instant(close), longest: nil)) {
      try plan("buy 300 AAPL over 30m", close: close, shortens: true)
    }
    let soon = "2026-03-02T19:32:37.000000Z"
    #expect(throws: PlanError.shorterThanInterval(available: .seconds(30), interval: .seconds(60))) {
      try plan("buy 300 AAPL over 30m", close: soon, shortens: true)
    }
  }

  @Test(arguments: [
    ("buy 5 AAPL over 30m", 30, 360), ("buy 7 AAPL over 30m every 15s", 120, 258),
    ("buy 1 AAPL over 2m", 2, 120),
    ("buy 29 AAPL over 30m", 30, 63), ("buy 3 AAPL until 14:42 every 30s", 20, 198),
  ])
  func tooFewSharesComesWithTheIntervalThatWorks(line: String, slices: Int, seconds: Int) throws {
    let quantity = try request(line).quantity
    #expect(
      throws: PlanError.tooFewShares(quantity: quantity, slices: slices, minInterval: .seconds(seconds))
    ) {
      try plan(line)
    }
    let words = line.split(separator: " ").prefix { $0 != "every" }
    let horizon = words.joined(separator: " ")
    #expect(try plan(horizon + " every \(seconds)s").slices.count <= quantity.count)
    #expect(throws: PlanError.self, "a second less") { try plan(horizon + " every \(seconds - 1)s") }
  }

  /// One share until 14:42 is one slice of 592.9… seconds, which no whole number of seconds is.
  @Test func tooFewSharesSaysWhenNoIntervalWorks() throws {
    #expect(throws: PlanError.tooFewShares(quantity: 1, slices: 10, minInterval: nil)) {
      let context = PlanContext(now: try now(), lead: .milliseconds(200))
      _ = try TWAPSlicer.plan(try request("buy 1 AAPL until 14:42"), context: context)
    }
  }

  @Test func tooManySlicesIsRefused() throws {
    #expect(throws: PlanError.tooManySlices(count: 100_001, limit: 100_000)) {
      try plan("buy 1000000 AAPL over 100001s every 1s")
    }
    #expect(throws: PlanError.tooManySlices(count: 604_800, limit: 100_000)) {
      try plan("buy 1 AAPL over 168h every 1s")
    }
  }

  @Test(arguments: [
    // 2026-03-08 lacks 02:00 to 03:00, 2026-11-01 has 01:00 to 02:00 twice.
    (
      "2026-03-08T06:00:00.000000Z", "buy 400 AAPL until 4:00 every 30m start 1:30", 3,
      "2026-03-08T06:30:00.000000Z"
    ),
    (
      "2026-11-01T04:30:00.000000Z", "buy 400 AAPL until 3:00 every 30m start 1:00", 6,
      "2026-11-01T05:00:00.000000Z"
    ),
  ])
  func clockTimesFollowDaylightTime(now: String, line: String, slices: Int, start: String) throws {
    let plan = try TWAPSlicer.plan(try request(line), context: PlanContext(now: try instant(now)))
    #expect(plan.slices.count == slices)
    #expect(plan.start == (try instant(start)))
    #expect(plan.end - plan.start == .seconds(slices * 1800))
  }

  @Test func theTradeDateIsNewYorks() throws {
    let order = try request("buy 100 AAPL over 5m")
    let evening = PlanContext(now: try instant("2026-03-03T04:59:59.000000Z"))
    let night = PlanContext(now: try instant("2026-03-03T05:00:00.000000Z"))
    #expect(try TWAPSlicer.plan(order, context: evening).tradeDate == date("2026-03-02"))
    #expect(try TWAPSlicer.plan(order, context: night).tradeDate == date("2026-03-03"))
    #expect(
      try TWAPSlicer.plan(order, context: evening).parentID != TWAPSlicer.plan(order, context: night).parentID
    )
  }

  @Test func repeatsAndDesksHaveTheirOwnIDs() throws {
    let order = try request("buy 103 AAPL over 5m")
    let at = try instant("2025-10-26T16:00:00.000000Z")
    let plans = try [
      PlanContext(now: at), PlanContext(now: at, repeatNumber: 2), PlanContext(now: at, repeatNumber: 3),
      PlanContext(now: at, desk: "two"), PlanContext(now: at, repeatNumber: 2, desk: "two"),
    ].map { try TWAPSlicer.plan(order, context: $0) }
    #expect(
      plans.map(\.strategy) == [
        "twap_parent_5m_60s", "twap_parent_5m_60s#2", "twap_parent_5m_60s#3", "twap_parent_5m_60s@two",
        "twap_parent_5m_60s#2@two",
      ])
    let ids = plans.flatMap { [$0.parentID] + $0.slices.map(\.id) }
    #expect(Set(ids).count == ids.count)
  }

  @Test(arguments: [
    ("buy 900 A over 90s every 15s", "twap_parent_90s_15s"), ("buy 900 A over 7m", "twap_parent_7m_60s"),
    ("buy 900 A over 2h every 90s", "twap_parent_120m_90s"),
    ("buy 900 A until 15:55", "twap_parent_until1555_60s"),
  ])
  func strategiesAreNamedAfterTheSchedule(line: String, strategy: String) throws {
    #expect(try plan(line).strategy == strategy)
  }

  @Test func theSameRequestOnTheSameDayIsTheSameOrder() throws {
    let order = try request("buy 103 AAPL over 5m")
    let morning = PlanContext(now: try instant("2026-03-02T15:00:00.000000Z"))
    let first = try TWAPSlicer.plan(order, context: morning)
    let again = try plan("buy 103 AAPL over 5m")
    #expect(first.parentID == again.parentID)
    #expect(first.slices.map(\.id) == again.slices.map(\.id))
  }
}
