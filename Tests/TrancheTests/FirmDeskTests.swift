#if FIRM_GUARDS
  import Foundation
  import Testing

  /// Two desks, each with a database of its own, and one switch of the firm's on a real server.
  @Suite(.sideBySide) struct FirmDeskTests {
    @Test func aHaltOnOneDeskStopsTheOtherAndEachIsReleasedByItself() throws {
      let firm = try Firm()
      try firm.initialise()
      let desks = try [Desk(firm), Desk(firm)]
      for desk in desks { #expect(try desk.records.fills(10)) }

      #expect(try desks[0].halt(["--reason", "test"]).status == 0)
      for desk in desks { #expect(try eventually { try desk.records.events("killed") == 1 }) }
      try firm.says(77, "is on")
      let sent = try desks.map { try $0.records.booked().count }
      for desk in desks { #expect(try desk.records.pass(2)) }
      for (desk, count) in zip(desks, sent) { #expect(try desk.records.booked().count == count) }

      // The other desk is released once the firm is, and resumed by a person.
      #expect(try Program.run(["release", "--reason", "all clear"] + desks[0].options).status == 0)
      #expect(try eventually { try Program.run(["firm", "status"] + firm.options).status == 0 })
      let early = try desks[1].resume()
      #expect(early.status == 77 && early.errors.contains("release the kill switch first"), "\(early.errors)")
      #expect(try Program.run(["release", "--reason", "seen"] + desks[1].options).status == 0)
      #expect(try desks[1].resume().status == 0)
      #expect(try desks[1].records.going { try desks[1].records.booked().count > sent[1] + 1 })
      for desk in desks { try desk.end() }
    }

    /// The halt key asks for no reason; it comes later, and every desk hears it.
    @Test func aReasonGivenLaterReachesTheFirmAndTheOtherDesk() throws {
      let firm = try Firm()
      try firm.initialise()
      let desks = try [Desk(firm), Desk(firm)]
      for desk in desks { #expect(try desk.records.fills(10)) }
      desks[0].run.send(SIGUSR1)
      for desk in desks { #expect(try eventually { try desk.records.events("killed") == 1 }) }
      try desks[0].explain("fat finger")
      #expect(try eventually { try desks[1].records.events("explained") == 1 })
      try firm.says(77, "(fat finger)")
      let guards = try Program.run(["guards"] + desks[1].options).output
      #expect(guards.contains("by signal: fat finger"), "\(guards)")
      // Released, the record still says what was.
      #expect(try Program.run(["release", "--reason", "over"] + desks[0].options).status == 0)
      #expect(try eventually { try Program.run(["firm", "status"] + firm.options).status == 0 })
      try firm.says(0, "ACTIVE, last engaged")
      try firm.says(0, "by signal (fat finger), released")
      let json = try Program.run(["firm", "status", "--json"] + firm.options).output
      #expect(
        json.contains("\"reason\": \"fat finger\"") && json.contains("\"state\": \"ACTIVE\""), "\(json)")
      for desk in desks { try desk.end() }
    }

    @Test func withoutTheServerNothingIsSentAndWhenItIsBackADeskStaysHeld() throws {
      let firm = try Firm()
      try firm.initialise()
      let desks = try [Desk(firm), Desk(firm)]
      for desk in desks { #expect(try desk.records.fills(10)) }
      try firm.stop()
      // Every order is held, and says why. That it is within a second, `OutageTests` measures.
      for desk in desks {
        #expect(try eventually { try desk.records.status() == "held" })
        // It may have been held before, by a machine that stood still.
        let cause = try desk.records.rows("SELECT hold_cause FROM parents")[0][0]
        #expect(["firm", "late"].contains(cause), "\(cause)")
        #expect(eventually { desk.run.output.contains("the firm's switch cannot be read") })
      }
      let sent = try desks.map { try $0.records.booked().count }
      for desk in desks { #expect(try desk.records.pass(2)) }
      for (desk, count) in zip(desks, sent) { #expect(try desk.records.booked().count == count) }

      try firm.start()
      // Empty after its start, which stops trading as much as no server.
      try firm.says(77, "is missing")
      let early = try desks[0].resume()
      #expect(early.errors.contains("firm's switch"), "\(early.errors)")
      try firm.initialise()
      #expect(eventually { desks[0].run.output.contains("the firm's switch allows trading") })
      #expect(try desks[0].records.pass(2))
      #expect(try desks[0].records.booked().count == sent[0], "back again is no resume")
      #expect(try desks[0].resume().status == 0)
      #expect(try desks[0].records.going { try desks[0].records.booked().count > sent[0] + 1 })
      for desk in desks { try desk.end() }
    }

    @Test func aDeskWhoseFirmHasNoSwitchYetEntersNothing() throws {
      let firm = try Firm()
      let scratch = try Scratch()
      let run = try Program.run(
        ["run", Orders.brief, "--state", scratch.state] + firm.options)
      #expect(run.status == 77 && run.errors.contains("kill_switch:state is missing"), "\(run.errors)")
      try firm.says(77, "is missing")
    }

    @Test func aHaltWithoutAnEngineTellsTheFirmOrFails() throws {
      let firm = try Firm()
      try firm.initialise()
      let desk = try Desk(firm)
      #expect(try desk.records.fills(10))
      try desk.run.killAndWait()
      // A rehearsal halts nobody else.
      let alone = try Program.run(["kill"] + desk.options + firm.unshared)
      #expect(alone.status == 0 && !alone.output.contains("firm"), "\(alone)")
      try firm.says(0, "allows trading")
      let kill = try Program.run(["kill", "--reason", "off"] + desk.options + firm.options)
      #expect(kill.status == 0 && kill.output.contains("recorded for the whole firm"), "\(kill)")
      try firm.says(77, "ENGAGED")
      try firm.says(77, "(off), engagements that day 1")
      let json = try Program.run(["firm", "status", "--json"] + firm.options).output
      #expect(json.contains("\"reason\": \"off\"") && json.contains("\"state\": \"OPEN\""), "\(json)")
      try firm.stop()
      let late = try Program.run(["kill"] + desk.options + firm.options)
      #expect(late.status == 69 && late.errors.contains("The firm's switch: not done"), "\(late)")
    }

    @Test func aHaltOverAFolderWithoutADeskTellsTheFirm() throws {
      let firm = try Firm()
      try firm.initialise()
      let scratch = try Scratch()
      let folder = scratch.path + "/begun-by-nobody"
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      let kill = try Program.run(["kill", "--state", folder] + firm.unshared)
      #expect(kill.status == 0 && kill.output.contains("recorded for the whole firm"), "\(kill)")
      try firm.says(77, "is on")
    }

    @Test func aHaltPastAHungEngineTellsTheFirm() throws {
      let firm = try Firm()
      try firm.initialise()
      let desk = try Desk(firm)
      #expect(try desk.records.fills(10))
      desk.run.send(SIGSTOP)
      let kill = try Program.run(["kill"] + desk.options + firm.options)
      #expect(kill.status == 69 && kill.errors.contains("recorded for the whole firm"), "\(kill)")
      try firm.says(77, "is on")
      desk.run.send(SIGCONT)
      try desk.end()
    }

    @Test func aPaperDeskThatDoesNotShareTheSwitchNeitherListensNorActs() throws {
      let firm = try Firm()
      try firm.initialise()
      #expect(try Program.run(["firm", "engage"] + firm.options).status == 0)
      let scratch = try Scratch()
      let run = try Program.run(
        ["run", Orders.brief, "--state", scratch.state] + firm.unshared)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try Program.run(["firm", "release", "--reason", "x"] + firm.options).status == 0)
      #expect(try Program.run(["kill", "--state", scratch.state] + firm.unshared).status == 0)
      try firm.says(0, "allows trading")
    }

    @Test func aTripOfTheFirmsTripsEveryDesk() throws {
      let firm = try Firm()
      try firm.initialise()
      let desk = try Desk(firm)
      #expect(try desk.records.fills(10))
      #expect(try Program.run(["firm", "trip", "--reason", "markets look wrong"] + firm.options).status == 0)
      #expect(try eventually { try desk.records.events("tripped") == 1 })
      let sent = try desk.records.booked().count
      #expect(try desk.records.pass(2))
      #expect(try desk.records.booked().count == sent)
      #expect(
        try Program.run(["guards", "--state", desk.scratch.state]).output.contains("markets look wrong"))
      try desk.end()
    }
  }
#endif
