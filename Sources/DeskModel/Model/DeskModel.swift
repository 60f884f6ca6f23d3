public import Brokers
internal import DequeModule
public import OrderStore
public import SlicingCore
internal import Synchronization

/// Sizes and waits of the actor, none of which decides what is traded.
public struct DeskModelOptions: Sendable {
  /// How long a new order waits for a fresh quote of its symbol.
  public var quoteWait: TimeSpan = .seconds(2)
  /// How long quotes go on for a symbol that somebody looked at and nobody trades.
  public var watchLease: TimeSpan = .seconds(600)
  /// How long a shutdown waits for answers that are on their way.
  public var settleLimit: TimeSpan = .seconds(5)
  /// How long a shutdown waits for a disk that does not take the last commits.
  public var writeLimit: TimeSpan = .seconds(5)
  /// How long a commit that failed waits before it is tried again.
  public var storeRetry: TimeSpan = .milliseconds(500)
  /// The least time between two snapshots: 30 a second.
  public var publishInterval: TimeSpan = .milliseconds(34)
  /// How far wall and continuous clock may part in one look before it is a step.
  public var clockStepLimit: TimeSpan = .seconds(2)
  /// Effects waiting for a disk that hangs; more than this, and no command that adds risk is taken.
  public var workLimit = 10_000
  /// How long the check of the whole file rests after every short read.
  public var checkRest: TimeSpan = .milliseconds(20)
  /// What trades of a symbol on an average day, where a file says it; goes before what the broker says.
  public var averageVolumes: [Symbol: Shares] = [:]
  /// Who holds the folder, where this model may only look.
  public var readOnlyHolder: String? = nil

  /// The defaults.
  public init() {}
}

