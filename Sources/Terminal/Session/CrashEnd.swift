internal import CLinux
internal import Glibc
internal import Synchronization

/// Ends the program when it crashes: always, and within a bounded time.
///
/// The runtime's handler writes a report of a crash and may never come back from it: a crash signal that
/// comes while the report is written sends the crashed thread away and leaves every other one suspended, a
/// terminal that takes nothing holds up the reporter, and the reporter may hang by itself. The program would
/// stay for ever, with the folder's lock in its hand. So a timer of the kernel is set before anything else is
/// done. What it sends is SIGKILL, which no thread can block, so that the end depends on nothing in this
/// process.
///
/// The handler only does what is allowed in one. What the terminal needs is `CrashRestore`'s.
public enum CrashEnd {
  static let signals = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP]
  /// How long the report may take, in seconds of the wall. On a machine with little else to do it takes a
  /// few.
  static let patience = 20

  /// Makes ready, before the first thread exists. Once is enough; again does nothing.
  public static func install() { _ = installed }

  private static let installed: Void = {
    let previous = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
    previous.initialize(repeating: sigaction(), count: 65)
    var timer: timer_t?
    let hasTimer = makeTimer(&timer)
    let ready = UnsafeMutablePointer<Preparation>.allocate(capacity: 1)
    ready.initialize(
      to: Preparation(
        hasTimer: hasTimer, timer: timer, nothing: open("/dev/null", O_RDONLY | O_CLOEXEC),
        previous: previous))
    preparation.store(UnsafePointer(ready), ordering: .releasing)
    // These are made by their first use, which must not be that of the handler.
    _ = crashing.load(ordering: .relaxed)
    CrashRestore.makeReady()
    for number in signals {
      var action = sigaction()
      action.__sigaction_handler.sa_sigaction = handleCrash
      // On the alternate stack where there is one: an overflown stack has no room for a handler. Not blocked
      // meanwhile: the runtime's reporter reads memory that may not be there, on a thread that inherits this.
      action.sa_flags = SA_SIGINFO | SA_NODEFER | Int32(bitPattern: UInt32(SA_ONSTACK))
      sigaction(number, &action, previous + Int(number))
    }
  }()

  /// A timer that counts the time of a suspended machine too.
  ///
  /// - Returns: false where the system has none left.
  private static func makeTimer(_ timer: inout timer_t?) -> Bool {
    var event = sigevent()
    event.sigev_notify = Int32(SIGEV_SIGNAL)
    event.sigev_signo = SIGKILL
    return timer_create(CLOCK_BOOTTIME, &event, &timer) == 0
  }

  /// Everything the handler needs, prepared beforehand because it may not allocate.
  fileprivate struct Preparation {
    var hasTimer: Bool
    /// The first one of a process is called nil.
    var timer: timer_t?
    /// Open on nothing; takes standard input's place.
    var nothing: Int32
    /// What was installed before, by signal number; never freed.
    var previous: UnsafeMutablePointer<sigaction>
  }
}

// safe because: what it points to is written before it is stored, once, and never freed.
private nonisolated(unsafe) let preparation = Atomic<UnsafePointer<CrashEnd.Preparation>?>(nil)

/// The thread that crashed first.
private let crashing = Atomic<UInt>(0)

private func prepared() -> CrashEnd.Preparation? { preparation.load(ordering: .acquiring)?.pointee }

private func handleCrash(
  _ number: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
) {
  let isBounded = setTimer()
  let me = UInt(pthread_self())
  let (isFirst, other) = crashing.compareExchange(expected: 0, desired: me, ordering: .relaxed)
  // A second thread that crashes waits for the end. It would find the first in the middle of the same acts.
  while !isFirst, other != me { pause() }
  if isFirst {
    CrashRestore.giveBack()
    // On a terminal the backtracer asks what to do next and keeps the crashed program for half a minute; at
    // the end of its input it does not.
    if let nothing = prepared()?.nothing, nothing >= 0 { dup2(nothing, STDIN_FILENO) }
    if isBounded { report(number, info, context) }
  }
  // What crashes while it is dealt with comes straight here.
  var end = sigaction()
  end.__sigaction_handler.sa_handler = SIG_DFL
  sigaction(number, &end, nil)
  // A fault happens again when this returns. A signal that was sent, or a trap that was passed, does not.
  let isFault = (info?.pointee.si_code ?? 0) > 0 && number != SIGTRAP
  if !isFault { raise(number) }
}

/// - Returns: whether the kernel will end the program. It will not where it had no timer left, nor in a
///   forked child, which has none; there is no report then.
private func setTimer() -> Bool {
  guard let preparation = prepared(), preparation.hasTimer else { return false }
  // Whoever comes later does not prolong it.
  var left = itimerspec()
  guard timer_gettime(preparation.timer, &left) == 0 else { return false }
  if left.it_value.tv_sec > 0 || left.it_value.tv_nsec > 0 { return true }
  var span = itimerspec()
  span.it_value.tv_sec = CrashEnd.patience
  return timer_settime(preparation.timer, 0, &span, nil) == 0
}

/// Calls whatever was installed before, which is the backtracer. It is not left to the kernel to call it: it
/// would return from a signal that was sent as if nothing had been, and the program would go on.
private func report(
  _ number: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
) {
  guard let previous = prepared()?.previous[Int(number)] else { return }
  let handler = unsafeBitCast(previous.__sigaction_handler.sa_handler, to: Int.self)
  // 0 and 1 stand for the default and for ignoring.
  guard handler > 1, previous.sa_flags & SA_SIGINFO != 0 else { return }
  previous.__sigaction_handler.sa_sigaction?(number, info, context)
}
