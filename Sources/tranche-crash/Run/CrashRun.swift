internal import Foundation
internal import SlicingCore

/// One run: lives of the program over one state folder, each but the last cut off by SIGKILL, with a person
/// in between who recovers the desk by its own commands; and the judgement of what is left.
struct CrashRun {
  private let scenario: Scenario
  private let program: TrancheProgram
  private let files: DeskFiles
  private let venue: any Venue
  private var record: RunRecord
  private var person: Person
  private var life = 0
  /// How often the venue was killed before this life.
  private var venueDeathsBefore = 0
  /// Any life has answered: from then on the files have to be sound after every death.
  private var wasReady = false
  private var haltStruck = false

  init(_ scenario: Scenario, program: TrancheProgram) {
    self.scenario = scenario
    self.program = program
    files = DeskFiles(state: program.state)
    record = RunRecord(scenario: scenario, folder: program.folder)
    venue =
      switch program.broker {
      case .paper: BuiltInVenue(scenario, program: program)
      case .alpaca: ServedVenue(scenario, program: program)
      }
    person = Person(program: program, files: files, venue: venue, scenario: scenario)
  }

  /// Runs and judges. What cannot be looked at is a failure as well.
  mutating func run() -> RunRecord {
    defer { venue.end() }
    do {
      return try runAndJudge()
    } catch {
      record.findings += person.findings
      record.find(.life, "in life \(life): \(error)")
      return record
    }
  }

  private mutating func runAndJudge() throws -> RunRecord {
    try FileManager.default.createDirectory(
      atPath: program.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    while try live(), !isBroken {
      life += 1
      guard life < Scenario.lifeLimit else {
        record.find(.life, "not over after \(life) lives")
        break
      }
    }
    record.findings += person.findings
    record.venueDeaths = venue.deaths
    venue.end()
    if !isBroken { try judge() }
    return record
  }

  /// One broken promise is enough: what follows from it would bury it.
  private var isBroken: Bool { !record.findings.isEmpty || !person.findings.isEmpty }

  // MARK: A life

  /// - Returns: whether another one is needed.
  private mutating func live() throws -> Bool {
    try venue.begin(life: life)
    let missing = try ordersToEnter()
    let dieAt = scenario.dieAt.flatMap { $0.life == life ? $0.point : nil }
    let before = try venue.bookings()
    venueDeathsBefore = venue.deaths
    // Where nothing is entered anew, nothing may leave before the person has resumed something.
    person.begin(bookings: missing.isEmpty ? before : nil)
    let child = try program.start(arguments(missing), life: life, dieAt: dieAt)
    // What this tool cannot go on with must not leave an engine behind.
    defer { child.send(SIGKILL) }
    if dieAt == nil, life < scenario.deaths.count { child.die(at: child.startedAt + scenario.deaths[life]) }
    let ending = try watch(child)
    try venue.settle()
    try struck(ending, wasPlanned: dieAt == nil && life < scenario.deaths.count, hasPoint: dieAt != nil)
    if scenario.halt?.means == .whileDead, scenario.halt?.life == life, !haltStruck {
      haltStruck = true
      try person.halt()
    }
    return try isUnfinished(ending)
  }

  /// All at first; after a death those that were not entered yet, unless the desk is halted.
  private func ordersToEnter() throws -> [String] {
    guard life > 0 else { return scenario.orders }
    if try files.isHalted() == true { return [] }
    guard let entered = try files.enteredSymbols() else { return scenario.orders }
    return scenario.orders.filter { order in !entered.contains { order.contains(" \($0) ") } }
  }

  private func arguments(_ orders: [String]) -> [String] {
    // What is taken up is resumed by the person alone: a standing answer of the run would do it as well.
    let owed = orders.isEmpty ? "hold" : scenario.owed
    return ["run", "--owed", owed, "--accept-warnings"] + venue.arguments(life: life) + orders
  }

  private mutating func watch(_ child: ChildProcess) throws -> Ending {
    var readyAt: ContinuousClock.Instant?
    while true {
      if let ending = child.ending { return ending }
      if ContinuousClock.now - child.startedAt > program.broker.pace.life {
        record.find(
          .life,
          "life \(life) did not end by itself: \(ControlSocket.status(in: program.state) ?? "no answer")")
        child.send(SIGKILL)
        return child.wait(atMost: .seconds(5))
      }
      try venue.tend()
      guard let readyAt else {
        readyAt = try lookWhetherReady(child)
        usleep(2000)
        continue
      }
      try strikeHalt(child, readyAt: readyAt)
      try person.act()
      if isBroken { child.send(SIGKILL) }
      if scenario.isStoppedNowAndThen { child.stop(for: 40_000) }
      usleep(20_000)
    }
  }

  private mutating func lookWhetherReady(_ child: ChildProcess) throws -> ContinuousClock.Instant? {
    guard let status = ControlSocket.status(in: program.state),
      status.contains("broker \(program.broker.rawValue) up")
    else { return nil }
    let now = ContinuousClock.now
    if life > 0 { record.readyAgain.append(now - child.startedAt) }
    wasReady = true
    return now
  }

  private mutating func strikeHalt(_ child: ChildProcess, readyAt: ContinuousClock.Instant) throws {
    guard let halt = scenario.halt, halt.life == life, halt.means != .whileDead, !haltStruck,
      ContinuousClock.now - readyAt >= halt.after
    else { return }
    haltStruck = true
    if halt.means == .signal { child.send(SIGUSR1) } else { try person.halt() }
  }

  // MARK: After a life

  private mutating func struck(_ ending: Ending, wasPlanned: Bool, hasPoint: Bool) throws {
    switch ending {
    case .signaled(SIGKILL) where wasPlanned || hasPoint:
      record.deaths += 1
      record.diedAtPoint = record.diedAtPoint || hasPoint
    case .exited(0), .exited(1): break
    // Already said: it did not end, and this tool ended it.
    case .signaled(SIGKILL) where isBroken: break
    // Halted before it could enter its orders: refused, as it should be.
    case .exited(77) where try files.isHalted() == true: break
    // The venue was gone when it wanted to connect.
    case .exited(69) where venue.deaths > venueDeathsBefore: break
    default:
      record.find(.life, "life \(life) ended with \(ending): \(program.errors(ofLife: life))")
    }
    try person.lifeIsOver(halted: try files.isHalted() == true)
    if wasReady { try check() }
  }

  private mutating func check() throws {
    record.checks += 1
    let verified = try program.ask(["verify"])
    if !verified.isDone { record.find(.integrity, "after life \(life): verify: \(verified.words)") }
    if let fault = try files.integrityFault() { record.find(.integrity, "after life \(life): \(fault)") }
  }

  private func isUnfinished(_ ending: Ending) throws -> Bool {
    if case .signaled = ending { return true }
    if ending == .exited(69) { return true }
    guard let status = try DeskStatus.read(program) else { return true }
    if !status.orders.isEmpty { return true }
    return try !ordersToEnter().isEmpty
  }

  // MARK: The end

  private mutating func judge() throws {
    try check()
    var evidence = try files.evidence(against: try venue.orders())
    evidence.transit = program.broker.pace.transit
    record.halts = max(evidence.halts.count, person.wallHalts.count)
    // At speed 1 the ledger's clock is the wall's, and so is the kill word's.
    if scenario.speed == 1 { evidence.halts += person.wallHalts }
    record.bookings = evidence.ledger.count(where: \.wasTakenIn)
    record.findings += Judge.findings(evidence)
  }
}
