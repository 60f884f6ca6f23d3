internal import CLinux
internal import Glibc

/// A second, tiny process that gives the terminal back when this one is killed outright, which no handler can
/// do. It is told when the screen is taken and given back, and sleeps in a read until the other end of its
/// pipe closes, which the kernel does however the program dies.
///
/// It holds the terminal and its end of the pipe and nothing else: it is forked before anything is opened, so
/// no lock, socket or database of the program lives on in it. It is a group of its own, so that no key and no
/// `kill %1` reaches it.
///
/// Rejected: to start the program a second time instead of forking, which costs a second runtime, some ten
/// megabytes and milliseconds of every start, and an argument that nobody may use.
public final class TerminalGuardian: Sendable {
  /// The writing end of the pipe.
  let descriptor: Int32
  /// Its process, for tests.
  let pid: pid_t

  private init(descriptor: Int32, pid: pid_t) {
    self.descriptor = descriptor
    self.pid = pid
  }

  /// Forks it. To be called before the first thread exists, with the signals blocked; without it a program
  /// that is killed outright leaves its screen behind, so a failure is no reason to refuse to start.
  ///
  /// - Returns: nil where threads exist already, or the system has no process left.
  public static func start() -> TerminalGuardian? {
    guard SmallFile.names(in: "/proc/self/task").count(where: { !$0.hasPrefix(".") }) == 1 else { return nil }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    let (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // Words are short and rare. If the guardian is stopped for ever, the program must not wait for it.
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    let program = getpgrp()
    let pid = cl_fork()
    if pid == 0 { keepWatch(over: program, reading) }
    close(reading)
    guard pid > 0 else {
      close(writing)
      return nil
    }
    return TerminalGuardian(descriptor: writing, pid: pid)
  }

  deinit { end() }

  /// Says that the terminal is about to be taken, or has been given back.
  func tell(_ word: GuardianWord) {
    let bytes = word.bytes
    // A guardian that is gone is missed only by a program that is killed: there is nothing to do about it.
    _ = write(descriptor, bytes, bytes.count)
  }

  /// Lets it go and waits until it is gone, so that nothing of the program is left when it ends.
  private func end() {
    close(descriptor)
    // It has only to wake up and leave. One that was stopped from outside is not waited for.
    for _ in 0..<100 where waitpid(pid, nil, WNOHANG) == 0 { usleep(1_000) }
  }

  // MARK: The guardian itself

  /// All there is of the other process.
  private static func keepWatch(over program: pid_t, _ pipe: Int32) -> Never {
    setpgid(0, 0)
    cl_name_process("tranche-guard")
    // It may change a terminal in whose background it is; that is its task.
    signal(SIGTTOU, SIG_IGN)
    signal(SIGALRM, SIG_DFL)
    // Standard input and output stay, for they are the terminal, and everything else goes.
    dup2(pipe, STDERR_FILENO)
    close_range(3, UInt32.max, 0)
    var knowledge = GuardianKnowledge()
    var chunk = [UInt8](repeating: 0, count: 256)
    while true {
      let count = read(STDERR_FILENO, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      knowledge.take(chunk.prefix(count))
    }
    if let modes = knowledge.modes { giveBack(modes, program) }
    _exit(0)
  }

  private static func giveBack(_ modes: termios, _ program: pid_t) {
    var (saved, present) = (modes, termios())
    guard tcgetattr(STDIN_FILENO, &present) == 0 else { return }
    let foreground = tcgetpgrp(STDIN_FILENO)
    let duty = GuardianDuty(
      foreground: foreground > 0 ? foreground : nil, program: program, shell: getsid(0), modes: present)
    if duty.restoresModes { tcsetattr(STDIN_FILENO, TCSANOW, &saved) }
    guard duty.restoresScreen else { return }
    // A frozen terminal must not keep the guardian for ever.
    alarm(2)
    Descriptor.write(TerminalModes.bytes(TerminalModes.restore), to: STDOUT_FILENO, patience: 500)
  }
}
