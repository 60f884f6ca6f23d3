/// Where a slice stands, stored exactly as spelled here.
public enum SliceStatus: String, Hashable, Sendable, CaseIterable {
  /// Planned, nothing committed to send it.
  case pending
  /// The intent to send is on disk; it may or may not have left.
  case sending
  /// Sent, and the outcome is not known: neither sent again nor written off until the broker answers.
  case unknown
  /// Accepted by the broker, nothing filled.
  case submitted
  case partiallyFilled = "partially_filled"
  case filled
  case canceled
  case expired
  /// Refused by the broker, definitely.
  case rejected
  /// Definitely not at the broker after the last attempt.
  case failed
  /// Not sent because its time had passed by more than the grace.
  case missed
  case blockedKillSwitch = "blocked_kill_switch"
  case blockedCircuitBreaker = "blocked_circuit_breaker"
  case blockedRiskLimit = "blocked_risk_limit"
  case blockedSession = "blocked_session"
  case blockedHold = "blocked_hold"

  /// Who says that a status changes. Only the venue can bring an ended slice back to life.
  public enum Source: Hashable, Sendable {
    /// The desk's own decision.
    case desk
    /// An acknowledgement, an execution, or the answer to a query.
    case venue
  }

  /// Nothing more is expected of it.
  public var isFinal: Bool {
    switch self {
    case .pending, .sending, .unknown, .submitted, .partiallyFilled: false
    default: true
    }
  }

  /// Accepted by the broker and not finished.
  public var isWorking: Bool { self == .submitted || self == .partiallyFilled }

  /// The intent to send is on disk and the end is not known: all that can be at the broker.
  public var isOpen: Bool { !isFinal && self != .pending }

  /// Stopped before it was sent, by a guard, a hold or the clock.
  public var isBlocked: Bool {
    switch self {
    case .blockedKillSwitch, .blockedCircuitBreaker, .blockedRiskLimit, .blockedSession, .blockedHold: true
    default: false
    }
  }

  /// The transition table: every status `self` may become when `source` says so.
  public func successors(by source: Source) -> Set<SliceStatus> {
    switch (self, source) {
    case (.pending, .desk): SliceStatus.afterPending
    // Nothing of it is at the venue, so the venue can say nothing of it.
    case (.pending, .venue): SliceStatus.nothing
    case (.sending, .desk): SliceStatus.afterSending
    case (.unknown, .desk): SliceStatus.afterUnknown
    case (.sending, .venue), (.unknown, .venue): SliceStatus.venueAnswers
    // Only the venue ends a working order; we merely ask.
    case (.submitted, .desk), (.partiallyFilled, .desk): SliceStatus.nothing
    case (.submitted, .venue): SliceStatus.afterSubmitted
    case (.partiallyFilled, .venue): SliceStatus.afterPartialFill
    case (.filled, .desk): SliceStatus.nothing
    // A bust takes an execution back after the end.
    case (.filled, .venue): SliceStatus.afterFilled
    // A person settled it and the venue knows better, or a fill raced the end.
    case (.canceled, .venue), (.expired, .venue), (.rejected, .venue), (.failed, .venue), (.missed, .venue),
      (.blockedKillSwitch, .venue), (.blockedCircuitBreaker, .venue), (.blockedRiskLimit, .venue),
      (.blockedSession, .venue), (.blockedHold, .venue):
      SliceStatus.afterEnd
    case (.canceled, .desk), (.expired, .desk), (.rejected, .desk), (.failed, .desk), (.missed, .desk),
      (.blockedKillSwitch, .desk), (.blockedCircuitBreaker, .desk), (.blockedRiskLimit, .desk),
      (.blockedSession, .desk), (.blockedHold, .desk):
      SliceStatus.nothing
    }
  }

  /// How a slice may end that is not at the venue.
  private static let unsent: Set<SliceStatus> = [
    .canceled, .missed, .blockedKillSwitch, .blockedCircuitBreaker, .blockedRiskLimit, .blockedSession,
    .blockedHold,
  ]
  // The sets of the table are made once: it is asked with every change of every slice.
  private static let nothing: Set<SliceStatus> = []
  private static let afterPending = unsent.union([.sending])
  /// `.sending` again is the next attempt; the unsent ends are those of an attempt that never left.
  private static let afterSending = unsent.union([.sending, .unknown, .failed])
  /// `.sending` again: the answer to a question proved that the doubtful attempt never arrived.
  private static let afterUnknown = unsent.union([.sending, .failed])
  private static let venueAnswers: Set<SliceStatus> = [
    .submitted, .partiallyFilled, .filled, .canceled, .expired, .rejected,
  ]
  private static let afterSubmitted: Set<SliceStatus> = [
    .partiallyFilled, .filled, .canceled, .expired, .rejected,
  ]
  private static let afterPartialFill: Set<SliceStatus> = [.partiallyFilled, .filled, .canceled, .expired]
  private static let afterFilled: Set<SliceStatus> = [.canceled]
  private static let afterEnd: Set<SliceStatus> = [
    .submitted, .partiallyFilled, .filled, .canceled, .expired,
  ]

  /// Every status `self` may become, whoever says so; the store refuses all others.
  public var successors: Set<SliceStatus> { successors(by: .desk).union(successors(by: .venue)) }
}
