internal import Glibc

/// Standard output for what was asked for.
enum StandardOutput {
  /// A line. A reader that hung up is no error of ours: `tranche events | head` is a way to use it.
  static func say(_ line: String) { write(line + "\n") }

  /// Text as it is, with its own line ends.
  static func write(_ text: String) { Stream.write(text, to: STDOUT_FILENO) }
}

/// Standard error for what went wrong.
enum StandardError {
  /// `tranche: what went wrong`.
  static func say(_ message: String) {
    Stream.write(line(message), to: STDERR_FILENO, patience: 1_000)
  }

  /// How a message looks.
  static func line(_ message: String) -> String { "tranche: \(message)\n" }
}

/// Unbuffered, so that lines of several threads stay whole and nothing is lost on any way out.
private enum Stream {
  /// - Parameter milliseconds: how long to wait for a reader that takes nothing; nil for ever. A message on
  ///   the way out must not keep the program, and with it the folder's lock, on a terminal that hangs.
  static func write(_ text: String, to descriptor: Int32, patience milliseconds: Int32? = nil) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      var item = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      if let milliseconds, poll(&item, 1, milliseconds) == 0 { return }
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
