import Foundation
import OrderStore
import SlicingCore
import Testing

@testable import tranche

/// `tranche kill` where something stands in its way: an engine that is stopped with a queue at its socket, a
/// broker that does not answer, files that are not as they should be.
@Suite(.sideBySide) struct KillTests {
  private let scratch: Scratch
  private let records: Records

  init() throws {
    scratch = try Scratch()
    records = Records(state: scratch.state)
  }

  private func act(_ command: String, _ more: String...) throws -> Program.Outcome {
    try Program.run([command, "--state", scratch.state] + more)
  }

  /// A run with one long order that has begun to fill.
  private func running() throws -> Running {
    let run = try Program.start(["run", "--state", scratch.state, Orders.slow])
    try #require(try records.fills(10))
    return run
  }

  /// A run that was killed with an order of its at the venue.
  private func deadWithAnOrder() throws {
    let run = try Program.start(["run", "--state", scratch.state, Orders.resting])
    let isWorking = try eventually {
      try records.count("SELECT count(*) FROM slices WHERE status = 'submitted'") == 1
    }
    try #require(isWorking, "\(run.output)\(run.errors)")
    try run.killAndWait()
  }

  /// A folder that belongs to somebody, in which trading is allowed and nothing runs.
  private func begun(_ identity: Identity) async throws {
    let folder = try StateFolder.open(at: scratch.state, readOnly: false)
    _ = try folder.openKillWord()
    try await OrderStore.open(folder, identity: identity).close()
  }

  private var isWordSet: Bool {
    get throws { try KillWord.look(at: "\(scratch.state)/kill.word") != .allowed }
  }

  private func killed() throws -> [[String]] {
    try records.rows("SELECT actor, reason FROM events WHERE kind = 'killed'")
      .map { [String($0[0].prefix { $0 != ":" }), $0[1]] }
  }

  private func explained() throws -> [String] {
    try records.rows("SELECT reason FROM events WHERE kind = 'explained' ORDER BY seq").map { $0[0] }
  }

  /// Sends lines to the control socket, each on a connection of its own that is closed at once.
  private func sendAndHangUp(_ lines: [String]) throws {
    let script = """
      import os, socket, sys
      os.chdir(sys.argv[1])
      for line in sys.argv[2:]:
        s = socket.socket(socket.AF_UNIX); s.connect("control.sock")
        s.sendall(line.encode() + b"\\n"); s.close()
      """
    _ = try Program.tool("python3", ["-c", script, scratch.state] + lines)
  }

  /// Sends lines on one connection, says that these are all, and prints the answers after a line of its own.
  private func converse(_ lines: [String]) throws -> Running {
    let script = """
      import os, socket, sys
      os.chdir(sys.argv[1])
      s = socket.socket(socket.AF_UNIX); s.connect("control.sock")
      s.sendall("\\n".join(sys.argv[2:]).encode() + b"\\n"); s.shutdown(socket.SHUT_WR)
      print("sent", flush=True)
      while part := s.recv(65536): print(part.decode(), end="", flush=True)
      """
    let client = try Running("/usr/bin/env", ["python3", "-c", script, scratch.state] + lines)
    try #require(eventually { client.output.contains("sent") }, "\(client.errors)")
    return client
  }

  /// The first kill was cut off after the word; whoever gives it again gets his name and reason into the
  /// record, and reads what was canceled.
  @Test func aRepeatRecordsWhoAndWhyAndSaysWhatItDid() throws {
    try deadWithAnOrder()
    try StateFolder.openToHalt(at: scratch.state).openKillWord().engage(atWall: WallTime.now())
    let kill = try act("kill", "--reason", "fat finger")
    #expect(kill.status == 0, "\(kill)")
    #expect(kill.output.contains("halted: 9 slices stopped, 1 order canceled"), "\(kill)")
    #expect(try killed() == [["remote", "fat finger"]])
    let again = try act("kill", "--reason", "once more")
    #expect(again.status == 0 && again.output.contains("already halted since"), "\(again)")
    #expect(again.output.contains("(fat finger), 0 orders canceled"), "\(again)")
    #expect(try killed().count == 1)
    #expect(try explained() == ["halted again: once more"], "each reason once")
    let scoped = try act("kill", "--order", "1", "--reason", "this one above all")
    #expect(scoped.status == 0 && scoped.output.contains("already halted"), "\(scoped)")
    #expect(try explained().count == 2 && explained().last?.hasSuffix("this one above all") == true)
    #expect(try act("events").output.contains("once more"))
    try records.expectSoundBooks()
  }

