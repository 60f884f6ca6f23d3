public import Brokers
internal import DequeModule
public import OrderStore
public import SlicingCore

/// Sizes and waits of the actor, none of which decides what is traded.
public struct DeskModelOptions: Sendable {
  /// How long a new order waits for the first quote of its symbol.
  public var quoteWait: TimeSpan = .seconds(2)
  /// How long a shutdown waits for answers that are on their way.
  public var settleLimit: TimeSpan = .seconds(5)
  /// The least time between two snapshots: 30 a second.
  public var publishInterval: TimeSpan = .milliseconds(33)
  /// How far wall and continuous clock may part in one look before it is a step.
  public var clockStepLimit: TimeSpan = .seconds(2)
  /// Who holds the folder, where this model may only look.
  public var readOnlyHolder: String? = nil

  /// The defaults.
  public init() {}
}

/// Owns the desk: turns keys, timers and broker messages into events, and carries the core's effects out in
/// their order. It decides nothing.
///
/// Actors re-enter at every `await`. The two awaits here are the commit and the sleep; what a send relies on is
/// asked again (`Desk.authorize`) in the same uninterrupted step in which the broker gets the order.
public actor DeskModel {
  var desk: Desk
  let store: OrderStore
  let broker: any Broker
  let clock: WorldClock
  let options: DeskModelOptions
  /// Asked in the gate, and once more by the broker's last function before the wire.
  nonisolated let killWord: KillWord

  /// The newest state, for the screen.
  public nonisolated let snapshots = SnapshotBox()
  /// Every activity line, for one reader that prints them.
  public nonisolated let activity: AsyncStream<ActivityLine>
  nonisolated let activityFeed: AsyncStream<ActivityLine>.Continuation

  var work = Deque<Work>()
  var isDraining = false
  var isStopping = false
  /// The kill word was found set and nobody has said yet who set it.
  var isNoticingKillWord = false
  /// Called once the queue is empty.
  var whenDrained: [CheckedContinuation<Void, Never>] = []
  var timer: Task<Void, Never>?
  var timerDeadline: Instant?
  var watchdog: Task<Void, Never>?
  var brokerEvents: Task<Void, Never>?
  var lines: Deque<ActivityLine> = []
  var alerts: [Alert] = []
  var recovered: [ClientOrderID] = []
  var brokerLatency: TimeSpan?
  var lastDrift: TimeSpan = .zero
  var lastPublish: Instant?
  var publishTask: Task<Void, Never>?
  var quoteWaiters: [Symbol: [CheckedContinuation<Void, Never>]] = [:]

  /// Something to be done after the commits that were queued before it.
  enum Work {
    case effect(Effect)
    case reply(CheckedContinuation<CommandAnswer, Never>, CommandAnswer)
  }

  /// A model over a desk as the store holds it.
  public init(
    desk: Desk, store: OrderStore, broker: any Broker, clock: WorldClock, killWord: KillWord,
    options: DeskModelOptions = DeskModelOptions()
  ) {
    self.desk = desk
    self.store = store
    self.broker = broker
    self.clock = clock
    self.killWord = killWord
    self.options = options
    (activity, activityFeed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(10_000))
  }

  // MARK: Start and end

  /// Connects, brings unfinished parents up held, and asks the broker about everything that was on its way.
  public func start() async throws {
    recovered = desk.books.filter { !$0.parent.status.isFinal }.map(\.parent.id)
    if desk.kill.isEngaged { killWord.engage(atWall: clock.wallNow()) }
    enqueue(desk.recover(at: clock.now()))
    listen()
    for book in desk.books where !book.parent.status.isFinal { broker.watch(book.parent.request.symbol) }
    try await broker.start()
    lastDrift = clock.drift()
    obeyKillWord()
    startWatchdog()
    publishSoon()
  }

  private func listen() {
    brokerEvents = Task { [weak self, events = broker.events] in
      for await event in events {
        guard let self else { return }
        await self.receive(event)
      }
    }
  }

  /// Holds every parent if a reason is given, waits for answers that are on their way, and writes everything
  /// down. Working orders stay at the venue.
  public func shutdown(hold reason: String?) async -> ShutdownReport {
    isStopping = true
    if let reason { _ = await perform(.holdAll(reason: reason), by: .desk) }
    let giveUp = ContinuousClock.now + .microseconds(options.settleLimit.microseconds)
    while desk.inFlight > 0, ContinuousClock.now < giveUp { await pause(.milliseconds(20)) }
    timer?.cancel()
    watchdog?.cancel()
    let report = ShutdownReport(desk: desk)
    enqueue([
      .persist(
        Commit(
          changes: [], log: [LogRecord(at: clock.now(), actor: .desk, kind: .stopped, reason: report.words)]))
    ])
    await drained(orAfter: .seconds(5))
    await broker.stop()
    brokerEvents?.cancel()
    activityFeed.finish()
    return report
  }

  // MARK: Acts

  /// Carries a command out; the answer is given once everything it changed is on disk.
  public func perform(_ command: DeskCommand, by actor: Actor) async -> CommandAnswer {
    if let holder = options.readOnlyHolder { return .refused(.readOnly(holder: holder)) }
    if case .submit(let ticket) = command { await waitForQuote(of: ticket.request.symbol) }
    if case .kill = command { killWord.engage(atWall: clock.wallNow()) }
    return await withCheckedContinuation { continuation in
      enqueue(desk.handle(.command(command, by: actor), at: clock.now()), replyingTo: continuation)
    }
  }

  /// The halt: takes effect before this returns, whatever the model is doing; recording it and canceling what
  /// works follow.
  public nonisolated func halt(by actor: Actor, reason: String) {
    killWord.engage(atWall: clock.wallNow())
    Task { _ = await self.perform(.kill(reason: reason), by: actor) }
  }

  /// Starts quotes for a symbol somebody looks at.
  public func watch(_ symbol: Symbol) { broker.watch(symbol) }

  /// The trader has seen the alerts.
  public func acknowledgeAlerts() {
    alerts = []
    recovered = []
    publishSoon()
  }

  private func waitForQuote(of symbol: Symbol) async {
    broker.watch(symbol)
    guard desk.quotes[symbol] == nil else { return }
    let timeout = Task {
      await self.pause(self.options.quoteWait)
      self.wakeQuoteWaiters(of: symbol)
    }
    await withCheckedContinuation { quoteWaiters[symbol, default: []].append($0) }
    timeout.cancel()
  }

  func wakeQuoteWaiters(of symbol: Symbol) {
    for waiter in quoteWaiters.removeValue(forKey: symbol) ?? [] { waiter.resume() }
  }

  /// Waits in real time, not on the world clock; a canceled wait is over at once.
  func pause(_ span: TimeSpan) async {
    try? await Task.sleep(for: .microseconds(span.microseconds), tolerance: .zero)
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

  init(desk: Desk) {
    let live = desk.books.filter { !$0.parent.status.isFinal }
    unfinished = live.count
    working = live.flatMap(\.slices).count { $0.status.isWorking }
    unknown = live.flatMap(\.slices).count { $0.status == .unknown || $0.status == .sending }
  }

  /// One line.
  public var words: String {
    "\(unfinished) unfinished \(unfinished == 1 ? "order" : "orders"), \(working) working at the venue, \(unknown) unknown"
  }
}
