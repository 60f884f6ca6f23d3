/// What the trader sees before agreeing to an order.
public struct OrderPreview: Hashable, Sendable {
  /// The plan as it would be made now; provisional until confirmed.
  public let plan: Plan
  /// Quantity times the limit, or times the touch; nil without a quote.
  public let notional: Notional?
  /// Warnings to acknowledge and blocks, worst first.
  public let findings: [LimitFinding]

  /// Memberwise.
  public init(plan: Plan, notional: Notional?, findings: [LimitFinding]) {
    self.plan = plan
    self.notional = notional
    self.findings = findings
  }
}

/// What a resume would do, before it is done.
public struct ResumePreview: Hashable, Sendable {
  /// What happens to the shares owed.
  public let decision: OwedDecision
  /// Shares owed now.
  public let owed: Shares
  /// Slices that stay as they are.
  public let kept: [PlannedSlice]
  /// Slices closed as replanned.
  public let replaced: [PlannedSlice]
  /// Slices added; numbers, ids and due times as they would be now.
  public let added: [PlannedSlice]
  /// When the last slice would be due.
  public let lastDue: Instant?
  /// What the limits say of the added shares.
  public let findings: [LimitFinding]
}

/// Where one order stood at a halt has come to since.
public struct KillReceipt: Hashable, Sendable {
  /// How it ended.
  public enum Result: Hashable, Sendable {
    case canceled
    case filledFirst
    case ended(SliceStatus)
    case stillAsking
  }
  /// The order.
  public let id: ClientOrderID
  /// Its parent.
  public let parentID: ClientOrderID
  /// Its number from 0.
  public let number: Int
  /// How it ended.
  public let result: Result
}
