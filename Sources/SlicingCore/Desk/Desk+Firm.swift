// The switch all desks of a firm share, as far as it concerns this desk.

extension Desk {
  /// What the firm's switch says has changed. A halt or a trip of the firm's becomes one of this desk's own:
  /// latched, with its receipts, and not over because the server forgot it. A switch that cannot be read
  /// stops everything as well, and holds every order, because nobody knows what it said meanwhile.
  mutating func firmChanged(_ reading: FirmReading, at now: Instant) {
    guard settings.sharesFirmSwitch, reading != firm else { return }
    let before = firm
    firm = reading
    #if PLANTED_BUGS
      if PlantedBug.firmIgnored.isOn { return }
    #endif
    stops += 1
    if reading.isReadable { isFirmAlarmed = false }
    switch reading {
    case .open: log(.alarm, reading.words, by: .firm, at: now)
    case .engaged(let halt):
      if case .engaged(let known) = before, halt.isSameHalt(as: known) {
        return firmTellsMore(of: halt, than: known, at: now)
      }
      log(.alarm, reading.words, by: .firm, at: now)
      haltByFirm(halt, at: now)
    case .tripped(let trip):
      log(.alarm, reading.words, by: .firm, at: now)
      tripByFirm(trip, at: now)
    case .quiet(_, let trip):
      log(.alarm, reading.words, by: .firm, at: now)
      // Tripped and reset before this desk heard of it: it has not been reset here.
      if !before.isTripped, breaker.state == .open { tripByFirm(trip, at: now) }
    case .unreadable:
      // Another reason for the same is no news.
      guard before.isReadable || !isFirmAlarmed else { return }
      isFirmAlarmed = true
      log(.alarm, reading.words, by: .firm, at: now)
      alert(.kill, "\(reading.words): nothing is sent")
      for book in liveBooks { setHold(book, .firm, reason: reading.words, by: .firm, at: now) }
    }
  }

  private mutating func haltByFirm(_ engagement: FirmReading.Engagement, at now: Instant) {
    guard !kill.isEngaged else { return }
    halt(.all, reason: Reason.firm(engagement), by: .firm, at: now)
  }

  /// The same halt with a reason, or with its breaker tripped or reset meanwhile: no second halt, least of
  /// all of a desk that was released since. Where this desk is halted by it, its record says the reason too.
  private mutating func firmTellsMore(
    of halt: FirmReading.Engagement, than known: FirmReading.Engagement, at now: Instant
  ) {
    if halt.trip != known.trip { log(.alarm, firm.words, by: .firm, at: now) }
    guard let own = kill.engagement, own.by == .firm, own.reason == Reason.firm(known),
      halt.reason != known.reason
    else { return }
    var next = kill
    next.engagement?.reason = Reason.firm(halt)
    setKill(next)
    log(.explained, Reason.firm(halt), by: .firm, at: now)
  }

  private mutating func tripByFirm(_ trip: FirmReading.Trip, at now: Instant) {
    if case .tripped = breaker.state { return }
    let reason = TripReason(rawValue: trip.reason) ?? .manual
    self.trip(reason, details: Reason.firm(trip), by: .firm, at: now)
  }

  /// Whether the firm's switch lets orders be entered and resumed.
  var firmAllowsTrading: Bool {
    #if PLANTED_BUGS
      if PlantedBug.firmIgnored.isOn { return true }
    #endif
    return firm.allowsTrading
  }

  /// What the firm's switch makes of a slice that is due.
  var firmStop: GateStop? {
    #if PLANTED_BUGS
      if PlantedBug.firmIgnored.isOn { return nil }
    #endif
    return switch firm {
    case .open: nil
    case .engaged: GateStop(status: .blockedKillSwitch, reason: firm.words)
    case .tripped, .quiet: GateStop(status: .blockedCircuitBreaker, reason: firm.words)
    case .unreadable: GateStop(status: .blockedKillSwitch, reason: firm.words, holds: .firm)
    }
  }

  /// Told to the firm unless the firm told it. Nor is what a kill word says that nobody owns up to: whoever
  /// set it tells the firm himself, and one that is lost or damaged is this desk's matter. What stops trading
  /// waits for nothing; what allows it is told once this desk's own record of it is on disk.
  mutating func tellFirm(_ act: FirmAct, by actor: Actor) {
    guard settings.sharesFirmSwitch, actor != .firm, actor != .killWord else { return }
    if act.stopsTrading { outbox.urgent.append(.firm(act)) } else { outbox.afterCommit.append(.firm(act)) }
  }

  /// A reason given after the halt is the firm's too; not that of a halt which the firm was never told of.
  mutating func explainToFirm(_ reason: String, by actor: Actor) {
    guard firm.isEngaged || kill.engagement?.by != .killWord else { return }
    tellFirm(.explain(reason: reason, by: actor), by: actor)
  }

  /// What a release, or a reset while the firm is halted, leaves as it is; the end of a sentence.
  var firmTripStays: String {
    firm.tripBehindHalt.map { "; the firm's breaker stays tripped (\($0.reasonWords)) until it is reset" }
      ?? ""
  }
}

extension FirmReading {
  var isEngaged: Bool { if case .engaged = self { true } else { false } }
  var isTripped: Bool { if case .tripped = self { true } else { false } }

  /// Whether the records were there and said something.
  public var isReadable: Bool { if case .unreadable = self { false } else { true } }
}

extension Actor {
  /// What the firm's switch made the desk do.
  public static let firm = Actor("firm")
  /// The kill word, set by somebody who has not said who he is.
  public static let killWord = Actor("kill word")
}
