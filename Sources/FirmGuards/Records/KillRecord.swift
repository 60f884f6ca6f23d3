#if FIRM_GUARDS
  public import SlicingCore

  /// The firm's kill switch, as recorded.
  public struct KillRecord: Hashable, Sendable {
    /// The words that may stand for its state.
    enum State: String {
      case active = "ACTIVE"
      case engaged = "ENGAGED"
    }

    /// The present halt; nil means trading is allowed.
    public var engagement: FirmReading.Engagement? { isEngaged ? last : nil }
    /// The present halt, or the last one; nil where the record knows of none.
    public let last: FirmReading.Engagement?
    private let isEngaged: Bool
    /// When it was last released, and by whom; nil and empty where the record does not say.
    public let releasedAt: Instant?
    /// Who released it last.
    public let releasedBy: String
    /// Engagements on the trading date of the last one, as recorded.
    public let count: Int?
    /// When it was last engaged, as it is written.
    let stamp: String

    init(_ bytes: [UInt8]) throws(RecordFault) {
      let fields = try RecordFields(bytes)
      let word = try fields.state()
      guard let state = State(rawValue: word) else { throw .unknownState(ForeignText.line(word)) }
      isEngaged = state == .engaged
      let halt = FirmReading.Engagement(
        by: fields.words("engaged_by"), at: fields.time("engaged_at"),
        reason: fields.words("engagement_reason"))
      let isNone = halt == FirmReading.Engagement(by: "", at: nil, reason: "")
      last = isEngaged || !isNone ? halt : nil
      releasedAt = fields.time("disengaged_at")
      releasedBy = fields.words("disengaged_by")
      stamp = fields.stamp("engaged_at")
      count = fields.count("engagement_count_today")
    }
  }
#endif
