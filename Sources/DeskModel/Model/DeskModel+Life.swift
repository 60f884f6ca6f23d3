public import Brokers
internal import DequeModule
public import OrderStore
public import SlicingCore

extension DeskModel {
  /// A model over what the store holds for the present trade date.
  public static func open(
    store: OrderStore, broker: any Broker, clock: WorldClock, killWord: KillWord, limits: RiskLimits,
    deskName: String, onLinkLoss: LinkLossRule = .goOn, firm: (any FirmSwitching)? = nil,
    options: DeskModelOptions = DeskModelOptions()
  ) async throws(StoreError) -> DeskModel {
    let stored = try await store.load(today: NewYork.date(of: clock.now()))
    return DeskModel(
      stored: stored, store: store, broker: broker, clock: clock, killWord: killWord, limits: limits,
      deskName: deskName, onLinkLoss: onLinkLoss, firm: firm, options: options)
  }

  /// A model over what was read from the store.
  public init(
    stored: StoredDesk, store: OrderStore, broker: any Broker, clock: WorldClock, killWord: KillWord,
    limits: RiskLimits, deskName: String, onLinkLoss: LinkLossRule = .goOn,
    firm: (any FirmSwitching)? = nil, options: DeskModelOptions = DeskModelOptions()
  ) {
    let settings = DeskSettings(
      limits: limits, broker: broker.capabilities, deskName: deskName, speed: clock.speed,
      onLinkLoss: onLinkLoss, sharesFirmSwitch: firm != nil)
    let desk = Desk(
      settings: settings, books: stored.books, kill: stored.kill, breaker: stored.breaker,
      executions: stored.fills.filter { !$0.isBusted }.map(\.execution),
      busted: Set(stored.fills.filter(\.isBusted).map(\.execution.executionID)),
      lastOrdinal: stored.lastOrdinal, profitPeak: stored.profitPeak)
    self.init(
      desk: desk, store: store, broker: broker, clock: clock, killWord: killWord, firm: firm,
      options: options)
  }

  // MARK: Start

  /// Connects, brings unfinished parents up held, and asks the broker about everything that was on its way.
  ///
  /// Record and word of the halt may differ after a crash, and then both become *engaged*: a halt whose
  /// record was not written yet is recorded, one whose word was lost gets it back, and a release whose word
  /// was not opened yet has to be given again.
  ///
  /// - Parameter halt: whoever this engine was started for to halt. He set the word before, and the record
  ///   names him and his reason, not the word; beside the first one's, where the desk was halted already.
  public func start(halting halt: (by: Actor, reason: String)? = nil) async throws {
    recovered = desk.books.filter { !$0.parent.status.isFinal }.map(\.parent.id)
    if desk.kill.isEngaged { killWord.engage(atWall: clock.wallNow()) }
    enqueue(desk.recover(at: clock.now()))
    #if PLANTED_BUGS
      CrashPoint.inRecovery.reached()
    #endif
    stage = .running
    if let halt {
      killWord.engage(atWall: clock.wallNow())
      apply(.command(.kill(reason: halt.reason), by: halt.by))
    }
    obeyKillWord(reason: killWord.found.words)
    await listenToFirm()
    let volumes = options.averageVolumes.sorted { $0.key.text < $1.key.text }
    for (symbol, shares) in volumes { apply(.averageVolume(symbol, shares)) }
    listen()
    // What was traded today is marked by its quotes, over or not.
    let wanted = desk.books.filter {
      !$0.parent.status.isFinal || desk.profit.position($0.parent.request.symbol) != .zero
    }
    for book in wanted { broker.watch(book.parent.request.symbol) }
    try await broker.start()
    #if PLANTED_BUGS
      CrashPoint.inRecoveryConnected.reached()
    #endif
    obeyKillWord()
    startWatchdog()
    startChecking()
    publishSoon()
  }

  private func listen() {
    brokerEvents = Task { [weak self, events = broker.events] in
      for await event in events {
        guard let self else { return }
        await self.receive(event)
      }
      await self?.brokerFellSilent()
    }
  }

