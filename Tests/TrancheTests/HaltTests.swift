import Foundation
import Testing

/// The halt from the console, across a restart, to the end of the order.
@Suite(.sideBySide) struct HaltTests {
  @Test func ctrlKStopsEverythingAndSurvivesARestart() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let pane = try Pane()
    try pane.openConsole(scratch.state)
    try pane.enter("buy 60 MSFT over 18s every 3s")
    #expect(try records.fills(10))
    try pane.press("C-k")
    try pane.waits(for: "HALTED")
    try pane.waits(for: "slices stopped")
    #expect(try eventually { try records.events("killed") == 1 })
    // Two due times later nothing has gone out.
    #expect(try records.pass(2))
    let after =
      "SELECT count(*) FROM slices WHERE submitted_at > (SELECT at FROM events WHERE kind = 'killed')"
    #expect(try records.count(after) == 0)
    let sent = try records.booked().count

    try pane.press("q")
    try pane.waits(for: "Quit with live orders")
    try pane.press("Down")
    try pane.waits(for: "y  hold and quit")
    try pane.press("y")
    try pane.waitsForShell()

    try pane.openConsole(scratch.state)
    try pane.waits(for: "HALTED")
    try pane.waits(for: "Recovery")
    #expect(try records.status() == "held")
    #expect(try records.booked().count == sent)

    try release(pane)
    #expect(try records.booked().count == sent, "a release resumes nothing")
    try pane.resume(stepsDown: 2, records)
    #expect(try records.going { try records.status() == "completed" })
    #expect(try records.filled() == 60)
    try pane.press("q")
    try pane.waitsForShell()
    try records.expectSoundBooks()
  }

  private func release(_ pane: Pane) throws {
    try pane.leave("Recovery")
    try pane.press("R")
    try pane.waits(for: "Release a halt")
    // What is typed in the first 300 ms is thrown away.
    usleep(350_000)
    try pane.type("release")
    try pane.press("Enter")
    try pane.waits(for: "Enter  release")
    try pane.type("false alarm")
    try pane.press("Enter")
    try pane.waits(for: "● TRADING")
  }

  @Test func aSecondConsoleLooksAndCanOnlyHalt() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let run = try Program.start(["run", "--state", scratch.state, Orders.slow])
    #expect(try records.fills(10))
    let pane = try Pane()
    try pane.openConsole(scratch.state)
    try pane.waits(for: "\(run.pid)")
    try pane.press("n")
    try pane.press("C-k")
    try pane.waits(for: "HALTED")
    #expect(try eventually { try records.events("killed") == 1 })
    #expect(eventually { run.output.contains("killed") })
    try pane.leave("▸ Order entry")
    try pane.press("q")
    try pane.waitsForShell()
    #expect(run.isRunning)
    run.send(SIGTERM)
    _ = try run.wait()
  }

  /// The engine hangs and answers nothing: the screen says what this console did itself.
  @Test func aTypedHaltIsOnTheScreenAtOnceAsTheKeys() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let run = try Program.start(["run", "--state", scratch.state, Orders.slow])
    #expect(try records.fills(10))
    let pane = try Pane()
    try pane.openConsole(scratch.state)
    try pane.waits(for: "\(run.pid)")
    run.send(SIGSTOP)
    try pane.press(":")
    try pane.type("halt fat finger")
    try pane.press("Enter")
    try pane.waits(for: "HALTED")
    #expect(try records.events("killed") == 0)
    run.send(SIGCONT)
    #expect(try eventually { try records.events("killed") == 1 })
    run.send(SIGTERM)
    _ = try run.wait()
  }

  /// A halt that canceled nothing must not look like one that did: it stays on the screen until it was seen.
  @Test func aFailedHaltOfAReadOnlyConsoleStaysOnTheScreen() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["run", "--state", scratch.state, Orders.brief]).status == 0)
    let pane = try Pane()
    try pane.openConsole(scratch.state, "--read-only")
    try pane.waits(for: "READ-ONLY, no engine runs")
    try pane.press("C-k")
    try pane.waits(for: "HALTED  nothing new is sent; no engine runs")
    try pane.waits(for: "! NOT canceled: no engine runs: give tranche kill")
    try pane.press("Tab")
    usleep(500_000)
    let screen = try pane.screen()
    #expect(
      screen.contains("! NOT canceled: no engine runs") && !screen.contains("is canceling"), "\(screen)")
    #expect(!screen.contains("does not answer"), "\(screen)")
    try pane.press("a")
    #expect(try eventually { try !pane.screen().contains("NOT canceled") })
  }

  @Test func sigusr1Halts() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let pane = try Pane()
    try pane.openConsole(scratch.state)
    kill(try pane.foregroundPID(), SIGUSR1)
    try pane.waits(for: "HALTED")
    let bySignal = "SELECT count(*) FROM events WHERE kind = 'killed' AND actor = 'signal'"
    #expect(try eventually { try records.count(bySignal) == 1 })
  }
}
