internal import CLinux
internal import Glibc

/// Gives the terminal back when the program crashes.
///
/// Without it a crashed program stays in raw mode with its alternate screen for as long as the runtime's
/// backtracer works, and the message is lost with that screen. The handler only does what is allowed in
/// one: poll, write, tcsetattr, dup2, sigaction, raise. It then calls whatever was installed before, so that
/// the backtracer still prints, and the signal ends the program.
enum CrashRestore {
  static let signals = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP]

  /// Everything the handler needs, prepared beforehand because it may not allocate.
  fileprivate struct Plan {
    var output: Int32 = -1
    var input: Int32 = -1
    var stderrCopy: Int32 = -1
    /// Open on nothing; takes standard input's place.
    var nothing: Int32 = -1
    /// Who is told that there is nothing left to do.
    var guardian: Int32 = -1
    var modes = termios()
    var bytes: UnsafePointer<UInt8>?
    var count = 0
    /// What was installed before, by signal number; allocated once and never freed.
    var previous: UnsafeMutablePointer<sigaction>?
  }

  static func arm(input: Int32, output: Int32, modes: termios, stderrCopy: Int32, guardian: Int32) {
    let previous = plan.previous ?? .allocate(capacity: 65)
    plan = Plan(
      output: output, input: input, stderrCopy: stderrCopy,
      nothing: plan.nothing >= 0 ? plan.nothing : open("/dev/null", O_RDONLY | O_CLOEXEC),
      guardian: guardian, modes: modes, bytes: TerminalModes.restore.utf8Start,
      count: TerminalModes.restore.utf8CodeUnitCount,
      previous: previous)
    for number in signals {
      var action = sigaction()
      action.__sigaction_handler.sa_sigaction = handleCrash
      // On the alternate stack where there is one: an overflown stack has no room for a handler.
      action.sa_flags = SA_SIGINFO | Int32(bitPattern: UInt32(SA_ONSTACK))
      sigaction(number, &action, previous + Int(number))
    }
  }

  static func disarm() {
    guard let previous = plan.previous, plan.output >= 0 else { return }
    for number in signals { sigaction(number, previous + Int(number), nil) }
    plan.output = -1
  }
}

// safe because: written by the thread that takes and gives back the screen, while no handler is installed
// that reads it; the handler only reads.
private nonisolated(unsafe) var plan = CrashRestore.Plan()

private func handleCrash(
  _ number: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
) {
  var item = pollfd(fd: plan.output, events: Int16(POLLOUT), revents: 0)
  // A frozen terminal must not keep a crashed program alive.
  if poll(&item, 1, 100) > 0 { _ = write(plan.output, plan.bytes, plan.count) }
  tcsetattr(plan.input, TCSANOW, &plan.modes)
  var givenBack = GuardianWord.givenBackMark
  if plan.guardian >= 0 { _ = write(plan.guardian, &givenBack, 1) }
  if plan.stderrCopy >= 0 { dup2(plan.stderrCopy, STDERR_FILENO) }
  // On a terminal the backtracer asks what to do next and keeps the crashed program for half a minute; at the
  // end of its input it does not.
  if plan.nothing >= 0 { dup2(plan.nothing, STDIN_FILENO) }
  pass(number, info, context)
  var end = sigaction()
  end.__sigaction_handler.sa_handler = SIG_DFL
  sigaction(number, &end, nil)
  // A fault happens again when this returns. A signal that was sent, or a trap that was passed, does not.
  let isFault = (info?.pointee.si_code ?? 0) > 0 && number != SIGTRAP
  if !isFault { raise(number) }
}

/// Calls whatever was installed before, which is the backtracer. It is not left to the kernel to call it: it
/// would return from a signal that was sent as if nothing had been, and the program would go on.
private func pass(
  _ number: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
) {
  guard let previous = plan.previous?[Int(number)] else { return }
  let handler = unsafeBitCast(previous.__sigaction_handler.sa_handler, to: Int.self)
  // 0 and 1 stand for the default and for ignoring.
  guard handler > 1, previous.sa_flags & SA_SIGINFO != 0 else { return }
  previous.__sigaction_handler.sa_sigaction?(number, info, context)
}