  /// The broker's stream ended: as it should while the program ends, and otherwise the desk is deaf.
  private func brokerFellSilent() {
    isBrokerSilent = true
    if stage == .running { apply(.link(up: false, reason: "the broker's messages have ended")) }
  }

  // MARK: End

  /// Stops new orders at once; holds every parent if a reason is given; waits for answers that are on their
  /// way, takes in what the broker still has to say, and writes everything down. Working orders stay at the
  /// venue.
  public func shutdown(hold reason: String?) async -> ShutdownReport {
    guard stage == .running || stage == .opening else { return report() }
    stage = .stopping
    if let reason { apply(.command(.holdAll(reason: reason), by: .desk)) }
    await wait(atMost: options.settleLimit) { desk.inFlight == 0 }
    await broker.stop()
    await wait(atMost: options.settleLimit) { isBrokerSilent || brokerEvents == nil }
    await leaveFirm()
    enqueueStopped()
    await wait(atMost: options.writeLimit) { isWritten || isStoreLost }
    let report = report()
    stage = .stopped
    for task in [timer, watchdog, checking, brokerEvents, publishTask] { task?.cancel() }
    // A store that is closed while a read begins is no longer whole: the check ends first.
    await wait(atMost: options.settleLimit) { checking == nil }
    publish()
    activityFeed.finish()
    return report
  }

  private func enqueueStopped() {
    let record = LogRecord(
      at: clock.now(), actor: .desk, kind: .stopped, reason: ShutdownReport(desk: desk).words)
    enqueue([.persist(Commit(changes: [], log: [record]))])
  }

  private func report() -> ShutdownReport {
    ShutdownReport(desk: desk, failure: isWritten ? nil : desk.storageFailure ?? "the disk does not answer")
  }

  private var isWritten: Bool { !isDraining && work.isEmpty && !isStoreLost }

  // MARK: Waiting

  /// Looks every few milliseconds until `isDone`, at most for `limit`. For waits of moments only: an order's
  /// first quote, and the end of the program.
  ///
  /// Rejected: continuations that whoever changes the state resumes. They have to be resumed exactly once on
  /// every way out, which is a lot to prove for a wait that ends a few milliseconds sooner.
  func wait(atMost limit: TimeSpan, until isDone: () -> Bool) async {
    let giveUp = ContinuousClock.now + .microseconds(limit.microseconds)
    while !isDone(), ContinuousClock.now < giveUp { await pause(.milliseconds(5)) }
  }

  /// Waits in real time, not on the world clock, and for the whole time: in a task of its own, because in a
  /// canceled one it would be over at once, and a loop around it would not leave the processor.
  func pause(_ span: TimeSpan) async {
    await Task { try? await Task.sleep(for: .microseconds(span.microseconds), tolerance: .zero) }.value
  }
}

/// What was still open when the program ended.
public struct ShutdownReport: Sendable, Hashable {
  /// Parents not over, and held.
  public let unfinished: Int
  /// Orders working at the venue.
  public let working: Int
  /// Orders whose outcome is not known.
  public let unknown: Int
  /// Why the last changes are not on disk; nil where they are.
  public let failure: String?

  init(desk: Desk, failure: String? = nil) {
    let live = desk.books.filter { !$0.parent.status.isFinal }
    unfinished = live.count
    working = live.flatMap(\.slices).count { $0.status.isWorking }
    unknown = live.flatMap(\.slices).count { $0.status == .unknown || $0.status == .sending }
    self.failure = failure
  }

  /// One line.
  public var words: String {
    let orders = unfinished == 1 ? "order" : "orders"
    let open = "\(unfinished) unfinished \(orders), \(working) working at the venue, \(unknown) unknown"
    return failure.map { "\(open); the last changes are not on disk: \($0)" } ?? open
  }
}

extension KillWord.Found {
  /// Why the desk comes up halted although no halt is recorded.
  fileprivate var words: String {
    switch self {
    case .allowed, .engaged: "the kill word was found set at the start"
    case .missing: "the kill word was missing at the start"
    case .damaged: "the kill word could not be read at the start"
    }
  }
}
