import Foundation
import Testing

/// kill -9 of the console: what no program can do for itself, its guardian does.
@Suite(.sideBySide) struct GuardianTests {
  /// What is written last of all to a terminal that is given back.
  static let restored = "\u{1B}[?1049l\u{1B}[?25h\u{1B}[?1l\u{1B}>\u{1B}[0m"

  private func open(_ scratch: Scratch) throws -> PtyProgram {
    let console = try PtyProgram(["--state", scratch.state])
    try console.waits(for: "Order entry")
    #expect(!console.isCooked)
    return console
  }

  /// The process ids of the children of a process.
  private func children(of pid: pid_t) -> [pid_t] {
    // No such file is no children.
    let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? ""
    return text.split(separator: " ").compactMap { pid_t($0) }
  }

  @Test func aKilledConsoleGivesTheTerminalAndTheFolderBack() throws {
    let scratch = try Scratch()
    let console = try open(scratch)
    let guardian = try #require(children(of: console.pid).first)
    console.forget()
    console.send(SIGKILL)
    #expect(try console.wait() == .killed(by: SIGKILL))
    #expect(eventually { console.text.hasSuffix(Self.restored) && console.isCooked }, "\(console.text)")
    #expect(eventually { kill(guardian, 0) != 0 }, "the guardian lives on")
    // No lock is held by anybody: the folder is usable at once, with no recovery screen to wait for.
    #expect(try Program.run(["kill", "--reason", "test", "--state", scratch.state]).status == 0)
  }

  @Test func itHoldsTheTerminalAndAPipeAndNothingElse() throws {
    let scratch = try Scratch()
    let console = try open(scratch)
    let guardian = try #require(children(of: console.pid).first)
    let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(guardian)/fd").sorted()
    #expect(files == ["0", "1", "2"])
    let targets = try files.map {
      try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(guardian)/fd/\($0)")
    }
    #expect(targets[0].hasPrefix("/dev/pts/") && targets[1] == targets[0] && targets[2].hasPrefix("pipe:"))
    // It sleeps in its read and costs nothing.
    // Once it has begun to.
    let isAsleep = try eventually {
      let before = try self.switches(of: guardian)
      usleep(1_000_000)
      return try before == self.switches(of: guardian)
    }
    #expect(isAsleep)
    let before = try switches(of: guardian)
    usleep(2_500_000)
    #expect(try switches(of: guardian) == before)
    // Signals of the keyboard and of a supervisor are not for it.
    for signal in [SIGINT, SIGQUIT, SIGHUP, SIGTERM, SIGTSTP] { kill(guardian, signal) }
    usleep(100_000)
    #expect(kill(guardian, 0) == 0)
    #expect(console.isRunning)
    console.type("q")
    #expect(try console.wait() == .exited(0))
    #expect(kill(guardian, 0) != 0, "it is gone when the program is")
    #expect(console.isCooked)
    // Once, by the program itself.
    try console.waitUntilRead()
    #expect(console.text.components(separatedBy: "\u{1B}[?1049l").count == 2)
  }

  @Test func aProgramKilledWithoutTheScreenLeavesTheTerminalAlone() throws {
    let scratch = try Scratch()
    let console = try open(scratch)
    console.type("\u{1A}")
    try console.waitUntilStopped()
    #expect(console.isCooked)
    console.forget()
    console.send(SIGKILL)
    #expect(try console.wait() == .killed(by: SIGKILL))
    usleep(1_000_000)
    #expect(console.bytes.isEmpty, "\(console.text.debugDescription)")
  }

  @Test func aShellGetsItsTerminalBack() throws {
    let scratch = try Scratch()
    let pane = try Pane()
    try pane.openConsole(scratch.state)
    kill(try pane.foregroundPID(), SIGKILL)
    #expect(try pane.isSane())
  }

  private func switches(of pid: pid_t) throws -> [Substring] {
    try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8).split(separator: "\n").filter {
      $0.contains("ctxt_switches")
    }
  }
}
