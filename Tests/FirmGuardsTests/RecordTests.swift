#if FIRM_GUARDS
  import SlicingCore
  import Testing

  @testable import FirmGuards

  extension FirmServerTests {
    /// Records that are not there or make no sense: who may touch them, and who may not.
    @Suite(.serialized) struct RecordTests {
      let server: RedisServer
      let client: FirmClient
      let anna = Actor("trader:anna")

      init() throws {
        server = try RedisServer()
        client = FirmClient(try server.configuration)
      }

      private var acts: [FirmAct] {
        [
          .engage(reason: "a", by: anna), .disengage(reason: "b", by: anna),
          .trip(.manual, details: "c", by: anna), .reset(reason: "d", by: anna),
        ]
      }

      private var killActs: [FirmAct] { acts.prefix(2) + [.explain(reason: "e", by: anna)] }

      @Test func nothingButInitialisingMakesARecord() throws {
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        try waitUntil("it is told") { heard.values.last == .unreadable("kill_switch:state is missing") }
        #expect(try client.status().kill == .failure(.missing))
        for act in acts + [.explain(reason: "e", by: anna)] {
          #expect {
            try client.perform(act)
          } throws: { error in
            guard case FirmError.blockedAnyway(_, .missing) = error else { return false }
            return true
          }
        }
        #expect(try server.ask("DBSIZE") == .integer(0))
      }

      @Test func initialisingTwiceIsInitialisingOnce() throws {
        #expect(try client.initialise(by: anna) == FirmInitialisation(kill: .created, breaker: .created))
        #expect(try client.status().reading(quiet: .zero) == .open)
        _ = try client.perform(.engage(reason: "a", by: anna))
        let before = try server.text("GET", "kill_switch:state")
        #expect(
          try client.initialise(by: anna, repair: true) == FirmInitialisation(kill: .kept, breaker: .kept))
        #expect(try server.text("GET", "kill_switch:state") == before)
        try server.ask("DEL", "circuit_breaker:state")
        #expect(try client.initialise(by: anna) == FirmInitialisation(kill: .kept, breaker: .created))
      }

      static let nonsense: [([String], RecordFault)] = [
        (["SET", "kill_switch:state", "garbage"], .notJSON), (["SET", "kill_switch:state", ""], .notJSON),
        (["RPUSH", "kill_switch:state", "ACTIVE"], .kind("list")),
        (["HSET", "kill_switch:state", "state", "ACTIVE"], .kind("hash")),
        (["SET", "kill_switch:state", #"{"state": "OFF"}"#], .unknownState("OFF")),
        (["SET", "kill_switch:state", #"{"engaged_at": null}"#], .noField("state")),
        (["SETRANGE", "kill_switch:state", "70000", "x"], .tooLong),
        // The server's own reader takes these.
        (
          ["SET", "kill_switch:state", #"{"state": "ACTIVE", "state": "ENGAGED"}"#], .repeated(field: "state")
        ),
        (["SET", "kill_switch:state", #"{"state": "ENGAGED", "x": 1, "x": 2}"#], .repeated(field: "x")),
        (["SET", "kill_switch:state", #"{"state": "ENGAGED", "loss": NaN}"#], .notJSON),
        (["SET", "kill_switch:state", #"{"state": "ACTIVE", "loss": NaN}"#], .notJSON),
        (["SETRANGE", "kill_switch:state", "50000000", "x"], .tooLong),
      ]

      @Test(arguments: nonsense) func nonsenseIsNamedAndLeftAlone(command: [String], fault: RecordFault)
        throws
      {
        _ = try client.initialise(by: anna)
        try server.ask("DEL", "kill_switch:state")
        try server.ask(command)
        let before = try fingerprint()
        #expect(try client.status().kill == .failure(fault))
        for act in killActs {
          #expect(throws: FirmError.blockedAnyway(.killSwitch, fault)) { try client.perform(act) }
        }
        #expect(try client.initialise(by: anna).kill == .left(fault))
        #expect(try fingerprint() == before)
      }

      private func fingerprint() throws -> String {
        let script = "return redis.sha1hex(redis.call('DUMP', KEYS[1]))"
        return try server.text("EVAL", script, "1", "kill_switch:state")
      }

      /// What could not be read may have been a halt.
      @Test(arguments: nonsense) func aRepairedRecordStopsTrading(command: [String], fault: RecordFault)
        throws
      {
        try server.ask(command)
        let initialisation = try client.initialise(by: anna, repair: true)
        #expect(initialisation == FirmInitialisation(kill: .replaced(fault), breaker: .created))
        guard case .engaged(let halt) = try client.status().reading(quiet: .zero) else {
          Issue.record("not engaged")
          return
        }
        #expect(halt.by == "trader:anna")
        #expect(try client.perform(.disengage(reason: "looked at", by: anna)) == .done(remark: nil))
      }

      @Test(arguments: [
        (#"{"state": "TRIPPED", "state": "TRIPPED"}"#, RecordFault.repeated(field: "state")),
        (#"{"state": "TRIPPED", "loss": NaN}"#, .notJSON),
      ])
      func aBreakerThatOnlyTheServerCanReadIsLeftAlone(record: String, fault: RecordFault) throws {
        _ = try client.initialise(by: anna)
        try server.ask("SET", "circuit_breaker:state", record)
        for act in acts.suffix(2) {
          #expect(throws: FirmError.blockedAnyway(.breaker, fault)) { try client.perform(act) }
        }
        #expect(try server.text("GET", "circuit_breaker:state") == record)
      }

      @Test func aRepairedBreakerIsTripped() throws {
        try server.ask("SET", "circuit_breaker:state", "garbage")
        #expect(try client.initialise(by: anna, repair: true).breaker == .replaced(.notJSON))
        guard case .tripped(let trip) = try client.status().reading(quiet: .zero) else {
          Issue.record("not tripped")
          return
        }
        #expect(trip.reason == "MANUAL")
      }
    }
  }
#endif
