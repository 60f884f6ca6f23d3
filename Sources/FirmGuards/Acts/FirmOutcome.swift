#if FIRM_GUARDS
  /// What became of an act.
  public enum FirmOutcome: Hashable, Sendable {
    /// It is recorded. `remark` says what did not work beside it: the history could not be written.
    case done(remark: String?)
    /// It was so before. Nothing changed, and the first reason stands.
    case already
    /// It could not be recorded yet: it is tried again until it is, or the program ends.
    /// What becomes of it is told as well.
    case kept(FirmError)
  }

  /// Why something was not done to the firm's switch, or could not be learned from it.
  public enum FirmError: Error, Hashable, Sendable {
    /// The server was not reached; nothing changed.
    case unreachable(String)
    /// The link broke while the server was at it: nobody knows whether it was done.
    case unknown(String)
    /// The record is missing or holds nonsense, which stops every desk already; nothing changed.
    case blockedAnyway(FirmKey, RecordFault)
    /// Trading is not halted.
    case notEngaged
    /// The breaker is not tripped.
    case notTripped
    /// What stands there is another halt, or another trip, than the one that was seen; nothing changed.
    case changed(FirmKey)
    /// The halt that was explained is not the one that stands there, if one does; nothing changed.
    case noSuchHalt
    /// It waited for the server, and was taken back before it could be recorded. Where the answer to an
    /// attempt was lost, it may have been recorded all the same.
    case withdrawn
    /// The server refused, in its own words.
    case refused(String)
    /// The server took so long that it may no longer be meant; nothing changed.
    case late
    /// More acts wait for the server than are kept.
    case tooManyWaiting
    /// The switch is no longer in use.
    case stopped
  }
#endif
