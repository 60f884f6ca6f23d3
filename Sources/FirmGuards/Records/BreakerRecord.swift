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
      /// Never reset, as far as the record knows.
      case open
      case tripped(FirmReading.Trip)
      /// Reset at that time, and not tripped since; the quiet period is counted from there, and may be over.
      /// It is this also where the word is OPEN: somebody with a shorter quiet period wrote it.
      case quiet(since: Instant, after: FirmReading.Trip)
    }

    /// Where it stands.
    public let state: State
    /// Who reset it last; empty where the record does not say.
    public let resetBy: String
    /// Trips on the trading date of the last one, as recorded.
    public let count: Int?
    /// When it was last tripped, as it is written.
    let stamp: String
    private let word: Word

    init(_ bytes: [UInt8]) throws(RecordFault) {
      let fields = try RecordFields(bytes)
      let written = try fields.state()
      guard let word = Word(rawValue: written) else { throw .unknownState(ForeignText.line(written)) }
      self.word = word
      let trip = FirmReading.Trip(
        reason: fields.words("trip_reason"), details: fields.words("trip_details"),
        at: fields.time("tripped_at"))
      switch word {
      case .open:
        let reset = fields.time("reset_at")
        let isLast = reset.map { reset in trip.at.map { $0 <= reset } ?? true } ?? false
        state = reset.flatMap { isLast ? .quiet(since: $0, after: trip) : nil } ?? .open
      case .tripped: state = .tripped(trip)
      case .quiet:
        // Without it nobody knows when the quiet period ends.
        guard let reset = fields.time("reset_at") else { throw .badTime(field: "reset_at") }
        state = .quiet(since: reset, after: trip)
      }
      stamp = fields.stamp("tripped_at")
      resetBy = fields.words("reset_by")
      count = fields.count("trip_count_today")
    }

    /// Whether OPEN may be written, because it says QUIET_PERIOD and the period is over.
    func mayBeOpened(at now: Instant, quiet: TimeSpan) -> Bool {
      word == .quiet && isQuietOver(at: now, quiet: quiet)
    }

    /// Whether the word is OPEN, whatever this desk makes of it.
    public var isWrittenOpen: Bool { word == .open }

    /// Whether it was reset, and the period is over.
    func isQuietOver(at now: Instant, quiet: TimeSpan) -> Bool {
      guard case .quiet(let since, _) = state else { return false }
      return now >= since + quiet
    }
  }
#endif
