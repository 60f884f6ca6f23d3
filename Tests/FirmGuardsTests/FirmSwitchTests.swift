#if FIRM_GUARDS
  import Glibc
  import SlicingCore
  import TestSupport
  import Testing

  @testable import FirmGuards

  extension FirmServerTests {
    /// A desk that watches the switch while others change it.
    @Suite(.serialized) struct FirmSwitchTests {
      let server: RedisServer
      let client: FirmClient
      let anna = Actor("trader:anna")

      init() throws {
        server = try RedisServer()
        client = FirmClient(try server.configuration)
        _ = try client.initialise(by: anna)
      }

      @Test func beforeTheFirstReadingNothingGoes() throws {
        let firm = FirmSwitch(try server.configuration)
        #expect(firm.reading == .unreadable("it has not been read yet"))
        #expect(!firm.allowsTrading)
      }

      @Test func theFirstReadingIsTold() throws {
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        try waitUntil("it is told") { heard.values.last == .open }
        try waitUntil("it may be asked") { firm.reading == .open && firm.allowsTrading }
      }

      @Test func aRecordWrittenWithoutAWordIsNoticed() throws {
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        try Promise.expect("a record written without a word is noticed", within: .milliseconds(250)) {
          var delays: [Int64] = []
          for round in 0..<6 {
            usleep(17_000 * UInt32(round))
            let start = BootTime.now
            try server.ask("SET", "kill_switch:state", #"{"state": "ENGAGED", "engaged_by": "python"}"#)
            let halt = FirmReading.engaged(.init(by: "python", at: nil, reason: ""))
            let at = try heard.time(after: start, "engaged") { $0 == halt }
            #expect(!firm.allowsTrading)
            try waitUntil("who and why") { firm.reading == halt }
            delays.append(at - start)
            let back = BootTime.now
            try server.ask("SET", "kill_switch:state", #"{"state": "ACTIVE"}"#)
            _ = try heard.time(after: back, "open") { $0 == .open }
          }
          report("written without a word, noticed after", delays)
          return .nanoseconds(FirmGuardsTests.median(delays))
        }
      }

      @Test func aTransitionIsNoticedAtOnce() throws {
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        try waitUntil("it listens") { try server.ask("PUBLISH", "firm_guards:changed", "x") == .integer(1) }
        // The poll alone needs 50 ms on average.
        try Promise.expect("a transition is noticed", within: .milliseconds(30)) {
          var delays: [Int64] = []
          for _ in 0..<40 {
            let start = BootTime.now
            _ = try client.perform(.engage(reason: "a", by: anna))
            let at = try heard.time(after: start, "engaged") { if case .engaged = $0 { true } else { false } }
            delays.append(at - start)
            let back = BootTime.now
            _ = try client.perform(.disengage(reason: "b", by: anna))
            _ = try heard.time(after: back, "open") { $0 == .open }
          }
          report("engaged by another desk, told after", delays)
          return .nanoseconds(FirmGuardsTests.median(delays))
        }
      }

      @Test func anActOfItsOwnIsTold() throws {
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        let outcomes = Heard<Result<FirmOutcome, FirmError>>()
        for act in [
          FirmAct.engage(reason: "a", by: anna), .engage(reason: "b", by: anna),
          .disengage(reason: "c", by: anna),
          .disengage(reason: "d", by: anna), .trip(.rejects, details: "3", by: anna),
          .reset(reason: "e", by: anna),
        ] {
          firm.perform(act) { outcomes.note($0) }
        }
        try waitUntil("all are done") { outcomes.values.count == 6 }
        // The second halt hears it from the server, or at once where the first is still to be tried.
        #expect(outcomes.values.filter { $0 == .success(.already) }.count == 1)
        #expect(
          outcomes.values.filter { $0 != .success(.already) } == [
            .success(.done(remark: nil)), .success(.done(remark: nil)), .failure(.notEngaged),
            .success(.done(remark: nil)), .success(.done(remark: nil)),
          ])
        try waitUntil("quiet is told") { if case .quiet = heard.values.last { true } else { false } }
      }

      @Test func twoDesksHearEachOther() throws {
        let (one, _) = try FirmSwitch.started(try server.configuration)
        let (other, heard) = try FirmSwitch.started(try server.configuration)
        defer {
          one.stop()
          other.stop()
        }
        one.perform(.engage(reason: "a", by: anna)) { _ in }
        try waitUntil("the other is told") { heard.values.last?.allowsTrading == false }
        #expect(!other.allowsTrading)
      }

      @Test func aMissingRecordIsTold() throws {
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        try server.ask("FLUSHALL")
        try waitUntil("it is told") { heard.values.last == .unreadable("kill_switch:state is missing") }
        #expect(!firm.allowsTrading)
        #expect(try server.ask("DBSIZE") == .integer(0))
      }

      /// What could not be recorded because there was no record is recorded as soon as there is one.
      @Test func aHaltWaitsForItsRecord() throws {
        try server.ask("FLUSHALL")
        let (firm, _) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        let outcomes = Heard<Result<FirmOutcome, FirmError>>()
        firm.perform(.engage(reason: "a", by: anna)) { outcomes.note($0) }
        try waitUntil("it is kept") { !outcomes.values.isEmpty }
        usleep(350_000)
        #expect(outcomes.values == [.success(.kept(.blockedAnyway(.killSwitch, .missing)))])
        #expect(try server.ask("DBSIZE") == .integer(0))
        _ = try client.initialise(by: anna)
        try waitUntil("it is done") { outcomes.values.last == .success(.done(remark: nil)) }
        #expect(try server.field("state", of: .killSwitch) == "ENGAGED")
      }

      @Test func aReplicaIsNotBelieved() throws {
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        try server.ask("REPLICAOF", "127.0.0.1", "1")
        try waitUntil("it is told") { heard.values.last?.complaint?.contains("slave") == true }
        #expect(!firm.allowsTrading)
        try server.ask("REPLICAOF", "NO", "ONE")
        try waitUntil("it is believed again") { firm.allowsTrading }
      }

      @Test func afterTheEndNothingGoes() throws {
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        try waitUntil("it allows trading") { firm.allowsTrading }
        firm.stop()
        #expect(!firm.allowsTrading && firm.reading == .unreadable("it is no longer read"))
        let outcomes = Heard<Result<FirmOutcome, FirmError>>()
        firm.perform(.engage(reason: "a", by: anna)) { outcomes.note($0) }
        #expect(outcomes.values == [.failure(.stopped)])
        try waitUntil("its connections are closed") { try guests() == 0 }
        #expect(heard.values.last != .unreadable("it is no longer read"))
      }

      @Test func aHaltGivenJustBeforeTheEndIsRecorded() throws {
        let (firm, _) = try FirmSwitch.started(try server.configuration)
        let outcomes = Heard<Result<FirmOutcome, FirmError>>()
        firm.perform(.engage(reason: "a", by: anna)) { outcomes.note($0) }
        firm.stop()
        try waitUntil("it is done") { outcomes.values == [.success(.done(remark: nil))] }
        #expect(try server.field("state", of: .killSwitch) == "ENGAGED")
      }

      @Test func theEndCanBeWaitedForAndSaysWhatIsLost() throws {
        let (firm, _) = try FirmSwitch.started(try server.configuration)
        firm.perform(.engage(reason: "a", by: anna)) { _ in }
        #expect(firm.stop(waitingAtMost: .seconds(10)).isEmpty)
        #expect(try server.field("state", of: .killSwitch) == "ENGAGED")

        let (other, _) = try FirmSwitch.started(try server.configuration)
        server.kill()
        let halt = FirmAct.engage(reason: "b", by: anna)
        let trip = FirmAct.trip(.manual, details: "c", by: anna)
        let outcomes = Heard<Result<FirmOutcome, FirmError>>()
        other.perform(halt) { outcomes.note($0) }
        try waitUntil("it is kept") { outcomes.values.count == 1 }
        other.perform(.disengage(reason: "d", by: anna)) { outcomes.note($0) }
        try waitUntil("it is taken back") { outcomes.values.contains(.failure(.withdrawn)) }
        other.perform(halt) { _ in }
        other.perform(trip) { _ in }
        #expect(other.stop(waitingAtMost: .seconds(10)) == [halt, trip])
        #expect(other.stop(waitingAtMost: .zero) == [halt, trip])
      }

      @Test func theEndIsNotWaitedForLongerThanWasAsked() throws {
        try Promise.expect("an end that is waited for 20 ms", within: .milliseconds(180)) {
          let (firm, _) = try FirmSwitch.started(try server.impatientConfiguration)
          defer { server.thaw() }
          server.freeze()
          let halt = FirmAct.engage(reason: "a", by: anna)
          firm.perform(halt) { _ in }
          let start = BootTime.now
          #expect(firm.stop(waitingAtMost: .milliseconds(20)) == [halt])
          return .nanoseconds(BootTime.now - start)
        }
      }

      @Test func whatASwitchThatWasNeverStartedWasAskedForIsLost() throws {
        let firm = FirmSwitch(try server.configuration)
        let halt = FirmAct.engage(reason: "a", by: anna)
        firm.perform(halt) { _ in }
        #expect(firm.stop(waitingAtMost: .seconds(10)) == [halt])
      }

      @Test func aSwitchThatIsForgottenEnds() throws {
        do {
          let (firm, _) = try FirmSwitch.started(try server.configuration)
          try waitUntil("it allows trading") { firm.allowsTrading }
        }
        try waitUntil("its connections are closed") { try guests() == 0 }
      }

      /// Whoever floods the channel does not make the desk flood the server.
      @Test func aFloodOfNewsIsReadAtAFixedPace() throws {
        let (firm, _) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        let before = try commands()
        let link = try RedisConnection.open(try server.configuration)
        let start = BootTime.now
        while BootTime.now - start < 500_000_000 {
          _ = try link.exchange(Array(repeating: ["PUBLISH", "firm_guards:changed", "x"], count: 50))
        }
        let readings = try (commands() - before)
        #expect(readings < (BootTime.now - start) / 1_000_000 / 2 + 50, "\(readings) readings")
        try waitUntil("it allows trading") { firm.allowsTrading }
      }

      /// Connections beside the one that asks.
      private func guests() throws -> Int {
        try server.text("CLIENT", "LIST").split(separator: "\n").count - 1
      }

      /// `ROLE` is asked once a reading.
      private func commands() throws -> Int64 {
        let lines = try server.text("INFO", "commandstats").split(separator: "\r\n")
        let line = lines.first { $0.hasPrefix("cmdstat_role:") }
        let calls = try #require(line?.split(separator: ",").first?.split(separator: "=").last)
        return try #require(Int64(calls))
      }
    }
  }

  func median(_ delays: [Int64]) -> Int64 { delays.sorted()[delays.count / 2] }

  /// The figures in the handbook come from here.
  func report(_ what: String, _ delays: [Int64]) {
    let sorted = delays.sorted().map { $0 / 1000 }
    print("\(what): median \(sorted[sorted.count / 2]) us, longest \(sorted[sorted.count - 1]) us")
  }
#endif
