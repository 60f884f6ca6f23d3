internal import SlicingCore

// The process comes up, stops, goes on and dies.

extension Simulator {
  /// Everything in memory is gone; what was on its way goes on.
  func crash(losing effects: [Effect] = []) throws(Violation) {
    if host.isDraining { mark(.crashWithWorkQueued) }
    if desk.inFlight > 0 { mark(.crashInFlight) }
    if desk.kill.isEngaged { mark(.crashWhileKilled) }
    observeGuardsAtDeath(losing: effects)
    try checkDaySums()
    try checker.processDies(desk: desk, store: store, pending: pendingCommits + commits(in: effects))
    host.isAlive = false
    host.isDraining = false
    host.stoppedUntil = nil
    host.backlog = []
    host.work = []
    host.round = []
    host.isConnected = false
    network.kept += network.vital.filter { now - $0.at < .seconds(60) }.map(\.post)
    network.vital = []
    host.timerHeldUntil = nil
    observeCrash()
    restoreOldFile()
    people.processDied(&checker)
    var pause = TimeSpan.milliseconds(people.restartDelay())
    if faults.isHealed { pause = .seconds(1) }
    queue.add(.start, at: now + pause)
  }

  func commits(in effects: [Effect]) -> [Commit] {
    effects.compactMap { if case .persist(let commit) = $0 { commit } else { nil } }
  }

  var pendingCommits: [Commit] {
    Simulator.commits(of: host.round) + Simulator.commits(of: host.work)
  }

  /// A new process: reads the rows, brings everything up held, connects.
  func start() throws(Violation) {
    guard !host.isAlive, !isFileRefused() else { return }
    host.life += 1
    host.isAlive = true
    host.isFenced = false
    checker.isFenced = false
    store.epoch += 1
    host.epoch = store.epoch
    if host.life > 1, faults.strike(.clockChangedAcrossRestart) {
      let step = TimeSpan.milliseconds(faults.within(-30_000...30_000, for: .clockChangedAcrossRestart))
      host.clockOffset = host.clockOffset + step
      checker.clockChanged()
      mark(step > .zero ? .clockForwardAcrossRestart : .clockBackAcrossRestart)
    }
    if host.life > 1 { changeLimits() }
    desk = store.load(settings: settings, at: deskNow)
    checker.deskNow = deskNow
    try checker.processStarts(desk: desk, store: store)
    if desk.kill.isEngaged { killWord = true }
    if host.life > 1 { mark(.restart) }
    if desk.profit.peak > .zero { mark(.peakOverARestart) }
    if desk.books.contains(where: { $0.slices.contains { $0.status == .unknown } }) {
      mark(.restartWithUnknown)
    }
    let effects = desk.recover(at: deskNow)
    observe(effects)
    digest.add(effects)
    try checker.didRecover(effects, desk: desk, at: deskNow)
    try enqueue(effects)
    guard host.isAlive else { return }
    if host.life > 1, faults.strike(.crashInRecovery) {
      mark(.crashInRecovery)
      return try crash()
    }
    hearFirmSoon()
    queue.add(.connect(life: host.life), at: now + .milliseconds(network.random.within(20...900)))
  }

  func connect() throws(Violation) {
    guard network.isUp else { return }
    host.isConnected = true
    try handle(.link(up: true, reason: "connected"))
    try quoteAll(isOnce: true)
    try obeyKillWord()
    if host.isAlive { try tellAccount() }
    tellMarket()
    deliverKept()
  }

  /// Stopped by a signal, then continued: what came in meanwhile is handled all at once.
  func stop(_ length: TimeSpan) {
    guard host.isAlive, host.stoppedUntil == nil else { return }
    mark(.stopped)
    host.stoppedUntil = now + length
    queue.add(.wake(life: host.life), at: now + length)
  }

  func wake() throws(Violation) {
    guard host.stoppedUntil != nil else { return }
    host.stoppedUntil = nil
    checker.runsAgain()
    let backlog = host.backlog
    host.backlog = []
    for item in backlog { queue.add(item, at: now) }
  }

  /// Another process takes the folder over while this one still runs; the lock forbids it, the epoch row is
  /// the belt to those braces.
  func takeOver() {
    guard host.isAlive else { return }
    mark(.takenOver)
    store.epoch += 1
    queue.add(.disturb(.crash), at: now + .seconds(5))
  }
}
