internal import Glibc
internal import SlicingCore

/// The one place of this target that turns a typed error into a sentence: what happened, and what to do about
/// it.
enum SystemWords {
  static func of(_ code: Int32) -> String { String(cString: strerror(code)) }
}

extension StateFolderError: CustomStringConvertible {
  /// Why the folder cannot be used, with the command that mends it where there is one.
  public var words: String {
    switch self {
    case .missing(let path): "there is no state folder at \(path): nothing has been traded from there"
    case .notAFolder(let path): "\(path) is not a folder: move it away, or name another folder with --state"
    case .notAFile(let path): "\(path) is not a plain file: move it away"
    case .tooOpen(let path, let mode, let mend):
      "others may use \(path) (mode \(String(mode, radix: 8))): run \(mend)"
    case .foreignOwner(let path, let owner, let mend): "\(path) belongs to user \(owner): run \(mend)"
    case .inUse(let holder): "another tranche has this state folder: \(holder)"
    case .system(let operation, let path, let code): "cannot \(operation) \(path): \(SystemWords.of(code))"
    }
  }

  /// The same words, so that an error printed anywhere is readable.
  public var description: String { words }
}

extension Holder: CustomStringConvertible {
  /// `process 4711 (tranche run) of anna at desk3 on /dev/pts/3, since 2026-03-02T14:30:00.000000Z`.
  public var description: String {
    var text = pid.map { "process \($0)" } ?? "a process that has not yet said which"
    if let command { text += " (\(command))" }
    if let user { text += " of \(user)" }
    if let host { text += " at \(host)" }
    if let tty { text += " on \(tty)" }
    if let since { text += ", since \(since)" }
    return text
  }
}

extension KillWordError: CustomStringConvertible {
  /// Why the halt's file cannot be used.
  public var words: String {
    switch self {
    case .system(let operation, let path, let code):
      "cannot \(operation) the kill word \(path): \(SystemWords.of(code)); trading stays stopped"
    case .replaced(let path):
      "the kill word \(path) was removed or replaced: trading stays stopped until a restart"
    }
  }

  /// The same words.
  public var description: String { words }
}

extension ChainFault: CustomStringConvertible {
  /// What is wrong with the event log.
  public var words: String {
    switch self {
    case .edited(let sequence): "record \(sequence) of the event log was edited"
    case .missing(let sequence): "record \(sequence) of the event log is missing"
    case .brokenLink(let sequence): "record \(sequence) of the event log does not continue the one before it"
    case .cutTail(let sealed, let found):
      "the event log ends at record \(found), but record \(sealed) was sealed: its tail was cut, or an old file put back"
    case .sealMismatch(let sequence): "record \(sequence) of the event log is not the one that was sealed"
    case .sealMissing: "the event log's head file is missing"
    case .sealUnreadable: "the event log's head file cannot be read"
    }
  }

  /// The same words.
  public var description: String { words }
}

extension VerifyReport {
  /// The first thing that is wrong, and how much more; nil where nothing is.
  public var words: String? {
    let all = faults.map(\.words) + fileFaults
    guard let first = all.first else { return nil }
    return first + (all.count > 1 ? " (and \(all.count - 1) more)" : "")
  }
}

extension StoreError: CustomStringConvertible {
  /// Why nothing was stored or read.
  public var words: String {
    switch self {
    case .diskFull(let detail): "the disk is full (\(detail)): make room"
    case .ioError(let code, let detail): "the disk failed (\(detail), code \(code))"
    case .locked(let detail): "another program holds the database (\(detail))"
    case .corrupt(let detail):
      "the database file is damaged (\(detail)): put the newest copy of the whole folder back, or begin a new one with --state"
    case .readOnly: "this store may only be read"
    case .missing(let path): "there is no database at \(path)"
    case .cannotOpen(let path, let detail): "cannot open \(path): \(detail)"
    case .sealFailed(let code): "the event log's seal could not be written: \(SystemWords.of(code))"
    case .headFile(let operation, let code):
      "cannot \(operation) the event log's head file: \(SystemWords.of(code))"
    case .database(let code, let detail): "the database refused: \(detail) (code \(code))"
    case .staleEpoch(let ours, let found):
      "another tranche has taken this database over (epoch \(found), ours is \(ours)): restart"
    case .newerProgram(let unknown):
      "the database was written by a newer tranche (\(unknown.joined(separator: ", "))): update this one"
    case .olderProgram:
      "the database was written by an older tranche: start the desk there once with this one, or look with that one"
    case .foreignFile: "the file is a database, but not one of tranche: name another folder with --state"
    case .wrongIdentity(let stored, let wanted):
      "the database belongs to \(stored), not to \(wanted): name another folder with --state"
    case .identityMissing: "the database does not say whose orders it holds"
    case .damaged(let fault):
      "\(fault): the database can only be read; put the newest copy of the whole folder back, or begin a new one with --state"
    case .duplicateOrder(let id): "order \(id) exists already"
    case .noSuchOrder(let id): "there is no order \(id)"
    case .illegalTransition(let id, let found, let wanted):
      "slice \(id) is \(found.rawValue) on disk and cannot become \(wanted.rawValue)"
    case .duplicateExecution(let id): "execution \(id) was applied before"
    case .noSuchExecution(let id): "execution \(id) was never applied"
    case .constraint(let detail): "the database refused a value: \(detail)"
    case .unreadable(let row, let column, let value): "\(row) holds no readable \(column): \(value)"
    }
  }

  /// The same words, so that an error printed anywhere is readable.
  public var description: String { words }
}

extension Identity: CustomStringConvertible {
  /// `alpaca PA123 (paper)`.
  public var description: String { "\(broker) \(account) (\(environment))" }
}
