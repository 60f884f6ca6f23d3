internal import Glibc

/// The folder that holds everything a desk keeps, and the only place that knows the names in it.
///
/// Opened for writing, it holds the lock until it is deallocated: one desk per folder. Opened read-only, it
/// takes no lock and makes nothing, so that any other terminal can look while a desk trades.
public final class StateFolder: Sendable {
  /// What lies in a state folder.
  public enum File: String, Hashable, Sendable, CaseIterable {
    /// Orders, fills, guards and the event log.
    case database = "tranche.sqlite"
    /// SQLite's own two; their names follow from the database's.
    case databaseWAL = "tranche.sqlite-wal"
    case databaseIndex = "tranche.sqlite-shm"
    /// The halt, read by the gate before every send.
    case killWord = "kill.word"
    /// The event log's head, so that a cut tail is found.
    case logHead = "log.head"
    /// Where a running engine takes commands.
    case controlSocket = "control.sock"
    /// What the program itself logs.
    case programLog = "tranche.log"
    /// The paper venue's own truth.
    case paperLedger = "paper-ledger"
    /// Whoever has the folder, by `flock`.
    case lock = "lock"
  }

  /// The folder's path.
  public let path: String
  /// Opened to look only.
  public let isReadOnly: Bool
  /// There was no database in it when it was opened: the one case in which trading starts out allowed.
  public let isNew: Bool
  private let lock: Int32?

  /// Opens the folder at `path`, making it and its parents if need be, and takes its lock; with `readOnly`
  /// does neither.
  public static func open(at path: String, readOnly: Bool) throws(StateFolderError) -> StateFolder {
    if !readOnly { try makeFolder(path) }
    try FileRules.checkFolder(path)
    for file in File.allCases where file != .controlSocket {
      try FileRules.checkFile("\(path)/\(file.rawValue)")
    }
    let lock = readOnly ? nil : try FolderLock.take("\(path)/\(File.lock.rawValue)")
    do {
      let isNew = try !FileRules.exists("\(path)/\(File.database.rawValue)")
      return StateFolder(path: path, isReadOnly: readOnly, isNew: isNew, lock: lock)
    } catch {
      if let lock { _ = close(lock) }
      throw error
    }
  }

  /// Opens the folder to halt its desk: like a read-only opening, but of the files in it only the kill word
  /// has to be as it should. A log that others may read is no reason to go on trading.
  public static func openToHalt(at path: String) throws(StateFolderError) -> StateFolder {
    try FileRules.checkFolder(path)
    try FileRules.checkFile("\(path)/\(File.killWord.rawValue)")
    return StateFolder(path: path, isReadOnly: true, isNew: false, lock: nil)
  }

  private init(path: String, isReadOnly: Bool, isNew: Bool, lock: Int32?) {
    self.path = path
    self.isReadOnly = isReadOnly
    self.isNew = isNew
    self.lock = lock
  }

  deinit {
    if let lock { _ = close(lock) }
  }

  /// Where a file of this folder is.
  public func path(of file: File) -> String { "\(path)/\(file.rawValue)" }

  /// The kill word of this folder. Only in a new folder does a missing word start out *allowed*; to be opened
  /// before the database, so that a crash between the two leaves a folder that is still new.
  public func openKillWord() throws(KillWordError) -> KillWord {
    try KillWord(at: path(of: .killWord), createIfNew: isNew && !isReadOnly)
  }

  /// Who holds the folder now; nil when nobody does.
  public func currentHolder() throws(StateFolderError) -> Holder? {
    try FolderLock.holder(of: path(of: .lock))
  }

  private static func makeFolder(_ path: String) throws(StateFolderError) {
    var prefix = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      prefix += "/\(part)"
      if mkdir(prefix, FileRules.folderMode) != 0, errno != EEXIST {
        throw .system(operation: "mkdir", path: prefix, code: errno)
      }
    }
  }
}
