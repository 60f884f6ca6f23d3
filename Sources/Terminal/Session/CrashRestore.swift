internal import CLinux
internal import Glibc
internal import Synchronization

/// Gives the terminal back when the program crashes: the first thing that `CrashEnd` does.
///
/// Without it a crashed program stays in raw mode with its alternate screen for as long as the runtime's
/// backtracer works, and the message is lost with that screen. Only what is allowed in a signal handler is
/// done: poll, write, tcsetattr, dup2.
enum CrashRestore {
  /// Everything the handler needs, prepared beforehand because it may not allocate.
  fileprivate struct Plan {
    var output: Int32
    var input: Int32
    var stderrCopy: Int32
    /// Who is told that there is nothing left to do.
    var guardian: Int32
    var modes: termios
    var bytes: UnsafePointer<UInt8>
    var count: Int
  }

  static func arm(input: Int32, output: Int32, modes: termios, stderrCopy: Int32, guardian: Int32) {
    CrashEnd.install()
    let next = UnsafeMutablePointer<Plan>.allocate(capacity: 1)
    next.initialize(
      to: Plan(
        output: output, input: input, stderrCopy: stderrCopy, guardian: guardian, modes: modes,
        bytes: TerminalModes.restore.utf8Start, count: TerminalModes.restore.utf8CodeUnitCount))
    // Whole or not at all, for any thread may crash meanwhile. The one before is never freed: a handler may
    // be reading it, and a program takes the screen once.
    plan.store(next, ordering: .releasing)
  }

  static func disarm() { plan.store(nil, ordering: .releasing) }

  /// Before the handler is installed.
  static func makeReady() { _ = plan.load(ordering: .relaxed) }

  /// What the handler calls.
  static func giveBack() {
    guard let plan = plan.load(ordering: .acquiring) else { return }
    var item = pollfd(fd: plan.pointee.output, events: Int16(POLLOUT), revents: 0)
    // A frozen terminal must not keep a crashed program alive.
    let isTaken = poll(&item, 1, 100) > 0
    if isTaken { _ = write(plan.pointee.output, plan.pointee.bytes, plan.pointee.count) }
    tcsetattr(plan.pointee.input, TCSANOW, &plan.pointee.modes)
    // Of one that took nothing the guardian tries once more, when the program has ended.
    var givenBack = GuardianWord.givenBackMark
    if isTaken, plan.pointee.guardian >= 0 { _ = write(plan.pointee.guardian, &givenBack, 1) }
    if plan.pointee.stderrCopy >= 0 { dup2(plan.pointee.stderrCopy, STDERR_FILENO) }
  }
}

/// Nil while there is no screen to give back.
// safe because: what it points to is written before it is stored, and never changed or freed.
private nonisolated(unsafe) let plan = Atomic<UnsafeMutablePointer<CrashRestore.Plan>?>(nil)
