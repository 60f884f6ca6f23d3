#if FIRM_GUARDS
  import Locking
  import SlicingCore
  import Testing

  @testable import FirmGuards

  extension FirmServerTests {
    /// A release lifts what its trader has seen, and nothing else.
    @Suite(.serialized) struct ReleaseTests {
      let server: RedisServer
      let client: FirmClient
      let anna = Actor("trader:anna")
      let ben = Actor("trader:ben")

      init() throws {
        server = try RedisServer()
        client = FirmClient(try server.configuration)
        _ = try client.initialise(by: anna)
      }

      /// Its first word of what it read lasts until the gate opens: what happens meanwhile is not told.
      private func switchThatIsToldNoMore(_ gate: Locked<Bool>) throws -> FirmSwitch {
        let heard = Heard<FirmReading>()
        let firm = FirmSwitch(try server.configuration)
        firm.start { reading in
          heard.note(reading)
          // On a busy machine, that nothing is read yet may be told before.
          guard reading.complaint == nil else { return }
          gate.wait { $0 ? .take(()) : .sleep(atMost: nil) }
        }
        try waitUntil("the first reading") { heard.values.contains { $0.complaint == nil } }
        return firm
      }

      private func outcome(of act: FirmAct, by firm: FirmSwitch) throws -> Result<FirmOutcome, FirmError> {
        let heard = Heard<Result<FirmOutcome, FirmError>>()
        firm.perform(act) { heard.note($0) }
        try waitUntil("it has answered") { !heard.values.isEmpty }
        return heard.values[0]
      }

      @Test func aHaltThatCameAfterTheOneThatWasSeenStays() throws {
        _ = try client.perform(.engage(reason: "seen", by: anna))
        let gate = Locked(false)
        let firm = try switchThatIsToldNoMore(gate)
        defer { gate.change { $0 = true } }
        _ = try client.perform(.disengage(reason: "", by: ben))
        _ = try client.perform(.engage(reason: "not seen", by: ben))
        let release = FirmAct.disengage(reason: "b", by: anna)
        #expect(try outcome(of: release, by: firm) == .failure(.changed(.killSwitch)))
        #expect(try client.status().kill.get().engagement?.reason == "not seen")
        gate.change { $0 = true }
        try waitUntil("it was told") { (try? outcome(of: release, by: firm)) == .success(.done(remark: nil)) }
        firm.stop()
      }

      @Test func aReasonIsNotThatOfAHaltThatCameAfterTheOneThatWasSeen() throws {
        _ = try client.perform(.engage(reason: "", by: anna))
        let gate = Locked(false)
        let firm = try switchThatIsToldNoMore(gate)
        defer { gate.change { $0 = true } }
        _ = try client.perform(.disengage(reason: "", by: ben))
        _ = try client.perform(.engage(reason: "not seen", by: ben))
        let explanation = FirmAct.explain(reason: "fat finger", by: anna)
        #expect(try outcome(of: explanation, by: firm) == .failure(.noSuchHalt))
        #expect(try client.status().kill.get().engagement?.reason == "not seen")
        firm.stop()
      }

      /// A reason given meanwhile makes it no other halt.
      @Test func aHaltThatWasExplainedSinceItWasSeenIsReleased() throws {
        _ = try client.perform(.engage(reason: "", by: anna))
        let gate = Locked(false)
        let firm = try switchThatIsToldNoMore(gate)
        defer { gate.change { $0 = true } }
        _ = try client.perform(.explain(reason: "fat finger", by: ben))
        #expect(
          try outcome(of: .disengage(reason: "b", by: anna), by: firm) == .success(.done(remark: nil)))
        firm.stop()
      }

      /// Told with the halt that hides it, the trip counts as seen.
      @Test func aTripBehindAHaltIsTold() throws {
        _ = try client.perform(.trip(.overfill, details: "far off", by: anna))
        _ = try client.perform(.engage(reason: "a", by: anna))
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        try waitUntil("both are told") { heard.values.last?.tripBehindHalt?.details == "far off" }
        #expect(
          try outcome(of: .reset(reason: "b", by: ben), by: firm) == .success(.done(remark: nil)))
        try waitUntil("the halt alone") { heard.values.last.map { $0.tripBehindHalt == nil } ?? false }
        #expect(try server.field("state", of: .killSwitch) == "ENGAGED")
      }

      @Test func aTripThatCameAfterTheOneThatWasSeenStays() throws {
        _ = try client.perform(.trip(.auth, details: "seen", by: anna))
        let gate = Locked(false)
        let firm = try switchThatIsToldNoMore(gate)
        defer { gate.change { $0 = true } }
        _ = try client.perform(.reset(reason: "", by: ben))
        _ = try client.perform(.trip(.auth, details: "not seen", by: ben))
        let reset = FirmAct.reset(reason: "b", by: anna)
        #expect(try outcome(of: reset, by: firm) == .failure(.changed(.breaker)))
        #expect(try server.field("state", of: .breaker) == "TRIPPED")
        gate.change { $0 = true }
        try waitUntil("it was told") { (try? outcome(of: reset, by: firm)) == .success(.done(remark: nil)) }
        firm.stop()
      }

      /// Between reading the record and changing it somebody else may be faster.
      @Test func theServerComparesAsWell() throws {
        _ = try client.perform(.engage(reason: "a", by: anna))
        _ = try client.perform(.trip(.manual, details: "", by: anna))
        let status = try client.status()
        for act in [
          FirmAct.disengage(reason: "b", by: anna), .reset(reason: "b", by: anna),
          .explain(reason: "b", by: anna),
        ] {
          let command = act.script.command(
            FirmStamp(status.at), act.arguments(status.at, stamp: "2026-11-23T15:00:00.000000Z"))
          #expect(try server.ask(command) == .list([.bytes(Array("changed".utf8))]))
        }
        #expect(try server.field("state", of: .killSwitch) == "ENGAGED")
        #expect(try server.field("engagement_reason", of: .killSwitch) == "a")
        #expect(try server.field("state", of: .breaker) == "TRIPPED")
      }

      /// Other programs need not write when.
      @Test func aHaltWithoutATimeIsReleased() throws {
        try server.ask("SET", "kill_switch:state", #"{"state": "ENGAGED", "engaged_by": "python"}"#)
        let (firm, heard) = try FirmSwitch.started(try server.configuration)
        defer { firm.stop() }
        try waitUntil("it is told") { heard.values.contains { $0.complaint == nil } }
        #expect(
          try outcome(of: .disengage(reason: "b", by: anna), by: firm) == .success(.done(remark: nil)))
      }
    }
  }
#endif
