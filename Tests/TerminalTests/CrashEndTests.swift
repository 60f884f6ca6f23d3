import CLinux
import Glibc
import Testing

@testable import Terminal

/// The end of a crash, with reporters that do what the runtime's must not. The runtime installs none in the
/// process of an exit test.
@Suite struct CrashEndTests {
  /// What was installed for a fault before us.
  private static func reportBy(_ handler: @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    // With its information, as the runtime's.
    action.sa_flags = SA_SIGINFO
    sigaction(SIGSEGV, &action, nil)
    CrashEnd.install()
  }

  private static func fault() {
    // safe because: nothing is there, which is what is wanted.
    UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
  }

  @Test func aReporterThatNeverReturnsIsCutOff() async {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      CrashEndTests.reportBy { _ in while true { pause() } }
      CrashEndTests.fault()
    }
  }

  /// Not even blocked signals and a thread that is gone keep the program.
  @Test func aReporterThatTakesItsThreadAwayIsCutOff() async {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      CrashEndTests.reportBy { _ in pthread_exit(nil) }
      var thread = pthread_t()
      pthread_create(
        &thread, nil,
        { _ in
          CrashEndTests.fault()
          return nil
        }, nil)
      var every = sigset_t()
      sigfillset(&every)
      pthread_sigmask(SIG_SETMASK, &every, nil)
      while true { pause() }
    }
  }

  @Test func aReporterThatCrashesItselfEndsByThat() async {
    await #expect(processExitsWith: .signal(SIGSEGV)) {
      CrashEndTests.reportBy { _ in CrashEndTests.fault() }
      CrashEndTests.fault()
    }
  }

  @Test func aReporterThatAbortsEndsByThat() async {
    await #expect(processExitsWith: .signal(SIGABRT)) {
      CrashEndTests.reportBy { _ in abort() }
      CrashEndTests.fault()
    }
  }

  @Test func threadsThatCrashTogetherEndTogether() async {
    await #expect(processExitsWith: .signal(SIGSEGV)) {
      // Long enough for the others to come.
      CrashEndTests.reportBy { _ in usleep(500_000) }
      for _ in 0..<8 {
        var thread = pthread_t()
        pthread_create(
          &thread, nil,
          { _ in
            CrashEndTests.fault()
            return nil
          }, nil)
      }
      while true { pause() }
    }
  }

  @Test(arguments: [SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSEGV])
  func aSignalThatWasSentEndsIt(number: Int32) async {
    await #expect(processExitsWith: .failure) { [number = number as Int32] in
      CrashEndTests.reportBy { _ in }
      kill(getpid(), number)
      while true { pause() }
    }
  }
}
