import Foundation
import Testing

/// The terminal after the console, however it ended.
@Suite(.sideBySide) struct GivenBackTests {
  private func open() throws -> (Scratch, Pane) {
    let scratch = try Scratch()
    let pane = try Pane()
    try pane.openConsole(scratch.state)
    return (scratch, pane)
  }

  @Test func afterQuit() throws {
    let (_, pane) = try open()
    try pane.press("q")
    #expect(try pane.isSane())
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGQUIT, SIGSEGV, SIGABRT])
  func afterASignal(signal: Int32) throws {
    let (scratch, pane) = try open()
    let pid = try pane.foregroundPID()
    kill(pid, signal)
    #expect(eventually { kill(pid, 0) != 0 }, "the program did not end")
    #expect(try pane.isSane())
    // Whatever happened, the next console starts.
    try pane.openConsole(scratch.state)
    try pane.press("q")
    #expect(try pane.isSane())
  }

  @Test func whileItIsSuspended() throws {
    let (_, pane) = try open()
    try pane.press("C-z")
    #expect(try pane.isSane())
    try pane.shell("fg")
    try pane.waits(for: "Order entry")
    try pane.press("q")
    #expect(try pane.isSane())
  }

  @Test func aTerminalThatIsGoneHoldsTheOrdersAndEndsTheProgram() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let pid: Int32
    do {
      let pane = try Pane()
      try pane.openConsole(scratch.state)
      try pane.enter(Orders.slow)
      pid = try pane.foregroundPID()
      // Here the pane, and with it the terminal, goes.
    }
    #expect(eventually { kill(pid, 0) != 0 }, "the program did not end")
    #expect(try records.status() == "held")
    #expect(
      try records.count("SELECT count(*) FROM events WHERE kind = 'held' AND reason LIKE '%terminal%'") == 1)
  }

  @Test func aSettingLetsTheOrdersGoOnWithoutATerminal() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let config = try scratch.file("config.toml", "on_hangup = \"go_on\"")
    let pid: Int32
    do {
      let pane = try Pane()
      try pane.openConsole(scratch.state, "--config \(config)")
      try pane.enter("buy 30 MSFT over 9s every 3s")
      pid = try pane.foregroundPID()
    }
    #expect(try records.going { try records.status() == "completed" })
    #expect(eventually { kill(pid, 0) != 0 }, "the program did not end")
    #expect(try records.events("stopped") == 1)
    try records.expectSoundBooks()
  }
}
