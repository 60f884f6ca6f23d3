import Foundation
import Testing

/// Signals to the console, on a terminal whose other end is the test.
@Suite(.sideBySide) struct ConsoleSignalTests {
  /// A console with one order that has begun to fill, and its messages after the screen in a file.
  private func begin(_ scratch: Scratch, order: String? = Orders.slow) throws -> PtyProgram {
    let console = try PtyProgram(["--state", scratch.state], errors: "\(scratch.path)/errors")
    try console.waitsForDesk()
    guard let order else { return console }
    let records = Records(state: scratch.state)
    try console.enter(order, records)
    try #require(try records.fills(10))
    return console
  }

  private func errors(_ scratch: Scratch) throws -> String {
    try String(contentsOfFile: "\(scratch.path)/errors", encoding: .utf8)
  }

  private func expectGivenBack(_ console: PtyProgram, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(eventually { console.isCooked }, sourceLocation: sourceLocation)
    let leaves = eventually { console.text.contains("\u{1B}[?1049l") }
    #expect(leaves && console.text.contains("\u{1B}[?2004l"), sourceLocation: sourceLocation)
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func itEndsInGoodOrderAndHoldsWhatIsLeft(signal: Int32) throws {
    let scratch = try Scratch()
    let console = try begin(scratch)
    console.send(signal)
    #expect(try console.wait() == .exited(1))
    expectGivenBack(console)
    #expect(try errors(scratch).contains("ended with 1 unfinished order: held at the next start"))
    let records = Records(state: scratch.state)
    #expect(try records.status() == "held")
    #expect(try records.events("stopped") == 1)
    try records.expectSoundBooks()
  }

  @Test func quitEndsAtOnceAndSaysWhatIsLeft() throws {
    let scratch = try Scratch()
    let console = try begin(scratch)
    console.send(SIGQUIT)
    #expect(try console.wait() == .exited(1))
    expectGivenBack(console)
    #expect(try errors(scratch).contains("ended with 1 unfinished order"))
    let records = Records(state: scratch.state)
    #expect(try records.events("stopped") == 0)
    #expect(try Program.run(["kill", "--state", scratch.state]).status == 0)
    try records.expectSoundBooks()
  }

  /// A stopped process sends nothing. The key says so; the signal, whose sender reads no screen, holds first.
  @Test func itHoldsWhatIsLiveBeforeItStops() throws {
    let scratch = try Scratch()
    // A slice falls due soon, and it takes ten seconds of a machine that stands still until it is missed.
    let console = try begin(scratch, order: "buy 600 AAPL over 10m every 10s")
    let records = Records(state: scratch.state)
    console.type("\u{1A}")
    try console.waits(for: "hold first")
    #expect(try records.status() == "working")
    try console.stop()
    #expect(try records.status() == "held")
    #expect(try records.events("held") == 1)
    expectGivenBack(console)
    let booked = try records.booked().count
    console.forget()
    console.send(SIGCONT)
    try console.waits(for: "Order entry")
    #expect(!console.isCooked)
    // A slice falls due, and does not go.
    #expect(try records.pass(1))
    #expect(try records.booked().count == booked)
    #expect(try records.status() == "held")
    console.send(SIGTERM)
    #expect(try console.wait() == .exited(1))
  }

  @Test func aProcessThatWasStoppedHoldsItsOrdersSendsNoBurstAndDrawsAgain() throws {
    let scratch = try Scratch()
    let console = try begin(scratch, order: Orders.steady)
    let records = Records(state: scratch.state)
    console.send(SIGSTOP)
    try console.waitUntilStopped()
    let booked = try records.booked().count
    // So long that two slices and their grace pass.
    usleep(5_500_000)
    console.forget()
    console.send(SIGCONT)
    try console.waits(for: "Order entry")
    #expect(try eventually { try records.status() == "held" })
    #expect(try records.count("SELECT count(*) FROM slices WHERE status = 'missed'") >= 2)
    #expect(try records.booked().count <= booked + 1)
    console.send(SIGTERM)
    #expect(try console.wait() == .exited(1))
    expectGivenBack(console)
    try records.expectSoundBooks()
  }

  /// A trap or a fault of the program itself, as the kernel or the runtime raises it.
  @Test(arguments: [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE])
  func aCrashGivesTheTerminalBackAndEndsByItsSignal(signal: Int32) throws {
    let scratch = try Scratch()
    let console = try begin(scratch, order: nil)
    console.send(signal)
    try console.expectCrashed(by: signal)
    expectGivenBack(console)
    try console.waitUntilRead()
    #expect(console.text.components(separatedBy: "\u{1B}[?1049l").count == 2, "given back once")
    #expect(try Program.run(["run", "--state", scratch.state, Orders.brief]).status == 0)
  }

  @Test func aConsoleThatOnlyLooksLeavesItsHolderAlone() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let run = try Program.start(["run", "--state", scratch.state, Orders.slow])
    try #require(try records.fills(10))
    for (signal, status) in [(SIGTERM, 0), (SIGINT, 0), (SIGHUP, 0), (SIGQUIT, 1)] {
      let console = try begin(scratch, order: nil)
      console.send(signal)
      #expect(try console.wait() == .exited(Int32(status)), "signal \(signal)")
      expectGivenBack(console)
    }
    let console = try begin(scratch, order: nil)
    try console.stop()
    console.send(SIGCONT)
    #expect(try records.status() == "working")
    console.send(SIGUSR1)
    #expect(try eventually { try records.events("killed") == 1 })
    #expect(run.isRunning)
    run.send(SIGTERM)
    _ = try run.wait()
  }
}
