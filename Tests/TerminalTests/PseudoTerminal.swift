import Glibc
import Locking

@testable import Terminal

/// A terminal for tests: what is written to its slave side is collected here, or left unread to freeze it.
final class PseudoTerminal: Sendable {
  let master: Int32
  let slave: Int32
  private let collected = Locked<[UInt8]>([])
  private let reading: Locked<Bool>

  init(width: Int = 80, height: Int = 24, reads: Bool = true) throws {
    var master: Int32 = -1
    var slave: Int32 = -1
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&master, &slave, nil, nil, &size) == 0 else {
      throw TemporaryFiles.Failure(call: "openpty")
    }
    self.master = master
    self.slave = slave
    reading = Locked(reads)
    let copy = dup(master)
    _ = OwnThread.start { [collected, reading] in Self.collect(copy, into: collected, reading) }
  }

  private static func collect(_ fd: Int32, into collected: Locked<[UInt8]>, _ reading: Locked<Bool>) {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      reading.wait { $0 ? .take(()) : .sleep(atMost: nil) }
      let count = read(fd, &chunk, chunk.count)
      guard count > 0 else { break }
      collected.change { $0 += chunk.prefix(count) }
    }
    close(fd)
  }

  deinit {
    close(slave)
    close(master)
    reading.change { $0 = true }
  }

  /// Starts to read, if it did not.
  func thaw() { reading.change { $0 = true } }

  func resize(width: Int, height: Int) {
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Everything written so far.
  var output: String { String(decoding: collected.withLock { $0 }, as: UTF8.self) }

  func forget() { collected.change { $0 = [] } }

  /// What has been written so far, however late it is read, and forgets it: what is written from now on comes
  /// after it.
  func drain() -> String {
    let mark = "<mark>"
    _ = write(slave, mark, mark.utf8.count)
    guard shows(mark) else { return "what was written is never read: \(output)" }
    defer { forget() }
    return output.replacing(mark, with: "")
  }

  /// Waits until `text` has been written; false after a minute and a half.
  func shows(_ text: String) -> Bool {
    collected.wait(atMost: .seconds(90)) {
      String(decoding: $0, as: UTF8.self).contains(text) ? true : nil
    } ?? false
  }

  var modes: termios {
    var modes = termios()
    tcgetattr(slave, &modes)
    return modes
  }

  /// Whether lines are edited and echoed, as a shell wants it.
  var isCooked: Bool { modes.c_lflag & UInt32(ICANON | ECHO | ISIG) == UInt32(ICANON | ECHO | ISIG) }

  func session(
    theme: Theme = .default, configure: (inout TerminalSession.Options) -> Void = { _ in }
  ) throws -> TerminalSession {
    var options = TerminalSession.Options()
    options.input = slave
    options.output = slave
    options.terminalType = "xterm-256color"
    options.environment = [:]
    configure(&options)
    return try TerminalSession(theme: theme, options: options)
  }
}

/// Waits until `condition` holds; false after a minute and a half.
func eventually(_ condition: () -> Bool) -> Bool {
  let deadline = Monotonic.now + .seconds(90)
  while !condition() {
    if Monotonic.now > deadline { return false }
    usleep(2_000)
  }
  return true
}
