import Foundation
import Testing

/// The commands that act on a running engine, from another process.
@Suite(.sideBySide) struct ControlTests {
  /// A run with one long order that has begun to fill.
  private func begin(_ scratch: Scratch, _ order: String = Orders.slow) throws -> Running {
    let run = try Program.start(["run", "--state", scratch.state, order])
    let records = Records(state: scratch.state)
    try #require(try records.fills(10))
    return run
  }

  private func ask(_ scratch: Scratch, _ arguments: String...) throws -> Program.Outcome {
    try Program.run(arguments + ["--state", scratch.state])
  }

  @Test func theTradersActsReachTheEngine() throws {
    let scratch = try Scratch()
    let run = try begin(scratch)
    let records = Records(state: scratch.state)
    #expect(try ask(scratch, "hold", "1", "--reason", "lunch").status == 0)
    #expect(try records.status() == "held")
    #expect(try ask(scratch, "hold", "1").status == 65)
    #expect(try ask(scratch, "resume", "1", "--owed", "spread").status == 0)
    #expect(try records.status() == "working")
    #expect(try ask(scratch, "release", "--reason", "no").status == 65)
    let kill = try Program.kill(["--reason", "fat finger", "--state", scratch.state])
    #expect(kill.output.contains("halted"), "\(kill)")
    #expect(try Program.kill(["--state", scratch.state]).output.contains("already halted"))
    #expect(try ask(scratch, "resume", "1", "--owed", "skip").status == 77)
    #expect(try ask(scratch, "release", "--reason", "false alarm").status == 0)
    #expect(try ask(scratch, "breaker", "trip", "--reason", "news").status == 0)
    #expect(try ask(scratch, "breaker", "trip", "--reason", "news").status == 65)
    #expect(try ask(scratch, "breaker", "reset", "--reason", "over").status == 0)
    let status = try ask(scratch, "status", "--json")
    #expect(status.output.contains("\"engine_pid\": \(run.pid)"))
    #expect(try ask(scratch, "cancel", "1").output.contains("pending slices canceled"))
    #expect(try run.wait().status == 1)
    #expect(try records.status() == "canceled")
    try records.expectSoundBooks()
  }

  @Test func withoutAnEngineOnlyKillAndCancelAct() throws {
    let scratch = try Scratch()
    #expect(try ask(scratch, "kill").status == 73, "there is no folder, so nothing to halt")
    let run = try begin(scratch)
    try run.killAndWait()
    #expect(try ask(scratch, "hold", "1").status == 69)
    #expect(try ask(scratch, "release", "--reason", "x").status == 69)
    let cancel = try ask(scratch, "cancel", "1")
    #expect(cancel.status == 0, "\(cancel.errors)")
    let records = Records(state: scratch.state)
    #expect(try records.status() == "canceled")
    #expect(try ask(scratch, "kill", "--reason", "off").status == 0)
    #expect(try ask(scratch, "status").output.contains("HALTED"))
    #expect(try records.events("killed") == 1)
    try records.expectSoundBooks()
  }

  @Test func anOrderLeftWorkingIsCanceledAtTheVenueWithoutAnEngine() throws {
    let scratch = try Scratch()
    let run = try Program.start(["run", "--state", scratch.state, Orders.resting])
    let records = Records(state: scratch.state)
    let isWorking = try eventually {
      try records.count("SELECT count(*) FROM slices WHERE status = 'submitted'") == 1
    }
    #expect(isWorking, "\(run.output)\(run.errors)")
    try run.killAndWait()
    let kill = try ask(scratch, "kill", "--reason", "off")
    #expect(kill.status == 0, "\(kill.errors)")
    let ledger = try String(contentsOfFile: "\(scratch.state)/paper-ledger", encoding: .utf8)
    #expect(ledger.contains("canceled"))
    #expect(try records.rows("SELECT status FROM slices WHERE slice_num = 0") == [["canceled"]])
    #expect(try records.status() == "held")
    try records.expectSoundBooks()
  }

  @Test func theFolderHasOneWriter() throws {
    let scratch = try Scratch()
    let run = try begin(scratch)
    let second = try ask(scratch, "run", Orders.brief)
    #expect(second.status == 73)
    #expect(second.errors.contains("process \(run.pid)"))
    run.send(SIGTERM)
    _ = try run.wait()
  }

