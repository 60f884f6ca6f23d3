internal import Glibc

/// A small text file that may be believed only where nobody but its owner can have written it, or may be kept
/// in only where nobody else can read it.
enum PrivateFile {
  /// Owner and mode are asked of the open file: asked of the path, they could change in between.
  static func text(of path: String, bytesMax: Int, mayBeLink: Bool) throws(PrivateFileError) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (mayBeLink ? 0 : O_NOFOLLOW))
    guard file >= 0 else {
      switch errno {
      case ENOENT: throw .missing(path: path)
      case ELOOP: throw .notAFile(path: path)
      default: throw .unreadable(path: path, code: errno)
      }
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .unreadable(path: path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    guard status.st_uid == geteuid() else { throw .foreignOwner(path: path, owner: status.st_uid) }
    guard status.st_mode & 0o077 == 0 else { throw .tooOpen(path: path, mode: status.st_mode) }
    return try content(of: file, path: path, bytesMax: bytesMax)
  }

  private static func content(
    of file: Int32, path: String, bytesMax: Int
  ) throws(PrivateFileError) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while bytes.count <= bytesMax {
      let count = read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, code: errno) }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(contentsOf: chunk.prefix(count))
    }
    throw .tooLarge(path: path, limit: bytesMax)
  }
}

/// Why such a file is not read.
enum PrivateFileError: Error, Hashable, Sendable {
  case missing(path: String)
  case unreadable(path: String, code: Int32)
  case notAFile(path: String)
  case tooLarge(path: String, limit: Int)
  case tooOpen(path: String, mode: UInt32)
  case foreignOwner(path: String, owner: UInt32)

  var isAboutPermission: Bool {
    switch self {
    case .tooOpen, .foreignOwner: true
    case .missing, .unreadable, .notAFile, .tooLarge: false
    }
  }

  /// One line, with the way out.
  var words: String {
    switch self {
    case .missing(let path): "there is no file \(path)"
    case .unreadable(let path, let code): "\(path) cannot be read: \(String(cString: strerror(code)))"
    case .notAFile(let path): "\(path) is not a plain file"
    case .tooLarge(let path, let limit): "\(path) is larger than \(limit) bytes"
    case .tooOpen(let path, let mode):
      "\(path) can be read or written by others (mode \(String(mode & 0o777, radix: 8))): chmod 600 '\(path)'"
    case .foreignOwner(let path, let owner):
      "\(path) belongs to user \(owner): sudo chown \(geteuid()) '\(path)'"
    }
  }
}