  /// The halt stays the first one's; what the second had to say is on record.
  @Test func aRepeatToAnEngineKeepsItsReason() throws {
    let run = try running()
    for scope in [#""symbol":"AAPL","#, #""order":"1","#, ""] {
      let lines = ["first", "second", ""].map { #"{"command":"kill",\#(scope)"reason":"\#($0)"}"# }
      let said = try converse(lines).wait().output.split(separator: "\n").dropFirst()
      #expect(said.count == 3 && said.allSatisfy { $0.contains(#""outcome":"done""#) }, "\(said)")
    }
    let halts = try killed()
    #expect(halts.count == 3 && halts.allSatisfy { $0[1].hasSuffix("first") }, "\(halts)")
    let again = try explained()
    #expect(again.count == 3 && again.allSatisfy { $0.hasSuffix("halted again: second") }, "\(again)")
    #expect(again.first == "AAPL: halted again: second" && again.last == "halted again: second")
    #expect(try !act("guards").output.contains("second"))
    run.send(SIGTERM)
    _ = try run.wait()
  }

  /// The venue did not take the first cancel: the second kill cancels, and does not say that nothing changed.
  @Test func aRepeatSaysWhatItCanceled() throws {
    try deadWithAnOrder()
    // As an engine leaves it that dies before its cancel is out.
    let script = "UPDATE orders SET status = 'submitted' WHERE slice_num = 0"
    #expect(try act("kill", "--reason", "first").status == 0)
    _ = try Program.tool("sqlite3", ["\(scratch.state)/tranche.sqlite", script])
    let again = try act("kill")
    #expect(again.status == 0 && again.output.contains("already halted"), "\(again)")
    #expect(
      again.output.contains("1 order canceled") && !again.output.contains("nothing changed"), "\(again)")
  }

