#if FIRM_GUARDS
  import Glibc
  import SlicingCore
  import TestSupport
  import Testing

  @testable import FirmGuards

  extension FirmServerTests {
    /// A server that goes away, hangs, and comes back.
    @Suite(.serialized) struct OutageTests {
      let server: RedisServer
      let anna = Actor("trader:anna")

      init() throws {
        server = try RedisServer()
        _ = try FirmClient(try server.configuration).initialise(by: anna)
      }

      @Test func aServerThatIsKilledIsToldAndSoIsItsReturn() throws {
        let (firm, heard) = try FirmSwitch.started(try server.impatientConfiguration)
        defer { firm.stop() }
        try Promise.expect("a server that was killed is told", within: .seconds(1)) {
          let start = BootTime.now
          server.kill()
          let told = try heard.time(after: start, "it is told") { $0.complaint != nil }
          #expect(!firm.allowsTrading)
          try waitUntil("it says why") {
            heard.values.last?.complaint?.contains("Connection refused") == true
          }
          try server.start()
          try waitUntil("the empty server is told") {
            heard.values.last == .unreadable("kill_switch:state is missing")
          }
          _ = try FirmClient(try server.configuration).initialise(by: anna)
          try waitUntil("trading goes on") { firm.allowsTrading && heard.values.last == .open }
          report("server killed, told after", [told - start])
          return .nanoseconds(told - start)
        }
      }

      @Test func aServerThatHangsIsTold() throws {
        let (firm, heard) = try FirmSwitch.started(try server.impatientConfiguration)
        defer { firm.stop() }
        defer { server.thaw() }
        try Promise.expect("a server that hangs is told", within: .seconds(1)) {
          let start = BootTime.now
          server.freeze()
          let told = try heard.time(after: start, "it is told") { $0.complaint != nil }
          #expect(!firm.allowsTrading)
          let back = BootTime.now
          server.thaw()
          let open = try heard.time(after: back, "trading goes on") { $0 == .open }
          report("server goes on, told after", [open - back])
          report("server stopped, told after", [told - start])
          return .nanoseconds(told - start)
        }
      }

      /// The age limit holds by itself: nobody has to notice anything.
      @Test func aReadingIsBelievedForAQuarterOfASecond() throws {
        let (firm, _) = try FirmSwitch.started(try server.impatientConfiguration)
        defer { firm.stop() }
        defer { server.thaw() }
        try waitUntil("it allows trading") { firm.allowsTrading }
        server.freeze()
        let start = BootTime.now
        var last = start
        while true {
          let asked = BootTime.now
          guard firm.allowsTrading, asked - start < 5_000_000_000 else { break }
          last = asked
          usleep(500)
        }
        // One more answer may have been under way.
        #expect(last - start <= 300_000_000, "trading was allowed for \((last - start) / 1_000_000) ms")
        let complaint = try #require(firm.reading.complaint)
        #expect(complaint.hasPrefix("it was last read "))
      }

      @Test func aHaltIsKeptUntilTheServerIsBack() throws {
        let (firm, _) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        server.kill()
        let halts = Heard<Result<FirmOutcome, FirmError>>()
        firm.perform(.engage(reason: "a", by: anna)) { halts.note($0) }
        try waitUntil("it has answered once") { halts.values.count == 1 }
        guard case .success(.kept) = halts.values[0] else {
          Issue.record("\(halts.values)")
          return
        }
        try server.start()
        _ = try FirmClient(try server.configuration).initialise(by: anna)
        try waitUntil("the halt is recorded") { halts.values.last == .success(.done(remark: nil)) }
        #expect(halts.values.count == 2)
        #expect(try server.field("state", of: .killSwitch) == "ENGAGED")
      }

      @Test func aReasonWaitsBehindItsHalt() throws {
        let (firm, _) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        server.kill()
        let outcomes = Heard<Result<FirmOutcome, FirmError>>()
        for act in [
          FirmAct.engage(reason: "", by: anna), .explain(reason: "first", by: anna),
          .explain(reason: "second", by: anna),
        ] {
          firm.perform(act) { outcomes.note($0) }
        }
        try waitUntil("all are kept, and the first reason is overtaken") { outcomes.values.count == 4 }
        #expect(outcomes.values.count { $0 == .failure(.withdrawn) } == 1)
        try server.start()
        _ = try FirmClient(try server.configuration).initialise(by: anna)
        try waitUntil("both are recorded") {
          outcomes.values.suffix(2) == [.success(.done(remark: nil)), .success(.done(remark: nil))]
        }
        #expect(try server.field("engagement_reason", of: .killSwitch) == "second")
        #expect(try server.text("LINDEX", "kill_switch:history", "0").contains("EXPLAINED"))
      }

      @Test func aReasonThatNobodyHeardIsSaidAtTheEnd() throws {
        let client = FirmClient(try server.configuration)
        _ = try client.perform(.engage(reason: "", by: anna))
        let (firm, _) = try FirmSwitch.started(try server.configuration)
        server.kill()
        let explanation = FirmAct.explain(reason: "fat finger", by: anna)
        firm.perform(explanation) { _ in }
        #expect(firm.stop(waitingAtMost: .seconds(10)) == [explanation])
      }

      /// Hours later, this desk long released, it would halt the whole firm.
      @Test func aReleaseTakesBackAHaltThatWaits() throws {
        let (firm, _) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        // Full, it reads and does not write.
        try server.ask("CONFIG", "SET", "maxmemory", "1")
        let stops = Heard<Result<FirmOutcome, FirmError>>()
        let releases = Heard<Result<FirmOutcome, FirmError>>()
        firm.perform(.engage(reason: "a", by: anna)) { stops.note($0) }
        firm.perform(.trip(.manual, details: "a", by: anna)) { stops.note($0) }
        try waitUntil("both are kept") { stops.values.count == 2 }
        for stop in stops.values {
          guard case .success(.kept(.refused(let words))) = stop, words.contains("OOM") else {
            Issue.record("\(stop)")
            return
          }
        }
        firm.perform(.disengage(reason: "b", by: anna)) { releases.note($0) }
        firm.perform(.reset(reason: "c", by: anna)) { releases.note($0) }
        try waitUntil("all have answered") { stops.values.count == 4 && releases.values.count == 2 }
        #expect(stops.values.suffix(2) == [.failure(.withdrawn), .failure(.withdrawn)])
        #expect(releases.values.allSatisfy { if case .failure = $0 { true } else { false } })
        try server.ask("CONFIG", "SET", "maxmemory", "0")
        usleep(1_200_000)
        #expect(try server.field("state", of: .killSwitch) == "ACTIVE")
        #expect(try server.field("state", of: .breaker) == "OPEN")
        #expect(stops.values.count == 4)
      }

      /// A release whose answer never came must not happen behind everybody's back: it stands in the server's
      /// socket and is read when the server wakes. The halt shows that this is so.
      @Test func aServerThatWakesUpLaterReleasesNothing() throws {
        let direct = FirmClient(try server.configuration)
        let middle = try Interception(before: server)
        let client = FirmClient(try server.impatientConfiguration("127.0.0.1:\(middle.port)"))
        for (act, word) in [
          (FirmAct.engage(reason: "a", by: anna), "ENGAGED"), (.disengage(reason: "b", by: anna), "ENGAGED"),
        ] {
          defer { server.thaw() }
          try loseAnswer(of: act, client)
          // By the server's clock, to the second: two seconds later it is too late for certain.
          usleep(2_100_000)
          server.thaw()
          try waitUntil("it answers again") { (try? direct.status()) != nil }
          #expect(try server.field("state", of: .killSwitch) == word)
        }
      }

      /// A busy machine may need the 200 ms before the act is on its way at all; then once more.
      private func loseAnswer(of act: FirmAct, _ client: FirmClient) throws {
        for _ in 1...20 {
          do throws(FirmError) {
            _ = try client.perform(act)
            Issue.record("answered")
          } catch {
            if error == .unknown("no answer within 200 ms") { return }
            guard case .unreachable = error else {
              Issue.record("\(error)")
              return
            }
          }
          server.thaw()
        }
        Issue.record("it never got to the server")
      }

      @Test func waitingActsEndWithTheSwitchAndAreBounded() throws {
        server.kill()
        let firm = FirmSwitch(try server.configuration)
        let releases = Heard<Result<FirmOutcome, FirmError>>()
        let halts = Heard<Result<FirmOutcome, FirmError>>()
        for _ in 0..<40 { firm.perform(.disengage(reason: "a", by: anna)) { releases.note($0) } }
        #expect(releases.values == Array(repeating: .failure(.tooManyWaiting), count: 8))
        // A halt key that is held finds room all the same, and takes none from anybody.
        for _ in 0..<100 { firm.perform(.engage(reason: "a", by: anna)) { halts.note($0) } }
        #expect(halts.values == Array(repeating: .success(.already), count: 99))
        firm.start { _ in }
        try waitUntil("all have answered") { releases.values.count == 40 && halts.values.count == 100 }
        for _ in 0..<100 { firm.perform(.engage(reason: "b", by: anna)) { halts.note($0) } }
        try waitUntil("each has answered") { halts.values.count == 200 }
        #expect(firm.stop(waitingAtMost: .seconds(10)) == [.engage(reason: "a", by: anna)])
        #expect(halts.values.filter { $0 == .failure(.stopped) }.count == 1)
      }

      @Test func aServerThatIsNotThereAtTheStartIsTold() throws {
        server.kill()
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        try waitUntil("it is told") {
          heard.values.last == .unreadable("it has not been read yet (no connection: Connection refused)")
        }
        try server.start()
        _ = try FirmClient(try server.configuration).initialise(by: anna)
        try waitUntil("it is read") { firm.allowsTrading }
      }

      @Test func theClientSaysThatNobodyIsThere() throws {
        server.kill()
        #expect(throws: FirmError.unreachable("no connection: Connection refused")) {
          try FirmClient(try server.configuration).status()
        }
      }

      /// Each byte comes in time; the answer does not.
      @Test func aServerThatAnswersByteByByteIsGivenUp() throws {
        let stranger = try Stranger(.slow)
        let client = FirmClient(try FirmConfiguration(setting: "127.0.0.1:\(stranger.port)", isPrivate: true))
        Promise.expect("a server that answers byte by byte is given up", within: .seconds(1)) {
          let start = BootTime.now
          #expect(throws: FirmError.unreachable("no answer within 200 ms")) { try client.status() }
          return .nanoseconds(BootTime.now - start)
        }
      }

      @Test func aServerThatSpeaksSomethingElseIsRefused() throws {
        let stranger = try Stranger(.web)
        let (firm, heard) = try FirmSwitch.started(
          try FirmConfiguration(setting: "127.0.0.1:\(stranger.port)", isPrivate: true))
        defer { firm.stop() }
        try waitUntil("it is told") {
          heard.values.last?.complaint?.contains("not in Redis's protocol") == true
        }
      }
    }
  }
#endif
