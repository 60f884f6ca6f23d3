internal import Glibc

/// A file that lines are appended to and that never grows past a limit: when it is full, its content moves to
/// `PATH.1`, over what was there, and it starts empty.
///
/// The content is copied and the file cut, instead of renamed: standard error points at the same open file
/// while the console has the screen, and must not go on writing to the old one.
final class BoundedFile: Sendable {
  let descriptor: Int32
  private let path: String
  private let bytesMax: Int

  /// Nil where the file cannot be opened: a desk without a program log still trades, and says so.
  init?(_ path: String, bytesMax: Int = 1_048_576) {
    descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
    self.path = path
    self.bytesMax = bytesMax
  }

  deinit { close(descriptor) }

  /// One write, so that lines of several threads do not mix.
  func append(_ line: String) {
    rotateIfFull()
    let bytes = Array(line.utf8)
    // A full disk costs log lines and nothing else; the order store says that the disk is full.
    _ = write(descriptor, bytes, bytes.count)
  }

  private func rotateIfFull() {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > off_t(bytesMax) else { return }
    let copy = open("\(path).1", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard copy >= 0 else { return }
    defer { close(copy) }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    var offset: off_t = 0
    while offset < status.st_size {
      let count = pread(descriptor, &chunk, chunk.count, offset)
      guard count > 0, write(copy, chunk, count) == count else { return }
      offset += off_t(count)
    }
    _ = ftruncate(descriptor, 0)
  }
}
