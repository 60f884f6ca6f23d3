internal import SlicingCore

// What happens around the process: dead channels, a file from yesterday, other settings, another console.

extension Simulator {
  // MARK: Channels

  /// One direction of one channel is dead; nobody is told.
  func channelFails(_ outage: FaultClass, for length: TimeSpan) {
    guard !network.outages.contains(outage) else { return }
    network.outages.append(outage)
    trouble()
    observeOutage(outage)
    queue.add(.disturb(.channelHeals(outage)), at: now + length)
  }

  func channelHeals(_ outage: FaultClass) {
    network.outages.removeAll { $0 == outage }
    trouble()
    if outage == .streamDown { deliverKept() }
  }

  private func observeOutage(_ outage: FaultClass) {
    let isOut = desk.books.contains { $0.shares.working > .zero }
    let isDoubtful = desk.books.contains { $0.shares.unknown > .zero }
    switch outage {
    case .ordersDownOut, .ordersDownBack: if isOut { mark(.ordersDownWhileWorking) }
    case .streamDown: if isOut { mark(.streamDownWhileWorking) }
    default: if isDoubtful { mark(.queriesDownWhileUnknown) }
    }
  }

  // MARK: The day

  /// The venue's day ends at New York's midnight, or a few seconds beside it.
  func planDayEnd() {
    let date = NewYork.date(of: now + .seconds(10))
    let midnight = NewYork.endOfDay(date)
    // On the two days that are not 24 hours long the clock moves at two in the morning.
    let morning = NewYork.endOfDay(NewYork.date(of: midnight - .seconds(30 * 3600)))
    let change = morning + .seconds(2 * 3600)
    if midnight - morning != .seconds(86_400), now < change, change < scenario.end {
      mark(.throughDaylightSaving)
    }
    let isSkewed = faults.strike(.dayEndSkewed)
    let skew = isSkewed ? TimeSpan.milliseconds(faults.within(-3000...3000, for: .dayEndSkewed)) : .zero
    queue.add(.job(.dayEnd), at: midnight + skew)
  }

  /// With what on its way the day ends.
  func observeDayEnd() {
    for book in desk.books where !book.parent.status.isFinal {
      if book.shares.unknown > .zero { mark(.dayEndWhileUnknown) }
      if book.shares.working > .zero { mark(.dayEndWhileWorking) }
      guard book.shares.inFlight > .zero else { continue }
      mark(.dayEndWhileInFlight)
      let waits = book.slices.contains { $0.status == .sending && $0.reason?.contains("again in") == true }
      if waits { mark(.dayEndWhileRetryWaits) }
    }
  }

  // MARK: The timer

  /// Whether the timer, due just now, fires late: the machine has other things to do.
  func isTimerLate() -> Bool {
    guard host.timerHeldUntil == nil else {
      host.timerHeldUntil = nil
      return false
    }
    guard faults.strike(.lateTimer) || isPastMidnight && faults.strike(.midnightJobs) else { return false }
    let held = now + .milliseconds(faults.within(5...2000, for: .lateTimer))
    host.timerHeldUntil = held
    if isPastMidnight { mark(.timerLateOverMidnight) }
    return true
  }

  /// The last half second of the day and the first of the next; as busy is the market's close.
  var isMidnight: Bool {
    let (before, after) = (now - .milliseconds(500), now + .milliseconds(500))
    return NewYork.date(of: before) != NewYork.date(of: after) || market.isClosing(from: before, to: after)
  }

  /// The last seconds of the day, in which the broker's own jobs begin.
  var isAlmostMidnight: Bool { NewYork.date(of: now) != NewYork.date(of: now + .seconds(3)) }

  private var isPastMidnight: Bool {
    let before = now - .milliseconds(500)
    return NewYork.date(of: before) != NewYork.date(of: now) || market.isClosing(from: before, to: now)
  }

  // MARK: The file

  /// Copies of the file are made now and then; the head file beside it knows how far it had come.
  func backUp() {
    store.head = store.commits
    guard faults.isOn(.oldFileRestored), store.commits % 32 == 0 else { return }
    backup = store
  }

  /// Somebody puts an old copy in the place of the file while nobody has it open.
  func restoreOldFile() {
    guard let backup, backup.commits < store.commits, faults.strike(.oldFileRestored) else { return }
    rightFile = store
    let head = store.head
    store = backup
    store.head = head
  }

  /// The head file disagrees: the process does not come up, and somebody puts the right file back.
  func isFileRefused() -> Bool {
    guard let rightFile else { return false }
    self.rightFile = nil
    #if PLANTED_BUGS
      if PlantedBug.oldFileBelieved.isOn { return false }
    #endif
    guard store.head != store.commits else { return false }
    mark(.oldFileRefused)
    store = rightFile
    queue.add(.start, at: now + .seconds(20))
    return true
  }

  // MARK: Settings and consoles

  /// Somebody has edited the settings file while the process was down.
  func changeLimits() {
    guard faults.strike(.limitsChanged) else { return }
    mark(.limitsChanged)
    var limits = settings.limits
    let draw = faults.within(0...5, for: .limitsChanged)
    switch draw {
    case 0: limits.ordersPerMinute.block = 20
    case 1: limits.sliceNotional.block = Notional(dollars: 2000)
    case 2: limits = scenario.settings.limits
    case 4: (limits.dailyLoss, limits.maxDrawdown) = (Notional(dollars: 30), Notional(dollars: 3))
    case 3: (limits.failuresInARow, limits.limitBlocksInARow) = (1, 1)
    default: limits.quietPeriod = .seconds(1)
    }
    settings = DeskSettings(
      limits: limits, broker: settings.broker, deskName: settings.deskName,
      reconcileInterval: settings.reconcileInterval, onLinkLoss: settings.onLinkLoss,
      sharesFirmSwitch: settings.sharesFirmSwitch)
    checker.settings = settings
  }

  /// A second console finds the folder locked. It reads, writes nothing, and can halt.
  func openSecondConsole() throws(Violation) {
    guard host.isAlive, !host.isFenced else { return }
    mark(.secondConsoleRefused)
    let shown = store.load(settings: settings, at: deskNow)
    guard shown.books.count <= desk.books.count else {
      throw Violation(invariant: .oneWriter, step: steps, text: "a second console shows more than there is")
    }
    guard faults.within(0...2, for: .secondConsole) == 0 else { return }
    mark(.haltFromSecondConsole)
    try haltFromOutside()
  }
}
