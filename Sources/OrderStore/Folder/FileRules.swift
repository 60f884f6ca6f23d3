internal import Glibc

/// The rules every file of a state folder obeys: ours, and closed to everyone else.
///
/// The modes are given to each call that creates something instead of by `umask`, which belongs to the whole
/// process and would change what other threads create.
enum FileRules {
  static let folderMode: mode_t = 0o700
  static let fileMode: mode_t = 0o600

  /// Refuses a folder that is none, that others may enter, or that is not ours.
  static func checkFolder(_ path: String) throws(StateFolderError) {
    guard let status = try status(of: path, following: true) else { throw .missing(path: path) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .notAFolder(path: path) }
    try check(status, at: path, mend: "chmod 700")
  }

  /// Refuses a file that is not a plain one, that others may read or write, or that is not ours. A missing
  /// file is no error: whoever needs it says so better.
  static func checkFile(_ path: String) throws(StateFolderError) {
    guard let status = try status(of: path, following: false) else { return }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    try check(status, at: path, mend: "chmod 600")
  }

  /// Whether anything stands at `path`.
  static func exists(_ path: String) throws(StateFolderError) -> Bool {
    try status(of: path, following: false) != nil
  }

  /// `'/a b/c'`: a path as one word of a shell command.
  static func quoted(_ path: String) -> String {
    "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  private static func check(_ status: stat, at path: String, mend: String) throws(StateFolderError) {
    guard status.st_uid == geteuid() else {
      let command = "sudo chown \(geteuid()):\(getegid()) \(quoted(path))"
      throw .foreignOwner(path: path, owner: status.st_uid, mend: command)
    }
    let mode = status.st_mode & 0o7777
    guard mode & 0o077 == 0 else { throw .tooOpen(path: path, mode: mode, mend: "\(mend) \(quoted(path))") }
  }

  private static func status(of path: String, following: Bool) throws(StateFolderError) -> stat? {
    var result = stat()
    let code = following ? stat(path, &result) : lstat(path, &result)
    if code == 0 { return result }
    if errno == ENOENT { return nil }
    throw .system(operation: "stat", path: path, code: errno)
  }
}