  /// What matters to a halt is the folder and the word: a log that others may read does not.
  @Test func aFileThatIsTooOpenKeepsNoHaltBack() throws {
    let run = try running()
    let log = "\(scratch.state)/tranche.log"
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: log)
    let kill = try Program.kill(["--state", scratch.state, "--reason", "through the engine"])
    #expect(kill.status == 0 && (kill.output + kill.errors).contains("halted"), "\(kill)")
    #expect(try killed() == [["remote", "through the engine"]])
    #expect(try act("release", "--reason", "go on").status == 0)
    try run.killAndWait()
    #expect(try !isWordSet)
    let offline = try act("kill")
    #expect(offline.status == 77, "\(offline)")
    #expect(offline.errors.hasPrefix("tranche: halted: nothing new goes out."), "\(offline)")
    #expect(offline.errors.contains("chmod 600"), "\(offline)")
    #expect(try isWordSet)
  }

  /// An engine that answers is asked, whatever the files say of the account.
  @Test func whoseTheFolderIsDoesNotMatterToAnEngineThatAnswers() async throws {
    try await begun(Identity(broker: "elsewhere", account: "1", environment: "live"))
    let script = """
      import os, socket, sys
      os.chdir(sys.argv[1])
      s = socket.socket(socket.AF_UNIX); s.bind("control.sock"); s.listen(16)
      print("up", flush=True)
      while True:
        c, _ = s.accept()
        if c.recv(65536): c.sendall(b'{"outcome":"done","message":"halted by a stand-in"}\\n')
        c.close()
      """
    let engine = try Running("/usr/bin/env", ["python3", "-c", script, scratch.state])
    try #require(eventually { engine.output.contains("up") }, "\(engine.errors)")
    // It has half a second to answer, which a busy machine does not always leave it.
    var kill = try act("kill")
    _ = try eventually {
      if kill.status == 0 { return true }
      kill = try act("kill")
      return false
    }
    #expect(kill.status == 0 && kill.output.contains("halted by a stand-in"), "\(kill)")
    let folder = try StateFolder.open(at: scratch.state, readOnly: true)
    let halt = OutsideHalt(folder: folder, settings: Settings(), actor: Actor("anna"), reason: "")
    var outcome = halt.carryOut()
    _ = eventually {
      if outcome.isDone { return true }
      outcome = halt.carryOut()
      return false
    }
    #expect(outcome.isDone && outcome.words == "halted by a stand-in", "\(outcome)")
    try engine.killAndWait()
    let unserved = try act("kill")
    #expect(unserved.errors.hasPrefix("tranche: halted: nothing new goes out."), "\(unserved)")
    #expect(unserved.errors.contains("does not know"), "\(unserved)")
  }

  /// Whoever asked an engine that was stopped was told that nothing is known of it. What he decided then is
  /// not done when it wakes, if it adds risk; what takes risk away is.
  @Test func anActThatAddsRiskEndsWithItsAsker() throws {
    let run = try running()
    #expect(try act("hold", "1").status == 0)
    run.send(SIGSTOP)
    try sendAndHangUp([#"{"command":"resume","order":"1","owed":"skip"}"#])
    run.send(SIGCONT)
    let log = "\(scratch.state)/tranche.log"
    let isNoted = eventually {
      (try? String(contentsOfFile: log, encoding: .utf8).contains("resume by remote:unnamed not done"))
        ?? false
    }
    #expect(isNoted)
    #expect(try act("status").status == 0)
    #expect(try records.events("resumed") == 0)
    #expect(try records.status() == "held")
    run.send(SIGSTOP)
    // One behind the other on one connection, with one between them that adds risk.
    let lines = [
      #"{"command":"kill","reason":"late"}"#, #"{"command":"release","reason":"no"}"#,
      #"{"command":"cancel","order":"1"}"#,
    ]
    try sendAndHangUp([lines.joined(separator: "\n")])
    run.send(SIGCONT)
    #expect(try eventually { try records.status() == "canceled" })
    #expect(try killed() == [["remote", "late"]])
    #expect(try records.events("released") == 0)
    run.send(SIGTERM)
    _ = try run.wait()
  }

  /// Its answer cannot be given, and what comes after it is more than one read brings.
  @Test func whatStandsBehindABadLineIsDoneThoughItsAskerHungUp() throws {
    let run = try running()
    run.send(SIGSTOP)
    let bad = Array(repeating: String(repeating: "no request ", count: 20), count: 50)
    let good = [
      #"{"command":"kill","reason":"behind"}"#, #"{"command":"release","reason":"no"}"#,
      #"{"command":"cancel","order":"1"}"#,
    ]
    try sendAndHangUp([(bad + good).joined(separator: "\n")])
    run.send(SIGCONT)
    #expect(try eventually { try records.status() == "canceled" })
    #expect(try killed() == [["remote", "behind"]])
    #expect(try records.events("released") == 0, "what adds risk ends with its asker")
    run.send(SIGTERM)
    _ = try run.wait()
  }

  /// He has only said all he has to say, and waits for his answers.
  @Test func aClientThatHasOnlyEndedItsSideIsServed() throws {
    let run = try running()
    run.send(SIGSTOP)
    let lines = [
      #"{"command":"hold","order":"1"}"#, #"{"command":"resume","order":"1","owed":"skip"}"#,
      #"{"command":"hold","order":"1"}"#,
    ]
    let client = try converse(lines)
    run.send(SIGCONT)
    let said = try client.wait().output.split(separator: "\n").dropFirst()
    #expect(said.count == 3 && said.allSatisfy { $0.contains(#""outcome":"done""#) }, "\(said)")
    #expect(try records.events("resumed") == 1)
    run.send(SIGTERM)
    _ = try run.wait()
  }

  #if NETWORK
    private static let account = Identity(broker: "alpaca", account: "PA123456789", environment: "paper")

    private func settings(port: Int) throws -> String {
      try scratch.file("config.toml", "[alpaca]\nendpoint = \"http://127.0.0.1:\(port)\"\n")
    }

    /// A broker that takes the connection and says nothing.
    @Test func theWordIsSetBeforeTheBrokerIsReached() async throws {
      try await begun(Self.account)
      let script = """
        import socket, time
        s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(16)
        print(s.getsockname()[1], flush=True)
        time.sleep(3600)
        """
      let broker = try Running("/usr/bin/env", ["python3", "-c", script])
      try #require(eventually { broker.output.contains("\n") })
      let port = try #require(Int(broker.output.trimmingCharacters(in: .whitespacesAndNewlines)))
      let kill = try Program.start(
        ["kill", "--state", scratch.state, "--config", try settings(port: port)],
        environment: VenueProgram.keys)
      #expect(try eventually { try isWordSet })
      #expect(kill.isRunning, "the broker is waited for after the word: \(kill.errors)")
      kill.send(SIGKILL)
      broker.send(SIGKILL)
    }

    @Test func whoAndWhyAreRecordedWithoutTheBroker() async throws {
      try await begun(Self.account)
      let config = try settings(port: 1)
      for keys in [VenueProgram.keys, [:]] {
        let kill = try Program.run(
          ["kill", "--state", scratch.state, "--config", config, "--reason", "fat finger"], environment: keys)
        #expect(kill.status == (keys.isEmpty ? 64 : 69), "\(kill)")
        #expect(
          kill.errors.hasPrefix("tranche: halted: nothing new goes out. What works was NOT canceled"),
          "\(kill)")
        #expect(!kill.errors.contains("not recorded"), "\(kill)")
      }
      #expect(try killed() == [["remote", "fat finger"]])
      #expect(try explained() == ["halted again: fat finger"])
    }
  #endif
}
