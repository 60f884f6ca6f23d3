#if FIRM_GUARDS
  internal import SlicingCore

  /// An act that waits for the server, and who hears of it.
  struct PendingAct: Sendable {
    let act: FirmAct
    let completion: @Sendable (Result<FirmOutcome, FirmError>) -> Void
    /// Whether it was said that it has to wait: once is enough.
    var isKeptAndTold = false
  }
#endif
