internal import SlicingCore

/// The switch all desks of the firm share, on a server of its own: the truth. This desk hears of it later,
/// and what changed twice meanwhile it hears of once.
struct FirmSwitch {
  enum Breaker: Equatable {
    case open
    case tripped(FirmReading.Trip)
    case quiet(until: Instant, after: FirmReading.Trip)
  }

  /// Whether the seed's desk shares it.
  let isShared: Bool
  var random: SimRandom
  private(set) var engagement: FirmReading.Engagement?
  private(set) var breaker = Breaker.open
  /// Whether the server answers.
  var isReadable = true

  init(seed: UInt64, isShared: Bool) {
    self.isShared = isShared
    random = SimRandom(seed: seed, purpose: 81)
  }

  /// What a desk makes of it; the first that applies.
  var reading: FirmReading {
    guard isReadable else { return .unreadable("no answer") }
    if let engagement {
      guard case .tripped(let trip) = breaker else { return .engaged(engagement) }
      return .engaged(.init(by: engagement.by, at: engagement.at, reason: engagement.reason, trip: trip))
    }
    return switch breaker {
    case .open: .open
    case .tripped(let trip): .tripped(trip)
    case .quiet(let until, let trip): .quiet(until: until, after: trip)
    }
  }

  mutating func engage(by name: String, reason: String, at now: Instant) {
    if engagement == nil { engagement = .init(by: name, at: now, reason: reason) }
  }

  /// The real server compares which halt is meant. Here the wrong one may be explained, which stops nobody
  /// and lets nobody go.
  mutating func explain(_ reason: String) {
    guard let halt = engagement else { return }
    engagement = .init(by: halt.by, at: halt.at, reason: reason)
  }

  mutating func disengage() { engagement = nil }

  mutating func trip(_ reason: String, details: String, at now: Instant) {
    if case .tripped = breaker { return }
    breaker = .tripped(.init(reason: reason, details: details, at: now))
  }

  mutating func reset(quiet: TimeSpan, at now: Instant) {
    if case .tripped(let trip) = breaker { breaker = .quiet(until: now + quiet, after: trip) }
  }

  mutating func openIfQuietIsOver(at now: Instant) {
    if case .quiet(let until, _) = breaker, now >= until { breaker = .open }
  }
}
