import Foundation
import Testing

/// Starting a program with exactly the files it is to have, and no signal blocked or ignored.
enum Spawning {
  /// Makes it the leader of a session of its own.
  static let newSession: Int16 = 0x80

  /// - Parameter environment: goes over this process's own.
  static func start(
    _ arguments: [String], environment: [String: String] = [:], flags: Int16 = 0,
    files: (inout posix_spawn_file_actions_t) -> Void
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    files(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | flags)
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var pid: pid_t = 0
    let argv = arguments.map { strdup($0) } + [nil]
    let envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    let code = posix_spawn(&pid, arguments[0], &actions, &attributes, argv, envp)
    try #require(code == 0, "posix_spawn failed with \(code)")
    return pid
  }
}

/// Waits for a child on a thread of its own, so that none stays a zombie: the exit tests of other suites look
/// at every ended child of this process, and one that nobody takes away hides theirs from them for ever.
///
/// `@unchecked Sendable` is safe because `ended` is only touched under the lock.
final class ChildEnd: @unchecked Sendable {
  private let lock = NSLock()
  private var ended: Int32?

  /// What `waitpid` said; nil while it runs.
  var status: Int32? { lock.withLock { ended } }

  func await(_ pid: pid_t) {
    Thread.detachNewThread { [self] in
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0, errno == EINTR {}
      lock.withLock { ended = status }
    }
  }
}
