/// Why the breaker tripped.
public enum TripReason: String, Hashable, Sendable, CaseIterable {
  case dailyLoss = "DAILY_LOSS_EXCEEDED"
  case drawdown = "MAX_DRAWDOWN"
  case dataStale = "DATA_STALE"
  case brokerErrors = "BROKER_ERRORS"
  case rejects = "REJECTS"
  case auth = "AUTH"
  case overfill = "OVERFILL"
  case reconcileMismatch = "RECONCILE_MISMATCH"
  case clockStep = "CLOCK_STEP"
  case manual = "MANUAL"

  /// These also cancel what works; the others leave it alone.
  public var cancelsWorking: Bool { self == .overfill || self == .reconcileMismatch }
}

/// OPEN (trading allowed) → TRIPPED → reset by a person → QUIET_PERIOD → OPEN.
public struct CircuitBreaker: Hashable, Sendable {
  /// A trip.
  public struct Trip: Hashable, Sendable {
    /// When.
    public let at: Instant
    /// Why; a second trip keeps the first reason.
    public let reason: TripReason
    /// The particulars, in words.
    public let details: String
    /// Who.
    public let by: Actor

    /// Memberwise.
    public init(at: Instant, reason: TripReason, details: String, by: Actor) {
      self.at = at
      self.reason = reason
      self.details = details
      self.by = by
    }
  }

  /// Where it stands.
  public enum State: Hashable, Sendable {
    case open
    case tripped(Trip)
    /// Reset by a person; no slice goes until then.
    case quiet(until: Instant, after: Trip)
  }

  /// What a transition was refused for.
  public enum Refusal: Error, Hashable, Sendable {
    case alreadyTripped(Trip)
    case notTripped
  }

  /// Where it stands.
  public private(set) var state: State
  /// Trips on `countedOn`.
  public private(set) var tripsToday: Int
  /// The trading day `tripsToday` counts.
  public private(set) var countedOn: TradeDate?

  /// How long after a reset no slice is sent, unless a setting says otherwise.
  public static let defaultQuietPeriod = TimeSpan.seconds(300)

  /// As stored; a new one is open.
  public init(state: State = .open, tripsToday: Int = 0, countedOn: TradeDate? = nil) {
    self.state = state
    self.tripsToday = tripsToday
    self.countedOn = countedOn
  }

  /// Whether slices may go.
  public var allowsTrading: Bool { state == .open }

  /// Only a person's reset lets orders go again; a quiet period would be over by itself.
  public var isTripped: Bool { if case .tripped = state { true } else { false } }

  /// The trip behind the present state.
  public var trip: Trip? {
    switch state {
    case .open: nil
    case .tripped(let trip), .quiet(_, let trip): trip
    }
  }

  /// Trips, from OPEN or from the quiet period; a second trip keeps the first reason.
  public mutating func trip(_ trip: Trip, on date: TradeDate) throws(Refusal) {
    if case .tripped(let first) = state { throw .alreadyTripped(first) }
    tripsToday = countedOn == date ? tripsToday + 1 : 1
    countedOn = date
    state = .tripped(trip)
  }

  /// A person's reset starts the quiet period.
  public mutating func reset(at now: Instant, quiet: TimeSpan) throws(Refusal) {
    guard case .tripped(let trip) = state else { throw .notTripped }
    state = .quiet(until: now + quiet, after: trip)
  }

  /// Opens once the quiet period is over; says whether it did.
  public mutating func openIfQuietIsOver(at now: Instant) -> Bool {
    guard case .quiet(let until, _) = state, now >= until else { return false }
    state = .open
    return true
  }
}
