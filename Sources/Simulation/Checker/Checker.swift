internal import SlicingCore

/// Looks after every step, at what the step changed and nothing else, so that a step costs microseconds.
///
/// Where each promise is checked: I1 when the venue books or executes and when a parent's row changes · I2
/// when the venue books · I3 I4 I5 I8 I15 I18 I22 when an order is written · I6 I7 I9 when all is quiet · I9
/// I13 also when a slice ends and when the venue books · I10 at every death of the process and at the end,
/// and row by row after every step · I11 while halted · I12 with every execution delivered · I14 I15 I17 I19
/// with every row changed · I16 I20 I21 with every list of effects. What only a real process can show is left
/// to the runs that kill one: that a commit reached the platter before its send (I5), that the folder's lock
/// keeps a second writer out (I18), and that the kill word stops a process that hangs (I3).
struct Checker {
  /// What is known of a slice from the desk's own commits and from the ledger.
  struct SliceWatch {
    let parent: Int
    /// The row as last committed by the desk.
    var mirror: Slice
    var booked = 0
    /// Shares filled and open at the venue.
    var filled = 0
    var open = 0
    /// The venue lied about it, or a person settled it wrongly.
    var isDeceived = false
    /// Handed over, and the answer to that attempt has not been delivered.
    var isOnWire = false
    /// When the broker was last asked about it, and for its cancel.
    var askedAt: Instant?
    var cancelAskedAt: Instant?
    /// Questions in the present stretch of ten seconds, and when that began.
    var questions = (count: 0, since: Instant(microseconds: .min))
    /// Whether it stands in `open`, and since when.
    var isListed = false
    var listedAt = Instant(microseconds: .min)
  }

  struct ParentWatch {
    let id: ClientOrderID
    let total: Int
    let interval: TimeSpan
    let sessionEnd: Instant
    /// Shares filled and open at the venue, over all slices.
    var committed = 0
    /// A cancel or a hold was asked for, and whether it was answered.
    var isCanceled = false
    var isCancelPromised = false
    var isHeld = false
    var lastWrite: (number: Int, at: Instant)?
    /// The venue filled what it had ended, or more than there was: sums may be off, and the desk must say so.
    var isBroken = false
  }

  let settings: DeskSettings
  var slices: [SliceWatch] = []
  var index: [ClientOrderID: Int] = [:]
  var parents: [ParentWatch] = []
  var parentIndex: [ClientOrderID: Int] = [:]
  /// Executions in the desk's commits, and those it was told were taken back.
  var believed: Set<String> = []
  var bustsHeard: Set<String> = []
  var lastKill = KillSwitch()
  var lastBreaker = CircuitBreaker()
  /// The guards as they are on disk.
  var storedKill = KillSwitch()
  var storedBreaker = CircuitBreaker()
  /// A fault struck in which the venue, a person or the clock breaks a promise: alarms have a cause.
  var hasBrokenPromise = false
  var isFenced = false
  var step = 0
  var plannedCount = 0
  var endedCount = 0
  /// The true time, and when to look next.
  var now: Instant
  var nextLook: Instant
  /// Orders believed to be on their way, at the venue or in doubt, and some that were a moment ago.
  var open: [Int] = []
  /// Since when the process runs without a stop, since when it believes the link to be up, and since when it
  /// is halted.
  var runningSince: Instant
  var linkedSince: Instant?
  var haltedSince: Instant?
  /// Slices and parents whose rows changed in this step.
  var touchedSlices: [Int] = []
  var touchedParents: [Int] = []

  init(settings: DeskSettings, at now: Instant) {
    self.settings = settings
    self.now = now
    nextLook = now
    runningSince = now
  }

  func fail(_ invariant: Invariant, _ text: @autoclosure () -> String) -> Violation {
    Violation(invariant: invariant, step: step, text: text())
  }

  // MARK: Steps

