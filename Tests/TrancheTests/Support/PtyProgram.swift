import Foundation
import Testing

/// The real program on a terminal of its own, of which the test is the other end: it sees every byte that is
/// written, may stop reading, resize it, or hang up.
final class PtyProgram: Sendable {
  /// `TIOCSPTLCK` and `TIOCGPTN`, which Swift does not import. Not `openpty`: what it opens is inherited by
  /// every program that another test starts meanwhile, and a terminal held open by others does not hang up.
  private static let (unlock, numberOf): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

  let pid: pid_t
  private let master: Int32
  private let slave: Int32
  private let folder: Scratch
  private let end = ChildEnd()
  private let reader: TerminalReader

  /// - Parameter errors: where standard error goes instead of the terminal.
  init(
    _ arguments: [String], width: Int = 80, height: Int = 24, errors: String? = nil,
    environment: [String: String] = [:]
  ) throws {
    folder = try Scratch(isFiled: false)
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(master >= 0, "no terminal: \(errno)")
    var unlocked: Int32 = 0
    var number: UInt32 = 0
    _ = ioctl(master, Self.unlock, &unlocked)
    _ = ioctl(master, Self.numberOf, &number)
    let path = "/dev/pts/\(number)"
    // Held open so that its modes can be read when the program is gone.
    slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(slave >= 0, "\(path): \(errno)")
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
    reader = TerminalReader(master)
    pid = try PtyProgram.spawn(
      [Program.path] + arguments, try folder.environment().merging(environment) { $1 }, terminal: path,
      errors: errors)
    end.await(pid)
    Evidence.file("the screen of \(arguments.joined(separator: " ")), process \(pid)") { [reader] in
      Self.screen(of: reader.bytes, width: width, height: height)
    }
  }

  /// What a terminal shows that was sent these bytes: of tmux, since it is at hand.
  private static func screen(of bytes: [UInt8], width: Int, height: Int) -> String {
    do {
      let folder = try Scratch(isFiled: false)
      let file = try folder.file("bytes", "")
      try Data(bytes.suffix(4 * 1024 * 1024)).write(to: URL(fileURLWithPath: file))
      let socket = "tranche-\(UUID().uuidString.prefix(8))"
      func tmux(_ arguments: String...) throws -> String {
        try Program.tool("tmux", ["-L", socket, "-f", "/dev/null"] + arguments)
      }
      let show = "cat \(file); touch \(folder.path)/shown; sleep 600"
      _ = try tmux("new-session", "-d", "-x", "\(width)", "-y", "\(height)", show)
      defer { _ = try? tmux("kill-server") }
      _ = eventually(20) { FileManager.default.fileExists(atPath: "\(folder.path)/shown") }
      return try tmux("capture-pane", "-p")
    } catch {
      return "not shown: \(error)"
    }
  }

  deinit {
    send(SIGKILL)
    hangUp()
    close(slave)
  }

  var isRunning: Bool { end.status == nil }

  /// One that has ended gets none: its number may be another's by now.
  func send(_ signal: Int32) {
    if isRunning { kill(pid, signal) }
  }

  /// Everything the program has written to its terminal and the test has read.
  var bytes: [UInt8] { reader.bytes }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  func forget() { reader.forget() }

  /// Stops reading, as a terminal does after Ctrl-S, or goes on.
  func freeze(_ isFrozen: Bool) { reader.freeze(isFrozen) }

  /// Closes the terminal, as a lost connection does.
  func hangUp() { reader.close() }

  /// Stops it as a terminal does. The kernel drops a stop that is pending when the process is told to go on,
  /// so it is told again.
  func stop() throws {
    let isStopped = eventually {
      self.send(SIGTSTP)
      return eventually(10) { processState(of: self.pid) == "T" }
    }
    try #require(isStopped, "it did not stop")
    try waitUntilRead()
  }

  /// The program has stopped, and everything it wrote before is read.
  func waitUntilStopped() throws {
    let isStopped = eventually { processState(of: self.pid) == "T" }
    try #require(isStopped, "it did not stop")
    try waitUntilRead()
  }

  /// Everything is read of a program that writes no more.
  func waitUntilRead() throws { try #require(eventually { self.reader.hasReadEverything }) }

  func resize(width: Int, height: Int) {
    var size = winsize(
      ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
  }

  /// Line editing, echo and signal keys as a shell wants them.
  var isCooked: Bool {
    var modes = termios()
    guard tcgetattr(slave, &modes) == 0 else { return false }
    let wanted = tcflag_t(ICANON | ECHO | ISIG)
    return modes.c_lflag & wanted == wanted
  }

  /// Types or pastes; returns when the terminal has taken everything.
  func type(_ text: String) { type(Array(text.utf8)) }

  func type(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.prefix(4096).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Waits for text on its way to the terminal. Only what is drawn in one go can be found.
  func waits(for words: String) throws {
    let isThere = eventually { self.text.contains(words) }
    try #require(isThere, "'\(words)' was not written:\n\(text.debugDescription)")
  }

  /// Waits for the screen of a desk that has started: before that it takes no order.
  func waitsForDesk() throws {
    try waits(for: "Order entry")
    try waits(for: "PAPER")
  }

  /// Enters an order on the order line and confirms the review.
  func enter(_ order: String, _ records: Records) throws {
    let before = try records.count("SELECT count(*) FROM parents")
    type(":")
    usleep(100_000)
    type(order + "\r")
    try waits(for: "send to paper")
    // As in `Pane.enter`.
    let isEntered = try eventually {
      usleep(500_000)
      type("\r")
      return try eventually(5) { try records.count("SELECT count(*) FROM parents") == before + 1 }
    }
    try #require(isEntered, "not entered")
  }

  /// Waits for the end; a program that does not end in time is killed.
  @discardableResult
  func wait(_ deadline: TimeInterval = patience) throws -> EndStatus {
    if !eventually(deadline, { !isRunning }) {
      send(SIGKILL)
      _ = eventually { !isRunning }
    }
    let status = try #require(end.status)
    let signal = status & 0x7f
    return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(by: signal)
  }

  enum EndStatus: Equatable {
    case exited(Int32)
    case killed(by: Int32)
  }

  /// As the leader of a session whose terminal this is, which it becomes by being the first to open it.
  private static func spawn(
    _ arguments: [String], _ environment: [String: String], terminal: String, errors: String?
  ) throws -> pid_t {
    let usual = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "NO_COLOR": ""]
    return try Spawning.start(
      arguments, environment: usual.merging(environment) { $1 },
      flags: Spawning.newSession
    ) { actions in
      posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      if let errors {
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      } else {
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
      }
    }
  }
}
