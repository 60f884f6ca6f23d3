/// What the switch that all desks of a firm share says, as last read. It stands outside the program, on a
/// server; a desk that does not share one never hears of it.
public enum FirmReading: Hashable, Sendable {
  /// The firm's kill switch is on.
  public struct Engagement: Hashable, Sendable {
    /// Who, as the desk that did it wrote it.
    public let by: String
    /// When; nil where the record does not say.
    public let at: Instant?
    /// Why; empty where nobody said.
    public let reason: String
    /// What the firm's breaker is tripped for behind the halt: a release leaves it tripped.
    public let trip: Trip?

    /// Memberwise.
    public init(by: String, at: Instant?, reason: String, trip: Trip? = nil) {
      self.by = by
      self.at = at
      self.reason = reason
      self.trip = trip
    }

    /// A halt is known by when it began and by whom: its reason may be given later, and the breaker behind it
    /// is another matter. One whose record does not say when is known by its reason as well.
    public func isSameHalt(as other: Engagement) -> Bool {
      by == other.by && at == other.at && (at != nil || reason == other.reason)
    }
  }

  /// The firm's breaker is not open.
  public struct Trip: Hashable, Sendable {
    /// One of `TripReason`'s words, or what another program calls it.
    public let reason: String
    /// The particulars.
    public let details: String
    /// When; nil where the record does not say.
    public let at: Instant?

    /// Memberwise.
    public init(reason: String, details: String, at: Instant?) {
      self.reason = reason
      self.details = details
      self.at = at
    }
  }

  /// Trading is allowed on every desk.
  case open
  case engaged(Engagement)
  /// Not reset yet.
  case tripped(Trip)
  /// Reset; nothing goes until then.
  case quiet(until: Instant, after: Trip)
  /// The server is missing, does not answer, or holds nonsense: blocked, in words why.
  case unreadable(String)

  /// Whether new orders may go.
  public var allowsTrading: Bool { self == .open }

  /// What the breaker is tripped for behind a halt, which is what is told of the two.
  public var tripBehindHalt: Trip? { if case .engaged(let halt) = self { halt.trip } else { nil } }
}

/// What a desk does to the firm's switch.
public enum FirmAct: Hashable, Sendable {
  case engage(reason: String, by: Actor)
  /// A reason given after the halt, for the record of that halt and of no other.
  case explain(reason: String, by: Actor)
  case disengage(reason: String, by: Actor)
  case trip(TripReason, details: String, by: Actor)
  case reset(reason: String, by: Actor)

  /// Whether less can be sent after it than before.
  public var stopsTrading: Bool {
    switch self {
    case .engage, .trip: true
    case .explain, .disengage, .reset: false
    }
  }

  /// Whether it is meant however late it comes to be done: what allows trading is not.
  public var waitsForServer: Bool {
    switch self {
    case .engage, .trip, .explain: true
    case .disengage, .reset: false
    }
  }
}