  mutating func willHandle(_ event: Event, desk: borrowing Desk) throws(Violation) {
    switch event {
    case .bust(let id, _): bustsHeard.insert(id)
    case .link(let up, _): linkedSince = up ? linkedSince ?? now : nil
    case .sent(let id, let attempt, let outcome):
      if let slot = index[id], slices[slot].mirror.attempts == attempt { slices[slot].isOnWire = false }
      guard case .notSent = outcome else { return }
      // Nothing left: the slice, or one that takes its place in a replan, may go at once.
      guard let slot = index[id] else { return }
      let parent = slices[slot].parent
      if parents[parent].lastWrite?.number == slices[slot].mirror.number { parents[parent].lastWrite = nil }
    default: break
    }
  }

  mutating func didHandle(
    _ event: Event, _ effects: [Effect], desk: Desk, at now: Instant
  ) throws(Violation) {
    try take(effects, cause: event)
    try checkImmediate(event)
    try checkRiskReducingFirst(effects)
    try checkClock(event, effects)
    try checkRisksReduced(event, effects)
    try settle(desk, at: now)
  }

  mutating func didAuthorize(_ effects: [Effect], desk: Desk, at now: Instant) throws(Violation) {
    try take(effects, cause: .tick)
    try settle(desk, at: now)
  }

  mutating func didRecover(_ effects: [Effect], desk: Desk, at now: Instant) throws(Violation) {
    try take(effects, cause: .tick)
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

  // MARK: Commits

  private mutating func take(_ effects: [Effect], cause: Event) throws(Violation) {
    for effect in effects {
      switch effect {
      case .persist(let commit):
        for change in commit.changes { try take(change, cause: cause) }
        for record in commit.log where record.kind == .tripped { try checkAlarm(record) }
      case .query(let id): try asked(id)
      case .cancel(let id, _): if let slot = index[id] { slices[slot].cancelAskedAt = now }
      case .send, .openKillWord, .answer, .alert: break
      }
    }
  }

  private mutating func take(_ change: Change, cause: Event) throws(Violation) {
    switch change {
    case .parentAdded(let parent, let slices):
      watch(parent)
      for slice in slices { watch(slice) }
    case .slicesAdded(let slices):
      try checkGrowth(slices)
      for slice in slices { watch(slice) }
    case .parent(let parent): if let slot = parentIndex[parent.id] { touchedParents.append(slot) }
    case .slice(let slice, _): try take(slice, cause: cause)
    case .fill(let execution): believed.insert(execution.executionID)
    case .bust(let id): believed.remove(id)
    case .kill(let kill):
      lastKill = kill
      haltedSince = kill.isEngaged ? haltedSince ?? now : nil
    case .breaker(let breaker): lastBreaker = breaker
    }
  }

  private mutating func take(_ slice: Slice, cause: Event) throws(Violation) {
    guard let slot = index[slice.id] else { throw fail(.noOrphans, "a row of no known slice: \(slice.id)") }
    let old = slices[slot].mirror
    slices[slot].mirror = slice
    list(slot)
    if slice.status.isFinal, !old.status.isFinal { endedCount += 1 }
    touchedSlices.append(slot)
    touchedParents.append(slices[slot].parent)
    try checkMonotone(from: old, to: slice, cause: cause)
    try checkDefinite(from: old, to: slice, cause: cause)
    try checkExplained(slice)
    try checkEnd(slot, from: old)
    try checkEndIsWhole(slot, from: old)
  }

  private mutating func watch(_ parent: Parent) {
    let new = ParentWatch(
      id: parent.id, total: parent.request.quantity.count, interval: parent.request.interval,
      sessionEnd: NewYork.endOfDay(parent.tradeDate))
    if let slot = parentIndex[parent.id] {
      parents[slot] = new
    } else {
      parentIndex[parent.id] = parents.count
      parents.append(new)
    }
  }

  private mutating func watch(_ slice: Slice) {
    guard let parent = parentIndex[slice.parentID] else { preconditionFailure("no parent of \(slice.id)") }
    plannedCount += 1
    if let slot = index[slice.id] {
      slices[slot].mirror = slice
    } else {
      index[slice.id] = slices.count
      slices.append(SliceWatch(parent: parent, mirror: slice))
    }
  }

  mutating func committed(kill: KillSwitch, breaker: CircuitBreaker) {
    storedKill = kill
    storedBreaker = breaker
  }
}
