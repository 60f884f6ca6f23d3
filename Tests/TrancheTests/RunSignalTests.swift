import Foundation
import Testing

/// Signals to `tranche run`, which has no screen.
@Suite struct RunSignalTests {
  private func begin(
    _ scratch: Scratch, _ order: String = "buy 600 AAPL over 60s every 1s", options: [String] = [],
    sent: Int = 2
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
    let outcome = try run.wait(20)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("ending in good order"))
    #expect(outcome.errors.contains("ended with 1 unfinished order: held at the next start"))
    #expect(outcome.output.contains("lateness of"), "the summary is printed")
    let records = Records(state: scratch.state)
    #expect(try records.status() == "held")
    #expect(try records.events("stopped") == 1)
    try records.expectSoundBooks()
  }

  @Test func whatWorksAtTheVenueIsSaidAndHowToCancelIt() throws {
    let scratch = try Scratch()
    // Far below the market: it works and does not fill.
    let run = try begin(
      scratch, "buy 100 AAPL over 10m every 1m limit 184.00", options: ["--accept-warnings"], sent: 1)
    let records = Records(state: scratch.state)
    #expect(
      try eventually { try records.count("SELECT count(*) FROM slices WHERE status = 'submitted'") == 1 })
    run.send(SIGTERM)
    let outcome = try run.wait(20)
    let advice = "1 slice still working at the venue and may fill; tranche kill --state \(scratch.state)"
    #expect(outcome.errors.contains(advice), "\(outcome.errors)")
    #expect(try Program.run(["kill", "--state", scratch.state]).status == 0)
    #expect(try records.rows("SELECT status FROM slices WHERE slice_num = 0") == [["canceled"]])
  }

  @Test func quitEndsAtOnceAndSaysWhatIsLeft() throws {
    let scratch = try Scratch()
    let run = try begin(scratch)
    run.send(SIGQUIT)
    let outcome = try run.wait(10)
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
    for (pause, stopped) in [(UInt32(900_000), 0), (0, 1)] {
      let scratch = try Scratch()
      let faults = try scratch.file("faults", "on submit: lose request")
      let run = try begin(
        scratch, "buy 100 AAPL over 100s every 10s", options: ["--faults", faults], sent: 0)
      #expect(try eventually { try Records(state: scratch.state).events("sent") == 1 })
      run.send(SIGTERM)
      if pause > 0 { usleep(pause) }
      run.send(SIGTERM)
      run.send(SIGHUP)
      let outcome = try run.wait(20)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("ended with 1 unfinished order"), "\(outcome.errors)")
      #expect(try Records(state: scratch.state).events("stopped") == stopped, "after \(pause) µs")
    }
  }

  @Test func whatWasIgnoredAtTheStartStaysIgnored() throws {
    let scratch = try Scratch()
    let order = "buy 600 AAPL over 60s every 1s"
    let run = try Running("/usr/bin/nohup", [Program.path, "run", "--state", scratch.state, order])
    let records = Records(state: scratch.state)
    #expect(try eventually { try records.filled() >= 20 })
    run.send(SIGHUP)
    let before = try records.filled()
    #expect(try eventually { try records.filled() >= before + 20 })
    #expect(try records.status() == "working")
    run.send(SIGTERM)
    #expect(try run.wait(20).status == 1)
  }

  @Test func aStopIsRefusedWithTheReason() throws {
    let scratch = try Scratch()
    let run = try begin(scratch)
    let records = Records(state: scratch.state)
    run.send(SIGTSTP)
    #expect(eventually { run.errors.contains("not stopped: 1 order is live and would miss its slices") })
    let before = try records.filled()
    #expect(try eventually { try records.filled() >= before + 20 })
    #expect(try records.status() == "working")
    run.send(SIGTERM)
    _ = try run.wait(20)
  }

  /// SIGSTOP asks nobody. What fell due meanwhile is missed, nothing bursts, and a person decides.
  @Test func aProcessThatWasStoppedHoldsItsOrdersAndSendsNoBurst() throws {
    let scratch = try Scratch()
    let run = try begin(scratch)
    let records = Records(state: scratch.state)
    run.send(SIGSTOP)
    usleep(500_000)
    let before = try records.booked().count
    usleep(3_500_000)
    #expect(try records.booked().count == before)
    run.send(SIGCONT)
    #expect(try eventually { try records.status() == "held" })
    #expect(try records.count("SELECT count(*) FROM slices WHERE status = 'missed'") >= 2)
    usleep(1_500_000)
    // At most the one that fell due within its grace.
    #expect(try records.booked().count <= before + 1)
    run.send(SIGTERM)
    _ = try run.wait(20)
    try records.expectSoundBooks()
  }

  /// The output is nobody's to wait for: signals are heard and slices go while nobody reads it.
  @Test func aFrozenTerminalDelaysNeitherSlicesNorSignals() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let orders = ["buy 3000 AAPL over 30s every 1s", "buy 600 MSFT over 30s every 1s"]
    let run = try PtyProgram(["run", "--json", "--state", scratch.state] + orders)
    // Each slice prints half a kilobyte, so the terminal is full after a few.
    run.freeze(true)
    #expect(
      try eventually(30) { try records.count("SELECT count(*) FROM slices WHERE status = 'filled'") >= 12 })
    #expect(try records.count("SELECT count(*) FROM slices WHERE status = 'missed'") == 0)
    run.send(SIGUSR1)
    #expect(try eventually { try records.events("killed") == 1 })
    run.send(SIGTERM)
    #expect(try run.wait(20) == .exited(1))
    #expect(try records.events("stopped") == 1)
  }

  @Test func aClosedTerminalHoldsTheOrders() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let run = try PtyProgram(["run", "--state", scratch.state, "buy 600 AAPL over 60s every 1s"])
    #expect(try eventually { try records.filled() >= 10 })
    run.hangUp()
    #expect(try run.wait(20) == .exited(1))
    #expect(try records.status() == "held")
    #expect(try records.events("stopped") == 1)
    try records.expectSoundBooks()
  }
}
