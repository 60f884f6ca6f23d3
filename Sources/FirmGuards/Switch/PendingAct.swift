#if FIRM_GUARDS
  internal import SlicingCore

  /// An act that waits for the server, and who hears of it.
  struct PendingAct: Sendable {
    let act: FirmAct
    /// What had been told when it was asked for.
    let knowledge: FirmKnowledge
    let completion: @Sendable (Result<FirmOutcome, FirmError>) -> Void
    /// Why the first attempt failed; it was said then that it has to wait, and once is enough.
    var keptBecause: FirmError?
  }
#endif
