internal import Glibc
internal import SlicingCore

/// The lock on a state folder: `flock` on a file in it, held open for life.
///
/// Why `flock`: the kernel lets go of it whenever and however the holder dies, a kill -9 included, so that no
/// stale lock ever has to be judged. Rejected: a file with a pid in it alone, which a crash leaves behind,
/// and `fcntl` locks, which any `close` of the same file in the process would drop.
enum FolderLock {
  /// A looker holds the lock, shared, for the instant it takes to see that nobody has it; an opener that
  /// meets one tries again this often before it believes in a holder.
  private static let attempts = 5
  private static let pauseMicroseconds: UInt32 = 10_000
  private static let nameLimit = 4096

  /// Takes the lock and writes this process's name into it.
  static func take(_ path: String) throws(StateFolderError) -> Int32 {
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FileRules.fileMode)
    guard file >= 0 else { throw .system(operation: "open", path: path, code: errno) }
    do {
      try lock(file, path: path)
      try write(name: ourName(), to: file, path: path)
      return file
    } catch {
      _ = close(file)
      throw error
    }
  }

  /// Who holds it; nil when nobody does or there is no lock file yet.
  static func holder(of path: String) throws(StateFolderError) -> Holder? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw .system(operation: "open", path: path, code: errno)
    }
    defer { _ = close(file) }
    if flock(file, LOCK_SH | LOCK_NB) == 0 { return nil }
    guard errno == EWOULDBLOCK else { throw .system(operation: "flock", path: path, code: errno) }
    return Holder(fileText: text(of: file))
  }

  private static func lock(_ file: Int32, path: String) throws(StateFolderError) {
    for attempt in 1...attempts {
      if flock(file, LOCK_EX | LOCK_NB) == 0 { return }
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw .system(operation: "flock", path: path, code: errno)
      }
      if attempt < attempts { _ = usleep(pauseMicroseconds) }
    }
    throw .inUse(holder: Holder(fileText: text(of: file)))
  }

  private static func write(name: Holder, to file: Int32, path: String) throws(StateFolderError) {
    let bytes = Array(name.fileText.utf8)
    guard ftruncate(file, 0) == 0, pwrite(file, bytes, bytes.count, 0) == bytes.count else {
      throw .system(operation: "write", path: path, code: errno)
    }
  }

  private static func text(of file: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: nameLimit)
    let count = pread(file, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  private static func ourName() -> Holder {
    Holder(
      pid: getpid(), user: userName(), tty: terminalName(), since: WallClock.now(), host: hostName(),
      command: command())
  }

  private static func hostName() -> String? {
    var names = utsname()
    guard uname(&names) == 0 else { return nil }
    return withUnsafeBytes(of: names.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// The program and its subcommand, as in `tranche run`: an option's value or an order is never shown.
  private static func command() -> String? {
    guard let path = CommandLine.arguments.first else { return nil }
    let program = String(path.split(separator: "/").last ?? "")
    guard let verb = CommandLine.arguments.dropFirst().first, !verb.isEmpty,
      verb.utf8.allSatisfy({ 97...122 ~= $0 })
    else { return program }
    return "\(program) \(verb)"
  }

  private static func userName() -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>? = nil
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found) == 0, found != nil,
      let name = entry.pw_name
    else { return "uid \(geteuid())" }
    return String(cString: name)
  }

  private static func terminalName() -> String? {
    var buffer = [UInt8](repeating: 0, count: 256)
    let code = buffer.withUnsafeMutableBytes { raw -> Int32 in
      guard let base = raw.baseAddress else { return ENOTTY }
      return ttyname_r(STDIN_FILENO, base.assumingMemoryBound(to: CChar.self), raw.count)
    }
    return code == 0 ? String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self) : nil
  }
}
