internal import GRDB

extension StoreError {
  /// The typed form of whatever a database access threw. Ours pass through; SQLite's are told apart by code.
  init(_ error: any Error) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError: self = StoreError(error)
    default: self = .database(code: DatabaseError.SQLITE_ERROR.rawValue, detail: String(describing: error))
    }
  }

  private init(_ error: DatabaseError) {
    // The statement stays out: it says nothing to a trader, and its arguments may be an account's.
    let detail = error.message ?? error.resultCode.description
    switch error.resultCode {
    case .SQLITE_FULL: self = .diskFull(detail: detail)
    case .SQLITE_IOERR: self = .ioError(code: error.extendedResultCode.rawValue, detail: detail)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(detail: detail)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(detail: detail)
    case .SQLITE_READONLY: self = .readOnly
    case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH: self = .constraint(detail: detail)
    default: self = .database(code: error.extendedResultCode.rawValue, detail: detail)
    }
  }
}

extension DatabaseError {
  /// Whether a unique key refused the statement.
  var isDuplicateKey: Bool {
    [.SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY].contains(extendedResultCode)
  }
}
