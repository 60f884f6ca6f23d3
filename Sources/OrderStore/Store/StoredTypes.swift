public import SlicingCore

/// Everything a desk needs to come up: the unfinished parents and today's, with their slices, and the guards.
public struct StoredDesk: Sendable {
  /// In the order of entry, each with all its slices.
  public let books: [ParentBook]
  /// Executions of those slices, busted ones included, in the order they were applied.
  public let fills: [StoredFill]
  /// The halt as recorded. Engaged when the record is missing or unreadable; `guardFault` then says so.
  public let kill: KillSwitch
  /// The breaker as recorded. Tripped when the record, or that of the day's profit, is missing or unreadable.
  public let breaker: CircuitBreaker
  /// Why the recorded guards could not be believed; nil when they could.
  public let guardFault: String?
  /// The highest parent ordinal ever given; 0 before the first.
  public let lastOrdinal: Int
  /// The highest profit of the day it was stored for; nil before the first.
  public let profitPeak: (date: TradeDate, peak: Notional)?
  /// Set in a rehearsal database.
  public let rehearsalClock: RehearsalClock?
}

/// A parent as readers of the file see it, with what its slices filled.
public struct StoredParent: Hashable, Sendable {
  /// The parent.
  public let parent: Parent
  /// Shares filled over all slices.
  public let filled: Shares
  /// What they cost, exactly.
  public let cost: Notional
  /// The average price of everything filled.
  public var averagePrice: Price? { cost.average(over: filled) }
}

/// An execution as stored.
public struct StoredFill: Hashable, Sendable {
  /// The execution.
  public let execution: Execution
  /// The venue took it back.
  public let isBusted: Bool
}

/// A record of the event log as stored.
public struct StoredEvent: Hashable, Sendable {
  /// From 1, without a gap.
  public let sequence: Int
  /// What the desk said.
  public let record: LogRecord
  /// When it was written, by the wall.
  public let loggedAt: Instant
  /// Over this record and the hash before it: 64 hex digits.
  public let hash: String
}

/// A line of the kill switch's history.
public struct KillEvent: Hashable, Sendable {
  /// What was done.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    case engaged, explained, released
  }
  /// What was done.
  public let action: Action
  /// What the halt covers.
  public let scope: KillScope
  /// When it was recorded, by the wall.
  public let recordedAt: Instant
  /// Who; nil where the commit carried no record of it.
  public let by: Actor?
  /// Why; nil where the commit carried no record of it.
  public let reason: String?
  /// The halt it concerns, as it then stood; nil for a release of nothing.
  public let engagement: KillSwitch.Engagement?
}

/// A line of the breaker's history.
public struct BreakerEvent: Hashable, Sendable {
  /// What happened.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    case tripped, reset, opened
  }
  /// What happened.
  public let action: Action
  /// When it was recorded, by the wall.
  public let recordedAt: Instant
  /// Who; nil where the commit carried no record of it.
  public let by: Actor?
  /// The trip it concerns.
  public let trip: CircuitBreaker.Trip?
  /// Trips of that trading day so far.
  public let tripsToday: Int
}
