#if FIRM_GUARDS
  import Foundation
  import Testing

  /// Two desks, each with a database of its own, and one switch of the firm's on a real server.
  @Suite(.serialized) struct FirmDeskTests {
    @Test func aHaltOnOneDeskStopsTheOtherAndEachIsReleasedByItself() throws {
      let firm = try Firm()
      try firm.initialise()
      let desks = try [Desk(firm), Desk(firm)]
      for desk in desks { #expect(try eventually { try desk.records.filled() >= 20 }) }

      #expect(try Program.run(["kill", "--reason", "test"] + desks[0].options).status == 0)
      for desk in desks { #expect(try eventually(5) { try desk.records.events("killed") == 1 }) }
      try firm.says(77, "is on")
      let sent = try desks.map { try $0.records.booked().count }
      usleep(2_500_000)
      for (desk, count) in zip(desks, sent) { #expect(try desk.records.booked().count == count) }

      // The other desk is released once the firm is, and resumed by a person.
      #expect(try Program.run(["release", "--reason", "all clear"] + desks[0].options).status == 0)
      #expect(try eventually(5) { try Program.run(["firm", "status"] + firm.options).status == 0 })
      let early = try desks[1].resume()
      #expect(early.status == 77 && early.errors.contains("release the kill switch first"), "\(early.errors)")
      #expect(try Program.run(["release", "--reason", "seen"] + desks[1].options).status == 0)
      #expect(try desks[1].resume().status == 0)
      #expect(try eventually { try desks[1].records.booked().count > sent[1] + 3 })
      for desk in desks { try desk.end() }
    }

    /// The halt key asks for no reason; it comes later, and every desk hears it.
    @Test func aReasonGivenLaterReachesTheFirmAndTheOtherDesk() throws {
      let firm = try Firm()
      try firm.initialise()
      let desks = try [Desk(firm), Desk(firm)]
      for desk in desks { #expect(try eventually { try desk.records.filled() >= 10 }) }
      desks[0].run.send(SIGUSR1)
      for desk in desks { #expect(try eventually(5) { try desk.records.events("killed") == 1 }) }
      try desks[0].explain("fat finger")
      #expect(try eventually(5) { try desks[1].records.events("explained") == 1 })
      try firm.says(77, "(fat finger)")
      let guards = try Program.run(["guards"] + desks[1].options).output
      #expect(guards.contains("by signal: fat finger"), "\(guards)")
      // Released, the record still says what was.
      #expect(try Program.run(["release", "--reason", "over"] + desks[0].options).status == 0)
      #expect(try eventually(5) { try Program.run(["firm", "status"] + firm.options).status == 0 })
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
      for desk in desks { #expect(try eventually { try desk.records.filled() >= 20 }) }
      firm.stop()
      // Within a second both know: every order is held, and says why.
      for desk in desks {
        #expect(try eventually(1) { try desk.records.status() == "held" })
        #expect(
          try desk.records.rows("SELECT hold_cause, hold_reason FROM parents")[0][0] == "firm")
        #expect(desk.run.output.contains("the firm's switch cannot be read"))
      }
      let sent = try desks.map { try $0.records.booked().count }
      usleep(2_500_000)
      for (desk, count) in zip(desks, sent) { #expect(try desk.records.booked().count == count) }

      try firm.start()
      // Empty after its start, which stops trading as much as no server.
      try firm.says(77, "is missing")
      let early = try desks[0].resume()
      #expect(early.errors.contains("firm's switch"), "\(early.errors)")
      try firm.initialise()
      #expect(eventually(5) { desks[0].run.output.contains("the firm's switch allows trading") })
      usleep(1_500_000)
      #expect(try desks[0].records.booked().count == sent[0], "back again is no resume")
      #expect(try desks[0].resume().status == 0)
      #expect(try eventually { try desks[0].records.booked().count > sent[0] + 3 })
      for desk in desks { try desk.end() }
    }

    @Test func aDeskWhoseFirmHasNoSwitchYetEntersNothing() throws {
      let firm = try Firm()
      let scratch = try Scratch()
      let run = try Program.run(
        ["run", "buy 10 AAPL over 2s every 1s", "--state", scratch.state] + firm.options)
      #expect(run.status == 77 && run.errors.contains("kill_switch:state is missing"), "\(run.errors)")
      try firm.says(77, "is missing")
    }

    @Test func aHaltWithoutAnEngineTellsTheFirmOrFails() throws {
      let firm = try Firm()
      try firm.initialise()
      let desk = try Desk(firm)
      #expect(try eventually { try desk.records.filled() >= 20 })
      desk.run.send(SIGKILL)
      _ = try desk.run.wait(5)
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
      firm.stop()
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
      #expect(try eventually { try desk.records.filled() >= 20 })
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
        ["run", "buy 10 AAPL over 2s every 1s", "--state", scratch.state] + firm.unshared)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try Program.run(["firm", "release", "--reason", "x"] + firm.options).status == 0)
      #expect(try Program.run(["kill", "--state", scratch.state] + firm.unshared).status == 0)
      try firm.says(0, "allows trading")
    }

    @Test func aTripOfTheFirmsTripsEveryDesk() throws {
      let firm = try Firm()
      try firm.initialise()
      let desk = try Desk(firm)
      #expect(try eventually { try desk.records.filled() >= 20 })
      #expect(try Program.run(["firm", "trip", "--reason", "markets look wrong"] + firm.options).status == 0)
      #expect(try eventually(5) { try desk.records.events("tripped") == 1 })
      let sent = try desk.records.booked().count
      usleep(2_500_000)
      #expect(try desk.records.booked().count == sent)
      #expect(
        try Program.run(["guards", "--state", desk.scratch.state]).output.contains("markets look wrong"))
      try desk.end()
    }
  }

  /// A server of the test's own, and the settings of whoever shares it.
  private final class Firm {
    let options: [String]
    /// The same without a word about paper desks.
    let unshared: [String]
    private let port: Int
    private let scratch: Scratch
    private var server: Running?

    init() throws {
      scratch = try Scratch()
      port = try Firm.freePort()
      options = [
        "--config", try scratch.file("config.toml", "[firm]\nredis = \"127.0.0.1:\(port)\"\npaper = true\n"),
      ]
      unshared = [
        "--config", try scratch.file("unshared.toml", "[firm]\nredis = \"127.0.0.1:\(port)\"\n"),
      ]
      try start()
    }

    deinit { stop() }

    func start() throws {
      server = try Running(
        "/usr/bin/env",
        [
          "redis-server", "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
        ])
      #expect(
        try eventually(10) {
          try Program.run(["firm", "status"] + options).status == 77
        })
    }

    func stop() {
      server?.send(SIGKILL)
      server = nil
    }

    func initialise() throws { #expect(try Program.run(["firm", "init"] + options).status == 0) }

    func says(_ status: Int32, _ words: String) throws {
      let answer = try Program.run(["firm", "status"] + options)
      #expect(answer.status == status && (answer.output + answer.errors).contains(words), "\(answer)")
    }

    private static func freePort() throws -> Int {
      let script = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
      let text = try Program.tool("python3", ["-c", script])
      return try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }
  }

  /// A desk that shares the firm's switch, with an order at work.
  private final class Desk {
    let scratch: Scratch
    let records: Records
    let run: Running
    let options: [String]

    init(_ firm: Firm) throws {
      scratch = try Scratch()
      records = Records(state: scratch.state)
      options = ["--state", scratch.state]
      run = try Program.start(
        ["run", "buy 3000 AAPL over 5m every 1s"] + options + firm.options)
    }

    func resume() throws -> Program.Outcome {
      try Program.run(["resume", "1", "--owed", "spread", "--accept-warnings"] + options)
    }

    /// As the console does, over the control socket.
    func explain(_ reason: String) throws {
      let script = """
        import os, socket, sys
        os.chdir(sys.argv[1])
        s = socket.socket(socket.AF_UNIX); s.settimeout(10); s.connect("control.sock")
        s.sendall(b'{"command":"explain","reason":"%s"}\\n' % sys.argv[2].encode())
        print(s.recv(65536).decode())
        """
      let answer = try Program.tool("python3", ["-c", script, scratch.state, reason])
      #expect(answer.contains("reason recorded"), "\(answer)")
    }

    func end() throws {
      run.send(SIGTERM)
      _ = try run.wait(20)
    }
  }
#endif
