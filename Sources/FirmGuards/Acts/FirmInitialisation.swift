#if FIRM_GUARDS
  /// What was done to make the records usable, one for each key.
  public struct FirmInitialisation: Hashable, Sendable {
    /// What became of one record.
    public enum Step: Hashable, Sendable {
      /// It was missing, and is there now: trading allowed.
      case created
      /// It was there and can be read; nothing changed.
      case kept
      /// It cannot be read; nothing changed, because nobody asked for a repair.
      case left(RecordFault)
      /// It could not be read and is replaced by one that stops trading: nobody knows what it said.
      case replaced(RecordFault)
    }

    /// The kill switch's record.
    public let kill: Step
    /// The breaker's record.
    public let breaker: Step

    /// Whether both records can be read now.
    public var isComplete: Bool {
      for case .left in [kill, breaker] { return false }
      return true
    }
  }
#endif
