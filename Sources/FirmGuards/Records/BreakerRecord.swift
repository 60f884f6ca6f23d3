#if FIRM_GUARDS
  public import SlicingCore

  /// The firm's breaker, as recorded.
  public struct BreakerRecord: Hashable, Sendable {
    /// The words that may stand for its state.
    enum Word: String {
      case open = "OPEN"
      case tripped = "TRIPPED"
      case quiet = "QUIET_PERIOD"
    }

    /// Where it stands.
    public enum State: Hashable, Sendable {
      case open
      case tripped(FirmReading.Trip)
      /// Reset at that time; the quiet period is counted from there.
      case quiet(since: Instant, after: FirmReading.Trip)
    }

    /// Where it stands.
    public let state: State
    /// Who reset it last; empty where the record does not say.
    public let resetBy: String
    /// Trips on the trading date of the last one, as recorded.
    public let count: Int?

    init(_ bytes: [UInt8]) throws(RecordFault) {
      let fields = try RecordFields(bytes)
      let word = try fields.state()
      guard let word = Word(rawValue: word) else { throw .unknownState(ForeignText.line(word)) }
      let trip = FirmReading.Trip(
        reason: fields.words("trip_reason"), details: fields.words("trip_details"),
        at: fields.time("tripped_at"))
      switch word {
      case .open: state = .open
      case .tripped: state = .tripped(trip)
      case .quiet:
        // Without it nobody knows when the quiet period ends.
        guard let reset = fields.time("reset_at") else { throw .badTime(field: "reset_at") }
        state = .quiet(since: reset, after: trip)
      }
      resetBy = fields.words("reset_by")
      count = fields.count("trip_count_today")
    }

    /// Whether it says QUIET_PERIOD, and the period is over.
    func isQuietOver(at now: Instant, quiet: TimeSpan) -> Bool {
      guard case .quiet(let since, _) = state else { return false }
      return now >= since + quiet
    }
  }
#endif
