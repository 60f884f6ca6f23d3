public import SlicingCore

/// Why the store refused or failed; nothing of the commit is stored. `words` turns each case into a sentence.
public enum StoreError: Error, Hashable, Sendable {
  /// The disk or the file system's quota is full.
  case diskFull(detail: String)
  /// The disk failed; `code` is SQLite's extended result code.
  case ioError(code: Int32, detail: String)
  /// Another connection holds the database longer than the store waits.
  case locked(detail: String)
  /// SQLite finds the file malformed.
  case corrupt(detail: String)
  /// The folder or the file may only be read.
  case readOnly
  /// There is no database to look at.
  case missing(path: String)
  /// The file cannot be opened.
  case cannotOpen(path: String, detail: String)
  /// Another store has been opened for writing since: this one may write no more.
  case staleEpoch(ours: Int, found: Int)
  /// Written by a newer program, with migrations this one does not know.
  case newerProgram(unknownMigrations: [String])
  /// Written by an older program: a migration is missing, and whoever only looks may not make it.
  case olderProgram(missingMigrations: [String])
  /// A SQLite file, but not one of ours.
  case foreignFile(applicationID: Int)
  /// It belongs to another broker, account or environment.
  case wrongIdentity(stored: Identity, wanted: Identity)
  /// It holds orders or records and does not say whose they are.
  case identityMissing
  /// The event log's chain is broken; such a database is opened to read only.
  case damaged(ChainFault)
  /// A row with this id exists.
  case duplicateOrder(ClientOrderID)
  /// No row with this id.
  case noSuchOrder(ClientOrderID)
  /// The slice on disk is not where the change starts from, or may not go there.
  case illegalTransition(ClientOrderID, found: SliceStatus, wanted: SliceStatus)
  /// This execution was applied before.
  case duplicateExecution(String)
  /// A bust of an execution that was never applied.
  case noSuchExecution(String)
  /// A value a CHECK, a key or a trigger of the schema refuses.
  case constraint(detail: String)
  /// A stored value that is none of ours.
  case unreadable(row: String, column: String, value: String)
  /// The commit before this one is stored, but its seal could not be written; nothing is, until it can.
  case sealFailed(code: Int32)
  /// The log's head file cannot be opened or made.
  case headFile(operation: String, code: Int32)
  /// SQLite refused for another reason.
  case database(code: Int32, detail: String)
}
