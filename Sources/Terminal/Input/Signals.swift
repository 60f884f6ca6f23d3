internal import CLinux
internal import Glibc

/// A signal that the console acts on.
public enum TerminalSignal: CaseIterable, Hashable, Sendable {
  /// SIGTERM: end in good order.
  case terminate
  /// SIGINT from outside; Ctrl-C is a key.
  case interrupt
  /// SIGHUP: the terminal is gone.
  case hangUp
  /// SIGTSTP from outside; Ctrl-Z is a key.
  case stop
  /// SIGCONT: the process goes on after it was stopped.
  case continued
  /// SIGUSR1: what it means is the program's business.
  case user1
  /// SIGQUIT: end at once.
  case quit

  var number: Int32 {
    switch self {
    case .terminate: SIGTERM
    case .interrupt: SIGINT
    case .hangUp: SIGHUP
    case .stop: SIGTSTP
    case .continued: SIGCONT
    case .user1: SIGUSR1
    case .quit: SIGQUIT
    }
  }

  init?(number: Int32) {
    guard let signal = Self.allCases.first(where: { $0.number == number }) else { return nil }
    self = signal
  }
}

/// Signals come as data through a descriptor and never interrupt anything.
public enum Signals {
  /// Blocks them for this thread and every thread that it starts: the first thing that `main` does. A thread
  /// started earlier would take a signal and die of it.
  ///
  /// What was ignored when the program was started stays so, as `nohup` and a shell's background jobs want
  /// it; blocked, it would come through the descriptor all the same.
  public static func blockAll() {
    var set = all
    for number in [SIGHUP, SIGINT, SIGQUIT] where isIgnored(number) { sigdelset(&set, number) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    // A broker or a control client that hung up is an error of one write, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    // So is a limit on file sizes, which the order store reports like any disk that does not take a write.
    signal(SIGXFSZ, SIG_IGN)
    // A slip for SIGUSR1 must not end the engine with the terminal in raw mode; nothing here sets the others.
    for stray in [SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF] { signal(stray, SIG_IGN) }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0, let handler = action.__sigaction_handler.sa_handler else {
      return false
    }
    return unsafeBitCast(handler, to: Int.self) == 1
  }

  static var all: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in TerminalSignal.allCases { sigaddset(&set, signal.number) }
    sigaddset(&set, SIGWINCH)
    return set
  }

  static func descriptor() -> Int32 {
    var set = all
    return signalfd(-1, &set, CL_SFD_FLAGS)
  }

  /// The numbers of the signals that have come.
  static func take(from descriptor: Int32) -> [Int32] {
    var numbers: [Int32] = []
    var info = signalfd_siginfo()
    while read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size) == MemoryLayout<signalfd_siginfo>.size
    {
      numbers.append(Int32(bitPattern: info.ssi_signo))
    }
    return numbers
  }
}
