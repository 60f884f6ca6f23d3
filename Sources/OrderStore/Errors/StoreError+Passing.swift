extension StoreError {
  /// Whether the same write may succeed later without anyone changing the program or the file: what a disk
  /// and a lock do. Everything else stays wrong however often it is tried.
  public var isPassing: Bool {
    switch self {
    case .diskFull, .ioError, .locked, .sealFailed: true
    case .corrupt, .readOnly, .missing, .cannotOpen, .staleEpoch, .newerProgram, .olderProgram, .foreignFile,
      .wrongIdentity, .identityMissing, .damaged, .duplicateOrder, .noSuchOrder, .illegalTransition,
      .duplicateExecution, .noSuchExecution, .constraint, .unreadable, .headFile, .database:
      false
    }
  }
}
