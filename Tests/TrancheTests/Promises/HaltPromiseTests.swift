import Foundation
import OrderStore
import TestSupport
import Testing

/// How long a halt takes from another terminal where the engine answers nothing.
@Suite(.byItself) struct HaltPromiseTests {
  /// Fills the queue of a socket that nobody serves, and keeps it full.
  private func fillQueue(_ scratch: Scratch) throws -> Running {
    let script = """
      import os, socket, sys, time
      os.chdir(sys.argv[1])
      held = []
      while True:
        s = socket.socket(socket.AF_UNIX); s.setblocking(False)
        try: s.connect("control.sock")
        except BlockingIOError: break
        held.append(s)
      print("full", flush=True)
      time.sleep(3600)
      """
    let filler = try Running("/usr/bin/env", ["python3", "-c", script, scratch.state])
    try #require(eventually { filler.output.contains("full") }, "\(filler.errors)")
    return filler
  }

  /// Each of the commands, side by side: a halt waits three seconds for a desk on paper, an act ten.
  @Test func aStoppedEngineWithAFullQueueKeepsNobodyWaiting() throws {
    try Promise.expect("the longest wait at a full queue", within: .seconds(15)) {
      let scratch = try Scratch()
      let run = try Program.start(["run", "--state", scratch.state, Orders.slow])
      try #require(try Records(state: scratch.state).fills(10))
      run.send(SIGSTOP)
      try run.waitUntilStopped()
      let filler = try fillQueue(scratch)
      let begin = ContinuousClock.now
      let started = try [["kill", "--reason", "hangs"], ["cancel", "1"], ["status"], ["hold", "1"]].map {
        try Program.start($0 + ["--state", scratch.state])
      }
      let ended = try started.map { try $0.wait() }
      let took = ContinuousClock.now - begin
      let (kill, cancel, status, hold) = (ended[0], ended[1], ended[2], ended[3])
      #expect(kill.status == 69, "\(kill)")
      #expect(
        kill.errors.hasPrefix("tranche: halted: nothing new goes out. The engine does not answer"), "\(kill)")
      #expect(try KillWord.look(at: "\(scratch.state)/kill.word") != .allowed)
      #expect(cancel.status == 69 && cancel.errors.contains("the engine does not answer"), "\(cancel)")
      #expect(status.status == 0 && status.output.contains("it does not answer"), "\(status)")
      #expect(hold.status == 69 && hold.errors.contains("not known whether done"), "\(hold)")
      filler.send(SIGKILL)
      try run.killAndWait()
      return took
    }
  }

  #if NETWORK
    /// Two seconds on a quiet machine. The engine is not waited for, which would be for ever. A broker that
    /// is too slow for the first halt is halted by the next one.
    @Test func aStoppedEngineIsHaltedAtTheBroker() throws {
      try Promise.expect("a halt at the broker, past a stopped engine", within: .seconds(6)) {
        let scratch = try Scratch()
        let account = try AlpacaDesk(scratch)
        let run = try account.started(AlpacaDesk.resting)
        #expect(try eventually { try account.venue.open() >= 3 }, "\(run.output)\(run.errors)")
        run.send(SIGSTOP)
        try run.waitUntilStopped()
        let begin = ContinuousClock.now
        let kill = try account.actInTime("kill", ["--reason", "test"])
        let took = ContinuousClock.now - begin
        #expect(kill.status == 0, "\(kill.errors)")
        #expect(kill.output.contains("canceled at the broker"), "\(kill.output)")
        #expect(try account.venue.open() == 0)
        let before = try account.venue.list("/v2/orders?status=all&limit=500").count
        run.send(SIGCONT)
        let records = Records(state: scratch.state)
        #expect(try eventually { try records.events("killed") == 1 })
        // Slices fall due meanwhile, and are not sent.
        #expect(try records.pass(2))
        #expect(try account.venue.open() == 0, "it sends nothing when it wakes")
        #expect(try account.venue.list("/v2/orders?status=all&limit=500").count == before)
        run.send(SIGTERM)
        _ = try run.wait()
        return took
      }
    }
  #endif
}