  @Test func anEngineThatIsStoppedSendsNothingAfterAKill() throws {
    let scratch = try Scratch()
    let run = try begin(scratch, Orders.steady)
    let records = Records(state: scratch.state)
    run.send(SIGSTOP)
    let kill = try ask(scratch, "kill", "--reason", "hangs")
    #expect(kill.status == 69)
    #expect(kill.errors.contains("nothing new goes out"))
    let guards = try ask(scratch, "guards").output
    #expect(guards.contains("HALTED by the kill word, not yet recorded"), "\(guards)")
    #expect(try ask(scratch, "guards", "--json").output.contains("\"halted\": true"))
    let some = try ask(scratch, "kill", "--symbol", "AAPL")
    #expect(some.status == 69 && some.errors.contains("not known whether halted"), "\(some.errors)")
    let booked = try records.booked().count
    run.send(SIGCONT)
    // The halt of a symbol as well, perhaps, whose asker was told that nothing is known of it.
    #expect(try eventually { try records.events("killed") >= 1 })
    // What falls due after it is not sent. It is blocked, or held, because what fell due while it was stopped
    // was missed: which of them depends on how long that was.
    #expect(try records.pass(2))
    #expect(try records.booked().count == booked)
    run.send(SIGTERM)
    _ = try run.wait()
  }

  /// A cancel is this desk's own matter; where a switch is shared, it says that the firm has not heard of it.
  @Test func aCancelWithoutAnEngineSaysThatTheFirmIsNotTold() throws {
    let scratch = try Scratch()
    let run = try begin(scratch)
    try run.killAndWait()
    let firm = "[firm]\nredis = \"127.0.0.1:1\"\n"
    let alone = try ask(scratch, "cancel", "1", "--config", scratch.file("alone.toml", firm))
    #expect(alone.status == 0 && !alone.output.contains("firm"), "\(alone)")
    let shared = try ask(
      scratch, "cancel", "1", "--config", scratch.file("shared.toml", firm + "paper = true\n"))
    #expect(
      (shared.output + shared.errors).contains("The firm's switch: neither asked nor told"), "\(shared)")
    let unread = try ask(scratch, "cancel", "1", "--config", scratch.file("unread.toml", "nonsense"))
    #expect((unread.output + unread.errors).contains("not known whether one is shared"), "\(unread)")
  }

  @Test func hostileInputIsAnsweredAndHarmsNothing() throws {
    let scratch = try Scratch()
    let run = try begin(scratch)
    let script = """
      import os, socket, sys, time
      os.chdir(sys.argv[1])
      def ask(data):
        s = socket.socket(socket.AF_UNIX); s.settimeout(120); s.connect("control.sock")
        try: s.sendall(data)
        except OSError: pass
        try: answer = s.recv(65536).decode()
        except OSError as e: answer = "gone"
        s.close(); return answer
      print(ask(b"\\x00\\xff\\n").strip())
      print(ask(b'{"command":"explode"}\\n').strip())
      print(ask(b'{"command":"hold","order":"1\\x1b[2J"}\\n').strip())
      print(ask(b'{"command":"release","symbl":"AAPL"}\\n').strip())
      print(ask(b'{"command":"release","symbol":null,"reason":"x"}\\n').strip())
      print(ask(b'{"command":"kill","order":null}\\n').strip())
      print(ask(b'[' * 10000 + b'\\n').strip())
      print(ask(b'x' * 200000).strip()[:80])
      many = [socket.socket(socket.AF_UNIX) for _ in range(40)]
      for s in many: s.connect("control.sock")
      for s in many: s.close()
      def twice():
        s = socket.socket(socket.AF_UNIX); s.connect("control.sock")
        s.sendall(b'{"command":"sta'); s.sendall(b'tus"}\\n{"command":"status"}\\n')
        text = b""
        while text.count(b"\\n") < 2:
          more = s.recv(65536)
          if not more: raise OSError
          text += more
        return text
      # While the forty are being let go, one more is one too many.
      for attempt in range(50):
        try: text = twice(); break
        except OSError: time.sleep(0.1)
      print(text.decode().strip())
      """
    let output = try Program.tool("python3", ["-c", script, scratch.state])
    let lines = output.split(separator: "\n")
    try #require(lines.count == 10, "\(output)")
    for line in lines.prefix(7) { #expect(line.contains("\"outcome\":\"invalid\""), "\(line)") }
    #expect(lines[3].contains("symbl"), "\(lines[3])")
    #expect(lines[4].contains("'symbol' should be left out"), "\(lines[4])")
    #expect(lines[5].contains("'order' should be left out"), "\(lines[5])")
    #expect(lines[7].contains("longer than") || lines[7] == "gone")
    for line in lines.suffix(2) { #expect(line.contains("trading allowed"), "\(line)") }
    #expect(try Records(state: scratch.state).status() == "working")
    run.send(SIGTERM)
    _ = try run.wait()
  }
}
