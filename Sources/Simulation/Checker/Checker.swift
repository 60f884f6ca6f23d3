internal import SlicingCore

/// Looks after every step, at what the step changed and nothing else, so that a step costs microseconds.
///
/// Where each promise is checked: I1 when the venue books or executes and when a parent's row changes · I2
/// when the venue books · I3 I4 I5 I8 I15 I18 I22 when an order is written · I6 I7 I9 when all is quiet · I9
/// I13 also when a slice ends and when the venue books · I10 at every death of the process and at the end,
/// and row by row after every step · I11 while halted · I12 with every execution delivered · I14 I15 I17 I19
/// with every row changed · I16 I20 I21 with every list of effects · I26 with every execution and quote · I27
/// when the venue books or executes · I28 I30 when an order is written · I29 once a second and at its trips.
/// What only a real process can show is left to the runs that kill one: that a commit reached the platter
/// before its send (I5), that the folder's lock keeps a second writer out (I18), and that the kill word stops
/// a process that hangs (I3).
struct Checker {
  var settings: DeskSettings
  var slices: [SliceWatch] = []
  var index: [ClientOrderID: Int] = [:]
  var parents: [ParentWatch] = []
  var parentIndex: [ClientOrderID: Int] = [:]
  /// Executions in the desk's commits, and those it was told were taken back.
  var believed: Set<String> = []
  var bustsHeard: Set<String> = []
  /// The same, in the order they were told, with the slice each is of.
  var heardBusts: [(execution: String, slot: Int)] = []
  var lastKill = KillSwitch()
  var lastBreaker = CircuitBreaker()
  /// The guards as they are on disk.
  var storedKill = KillSwitch()
  var storedBreaker = CircuitBreaker()
  /// Executions made after the end the venue reported that the desk has not heard of, and settlements that
  /// stand: how many shares each.
  var lateFills: [String: Int] = [:]
  var settlements: [String: (slot: Int, quantity: Int)] = [:]
  /// Executions committed in all lives.
  var fillCount = 0
  /// The execution believed, and the one taken back, for the first time in this step.
  var newFill: String?
  var newBust: String?
  var isFenced = false
  /// Halts that were answered as done, and that nobody has tried to release since.
  var haltsPromised: [KillScope] = []
  /// Whether everything was halted before this step.
  var killBefore = false
  /// Whether an order lived before a step of the clock.
  var livedBefore = false
  /// What held the parent that is being resumed.
  var holdBefore: HoldCause?
  var step = 0
  var plannedCount = 0
  var endedCount = 0
  /// The true time, and when to look next.
  var now: Instant
  var nextLook: Instant
  /// The time by the desk's clock.
  var deskNow: Instant
  /// What this life of the desk was told of the market.
  var toldSession: MarketSession?
  var toldHalts: [Symbol] = []
  var toldQuotes: [Symbol: Quote] = [:]
  var toldBands: [Symbol: PriceBands] = [:]
  var toldVolumes: [Symbol: Int] = [:]
  var toldFirm: FirmReading?
  /// Since when quotes have been waited for by what was done and told, and since when they are missed, as far
  /// as whose they are is the same.
  var dataWantedAt: Instant
  var silentSince: Instant
  var watchedSymbols: [Symbol] = []
  /// Child orders that filled for the first time, of the last minute.
  var repeats: [(symbol: Symbol, side: Side, at: Instant)] = []
  /// What today's executions come to, and the highest of it as the desk last wrote it.
  var profit = ProfitWatch()
  var lastPeak: Int128 = 0
  /// What may not be sold short; empty where everything may.
  var holdings: [Holding]
  /// Orders believed to be on their way, at the venue or in doubt, and some that were a moment ago.
  var open: [Int] = []
  /// Since when the process runs without a stop, since when it believes the link to be up, and since when it
  /// is halted.
  var runningSince: Instant
  var linkedSince: Instant?
  /// When the broker was last asked for everything open.
  var listAskedAt: Instant?
  var haltedSince: Instant?
  /// The same of each halt of less than everything.
  var scopedSince: [(scope: KillScope, at: Instant)] = []
  /// Slices and parents whose rows changed in this step.
  var touchedSlices: [Int] = []
  var touchedParents: [Int] = []

  init(settings: DeskSettings, account: Account, at now: Instant) {
    self.settings = settings
    (dataWantedAt, silentSince) = (now, now)
    holdings =
      settings.broker.mayShort
      ? [] : account.symbols.map { Holding(symbol: $0, position: account.position($0).count) }
    self.now = now
    nextLook = now
    deskNow = now
    toldSession = settings.broker.tellsSession ? nil : .aroundTheClock
    runningSince = now
  }

  func fail(_ invariant: Invariant, _ text: @autoclosure () -> String) -> Violation {
    Violation(invariant: invariant, step: step, text: text())
  }

