/// What can be wrong with a ledger. `description` is what a person is told.
public enum LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A call to the operating system failed.
  case io(path: String, doing: String, errno: Int32)
  /// A record is not what was written. Lines count from 1.
  case damaged(path: String, line: Int, found: String)
  /// A record cannot follow those before it.
  case inconsistent(path: String, line: Int, BooksError)
  /// Another process has it open.
  case inUse(path: String)
  /// It was begun under another seed, which decides its prices.
  case otherSeed(path: String, ledger: UInt64, asked: UInt64)
  /// An earlier write failed, so what is on disk is not known; it has to be opened anew.
  case closedByFailure(path: String)

  /// In words.
  public var description: String {
    switch self {
    case .io(let path, let doing, let code): "\(path): cannot \(doing): \(ledgerSystemMessage(code))"
    case .damaged(let path, let line, let found): "\(path):\(line): damaged: \(found)"
    case .inconsistent(let path, let line, let error): "\(path):\(line): inconsistent: \(error)"
    case .inUse(let path): "\(path) is in use by another process"
    case .otherSeed(let path, let ledger, let asked):
      "\(path) was begun with seed \(ledger), not \(asked): use --seed \(ledger) or another state folder"
    case .closedByFailure(let path): "\(path): closed after a failed write"
    }
  }
}
