#if FIRM_GUARDS
  import Foundation
  import SlicingCore
  import Testing

  @testable import FirmGuards

  extension FirmServerTests {
    /// Every transition and every refusal, as the server carries them out.
    @Suite(.serialized) struct TransitionTests {
      let server: RedisServer
      let client: FirmClient
      let anna = Actor("trader:anna")
      let ben = Actor("trader:ben")

      init() throws {
        server = try RedisServer()
        client = FirmClient(try server.configuration)
        _ = try client.initialise(by: anna)
      }

      @Test func engagingKeepsTheFirstReason() throws {
        #expect(
          try client.perform(.engage(reason: "fat \"finger\" \u{1F631}", by: anna)) == .done(remark: nil))
        #expect(try client.perform(.engage(reason: "later", by: ben)) == .already)
        let status = try client.status()
        let kill = try status.kill.get()
        let engagement = try #require(kill.engagement)
        #expect(engagement.by == "trader:anna" && engagement.reason == "fat \"finger\" \u{1F631}")
        let at = try #require(engagement.at)
        #expect(abs((status.at - at).microseconds) < 60_000_000)
        #expect(kill.count == 1)
        #expect(status.reading(quiet: .seconds(300)) == .engaged(engagement))
        #expect(try server.ask("LLEN", "kill_switch:history") == .integer(1))
      }

      @Test func releasingNeedsAHalt() throws {
        #expect(throws: FirmError.notEngaged) { try client.perform(.disengage(reason: "no", by: anna)) }
        #expect(try server.ask("EXISTS", "kill_switch:history") == .integer(0))
        _ = try client.perform(.engage(reason: "a", by: anna))
        #expect(try client.perform(.disengage(reason: "b", by: ben)) == .done(remark: nil))
        let kill = try client.status().kill.get()
        #expect(kill.engagement == nil && kill.releasedBy == "trader:ben" && kill.releasedAt != nil)
        #expect(try client.status().reading(quiet: .zero) == .open)
        let newest = try server.text("LINDEX", "kill_switch:history", "0")
        #expect(newest.contains("DISENGAGED") && newest.contains("trader:ben"))
        #expect(try server.text("LINDEX", "kill_switch:history", "1").contains("\"ENGAGED\""))
      }

      @Test func aReasonGivenLaterIsThatOfTheHaltThatStandsThere() throws {
        #expect(throws: FirmError.noSuchHalt) { try client.perform(.explain(reason: "no", by: anna)) }
        #expect(try server.ask("EXISTS", "kill_switch:history") == .integer(0))
        _ = try client.perform(.engage(reason: "", by: anna))
        let before = try #require(try client.status().kill.get().engagement)
        #expect(try client.perform(.explain(reason: "fat finger", by: ben)) == .done(remark: nil))
        let kill = try client.status().kill.get()
        #expect(kill.engagement == .init(by: "trader:anna", at: before.at, reason: "fat finger"))
        #expect(kill.count == 1)
        let newest = try server.text("LINDEX", "kill_switch:history", "0")
        for part in ["EXPLAINED", "trader:ben", "fat finger"] { #expect(newest.contains(part), "\(newest)") }
        // An answer may be lost: told twice it is written once.
        #expect(try client.perform(.explain(reason: "fat finger", by: ben)) == .already)
        #expect(try server.ask("LLEN", "kill_switch:history") == .integer(2))
        _ = try client.perform(.disengage(reason: "b", by: anna))
        #expect(throws: FirmError.noSuchHalt) { try client.perform(.explain(reason: "late", by: anna)) }
        #expect(try client.status().kill.get().last?.reason == "fat finger")
      }

      @Test func aReleasedRecordStillSaysWhatWasHalted() throws {
        #expect(try client.status().kill.get().last == nil)
        _ = try client.perform(.engage(reason: "a", by: anna))
        let halt = try client.status().kill.get().engagement
        _ = try client.perform(.disengage(reason: "b", by: ben))
        let kill = try client.status().kill.get()
        #expect(kill.engagement == nil && kill.last == halt && kill.last?.reason == "a")
        #expect(kill.releasedBy == "trader:ben")
      }

      @Test func trippingKeepsTheFirstReasonAndResettingStartsTheQuietPeriod() throws {
        #expect(throws: FirmError.notTripped) { try client.perform(.reset(reason: "no", by: anna)) }
        #expect(try client.perform(.trip(.drawdown, details: "-7 %", by: anna)) == .done(remark: nil))
        #expect(try client.perform(.trip(.auth, details: "401", by: ben)) == .already)
        guard case .tripped(let trip) = try client.status().reading(quiet: .seconds(300)) else {
          Issue.record("not tripped")
          return
        }
        #expect(trip.reason == "MAX_DRAWDOWN" && trip.details == "-7 %" && trip.at != nil)
        #expect(try client.perform(.reset(reason: "seen", by: ben)) == .done(remark: nil))
        #expect(throws: FirmError.notTripped) { try client.perform(.reset(reason: "again", by: ben)) }
        let status = try client.status()
        guard case .quiet(let until, trip) = status.reading(quiet: .seconds(300)) else {
          Issue.record("not quiet")
          return
        }
        #expect((until - status.at).wholeSeconds >= 240 && until - status.at <= .seconds(300))
        #expect(try status.breaker.get().resetBy == "trader:ben")
        // From the quiet period it trips again.
        #expect(try client.perform(.trip(.auth, details: "401", by: ben)) == .done(remark: nil))
        #expect(try client.status().breaker.get().count == 2)
        #expect(try server.ask("ZCARD", "circuit_breaker:trip_history") == .integer(2))
      }

      @Test func aSwitchWritesOpenWhenTheQuietPeriodIsOver() throws {
        _ = try client.perform(.trip(.manual, details: "", by: anna))
        _ = try client.perform(.reset(reason: "", by: anna))
        let (patient, heard) = try FirmSwitch.started(try server.configuration)
        defer { patient.stop() }
        try waitUntil("quiet is told") { if case .quiet = heard.values.last { true } else { false } }
        #expect(!patient.allowsTrading)
        let (firm, _) = try FirmSwitch.started(
          try FirmConfiguration(
            setting: "127.0.0.1:\(server.port)", isPrivate: true, quietPeriod: .seconds(1)))
        defer { firm.stop() }
        try waitUntil("it is over") { firm.allowsTrading }
        try waitUntil("OPEN is written") { try server.field("state", of: .breaker) == "OPEN" }
        // A desk with a longer quiet period goes on being quiet, whatever the word is.
        usleep(400_000)
        #expect(!patient.allowsTrading)
        #expect(!heard.values.contains(.open))
        // And knows that the other's is shorter, which the other cannot.
        try waitUntil("it is noticed") { patient.hasOtherQuietPeriod }
        #expect(!firm.hasOtherQuietPeriod)
        let status = try client.status()
        #expect(status.isOpenedEarly(quiet: .seconds(300)) && !status.isOpenedEarly(quiet: .seconds(1)))
      }

      /// The record's day is New York's, whatever the day is elsewhere.
      @Test(arguments: [
        ("2026-11-23T04:59:59Z", "2026-11-23T05:00:00.000000Z", 1),
        ("2026-11-23T05:00:00.999999+00:00", "2026-11-24T04:59:59.000000Z", 8),
        ("2026-11-24T05:00:00Z", "2026-11-24T04:59:59.000000Z", 1),
        ("yesterday", "2026-11-24T04:59:59.000000Z", 1),
        ("2026-07-01T04:00:00Z", "2026-07-02T03:59:59.000000Z", 8),
        ("2026-07-01T03:59:59Z", "2026-07-01T04:00:00.000000Z", 1),
      ])
      func countsAreOfOneTradingDate(last: String, now: String, count: Int) throws {
        let stamp = FirmStamp(try #require(Instant(rfc3339: now)))
        for (script, key, text, arguments) in [
          (FirmScript.engage, FirmKey.killSwitch, "engag", ["a", "b"]),
          (.trip, .breaker, "tripp", ["a", "b", "c", "1.5"]),
        ] {
          let state = key == .killSwitch ? "ACTIVE" : "OPEN"
          let field = key == .killSwitch ? "engagement_count_today" : "trip_count_today"
          try server.ask(
            "SET", key.rawValue, #"{"state": "\#(state)", "\#(text)ed_at": "\#(last)", "\#(field)": 7}"#)
          #expect(
            try server.ask(script.command(stamp, arguments))
              == .list([.bytes(Array("done".utf8)), .bytes([])]))
          #expect(try server.field(field, of: key) == "\(count)")
        }
      }

      @Test func fieldsOfOtherProgramsStay() throws {
        try server.ask(
          "SET", "kill_switch:state", #"{"venue": "X", "nested": {"a": [1]}, "state": "ACTIVE"}"#)
        _ = try client.perform(.engage(reason: "a", by: anna))
        let text = try server.text("GET", "kill_switch:state")
        #expect(text.contains(#""venue":"X""#) && text.contains(#""nested":{"a":[1]}"#))
      }

      /// What the server's JSON library does to what it does not know, as the handbook says.
      @Test func anEmptyListOfAnotherProgramBecomesAnEmptyObject() throws {
        try server.ask(
          "SET", "kill_switch:state",
          #"{"state": "ACTIVE", "venues": [], "names": {}, "some": [1], "size": 12345678901234, "no": null}"#)
        _ = try client.perform(.engage(reason: "a", by: anna))
        let text = try server.text("GET", "kill_switch:state")
        for part in [
          #""venues":{}"#, #""names":{}"#, #""some":[1]"#, #""size":12345678901234"#, #""no":null"#,
        ] {
          #expect(text.contains(part), "\(text)")
        }
        #expect(try client.status().kill.get().engagement != nil)
      }

      @Test func aFieldThatCannotBeWrittenStopsNoHalt() throws {
        try server.ask("SET", "kill_switch:state", #"{"state": "ACTIVE", "engaged_by": "x", "size": 1e999}"#)
        #expect(try client.perform(.engage(reason: "a", by: anna)) == .done(remark: nil))
        #expect(try client.status().kill.get().engagement?.by == "trader:anna")
      }

      @Test func aReasonAsLongAsABookLeavesARecordThatCanBeRead() throws {
        let book = String(repeating: "\u{0}\"\u{1F631}", count: 100_000)
        #expect(try client.perform(.engage(reason: book, by: anna)) == .done(remark: nil))
        #expect(try client.perform(.trip(.manual, details: book, by: anna)) == .done(remark: nil))
        #expect(try client.status().kill.get().engagement != nil)
      }

      @Test func historiesEndAtAThousand() throws {
        try server.ask(["LPUSH", "kill_switch:history"] + (0..<1500).map { "old\($0)" })
        try server.ask(
          ["ZADD", "circuit_breaker:trip_history"] + (0..<1500).flatMap { ["\($0)", "old\($0)"] })
        _ = try client.perform(.engage(reason: "a", by: anna))
        _ = try client.perform(.trip(.manual, details: "", by: anna))
        #expect(try server.ask("LLEN", "kill_switch:history") == .integer(1000))
        #expect(try server.text("LINDEX", "kill_switch:history", "0").contains("ENGAGED"))
        #expect(try server.text("LINDEX", "kill_switch:history", "1") == "old1499")
        #expect(try server.ask("ZCARD", "circuit_breaker:trip_history") == .integer(1000))
        let newest = try #require(try server.ask("ZRANGE", "circuit_breaker:trip_history", "-2", "-1").texts)
        #expect(newest.first == "old1499" && newest.last?.contains("MANUAL") == true)
        _ = try client.perform(.disengage(reason: "b", by: anna))
        #expect(try server.ask("LLEN", "kill_switch:history") == .integer(1000))
      }

      /// A broken history stops no halt, and lets nothing go.
      @Test func aHistoryThatCannotBeWrittenErrsOnTheSafeSide() throws {
        for history in ["kill_switch:history", "circuit_breaker:trip_history"] {
          try server.ask("SET", history, "not a list")
        }
        for act in [FirmAct.engage(reason: "a", by: anna), .trip(.manual, details: "", by: anna)] {
          guard case .done(let remark?) = try client.perform(act) else {
            Issue.record("no remark")
            continue
          }
          #expect(remark.contains("WRONGTYPE"))
        }
        #expect(throws: FirmError.self) { try client.perform(.disengage(reason: "b", by: anna)) }
        #expect(try server.field("state", of: .killSwitch) == "ENGAGED")
      }

      /// Of many desks that halt at once, one is the first; the others hear so.
      @Test func manyDesksHaltAtOnce() throws {
        let outcomes = Heard<String>()
        let configuration = try server.configuration
        for desk in 0..<24 {
          OwnThread.start {
            let actor = Actor("desk\(desk)")
            do throws(FirmError) {
              let halt = try FirmClient(configuration).perform(.engage(reason: "r\(desk)", by: actor))
              let trip = try FirmClient(configuration).perform(.trip(.manual, details: "", by: actor))
              outcomes.note("\(halt.words) \(trip.words)")
            } catch {
              outcomes.note(error.words)
            }
          }
        }
        try waitUntil("all have answered") { outcomes.values.count == 24 }
        #expect(outcomes.values.filter { $0.hasPrefix("recorded") }.count == 1)
        #expect(outcomes.values.filter { $0.hasSuffix("whole firm") }.count == 1)
        #expect(outcomes.values.allSatisfy { $0.hasPrefix("recorded") || $0.hasPrefix("it was so before") })
        #expect(try client.status().kill.get().count == 1)
        #expect(try client.status().breaker.get().count == 1)
        #expect(try server.ask("LLEN", "kill_switch:history") == .integer(1))
        #expect(try server.ask("ZCARD", "circuit_breaker:trip_history") == .integer(1))
      }

      @Test func anActThatComesTooLateLetsNothingGo() throws {
        _ = try client.perform(.engage(reason: "a", by: anna))
        _ = try client.perform(.trip(.manual, details: "", by: anna))
        let past = FirmStamp(Instant(microseconds: 1_700_000_000_000_000))
        let release = FirmScript.disengage.command(
          past, ["a", "b", "1700000001", try client.status().kill.get().stamp])
        let reset = FirmScript.reset.command(
          past, ["a", "1700000001", try client.status().breaker.get().stamp])
        for command in [release, reset] {
          #expect(try server.ask(command) == .list([.bytes(Array("late".utf8))]))
        }
        #expect(try server.field("state", of: .killSwitch) == "ENGAGED")
        #expect(try server.field("state", of: .breaker) == "TRIPPED")
      }
    }
  }
#endif
