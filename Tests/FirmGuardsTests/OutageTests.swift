#if FIRM_GUARDS
  import Glibc
  import SlicingCore
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
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        let start = BootTime.now
        server.kill()
        let told = try heard.time(after: start, "it is told") { $0.complaint != nil }
        report("server killed, told after", [told - start])
        #expect(told - start < 1_000_000_000)
        #expect(!firm.allowsTrading)
        try waitUntil("it says why") { heard.values.last?.complaint?.contains("Connection refused") == true }
        try server.start()
        try waitUntil("the empty server is told") {
          heard.values.last == .unreadable("kill_switch:state is missing")
        }
        _ = try FirmClient(try server.configuration).initialise(by: anna)
        try waitUntil("trading goes on") { firm.allowsTrading && heard.values.last == .open }
      }

      @Test func aServerThatHangsIsTold() throws {
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        defer { server.thaw() }
        let start = BootTime.now
        server.freeze()
        let told = try heard.time(after: start, "it is told") { $0.complaint != nil }
        report("server stopped, told after", [told - start])
        #expect(told - start < 1_000_000_000)
        #expect(!firm.allowsTrading)
        let back = BootTime.now
        server.thaw()
        let open = try heard.time(after: back, "trading goes on") { $0 == .open }
        report("server goes on, told after", [open - back])
      }

      /// The age limit holds by itself: nobody has to notice anything.
      @Test func aReadingIsBelievedForAQuarterOfASecond() throws {
        let (firm, _) = try FirmSwitch.started(try server.configuration)
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

      @Test func aHaltIsKeptUntilTheServerIsBackAndAReleaseIsNot() throws {
        let (firm, _) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        server.kill()
        let halts = Heard<Result<FirmOutcome, FirmError>>()
        let releases = Heard<Result<FirmOutcome, FirmError>>()
        firm.perform(.engage(reason: "a", by: anna)) { halts.note($0) }
        firm.perform(.disengage(reason: "b", by: anna)) { releases.note($0) }
        firm.perform(.reset(reason: "c", by: anna)) { releases.note($0) }
        try waitUntil("all have answered once") { halts.values.count == 1 && releases.values.count == 2 }
        guard case .success(.kept) = halts.values[0] else {
          Issue.record("\(halts.values)")
          return
        }
        for release in releases.values {
          guard case .failure(let error) = release else {
            Issue.record("\(release)")
            continue
          }
          #expect(error.words.contains("not done") || error.words.contains("nobody knows"))
        }
        try server.start()
        _ = try FirmClient(try server.configuration).initialise(by: anna)
        try waitUntil("the halt is recorded") { halts.values.last == .success(.done(remark: nil)) }
        #expect(halts.values.count == 2 && releases.values.count == 2)
        #expect(try server.field("state", of: .killSwitch) == "ENGAGED")
      }

      /// A release whose answer never came must not happen behind everybody's back.
      @Test func aServerThatWakesUpLaterReleasesNothing() throws {
        let client = FirmClient(try server.configuration)
        _ = try client.perform(.engage(reason: "a", by: anna))
        let (firm, _) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        server.freeze()
        let outcomes = Heard<Result<FirmOutcome, FirmError>>()
        firm.perform(.disengage(reason: "b", by: anna)) { outcomes.note($0) }
        try waitUntil("it failed") { outcomes.values.count == 1 }
        usleep(300_000)
        server.thaw()
        try waitUntil("the switch is read again") { firm.reading.complaint == nil }
        #expect(try server.field("state", of: .killSwitch) == "ENGAGED")
      }

      @Test func waitingActsEndWithTheSwitchAndAreBounded() throws {
        server.kill()
        let firm = FirmSwitch(try server.configuration)
        let outcomes = Heard<Result<FirmOutcome, FirmError>>()
        for _ in 0..<40 { firm.perform(.engage(reason: "a", by: anna)) { outcomes.note($0) } }
        #expect(outcomes.values == Array(repeating: .failure(.tooManyWaiting), count: 8))
        firm.start { _ in }
        try waitUntil("all are kept") { outcomes.values.count == 40 }
        firm.perform(.trip(.manual, details: "", by: anna)) { outcomes.note($0) }
        #expect(outcomes.values.last == .failure(.tooManyWaiting))
        firm.stop()
        try waitUntil("all have ended") { outcomes.values.filter { $0 == .failure(.stopped) }.count == 32 }
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
        let start = BootTime.now
        #expect(throws: FirmError.unreachable("no answer within 200 ms")) { try client.status() }
        #expect(BootTime.now - start < 1_000_000_000)
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
