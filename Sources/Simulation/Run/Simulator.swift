internal import SlicingCore

/// One run: a clock, a queue, a venue, a disk, a process with the desk in it, and people.
///
/// The loop takes the earliest of what waits and of the desk's own deadline. Nothing here reads a clock,
/// iterates over a dictionary or a set, or draws from a generator that is not the seed's.
public final class Simulator {
  /// What can wait in the queue.
  enum Item {
    case deliver(Event, life: Int)
    case request(VenueRequest)
    case job(VenueJob)
    case drain(life: Int)
    case committed(life: Int)
    case look(life: Int)
    case enter(Int, repeatNumber: Int)
    case operate
    case quotes
    case disturb(Disturbance)
    case market(Market.Turn)
    case tellPositions(life: Int)
    case tellAnyPosition
    case hearFirm(life: Int)
    case firmAct(FirmAct, life: Int)
    case firmQuietOver
    case wake(life: Int)
    case start
    case connect(life: Int)
    case heal(Int)
    case endOfRun
  }

  let options: RunOptions
  let scenario: Scenario
  var faults: Faults
  var now: Instant { didSet { checker.now = now } }
  var queue = TimeQueue<Item>()
  var desk: Desk
  var host = Host()
  var venue: ScriptedVenue
  var store = ScriptedStore()
  /// A copy of the file from earlier, and the file itself while that copy stands in its place.
  var backup: ScriptedStore?
  var rightFile: ScriptedStore?
  /// As in the settings file now.
  var settings: DeskSettings
  var network: Network
  /// The mapped file: outlives the process.
  var killWord = false
  var people: People
  var market: Market
  var account: Account
  var firm: FirmSwitch
  /// The feed is silent until then.
  var quotesStoppedUntil = Instant(microseconds: .min)
  var checker: Checker
  var digest = DigestChain()
  var situations = [Int](repeating: 0, count: Situation.allCases.count)
  var steps = 0
  /// Orders handed over, and how often any was.
  var written: Set<ClientOrderID> = []
  var attempts = 0
  var isOver = false

  init(_ options: RunOptions) {
    self.options = options
    scenario = Scenario(options)
    faults = Faults(
      seed: options.seed, climate: options.climate,
      without: options.without.union(scenario.reconciles ? [] : [.streamLost]),
      only: options.only, limit: options.faultLimit)
    settings = scenario.settings
    now = scenario.start
    venue = ScriptedVenue(
      seed: options.seed, capabilities: scenario.capabilities,
      prices: Prices(seed: options.seed, step: scenario.guards.priceStep))
    network = Network(seed: options.seed)
    people = People(seed: options.seed, climate: options.climate, actLimit: options.actLimit)
    market = scenario.market
    account = scenario.account
    firm = FirmSwitch(seed: options.seed, isShared: scenario.settings.sharesFirmSwitch)
    checker = Checker(settings: scenario.settings, account: scenario.account, at: scenario.start)
    desk = store.load(settings: scenario.settings, at: scenario.start)
  }

  /// Runs to the end, or to the first broken promise.
  public static func run(_ options: RunOptions) -> RunResult {
    let simulator = Simulator(options)
    var violation: Violation?
    do throws(Violation) {
      try simulator.play()
    } catch {
      violation = error
    }
    return simulator.result(violation)
  }

  private func result(_ violation: Violation?) -> RunResult {
    RunResult(
      options: options, planned: checker.plannedCount, due: store.countDue(by: now), written: written.count,
      filled: store.countFilled(), attempts: attempts, ended: checker.endedCount, steps: steps,
      faults: faults.counts, situations: situations, digest: digest.finish(),
      violation: violation)
  }

  private func play() throws(Violation) {
    plan()
    while !isOver {
      try step()
      steps += 1
      checker.step = steps
    }
  }

  private func plan() {
    queue.add(.start, at: now)
    for (number, entry) in scenario.entries.enumerated() {
      queue.add(.enter(number, repeatNumber: 1), at: now + .seconds(1) + entry.after)
    }
    queue.add(.operate, at: now + .seconds(2))
    if scenario.needsQuotes { queue.add(.quotes, at: now + .milliseconds(100)) }
    planDayEnd()
    planDisturbances()
    planMarket()
    queue.add(.tellAnyPosition, at: now + .seconds(3))
    queue.add(.endOfRun, at: scenario.end)
  }

  /// The earliest thing, the desk's deadline included.
  private func step() throws(Violation) {
    try lookAround()
    if let deadline = deadline, deadline <= queue.next ?? deadline {
      now = max(now, deadline)
      if isTimerLate() { return }
      return try timerFires()
    }
    guard let (at, item) = queue.take() else {
      isOver = true
      return
    }
    now = max(now, at)
    try carryOut(item)
  }

  /// When the one timer of the process fires, in true time.
  private var deadline: Instant? {
    guard host.isAlive, host.stoppedUntil == nil, let next = desk.nextDeadline else { return nil }
    return max(next - host.clockOffset, host.timerHeldUntil ?? Instant(microseconds: .min))
  }

  private func carryOut(_ item: Item) throws(Violation) {
    if host.stoppedUntil != nil, Simulator.needsProcess(item) {
      host.backlog.append(item)
      return
    }
    switch item {
    case .deliver(let event, let life):
      guard life == host.life, host.isAlive else { return }
      try handle(event)
    case .request(let request): try take(request)
    case .job(let job): try carryOut(job)
    case .drain(let life): if life == host.life, host.isAlive { try drain() }
    case .committed(let life): if life == host.life, host.isAlive { try commitEnds() }
    case .look(let life): if life == host.life, host.isAlive { try obeyKillWord() }
    case .enter(let number, let repeatNumber): try enter(number, repeatNumber: repeatNumber)
    case .operate: try operate()
    case .quotes: try quoteAll()
    case .disturb(let disturbance): try disturb(disturbance)
    case .market(let turn): carryOut(turn)
    case .tellPositions(let life): if life == host.life, host.isAlive { try tellPositions() }
    case .tellAnyPosition: try tellAnyPosition()
    case .hearFirm(let life): if life == host.life, host.isAlive { try handle(.firm(firm.reading)) }
    case .firmAct(let act, let life): firmTakes(act, life: life)
    case .firmQuietOver:
      let now = now
      changeFirm { $0.openIfQuietIsOver(at: now) }
    case .wake(let life): if life == host.life, host.isAlive { try wake() }
    case .start: try start()
    case .connect(let life): if life == host.life, host.isAlive { try connect() }
    case .heal(let second): try heal(second)
    case .endOfRun: try endRun()
    }
  }

  private static func needsProcess(_ item: Item) -> Bool {
    switch item {
    case .deliver, .drain, .committed, .look, .connect, .tellPositions, .hearFirm: true
    default: false
    }
  }

  var deskNow: Instant { now + host.clockOffset }
  func mark(_ situation: Situation) { situations[situation.rawValue] += 1 }
}
