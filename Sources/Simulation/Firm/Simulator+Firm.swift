internal import SlicingCore

// The firm's switch and this desk: what it hears, what it does to it, and what other desks do.

extension Simulator {
  /// How long the firm's breaker stays quiet after a reset.
  private static let firmQuiet = TimeSpan.seconds(4)

  // MARK: What this desk hears and does

  /// Told with every change, and once at the start; as it stands when it is told.
  func hearFirmSoon() {
    guard firm.isShared, host.isAlive else { return }
    let after = TimeSpan.milliseconds(firm.random.pick([2, 20, 300, 1500]))
    queue.add(.hearFirm(life: host.life), at: now + after)
  }

  func tellFirm(_ act: FirmAct) {
    queue.add(.firmAct(act, life: host.life), at: now + .milliseconds(firm.random.within(2...400)))
  }

  /// What stops trading is tried until it succeeds, what allows it once.
  func firmTakes(_ act: FirmAct, life: Int) {
    guard firm.isReadable else {
      guard act.waitsForServer, host.isAlive, life == host.life else { return }
      return queue.add(.firmAct(act, life: life), at: now + .seconds(1))
    }
    mark(.firmToldByThisDesk)
    let now = now
    changeFirm { firm in
      switch act {
      case .engage(let reason, let actor): firm.engage(by: actor.name, reason: reason, at: now)
      case .explain(let reason, _): firm.explain(reason)
      case .disengage: firm.disengage()
      case .trip(let reason, let details, _): firm.trip(reason.rawValue, details: details, at: now)
      case .reset: firm.reset(quiet: Simulator.firmQuiet, at: now)
      }
    }
  }

  func changeFirm(_ change: (inout FirmSwitch) -> Void) {
    let before = firm.reading
    change(&firm)
    guard firm.reading != before else { return }
    if case .quiet(let until, _) = firm.breaker { queue.add(.firmQuietOver, at: until) }
    hearFirmSoon()
  }

  // MARK: What others do

  func firmEngages(for length: TimeSpan) {
    let (by, reason) = (faults.text("desk west"), faults.text("runaway strategy"))
    let now = now
    changeFirm { $0.engage(by: by, reason: reason, at: now) }
    if firm.random.chance(perMille: 600) { queue.add(.disturb(.firmReleases), at: now + length) }
  }

  /// Tripped by another desk, and reset by a person there: sometimes before anybody here has heard of it.
  func firmTrips(for length: TimeSpan) {
    let reason = firm.random.pick(["BROKER_ERRORS", "DAILY_LOSS_EXCEEDED", "something of their own"])
    let details = faults.text("desk west")
    let now = now
    changeFirm { $0.trip(reason, details: details, at: now) }
    let isQuick = firm.random.chance(perMille: 400)
    queue.add(.disturb(.firmResets), at: now + (isQuick ? .milliseconds(1) : length))
  }

  func firmResets() {
    let now = now
    changeFirm { $0.reset(quiet: Simulator.firmQuiet, at: now) }
  }

  func firmFails(for length: TimeSpan) {
    changeFirm { $0.isReadable = false }
    queue.add(.disturb(.firmAnswers), at: now + length)
  }

  // MARK: People

  /// What a person does about a firm's switch that stops this desk, which is not halted itself.
  func setFirmRight() throws(Violation) {
    switch desk.firm {
    case .engaged: try command(.release(reason: "asked the firm"))
    case .tripped: try command(.resetBreaker(reason: "asked the firm"))
    case .open, .quiet, .unreadable: break
    }
  }
}