/// Owns the desk: turns keys, timers and broker messages into events, and carries the core's effects out in
/// their order. It decides nothing.
///
/// Actors re-enter at every `await`. The awaits that matter here are the commit and the waits; what a send
/// relies on is asked again (`Desk.authorize`) in the same uninterrupted step in which the broker gets the
/// order.
public actor DeskModel {
  var desk: Desk
  let store: OrderStore
  let broker: any Broker
  let clock: WorldClock
  let options: DeskModelOptions
  /// The switch the firm's desks share, where there is one.
  nonisolated let firm: (any FirmSwitching)?
  /// Asked in the gate, and once more by the broker's last function before the wire.
  nonisolated let killWord: KillWord
  /// Halts of this process whose word is set and whose event has not come: who and why is not known yet.
  nonisolated let haltsOnTheirWay = Atomic<Int>(0)
  /// `desk.stops`, for the broker's last function before the wire.
  nonisolated let stops = Atomic<Int>(0)

  /// The newest state, for the screen.
  public nonisolated let snapshots = SnapshotBox()
  /// Every activity line, for one reader that prints them.
  public nonisolated let activity: AsyncStream<ActivityLine>
  nonisolated let activityFeed: AsyncStream<ActivityLine>.Continuation

  var stage = Stage.opening
  var work = Deque<Work>()
  #if PLANTED_BUGS
    var commitsHeldBack: [Commit] = []
  #endif
  var isDraining = false
  /// Answers that wait for their commits. Each leaves this table once, whatever becomes of the commit.
  var replies: [Int: Reply] = [:]
  var lastReply = 0
  /// A commit failed for good: what came after it must not be written either.
  var isStoreLost = false
  /// What the check of the whole file found; nothing is sent any more, though commits go on.
  var damage: String?
  /// The kill word was found set and nobody has said yet who set it.
  var isNoticingKillWord = false
  /// The halts there had been when a release was decided; set until the word is opened, or is not.
  var releasing: UInt64?
  var timer: Task<Void, Never>?
  var timerDeadline: Instant?
  var watchdog: Task<Void, Never>?
  var checking: Task<Void, Never>?
  var brokerEvents: Task<Void, Never>?
  var isBrokerSilent = false
  var watched: [Symbol: ContinuousClock.Instant] = [:]
  var lines: Deque<ActivityLine> = []
  var alerts: [PostedAlert] = []
  /// Alerts ever posted: the number of the newest.
  var lastAlert = 0
  var recovered: [ClientOrderID] = []
  var brokerLatency: TimeSpan?
  var lastDrift: TimeSpan = .zero
  var lastPublish: ContinuousClock.Instant?
  var publishTask: Task<Void, Never>?

  /// Where the program is between its start and its end. Nothing is sent but while it runs.
  enum Stage: Sendable { case opening, running, stopping, stopped }

  /// Something to be done after the commits that were queued before it.
  enum Work: Sendable {
    case commit(Commit)
    case send(ClientOrderID, attempt: Int)
    case openKillWord
    /// What allows trading on every desk.
    case firm(FirmAct)
    case reply(Int)
  }

  /// An answer, and who waits for it.
  struct Reply {
    let answer: CommandAnswer
    let continuation: CheckedContinuation<CommandAnswer, Never>
  }

  /// A model over a desk as the store holds it.
  public init(
    desk: Desk, store: OrderStore, broker: any Broker, clock: WorldClock, killWord: KillWord,
    firm: (any FirmSwitching)? = nil, options: DeskModelOptions = DeskModelOptions()
  ) {
    precondition(
      desk.settings.sharesFirmSwitch == (firm != nil), "a desk either shares the firm's switch or has none")
    self.firm = firm
    self.desk = desk
    self.store = store
    self.broker = broker
    self.clock = clock
    self.killWord = killWord
    self.options = options
    (activity, activityFeed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(10_000))
  }

  // MARK: Acts

  /// Carries a command out; the answer is given once everything it changed is on disk, or cannot be written.
  public func perform(_ command: DeskCommand, by actor: Actor) async -> CommandAnswer {
    if let holder = options.readOnlyHolder { return .refused(.readOnly(holder: holder)) }
    // Before recovery an order of the last run looks as if it had never left. A halt waits for nothing.
    if stage == .opening, !command.isHalt { await wait(atMost: .seconds(10)) { stage != .opening } }
    if case .submit(let ticket) = command { await waitForQuote(of: ticket.request.symbol) }
    // From here to the desk nothing awaits.
    if let refusal = refusal(of: command) { return .refused(refusal) }
    if case .kill(.all, _) = command { killWord.engage(atWall: clock.wallNow()) }
    if command.addsRisk { obeyKillWord() }
    lookAtIdleClock()
    return await withCheckedContinuation { continuation in
      enqueue(desk.handle(.command(command, by: actor), at: clock.now()), replyingTo: continuation)
    }
  }

  /// What the state of this program, and not of the desk, refuses.
  private func refusal(of command: DeskCommand) -> Refusal? {
    if stage == .stopped || stage == .stopping && command.addsRisk {
      return .storageDown("the program is ending")
    }
    if command.addsRisk, work.count >= options.workLimit {
      return .storageDown("\(work.count) changes wait for the disk")
    }
    return nil
  }

  /// Starts quotes for a symbol somebody looks at; they end by themselves some minutes after the last time,
  /// unless an order of it is live.
  public func watch(_ symbol: Symbol) {
    watched[symbol] = .now + .microseconds(options.watchLease.microseconds)
    broker.watch(symbol)
  }

  /// The trader has seen the alerts up to this number; what came after stays.
  public func acknowledgeAlerts(through number: Int) {
    alerts.removeAll { $0.number <= number }
    publishSoon()
  }

  func post(_ alert: Alert) {
    lastAlert += 1
    let posted = PostedAlert(number: lastAlert, at: clock.now(), alert: alert)
    alerts = alerts.suffix(DeskSnapshot.alertLimit - 1) + [posted]
  }

  /// The trader has seen what the start found unfinished.
  public func recoverySeen() {
    recovered = []
    publishSoon()
  }

  /// Without a fresh quote the limits refuse the order; one is on its way as soon as the symbol is watched.
  private func waitForQuote(of symbol: Symbol) async {
    watch(symbol)
    let limit = desk.settings.limits.quoteAge
    let fresh = limit.warn ?? limit.block
    await wait(atMost: options.quoteWait) {
      guard let quote = desk.quotes[symbol] else { return false }
      return fresh.map { clock.now() - quote.at <= $0 } ?? true
    }
  }
}

extension DeskCommand {
  /// The one command that waits for nothing.
  var isHalt: Bool { if case .kill(.all, _) = self { true } else { false } }

  /// Whether more can go out after it than before: refused by a program that is ending or cannot write.
  var addsRisk: Bool {
    switch self {
    case .submit, .resume, .release, .resetBreaker: true
    case .cancelParent, .cancelSlice, .cancelAll, .hold, .holdAll, .kill, .explainKill, .tripBreaker,
      .resolve:
      false
    }
  }
}
