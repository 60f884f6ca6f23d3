internal import Glibc

#if PLANTED_BUGS
  internal import SlicingCore
#endif

/// What errno means, as the system puts it.
func ledgerSystemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }

/// The file under a ledger: one process at a time, appended to and flushed, never rewritten.
///
/// Not Sendable: whoever opened it writes it.
final class LedgerFile {
  let path: String
  private let descriptor: Int32
  /// After a failed write or flush nobody knows what is on disk, and asking again can hide the loss: Linux
  /// reports a failed flush once and then drops the pages.
  private var hasFailed = false

  /// Opens or creates it for the owner only, and locks it for as long as this object, or the process, lives.
  init(path: String) throws(LedgerError) {
    self.path = path
    let existed = access(path, F_OK) == 0
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .io(path: path, doing: "open", errno: errno) }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      close(descriptor)
      throw code == EWOULDBLOCK ? .inUse(path: path) : .io(path: path, doing: "lock", errno: code)
    }
    if !existed { try LedgerFile.flushFolder(of: path) }
  }

  deinit { close(descriptor) }

  /// Cuts off what was never finished.
  func truncate(to length: Int) throws(LedgerError) {
    guard ftruncate(descriptor, length) == 0, fsync(descriptor) == 0 else {
      throw .io(path: path, doing: "cut the unfinished end off", errno: errno)
    }
  }

  /// Appends and returns once it is on disk.
  func append(_ text: String) throws(LedgerError) {
    guard !hasFailed else { throw .closedByFailure(path: path) }
    hasFailed = true
    var bytes = ArraySlice(text.utf8)
    #if PLANTED_BUGS
      CrashPoint.inLedgerWrite.reached { [descriptor] in
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count / 2) }
      }
    #endif
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw .io(path: path, doing: "append", errno: errno) }
      bytes = bytes.dropFirst(written)
    }
    // The length grows with every append, so this also writes the inode; what it spares is the time stamps.
    guard fdatasync(descriptor) == 0 else { throw .io(path: path, doing: "flush", errno: errno) }
    hasFailed = false
  }

  /// All bytes of a file.
  static func contents(_ path: String) throws(LedgerError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .io(path: path, doing: "open", errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .io(path: path, doing: "measure", errno: errno) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .io(path: path, doing: "read", errno: errno) }
      if count == 0 { break }
      filled += count
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// A new file is on disk only when its folder's entry is.
  private static func flushFolder(of path: String) throws(LedgerError) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .io(path: folder, doing: "open", errno: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .io(path: folder, doing: "flush", errno: errno) }
  }
}
