import Foundation
import Testing

/// A crashed program ends, whatever becomes of the report of the crash: it has the folder's lock, and orders
/// at the venue that need a successor.
@Suite(.sideBySide) struct CrashEndTests {
  private let scratch: Scratch
  /// What the reporters of these tests leave behind: that one runs, and its process id.
  private let started: String
  private let go: String

  init() throws {
    scratch = try Scratch()
    started = "\(scratch.path)/started"
    go = "\(scratch.path)/go"
  }

  private func begin(_ settings: String) throws -> Running {
    let run = try Program.start(
      ["run", "--state", scratch.state, Orders.resting], environment: ["SWIFT_BACKTRACE": settings])
    let records = Records(state: scratch.state)
    try #require(
      try eventually { try records.count("SELECT count(*) FROM slices WHERE submitted_at != ''") >= 1 },
      "\(run.output)\(run.errors)")
    return run
  }

  /// A reporter of our own, which is told what the runtime's is told.
  private func reporter(_ lines: String) throws -> String {
    let path = try scratch.file("reporter", "#!/bin/sh\n\(lines)\n", mode: 0o700)
    return "enable=yes,swift-backtrace=\(path)"
  }

  private func endReporter() {
    let text = (try? String(contentsOfFile: started, encoding: .utf8)) ?? ""
    if let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) { kill(pid, SIGKILL) }
  }

  /// How it ended. It has to by itself: who waits too long for a program kills it, which looks the same.
  private func end(_ run: Running) throws -> Program.Outcome {
    #expect(eventually { !run.isRunning }, "a crashed program is still there")
    return try run.wait()
  }

  /// The folder's lock is free, and what was on its way is asked about.
  private func expectSuccessor() throws {
    #expect(try Program.run(["cancel", "1", "--state", scratch.state]).status == 0)
    try Records(state: scratch.state).expectSoundBooks()
  }

  @Test(arguments: [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP])
  func aSignalFromOutsideEndsARunByThatSignal(signal: Int32) throws {
    let run = try begin("enable=no")
    run.send(signal)
    #expect(try end(run).status == 128 + signal)
    try expectSuccessor()
  }

  @Test func itEndsWhenTheReportIsWritten() throws {
    let run = try begin("enable=yes")
    run.send(SIGSEGV)
    let crash = try end(run)
    // A machine too slow to write it in time has none, and ends all the same.
    if crash.status != 128 + SIGKILL {
      #expect(crash.status == 128 + SIGSEGV)
      #expect(crash.errors.contains("Backtrace took"), "\(crash.errors)")
    }
    try expectSuccessor()
  }

  @Test func aReporterThatHangsDoesNotKeepIt() throws {
    let run = try begin(try reporter("echo $$ > \(started); exec sleep 1000"))
    run.send(SIGABRT)
    #expect(try end(run).status == 128 + SIGKILL)
    // The reporter is still there, and holds nothing of the folder.
    try expectSuccessor()
    endReporter()
  }

  /// The runtime answers the reporter's questions about the memory on a thread of its own, with a handler for
  /// what is not there. The same signal from outside then sends the crashed thread into that thread's
  /// affairs, from where it does not come back, and the other threads stay suspended with every signal
  /// blocked.
  @Test func aSignalInTheMiddleOfTheReportDoesNotKeepIt() throws {
    let question = #"printf '\020\0\0\0\0\0\0\0\001\0\0\0\0\0\0\0' >&4; head -c 16 <&4 > /dev/null"#
    let run = try begin(
      try reporter("\(question); echo $$ > \(started); while [ ! -e \(go) ]; do sleep 0.1; done"))
    run.send(SIGSEGV)
    #expect(eventually { FileManager.default.fileExists(atPath: started) || !run.isRunning })
    run.send(SIGSEGV)
    _ = try scratch.file("go", "")
    #expect([128 + SIGKILL, 128 + SIGSEGV].contains(try end(run).status))
    try expectSuccessor()
    endReporter()
  }

  @Test func aFrozenTerminalDoesNotKeepIt() throws {
    let console = try PtyProgram(["--state", scratch.state], environment: ["SWIFT_BACKTRACE": "enable=yes"])
    try console.waitsForDesk()
    console.freeze(true)
    // So that it takes nothing more.
    for round in 0..<60 {
      console.resize(width: 100 + round % 2 * 100, height: 60)
      console.send(SIGWINCH)
      usleep(50_000)
    }
    console.send(SIGSEGV)
    try console.expectCrashed(by: SIGSEGV)
    #expect(console.isCooked)
    console.freeze(false)
    #expect(try Program.run(["run", "--state", scratch.state, Orders.brief]).status == 0)
  }
}

extension PtyProgram {
  /// It has ended by itself: by this signal, or by the one that cuts its report off where that takes too
  /// long.
  func expectCrashed(by signal: Int32) throws {
    #expect(eventually { !self.isRunning }, "a crashed program is still there")
    let end = try wait()
    #expect(end == .killed(by: signal) || end == .killed(by: SIGKILL), "\(end)")
  }
}
