/// What becomes of the shares an ended slice did not fill.
public enum Rest: String, Hashable, Sendable, CaseIterable {
  /// Waiting for the trader's decision, or for the parent's leftover rule.
  case owed
  /// Given up, by the trader's cancel or skip, by the leftover rule, or by the session's end.
  case closed
  /// Planned anew in slices added since.
  case moved
}

/// One child order as the desk believes it, stored row for row.
public struct Slice: Hashable, Sendable {
  /// What was planned; never changes.
  public let planned: PlannedSlice
  /// The parent it belongs to.
  public let parentID: ClientOrderID
  /// Where it stands.
  public internal(set) var status: SliceStatus = .pending
  /// Why it stands there, in words, wherever it was not simply sent and filled.
  public internal(set) var reason: String? = nil
  /// The venue's id for it, once known.
  public internal(set) var brokerOrderID: String? = nil
  /// Shares filled.
  public internal(set) var filled: Shares = .zero
  /// What they cost, exactly.
  public internal(set) var cost: Notional = .zero
  /// Intents committed so far, the present one included; at most three.
  public internal(set) var attempts = 0
  /// When the first intent was committed: an order found at the venue created before it is not ours.
  public internal(set) var firstIntentAt: Instant? = nil
  /// When the first byte of the first attempt went out.
  public internal(set) var submittedAt: Instant? = nil
  /// When the latest attempt went out; what "absent for longer than the longest delay" counts from.
  public internal(set) var lastSentAt: Instant? = nil
  /// A cancel was asked for and the venue has not confirmed its end.
  public internal(set) var cancelRequested = false
  /// What became of the shares not filled, once it ended.
  public internal(set) var rest: Rest? = nil
  /// Who decided about the rest and why, in words.
  public internal(set) var restReason: String? = nil
  /// The last change.
  public internal(set) var updatedAt: Instant

  /// A pending slice of a plan.
  public init(planned: PlannedSlice, parentID: ClientOrderID, at instant: Instant) {
    self.planned = planned
    self.parentID = parentID
    updatedAt = instant
  }

  /// A slice as the store holds it.
  public init(
    planned: PlannedSlice, parentID: ClientOrderID, status: SliceStatus, reason: String?,
    brokerOrderID: String?,
    filled: Shares, cost: Notional, attempts: Int, firstIntentAt: Instant?, submittedAt: Instant?,
    lastSentAt: Instant?, cancelRequested: Bool, rest: Rest?, restReason: String?, updatedAt: Instant
  ) {
    self.planned = planned
    self.parentID = parentID
    self.status = status
    self.reason = reason
    self.brokerOrderID = brokerOrderID
    self.filled = filled
    self.cost = cost
    self.attempts = attempts
    self.firstIntentAt = firstIntentAt
    self.submittedAt = submittedAt
    self.lastSentAt = lastSentAt
    self.cancelRequested = cancelRequested
    self.rest = rest
    self.restReason = restReason
    self.updatedAt = updatedAt
  }

  /// The id it carries to the broker.
  public var id: ClientOrderID { planned.id }
  /// Its number from 0.
  public var number: Int { planned.number }
  /// Its size.
  public var quantity: Shares { planned.quantity }
  /// When it is sent.
  public var due: Instant { planned.due }
  /// Quantity less filled; never below zero, even after an overfill.
  public var leaves: Shares { max(.zero, quantity - filled) }
  /// The average price of what filled.
  public var averagePrice: Price? { cost.average(over: filled) }
  /// Ended without the venue's own report of it, after an attempt had left: rejected, given up or settled by
  /// hand.
  public var isProvisional: Bool {
    status.isFinal && status != .filled && lastSentAt != nil && brokerOrderID == nil
  }
  /// How late the first byte left; nil before that.
  public var lateness: TimeSpan? { submittedAt.map { $0 - due } }
}

/// Where every share of a parent is. The sum is the parent's total at every moment.
public struct ShareCount: Hashable, Sendable {
  /// Executed.
  public internal(set) var filled: Shares = .zero
  /// Accepted by the broker, not finished.
  public internal(set) var working: Shares = .zero
  /// `sending`: the intent is on disk, no answer yet.
  public internal(set) var inFlight: Shares = .zero
  /// Sent, outcome not known; reserved.
  public internal(set) var unknown: Shares = .zero
  /// Still to come.
  public internal(set) var pending: Shares = .zero
  /// Planned, not done, waiting for a decision.
  public internal(set) var owed: Shares = .zero
  /// Given up.
  public internal(set) var closed: Shares = .zero

  /// All zero.
  public init() {}

  /// The total these add up to.
  public var total: Shares { filled + working + inFlight + unknown + pending + owed + closed }
  /// What is or may be at the venue: the ceiling counts these.
  public var committed: Shares { filled + working + inFlight + unknown }
  /// Not finished: still to come, at the venue, or in doubt.
  public var live: Shares { working + inFlight + unknown + pending }

  mutating func add(_ slice: Slice, sign: Int = 1) {
    let leaves = Shares(slice.leaves.count * sign)
    filled += Shares(slice.filled.count * sign)
    switch slice.status {
    case .pending: pending += leaves
    case .sending: inFlight += leaves
    case .unknown: unknown += leaves
    case .submitted, .partiallyFilled: working += leaves
    default:
      switch slice.rest {
      case .owed: owed += leaves
      case .closed: closed += leaves
      case .moved, nil: break
      }
    }
  }
}
