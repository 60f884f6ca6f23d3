#if FIRM_GUARDS
  /// The keys that the firm's programs share, in whatever language they are written.
  public enum FirmKey: String, Hashable, Sendable, CaseIterable {
    case killSwitch = "kill_switch:state"
    case breaker = "circuit_breaker:state"

    /// Where what happened to it is kept: a list, newest first, and a set ordered by time.
    var history: String {
      switch self {
      case .killSwitch: "kill_switch:history"
      case .breaker: "circuit_breaker:trip_history"
      }
    }

    /// Every change of either record is published here; the message is the record's key.
    static let channel = "firm_guards:changed"
    /// Events kept in each history.
    static let historyLimit = 1000
    /// Bytes of a record; more is none.
    static let longestRecord = 65_536
  }
#endif
