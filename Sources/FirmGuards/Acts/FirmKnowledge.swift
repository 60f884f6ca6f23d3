#if FIRM_GUARDS
  internal import SlicingCore

  /// Which halt and which trip of the firm's the person who asks for a release has seen. A release must not
  /// lift one that came after, of which that person has heard nothing; nor is a reason given later that of
  /// another halt.
  struct FirmKnowledge: Sendable {
    /// Stamps of what this desk itself wrote, or sent without hearing what became of it: it may be released
    /// before it was read back.
    struct Own: Sendable {
      var engagedAt: Instant?
      var trippedAt: Instant?

      mutating func note(_ act: FirmAct, at time: Instant) {
        switch act {
        case .engage: engagedAt = time
        case .trip: trippedAt = time
        case .explain, .disengage, .reset: break
        }
      }
    }

    /// For the command line, which asks about what stands there now: the record as read right before is what
    /// is meant.
    static let whateverStandsThere = FirmKnowledge(takesAnything: true)

    var own = Own()
    private var engagement: FirmReading.Engagement?
    private var trip: FirmReading.Trip?
    private let takesAnything: Bool

    init() { takesAnything = false }
    private init(takesAnything: Bool) { self.takesAnything = takesAnything }

    /// The reading was told. One that says nothing of a record leaves what was told of it before.
    mutating func told(_ reading: FirmReading) {
      switch reading {
      case .engaged(let engagement):
        self.engagement = engagement
        trip = engagement.trip ?? trip
      case .tripped(let trip), .quiet(_, let trip): self.trip = trip
      case .open, .unreadable: break
      }
    }

    func covers(_ engagement: FirmReading.Engagement?) -> Bool {
      guard !takesAnything, let engagement else { return true }
      return self.engagement.map(engagement.isSameHalt) ?? false
        || engagement.at != nil && engagement.at == own.engagedAt
    }

    func covers(_ state: BreakerRecord.State) -> Bool {
      guard !takesAnything, case .tripped(let trip) = state else { return true }
      return trip == self.trip || trip.at != nil && trip.at == own.trippedAt
    }
  }
#endif
