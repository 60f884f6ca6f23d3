internal import Glibc

/// This program again, as a process of its own that runs one seed after the other: a trap inside the desk
/// ends the worker, and the supervisor still knows which seed it was.
///
/// Rejected: a signal handler in one process. It would have to say which thread trapped from inside the trap,
/// and no handler runs when the stack is gone or the kernel takes the memory back.
struct WorkerProcess {
  let process: pid_t
  /// The end the supervisor reads results from.
  let results: Int32
  private let seeds: Int32
  private var unread: [UInt8] = []
  /// What it runs, and since when; nil while it waits for a seed.
  private(set) var seed: UInt64?
  private(set) var since = ContinuousClock.now

  /// Why no worker could be started.
  struct Unstartable: Error { let text: String }

  init() throws {
    let (down, up) = (try WorkerProcess.pipe(), try WorkerProcess.pipe())
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, down.read, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, up.write, STDOUT_FILENO)
    let arguments = CommandLine.arguments + ["--worker"]
    var copies: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, "/proc/self/exe", &actions, nil, &copies, environ)
    guard status == 0 else { throw Unstartable(text: "no worker: \(String(cString: strerror(status)))") }
    close(down.read)
    close(up.write)
    self.process = process
    (seeds, results) = (down.write, up.read)
  }

  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else {
      throw Unstartable(text: "no pipe: \(String(cString: strerror(errno)))")
    }
    // The other workers must not hold this one's ends, or its death would not show.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Hands over the next seed. A worker that is gone shows when its results are read.
  mutating func run(_ seed: UInt64) {
    self.seed = seed
    since = .now
    let line = Array("\(seed)\n".utf8)
    _ = write(seeds, line, line.count)
  }

  /// Whole lines that have come; nil once the worker is gone.
  mutating func read() -> [String]? {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(results, &chunk, chunk.count)
    guard count > 0 else { return count < 0 && errno == EINTR ? [] : nil }
    unread += chunk[..<count]
    guard let end = unread.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let lines = unread[..<end].split(separator: UInt8(ascii: "\n"))
    unread.removeFirst(end + 1)
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }

  mutating func isDone() { seed = nil }

  func kill() { Glibc.kill(process, SIGKILL) }

  /// Lets it go, and says how it ended, in words.
  func end() -> String {
    close(seeds)
    close(results)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    guard signal != 0 else { return "exit status \(status >> 8 & 0xff)" }
    return "signal \(signal), \(String(cString: strsignal(signal)))"
  }
}
