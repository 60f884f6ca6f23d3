internal import Glibc

/// Signals for the commands that run no engine.
enum Interruption {
  /// Unblocks what `Signals.blockAll` blocked, so that Ctrl-C ends a command that waits.
  static func allow() {
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
  }
}
