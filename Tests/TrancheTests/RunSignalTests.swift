import Foundation
import Testing

/// Signals to `tranche run`, which has no screen.
@Suite(.sideBySide) struct RunSignalTests {
  private func begin(
    _ scratch: Scratch, _ order: String = Orders.slow, options: [String] = [], sent: Int = 1
  ) throws -> Running {
    let run = try Program.start(["run", "--state", scratch.state] + options + [order])
    let records = Records(state: scratch.state)
    try #require(
      try eventually { try records.count("SELECT count(*) FROM slices WHERE submitted_at != ''") >= sent },
      "\(run.output)\(run.errors)")
    return run
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func itEndsInGoodOrderAndHoldsWhatIsLeft(signal: Int32) throws {
    let scratch = try Scratch()
    let run = try begin(scratch)
    run.send(signal)
    let outcome = try run.wait()
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("ending in good order"))
    #expect(outcome.errors.contains("ended with 1 unfinished order: held at the next start"))
    let records = Records(state: scratch.state)
    // The signal comes with the first slice on its way: the summary knows what became of it.
    #expect(outcome.output.contains("held, \(try records.filled()) of 600 filled"), "\(outcome.output)")
    #expect(outcome.output.contains("lateness of 1 send"), "\(outcome.output)")
    #expect(try records.status() == "held")
    #expect(try records.events("stopped") == 1)
    try records.expectSoundBooks()
  }

  @Test func whatWorksAtTheVenueIsSaidAndHowToCancelIt() throws {
    let scratch = try Scratch()
    let run = try begin(scratch, Orders.resting)
    let records = Records(state: scratch.state)
    #expect(
      try eventually { try records.count("SELECT count(*) FROM slices WHERE status = 'submitted'") == 1 })
    run.send(SIGTERM)
    let outcome = try run.wait()
    let advice = "1 slice still working at the venue and may fill; tranche kill --state \(scratch.state)"
    #expect(outcome.errors.contains(advice), "\(outcome.errors)")
    #expect(try Program.run(["kill", "--state", scratch.state]).status == 0)
    #expect(try records.rows("SELECT status FROM slices WHERE slice_num = 0") == [["canceled"]])
  }

  @Test func quitEndsAtOnceAndSaysWhatIsLeft() throws {
    let scratch = try Scratch()
    let run = try begin(scratch)
    run.send(SIGQUIT)
    let outcome = try run.wait()
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("ended with 1 unfinished order"), "\(outcome.errors)")
    let records = Records(state: scratch.state)
    #expect(try records.events("stopped") == 0, "nothing is settled or written")
    // As after a crash: the next engine comes up with it held.
    #expect(try Program.run(["cancel", "1", "--state", scratch.state]).status == 0)
    try records.expectSoundBooks()
  }

  /// An answer that is on its way is waited for, which a second signal cuts short.
  @Test func aSecondSignalEndsAtOnceAndTheSameOneTwiceDoesNot() throws {
    // As one act sends them: all are there when the program looks.
    let together = try endings { run in
      run.send(SIGSTOP)
      for signal in [SIGTERM, SIGINT, SIGHUP, SIGCONT] { run.send(signal) }
    }
    #expect(together == 1)
    // The same one again, once the first was heard: sent together they would be one. A machine that stands
    // still between them makes two acts of it: tried again.
    var twice = 0
    for _ in 0..<10 where twice == 0 {
      twice = try endings { run in
        run.send(SIGTERM)
        _ = eventually(every: 0.001) { run.errors.contains("ending in good order") || !run.isRunning }
        run.send(SIGTERM)
      }
    }
    #expect(twice == 1)
    // A machine that stands still until the answer was given up makes the second come too late: tried again.
    var apart = 1
    for _ in 0..<10 where apart == 1 {
      apart = try endings { run in
        run.send(SIGTERM)
        _ = eventually { run.errors.contains("ending in good order") || !run.isRunning }
        // Longer than one act takes.
        usleep(400_000)
        run.send(SIGTERM)
        run.send(SIGHUP)
      }
    }
    #expect(apart == 0)
  }

  /// How many ends are on record of a run that waits for an answer when the signals come.
  private func endings(after signals: (Running) -> Void) throws -> Int {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let faults = try scratch.file("faults", "on submit: lose request")
    let run = try begin(scratch, Orders.slow, options: ["--faults", faults], sent: 0)
    #expect(try eventually { try records.events("sent") == 1 })
    signals(run)
    let outcome = try run.wait()
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("ended with 1 unfinished order"), "\(outcome.errors)")
    return try records.events("stopped")
  }

  @Test func whatWasIgnoredAtTheStartStaysIgnored() throws {
    let scratch = try Scratch()
    let run = try Running("/usr/bin/nohup", [Program.path, "run", "--state", scratch.state, Orders.steady])
    let records = Records(state: scratch.state)
    #expect(try records.fills(10))
    run.send(SIGHUP)
    #expect(try records.fills(records.filled() + 20))
    #expect(try records.events("stopped") == 0)
    run.send(SIGTERM)
    #expect(try run.wait().status == 1)
  }

  @Test func aStopIsRefusedWithTheReason() throws {
    let scratch = try Scratch()
    let run = try begin(scratch)
    let records = Records(state: scratch.state)
    run.send(SIGTSTP)
    #expect(eventually { run.errors.contains("not stopped: 1 order is live and would miss its slices") })
    #expect(try Program.run(["status", "--state", scratch.state]).status == 0, "it answers")
    #expect(try records.status() == "working")
    run.send(SIGTERM)
    _ = try run.wait()
  }

  /// SIGSTOP asks nobody. What fell due meanwhile is missed, nothing bursts, and a person decides.
  @Test func aProcessThatWasStoppedHoldsItsOrdersAndSendsNoBurst() throws {
    let scratch = try Scratch()
    let run = try begin(scratch, Orders.steady)
    let records = Records(state: scratch.state)
    run.send(SIGSTOP)
    try run.waitUntilStopped()
    let before = try records.booked().count
    // So long that two slices and their grace pass.
    usleep(5_500_000)
    #expect(try records.booked().count == before)
    run.send(SIGCONT)
    #expect(try eventually { try records.status() == "held" })
    #expect(try records.count("SELECT count(*) FROM slices WHERE status = 'missed'") >= 2)
    #expect(try records.pass(2))
    // At most the one that fell due within its grace.
    #expect(try records.booked().count <= before + 1)
    run.send(SIGTERM)
    _ = try run.wait()
    try records.expectSoundBooks()
  }

  /// The output is nobody's to wait for: signals are heard and slices go while nobody reads it. How late
  /// those are that go beside a frozen terminal, `TerminalPromiseTests` measures.
  @Test func aFrozenTerminalStopsNeitherSlicesNorSignals() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    // Each slice prints half a kilobyte, so the terminal is full after a few: with the first of these orders.
    let symbols = ["AAPL", "MSFT", "IBM", "KO", "F", "SPY", "QQQ", "JPM", "META", "AMZN", "TSLA", "NVDA"]
    let orders = symbols.map { "buy 60 \($0) over 1m every 5s" }
    let run = try PtyProgram(["run", "--json", "--state", scratch.state] + orders)
    run.freeze(true)
    let filled = "SELECT count(*) FROM slices WHERE status = 'filled'"
    #expect(try records.going { try records.count(filled) >= 24 })
    run.send(SIGUSR1)
    #expect(try eventually { try records.events("killed") == 1 })
    run.send(SIGTERM)
    #expect(try run.wait() == .exited(1))
    #expect(try records.events("stopped") == 1)
  }

  @Test func aClosedTerminalHoldsTheOrders() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let run = try PtyProgram(["run", "--state", scratch.state, Orders.slow])
    #expect(try records.fills(10))
    run.hangUp()
    #expect(try run.wait() == .exited(1))
    #expect(try records.status() == "held")
    #expect(try records.events("stopped") == 1)
    try records.expectSoundBooks()
  }
}
