#if FIRM_GUARDS
  internal import SlicingCore

  extension FirmAct {
    /// The record it changes.
    var key: FirmKey { script.key }

    var script: FirmScript {
      switch self {
      case .engage: .engage
      case .explain: .explain
      case .disengage: .disengage
      case .trip: .trip
      case .reset: .reset
      }
    }

    /// What the script takes beside what all of them do.
    ///
    /// An act that lets trading go on carries a limit by the server's clock. A server that was stopped reads
    /// what stood in its socket when it wakes, long after the person who asked was told that it failed. It
    /// carries as well when the halt began that it is to lift (`stamp`, as the record has it); so does a
    /// reason given later, for the halt that it is the reason of.
    func arguments(_ now: Instant, stamp: String) -> [String] {
      let latest = String(now.microseconds / 1_000_000 + FirmAct.patienceSeconds)
      switch self {
      case .engage(let reason, let by): return FirmAct.short([by.name, reason])
      case .explain(let reason, let by): return FirmAct.short([by.name, reason]) + [stamp]
      case .disengage(let reason, let by): return FirmAct.short([by.name, reason]) + [latest, stamp]
      case .trip(let reason, let details, let by):
        return FirmAct.short([by.name, reason.rawValue, details]) + [FirmAct.score(now)]
      case .reset(_, let by): return FirmAct.short([by.name]) + [latest, stamp]
      }
    }

    /// A record that grows too long could not be read any more, and nobody could say why everybody stands.
    private static func short(_ texts: [String]) -> [String] {
      texts.map { String($0.unicodeScalars.prefix(1000)) }
    }

    private static var patienceSeconds: Int64 { 1 }

    /// Seconds since 1970 with their decimals, as a sorted set wants them.
    private static func score(_ now: Instant) -> String {
      let fraction = String(now.microseconds % 1_000_000)
      return "\(now.microseconds / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
    }
  }
#endif
