internal import OrderStore

extension StoreError {
  /// Whether the same commit may work later: a full disk is emptied, a lock is let go. What says that memory and
  /// disk disagree, or that another process owns the file, stays as it is until a person has looked.
  var isPassing: Bool {
    switch self {
    case .diskFull, .ioError, .locked, .sealFailed, .database: true
    default: false
    }
  }
}
