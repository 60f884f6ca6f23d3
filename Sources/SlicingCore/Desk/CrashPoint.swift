#if PLANTED_BUGS
  /// Named instants at which the program can be made to die as if by SIGKILL, where a crash at a random
  /// instant would hit once in ten thousand. Compiled only with the package trait `PlantedBugs`.
  ///
  /// It stands in the core because every target sees this one. The core itself reaches none of them, and what
  /// happens at one is somebody else's closure: no I/O here.
  public enum CrashPoint: String, Sendable, CaseIterable {
    /// Everything of a transaction is written, and nothing committed.
    case beforeCommit = "before-commit"
    /// A round is on disk, and nothing of it was sent.
    case afterCommit = "after-commit"
    /// The gate said go, and the broker does not have it.
    case beforeHandOver = "before-hand-over"
    /// The broker has it, and nothing more was done in this round.
    case afterHandOver = "after-hand-over"
    /// The broker has one order of a round, and the next one waits.
    case betweenSends = "between-sends"
    /// The answer arrived, and is not recorded.
    case beforeAnswerRecorded = "before-answer-recorded"
    /// The desk is recovered in memory; nothing of that is on disk.
    case inRecovery = "in-recovery"
    /// The broker is connected, and was asked nothing yet.
    case inRecoveryConnected = "in-recovery-connected"
    case beforeHead = "before-head"
    case afterHead = "after-head"
    /// The log is being written back into the database file: the last act of a life.
    case inCheckpoint = "in-checkpoint"
    /// The halt is in force in memory, and not in its file.
    case beforeKillWord = "before-kill-word"
    case afterKillWord = "after-kill-word"
    /// The release is on disk, and the kill word is not opened.
    case beforeKillWordOpened = "before-kill-word-opened"
    /// The venue took an order in, in memory.
    case beforeLedger = "before-ledger"
    /// Half a line of the venue's ledger is written.
    case inLedgerWrite = "in-ledger-write"
    /// The venue has it on disk, and nobody was told.
    case afterLedger = "after-ledger"

    // safe because it is set once, before any desk exists, and only read from then on
    /// What happens at a point, with what is to be done right before, should it be the program's last moment.
    public nonisolated(unsafe) static var whenReached: (@Sendable (CrashPoint, () -> Void) -> Void)?

    /// The program is here.
    public func reached(_ lastAct: () -> Void = {}) { CrashPoint.whenReached?(self, lastAct) }
  }
#endif
