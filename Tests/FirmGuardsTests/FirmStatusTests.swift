#if FIRM_GUARDS
  import SlicingCore
  import Testing

  @testable import FirmGuards

  /// What a desk makes of the bytes of the two records.
  @Suite struct FirmStatusTests {
    static let active = #"{"state": "ACTIVE"}"#
    static let open = #"{"state": "OPEN"}"#
    static let now = Instant(rfc3339: "2026-11-23T15:00:00.000000Z") ?? Instant(microseconds: 0)

    static func reading(_ kill: String, _ breaker: String) -> FirmReading {
      FirmStatus(
        kill: Result { () throws(RecordFault) in try KillRecord(Array(kill.utf8)) },
        breaker: Result { () throws(RecordFault) in try BreakerRecord(Array(breaker.utf8)) }, at: now
      ).reading(quiet: .seconds(300))
    }

    @Test func pythonsRecordsAreRead() throws {
      // As json.dumps writes them: blanks after colons and commas, everything beyond ASCII escaped.
      let kill = """
        {"state": "ENGAGED", "engaged_at": "2026-11-23T14:59:00.123456+00:00", "engaged_by": "Jos\\u00e9", \
        "engagement_reason": "fat finger \\ud83d\\ude31", "disengaged_at": null, "disengaged_by": null, \
        "engagement_count_today": 2}
        """
      #expect(
        FirmStatusTests.reading(kill, FirmStatusTests.open)
          == .engaged(
            .init(
              by: "José", at: Instant(foreignRFC3339: "2026-11-23T14:59:00.123456Z"), reason: "fat finger 😱"))
      )
    }

    @Test(arguments: [
      "{\"state\":\"ACTIVE\"}",
      " {\n\t\"x\" : [1, {\"state\": \"ENGAGED\"}],\r\n \"state\"\t:\"ACTIVE\" } \n",
      #"{"state": "ACTIVE", "engaged_at": null, "engaged_at_ms": 1.5e3, "engagement_count_today": 0}"#,
      #"{"state": "ACTIVE", "engaged_at": "yesterday", "engagement_count_today": "many"}"#,
    ])
    func anyOrderAndAnythingBesideIsFine(kill: String) {
      #expect(FirmStatusTests.reading(kill, FirmStatusTests.open) == .open)
    }

    @Test(arguments: [
      ("", "no JSON"), ("ACTIVE", "no JSON"), ("\"ACTIVE\"", "no JSON"), ("[]", "no JSON"),
      ("null", "no JSON"),
      ("{\"state\": \"ACTIVE\"", "no JSON"), ("{\"state\": \"ACTIVE\"} x", "no JSON"),
      ("{'state': 'ACTIVE'}", "no JSON"), ("{}", "has no state"), ("{\"state\": null}", "has no state"),
      ("{\"state\": 1}", "has no state"), ("{\"State\": \"ACTIVE\"}", "has no state"),
      ("{\"state\": \"active\"}", "says \"active\""), ("{\"state\": \" ACTIVE\"}", "says \" ACTIVE\""),
      ("{\"state\": \"OPEN\"}", "says \"OPEN\""), ("{\"state\": \"ENGAGED\\u0000\"}", "no state"),
      ("{\"state\": \"ACTIVE\", \"state\": \"ENGAGED\"}", "has state twice"),
    ])
    func nonsenseStopsEverything(kill: String, words: String) throws {
      let complaint = try #require(FirmStatusTests.reading(kill, FirmStatusTests.open).complaint)
      #expect(complaint.hasPrefix("kill_switch:state") && complaint.contains(words))
    }

    @Test(arguments: [
      ("{\"state\": \"ACTIVE\"}", "says \"ACTIVE\""), ("{}", "has no state"),
      ("{\"state\": \"QUIET_PERIOD\"}", "no reset_at"),
      ("{\"state\": \"QUIET_PERIOD\", \"reset_at\": \"2026-11-23 14:59:00\"}", "no reset_at"),
      ("{\"state\": \"QUIET_PERIOD\", \"reset_at\": 1763909940}", "no reset_at"),
    ])
    func aBreakerThatSaysNothingClearStopsEverything(breaker: String, words: String) throws {
      let complaint = try #require(FirmStatusTests.reading(FirmStatusTests.active, breaker).complaint)
      #expect(complaint.hasPrefix("circuit_breaker:state") && complaint.contains(words))
    }

    @Test func aTripIsToldWithWhatIsKnown() {
      let full = """
        {"state": "TRIPPED", "tripped_at": "2026-11-23T14:00:00Z", "trip_reason": "MAX_DRAWDOWN",
         "trip_details": {"loss": 12}}
        """
      #expect(
        FirmStatusTests.reading(FirmStatusTests.active, full)
          == .tripped(
            .init(
              reason: "MAX_DRAWDOWN", details: "{\"loss\":12}",
              at: Instant(foreignRFC3339: "2026-11-23T14:00:00Z"))))
      #expect(
        FirmStatusTests.reading(FirmStatusTests.active, #"{"state": "TRIPPED"}"#)
          == .tripped(.init(reason: "", details: "", at: nil)))
    }

    @Test(arguments: [(299, false), (300, true), (301, true), (-10, false)])
    func theQuietPeriodEndsByTheServersClock(age: Int, isOver: Bool) {
      let reset = FirmStatusTests.now - .seconds(age)
      let breaker = "{\"state\": \"QUIET_PERIOD\", \"reset_at\": \"\(reset)\", \"trip_reason\": \"AUTH\"}"
      let reading = FirmStatusTests.reading(FirmStatusTests.active, breaker)
      let trip = FirmReading.Trip(reason: "AUTH", details: "", at: nil)
      #expect(reading == (isOver ? .open : .quiet(until: reset + .seconds(300), after: trip)))
    }

    /// Another desk, with a shorter quiet period, may have written OPEN.
    @Test(arguments: [(299, false), (300, true), (-10, false)])
    func theWordOpenDoesNotEndTheQuietPeriodOfAnother(age: Int, isOver: Bool) {
      let reset = FirmStatusTests.now - .seconds(age)
      let trip = FirmReading.Trip(reason: "AUTH", details: "", at: reset - .seconds(60))
      let breaker = """
        {"state": "OPEN", "reset_at": "\(reset)", "trip_reason": "AUTH", "tripped_at": "\(reset - .seconds(60))"}
        """
      let reading = FirmStatusTests.reading(FirmStatusTests.active, breaker)
      #expect(reading == (isOver ? .open : .quiet(until: reset + .seconds(300), after: trip)))
    }

    @Test(arguments: [
      // It was tripped after that reset, and somebody allowed trading in another way.
      #"{"state": "OPEN", "reset_at": "2026-11-23T14:59:00Z", "tripped_at": "2026-11-23T14:59:01Z"}"#,
      #"{"state": "OPEN", "reset_at": null}"#, #"{"state": "OPEN", "reset_at": "yesterday"}"#,
    ])
    func theWordOpenCountsWhereNoResetBelongsToIt(breaker: String) {
      #expect(FirmStatusTests.reading(FirmStatusTests.active, breaker) == .open)
    }

    @Test func theHaltIsToldBeforeAnythingElse() {
      let halted = FirmReading.engaged(.init(by: "", at: nil, reason: ""))
      let engaged = #"{"state": "ENGAGED"}"#
      let trip = FirmReading.Trip(reason: "", details: "", at: nil)
      #expect(
        FirmStatusTests.reading(engaged, #"{"state": "TRIPPED"}"#)
          == .engaged(.init(by: "", at: nil, reason: "", trip: trip)))
      #expect(FirmStatusTests.reading(engaged, FirmStatusTests.open) == halted)
      #expect(FirmStatusTests.reading(engaged, "nonsense") == halted)
      #expect(FirmStatusTests.reading("nonsense", #"{"state": "TRIPPED"}"#).complaint != nil)
    }

    @Test func wordsOfOthersAreShortAndHarmless() throws {
      let kill =
        "{\"state\": \"ENGAGED\", \"engagement_reason\": \"\\u001b[2J\(String(repeating: "x", count: 5000))\"}"
      guard case .engaged(let halt) = FirmStatusTests.reading(kill, FirmStatusTests.open) else {
        Issue.record("not engaged")
        return
      }
      #expect(halt.reason.hasPrefix("\u{FFFD}[2Jx") && halt.reason.unicodeScalars.count == 201)
    }
  }
#endif
