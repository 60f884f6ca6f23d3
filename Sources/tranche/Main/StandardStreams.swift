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
  static func say(_ message: String) { Stream.write("tranche: \(message)\n", to: STDERR_FILENO) }
}

/// Unbuffered, so that lines of several threads stay whole and nothing is lost on any way out.
private enum Stream {
  static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
