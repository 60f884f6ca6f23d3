internal import Foundation
internal import Glibc

/// How a process ended.
enum Ending: Hashable, Sendable {
  case exited(Int32)
  case signaled(Int32)

  init(waitStatus status: Int32) {
    let signal = status & 0x7f
    self = signal == 0 ? .exited((status >> 8) & 0xff) : .signaled(signal)
  }
}

/// A process that can not be started.
struct SpawnFailure: Error, CustomStringConvertible {
  let path: String
  let code: Int32
  var description: String { "\(path) cannot be started: \(String(cString: strerror(code)))" }
}

/// A process under observation, with its output in files, so that no pipe can fill up and stop it.
///
/// `@unchecked Sendable` is safe because `ending` is only touched under the lock, and so is every signal: one
/// sent after the process was waited for could hit another that got its number.
final class ChildProcess: @unchecked Sendable {
  let startedAt = ContinuousClock.now
  private let pid: pid_t
  private let lock = NSLock()
  private var known: Ending?

  init(_ path: String, _ arguments: [String], environment: [String: String], output: String) throws {
    pid = try ChildProcess.spawn([path] + arguments, environment, output: output)
  }

  /// How it ended; nil while it runs.
  var ending: Ending? {
    lock.withLock {
      if let known { return known }
      var status: Int32 = 0
      guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
      known = Ending(waitStatus: status)
      return known
    }
  }

  func send(_ signal: Int32) {
    lock.withLock { if known == nil { kill(pid, signal) } }
  }

  /// Stops it for a moment.
  func stop(for microseconds: UInt32) {
    send(SIGSTOP)
    usleep(microseconds)
    send(SIGCONT)
  }

  /// Kills it at a point of time, whatever this program is doing then.
  func die(at instant: ContinuousClock.Instant) {
    Thread.detachNewThread { [self] in
      let left = instant - .now
      if left > .zero { usleep(UInt32(left / .microseconds(1))) }
      send(SIGKILL)
    }
  }

  /// Waits for its end; one that does not end in time is killed.
  func wait(atMost limit: Duration) -> Ending { wait(atMost: limit) {} }

  /// The same, and does something every now and then.
  func wait(atMost limit: Duration, meanwhile: () throws -> Void) rethrows -> Ending {
    let giveUp = ContinuousClock.now + limit
    while true {
      if let ending { return ending }
      try meanwhile()
      if ContinuousClock.now > giveUp { send(SIGKILL) }
      usleep(1000)
    }
  }

  /// With no signal blocked, and nothing to read.
  private static func spawn(
    _ arguments: [String], _ environment: [String: String], output: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (descriptor, name) in [(Int32(1), "out"), (2, "err")] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, "\(output).\(name)", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var pid: pid_t = 0
    let argv = arguments.map { strdup($0) } + [nil]
    let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    let code = posix_spawn(&pid, arguments[0], &actions, &attributes, argv, envp)
    guard code == 0 else { throw SpawnFailure(path: arguments[0], code: code) }
    return pid
  }
}
