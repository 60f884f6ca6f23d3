/// One slice as planned: never changed afterwards. A replanned slice is closed and a new one with a new
/// number added, so an id always means one quantity.
public struct PlannedSlice: Hashable, Sendable {
  /// From 0, as in ids and records; screens count from 1.
  public let number: Int
  /// How many shares.
  public let quantity: Shares
  /// When it is sent.
  public let due: Instant
  /// The id it carries to the broker.
  public let id: ClientOrderID

  /// Memberwise, for plans and for reads from the store.
  public init(number: Int, quantity: Shares, due: Instant, id: ClientOrderID) {
    self.number = number
    self.quantity = quantity
    self.due = due
    self.id = id
  }
}

/// The whole schedule of a parent, made once, before anything is sent. Σ slice quantities = the total,
/// always.
public struct Plan: Hashable, Sendable {
  /// The parent's own id.
  public let parentID: ClientOrderID
  /// What was asked for.
  public let request: OrderRequest
  /// `twap_parent_30m_60s`, with `#2` for a repeat and `@desk` where a desk is set.
  public let strategy: String
  /// New York's date at the moment of planning.
  public let tradeDate: TradeDate
  /// When slice 0 is due.
  public let start: Instant
  /// At most one interval after the last slice: exactly one where the duration is a multiple of it.
  public let end: Instant
  /// In number order, due times ascending by one interval.
  public let slices: [PlannedSlice]
  /// The end as asked for, where the session's close cut it; nil otherwise.
  public let shortenedFrom: Instant?
}

/// The one reading of the clock a plan is made from, and what the desk adds to it.
public struct PlanContext: Hashable, Sendable {
  /// The moment of confirmation (or of typing, for a preview).
  public let now: Instant
  /// The parent's own offset within the second, so that parents started together do not fire together.
  public let offset: TimeSpan
  /// 1 for the first such order of the day, 2 and more for a repeat.
  public let repeatNumber: Int
  /// The setting `desk`; empty when this desk shares its account with no other.
  public let desk: String
  /// The end of the session nothing may be planned past, and whether a longer plan is cut or refused.
  public let close: Instant?
  /// Cut a plan at `close` instead of refusing it.
  public let shortens: Bool
  /// When the market opens, where it is closed now: nothing may be due before.
  public let opensAt: Instant?

  /// World time between confirming an order and its first slice: what arming (one fsync) needs.
  public let lead: TimeSpan

  /// The lead of a clock that runs at the wall's speed.
  public static let armingLead = TimeSpan.milliseconds(100)

  /// Memberwise; the defaults are those of a paper desk whose market never closes.
  public init(
    now: Instant, offset: TimeSpan = .zero, repeatNumber: Int = 1, desk: String = "", close: Instant? = nil,
    shortens: Bool = false, opensAt: Instant? = nil, lead: TimeSpan = PlanContext.armingLead
  ) {
    self.now = now
    self.offset = offset
    self.repeatNumber = repeatNumber
    self.desk = desk
    self.close = close
    self.shortens = shortens
    self.opensAt = opensAt
    self.lead = lead
  }

  /// The offset of the n-th parent of a day (from 0): the golden-ratio sequence, which spreads any number of
  /// parents evenly over the second whatever their count.
  public static func offset(ofParent ordinal: Int) -> TimeSpan { .milliseconds(ordinal * 619 % 1000) }
}

/// Why a well-formed request cannot be planned.
public enum PlanError: Error, Hashable, Sendable {
  /// Fewer shares than slices: as many slices as shares would fit, `minInterval` apart or more. Nil where no
  /// interval of whole seconds is long enough and still fits in, as with one share `until` a time of day.
  case tooFewShares(quantity: Shares, slices: Int, minInterval: TimeSpan?)
  /// More than `TWAPSlicer.maxSlices`.
  case tooManySlices(count: Int, limit: Int)
  /// `until` is not after the start.
  case endsBeforeStart(start: Instant, end: Instant)
  /// The time of day of `start` has passed.
  case startPassed(ClockTime)
  /// Less than one interval between start and end.
  case shorterThanInterval(available: TimeSpan, interval: TimeSpan)
  /// Runs past the session's close. At most `longest` would fit; nil where not one interval does.
  case pastClose(close: Instant, longest: TimeSpan?)
  /// The market is closed, and would be at the start; nil where nobody says when it opens.
  case marketClosed(opensAt: Instant?)
  /// The broker tells when the market is open, and has not done so yet.
  case sessionUnknown
}