  // MARK: Steps

  mutating func willHandle(_ event: Event, desk: borrowing Desk) throws(Violation) {
    noteTold(event)
    noteDataIsWanted(event)
    toldOfGuards(event)
    profit.stepBegins()
    if case .quote(let quote) = event {
      profit.quote(quote, trades: isToldOpen(quote.symbol), at: deskNow)
    }
    killBefore = lastKill.isEngaged
    holdBefore = nil
    if case .clockStep = event { livedBefore = desk.hasLiveParents }
    if case .command(.resume(let id, _, _), _) = event { holdBefore = desk.book(id)?.parent.hold?.cause }
    (newFill, newBust) = (nil, nil)
    switch event {
    case .bust(let executionID, let id):
      let execution = BrokerText.id(executionID)
      let isNew = bustsHeard.insert(execution).inserted
      guard isNew else { return }
      newBust = execution
      guard let slot = index[id] else { return }
      slices[slot].bustsDue -= 1
      heardBusts.append((execution, slot))
    case .link(let up, _):
      linkedSince = up ? linkedSince ?? now : nil
      if !up, settings.onLinkLoss == .hold { for slot in parents.indices { parents[slot].isHeld = true } }
    case .answered(let id, _, let askedAt): answered(id, askedAt: askedAt)
    case .session(let session): told(session)
    case .halt(let symbol, let reason): told(symbol, isHalted: reason != nil)
    case .sent(let id, let attempt, let outcome):
      if let slot = index[id], slices[slot].mirror.attempts == attempt { slices[slot].isOnWire = false }
      guard case .notSent = outcome else { return }
      if let slot = index[id] { forgetWrite(of: slot) }
    default: break
    }
  }

  /// Nothing left, or nothing arrived: the slice, or one that takes its place in a replan, may go as if it
  /// had not been written.
  mutating func forgetWrite(of slot: Int) {
    let parent = slices[slot].parent
    guard parents[parent].lastWrite?.number == slices[slot].mirror.number else { return }
    parents[parent].lastWrite = parents[parent].writeBefore
  }

  mutating func didHandle(
    _ event: Event, _ effects: [Effect], desk: Desk, at now: Instant
  ) throws(Violation) {
    try take(effects, cause: event)
    profit.stepEnds(settings.limits, at: deskNow)
    if let parent = isResumed(event, effects), holdBefore == .limit {
      let (symbol, side) = (parents[parent].symbol, parents[parent].side)
      repeats.removeAll { $0.symbol == symbol && $0.side == side }
    }
    if case .command(let command, _) = event, !Checker.isRefused(effects) { noteDataIsWanted(command) }
    try checkGuardTrips(effects, desk)
    try checkProfit(desk)
    try checkFirmIsTold(event, effects)
    try checkFirmHolds(event, desk)
    try checkAmount(effects)
    try checkAlarms(event, effects)
    try checkImmediate(event)
    try checkRiskReducingFirst(effects)
    try checkClock(event, effects)
    try checkRisksReduced(event, effects)
    if case .link = event { try checkLinkHolds(desk) }
    try settle(desk, at: now)
    // Every so often: it copies what it changes.
    if step % 16 == 0 { try checkToldAgain(event, desk, at: now) }
  }

  /// What the guards tripped for is so.
  private func checkGuardTrips(_ effects: [Effect], _ desk: Desk) throws(Violation) {
    for effect in effects {
      guard case .persist(let commit) = effect else { continue }
      for record in commit.log where record.kind == .tripped {
        try checkLossTrip(record)
        try checkStaleTrip(record, desk)
      }
    }
  }

  mutating func didAuthorize(_ effects: [Effect], desk: Desk, at now: Instant) throws(Violation) {
    try take(effects, cause: .tick)
    try settle(desk, at: now)
  }

  mutating func didRecover(_ effects: [Effect], desk: Desk, at now: Instant) throws(Violation) {
    try take(effects, cause: .tick)
    profit.stepBegins()
    try checkProfit(desk)
    // A halt of one order is over with it.
    haltsPromised.removeAll { $0.parentID != nil && lastKill.engagement(of: $0) == nil }
    for effect in effects {
      if case .send = effect { throw fail(.guardTotal, "recovery sends") }
    }
    try settle(desk, at: now)
  }

  /// Every row the step changed is looked at, then the sums of the parents they belong to.
  private mutating func settle(_ desk: Desk, at now: Instant) throws(Violation) {
    for slot in touchedSlices { try checkLiveRow(slot, desk) }
    for slot in touchedParents { try checkSums(slot, desk) }
    touchedSlices.removeAll(keepingCapacity: true)
    touchedParents.removeAll(keepingCapacity: true)
    try checkBounded(desk)
  }
}
