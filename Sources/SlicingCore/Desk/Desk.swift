/// The desk: every parent, every guard, and the rules between them. A value with no clock, no randomness and
/// no I/O: `handle` turns an event into a new state and the effects to carry out.
///
/// Every change goes through `update` and `commit` in `Desk+Books.swift`, which keep the counters in step,
/// refuse an illegal transition, and collect what the store must write. Nothing else may assign to a slice or
/// a parent.
public struct Desk: Sendable {
  /// What the desk was set up with; changes only by a restart.
  public let settings: DeskSettings
  /// Parents in the order of entry: today's and every unfinished one.
  public internal(set) var books: [ParentBook]
  /// The kill switch as recorded.
  public internal(set) var kill: KillSwitch
  /// The circuit breaker.
  public internal(set) var breaker: CircuitBreaker
  /// The newest quote of each symbol watched.
  public internal(set) var quotes: [Symbol: Quote] = [:]
  /// The newest of them that came while the symbol traded: what the day's profit is marked to.
  var marks: [Symbol: Quote] = [:]
  /// When this process began to count the day's profit.
  var profitSince = Instant(microseconds: 0)
  /// Whether the broker can be reached; sends count as not sent while it cannot.
  public internal(set) var link = LinkState(isUp: false, reason: "connecting", since: nil)
  /// Whether the market is open; nil where the broker tells and has not told yet.
  public internal(set) var session: MarketSession?
  /// The symbols that are halted, each with its reason.
  public internal(set) var halts: [Symbol: String] = [:]
  /// The prices between which a symbol trades, where it has bands.
  public internal(set) var bands: [Symbol: PriceBands] = [:]
  /// Shares on the account as the broker told them, short ones negative, with what was executed since.
  public internal(set) var positions: [Symbol: Shares] = [:]
  /// What trades of a symbol on an average day, where somebody told it.
  public internal(set) var averageVolumes: [Symbol: Shares] = [:]
  /// What today's executions come to.
  public internal(set) var profit: ProfitAndLoss
  /// What the firm's switch says; always open where none is shared.
  public internal(set) var firm: FirmReading
  /// This machine's clock minus the broker's, as last told.
  public internal(set) var clockSkew: TimeSpan? = nil
  /// Why commits fail; nothing is sent while they do.
  public internal(set) var storageFailure: String? = nil
  /// Slices in a row with retries exhausted, over all parents.
  public internal(set) var failuresInARow = 0
  /// Slices in a row rejected, over all parents.
  public internal(set) var rejectsInARow = 0

  /// Counts what stops orders: halts, trips, holds, cancels, closings. An order that was let through the gate
  /// and waits for the wire is no longer wanted as it was once this has moved.
  public internal(set) var stops = 0

  /// The highest ordinal ever given to a parent.
  var lastOrdinal: Int
  /// Where each parent stands in `books`.
  var parentIndex: [ClientOrderID: Int] = [:]
  /// Where each slice stands: book and slice number.
  var sliceIndex: [ClientOrderID: SliceAddress] = [:]
  var schedule = Schedule()
  /// Attempts handed to the broker whose answer has not come.
  var onWire: Set<ClientOrderID> = []
  /// Orders not yet confirmed by the broker since the start.
  var unconfirmed: Set<ClientOrderID> = []
  /// Orders of which the venue counts more shares filled than its executions have explained.
  var fillsMissing: Set<ClientOrderID> = []
  /// Orders ended without the venue's own report after an attempt had left: asked about once more, later than
  /// the longest delay, because a venue that refuses an order may have it all the same.
  var provisional: Set<ClientOrderID> = []
  /// The fill a person settled, by order, until the venue's own executions have taken its place.
  var settlements: [ClientOrderID: String] = [:]
  /// Whether the next round of reconciliation is scheduled.
  var isReconciling = false
  /// Orders with a question, or a cancel, waiting to be repeated: one deadline each, never two.
  var asking: Set<ClientOrderID> = []
  /// When each was last asked about: an answer that leads to the same question again must not make a loop.
  var askedAt: [ClientOrderID: Instant] = [:]
  /// Questions on their way, each with when it was put: while there is one about an order, nothing that
  /// happens puts another.
  var questions: [ClientOrderID: Instant] = [:]
  var canceling: Set<ClientOrderID> = []
  /// Executions applied, of every loaded parent, by the venue's id.
  var executions: [String: Execution] = [:]
  /// Executions the venue took back: not applied again, not taken back twice.
  var busted: Set<String> = []
  /// Orders on the account that are not ours, by the venue's id: said once, not with every round.
  var strangers: Set<String> = []
  /// When the orders of the last minute left.
  var recentSends = RecentSends()
  /// Somebody was told that the firm's switch cannot be read.
  var isFirmAlarmed = false
  /// Child orders that filled in the last minute, by symbol and side.
  var repeatedFills = RepeatedFills()
  /// Since when no quote has come of any order that trades; what a trader's or a market's act starts anew.
  var dataSince: Instant
  /// Whether the schedule looks for stale data.
  var isWatchingData = false
  /// What the limits of a day count.
  var dayUse = DayUse()
  /// What the present call has to say; emptied by `takeEffects`.
  var outbox = Outbox()

  /// How long before its due time a slice's intent is committed. An fsync takes real time, so a rehearsal's
  /// faster clock needs a longer lead.
  var armingLead: TimeSpan { PlanContext.armingLead * settings.speed }

  /// A desk as the store holds it. Call `recover` before anything else.
  public init(
    settings: DeskSettings, books: [ParentBook] = [], kill: KillSwitch, breaker: CircuitBreaker,
    executions: [Execution] = [], busted: Set<String> = [], lastOrdinal: Int = 0,
    profitPeak: (date: TradeDate, peak: Notional)? = nil
  ) {
    profit = ProfitAndLoss(
      date: profitPeak?.date ?? TradeDate(daysSinceEpoch: 0), peak: profitPeak?.peak ?? .zero)
    firm = settings.sharesFirmSwitch ? .unreadable("it has not been read yet") : .open
    dataSince = Instant(microseconds: 0)
    self.settings = settings
    self.books = books
    self.kill = kill
    self.breaker = breaker
    session = settings.broker.tellsSession ? nil : .aroundTheClock
    #if PLANTED_BUGS
      if PlantedBug.sessionAssumedOpen.isOn { session = .aroundTheClock }
    #endif
    self.busted = busted
    self.lastOrdinal = max(lastOrdinal, books.map(\.parent.ordinal).max() ?? 0)
    for execution in executions {
      self.executions[execution.executionID] = execution
      if execution.isSettlement { settlements[execution.clientOrderID] = execution.executionID }
    }
    for index in books.indices { self.index(book: index) }
  }

  /// Orders handed to the broker whose answer has not come.
  public var inFlight: Int { onWire.count }

  /// Whether any parent is not over.
  public var hasLiveParents: Bool { books.contains { !$0.parent.status.isFinal } }

  /// The earliest instant at which `tick` has something to do.
  public var nextDeadline: Instant? { schedule.next }

  /// How many deadlines wait, those that have become pointless included: bounded by the orders there are.
  public var deadlinesWaiting: Int { schedule.count }

  /// How much is remembered beside the books: bounded by the orders and executions there are.
  public var remembered: Int {
    let doubts = onWire.count + unconfirmed.count + fillsMissing.count + provisional.count
    let asked = asking.count + askedAt.count + questions.count + canceling.count
    return doubts + asked + settlements.count + executions.count + busted.count
  }

  /// Turns one event into a new state and the effects to carry out, in order.
  public mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
    switch event.kept {
    case .command(let command, let actor): perform(command, by: actor, at: now)
    case .tick: tick(at: now)
    case .sent(let id, let attempt, let outcome): sent(id, attempt: attempt, outcome, at: now)
    case .order(let report): merge(report, at: now)
    case .execution(let execution): apply(execution, at: now)
    case .bust(let executionID, let id): bust(executionID, of: id, at: now)
    case .answered(let id, let answer, let askedAt): answered(id, answer, askedAt: askedAt, at: now)
    case .openOrders(let answer, let askedAt): openOrders(answer, askedAt: askedAt, at: now)
    case .cancelAnswered(let id, let answer): cancelAnswered(id, answer, at: now)
    case .quote(let quote): take(quote, at: now)
    case .position(let symbol, let shares): positions[symbol] = shares.believable
    case .averageVolume(let symbol, let shares): averageVolumes[symbol] = shares > .zero ? shares : nil
    case .bands(let symbol, let bands): bandsChanged(symbol, bands, at: now)
    case .firm(let reading): firmChanged(reading, at: now)
    case .link(let up, let reason): linkChanged(up: up, reason: reason, at: now)
    case .session(let session): sessionChanged(session, at: now)
    case .halt(let symbol, let reason): haltChanged(symbol, reason: reason, at: now)
    case .clockSkew(let skew): clockSkewed(skew, at: now)
    case .remark(let text): remarked(text, at: now)
    case .clockStep(let step): clockStepped(step, at: now)
    case .storage(let failure): storageChanged(failure, at: now)
    }
    return takeEffects(at: now)
  }

  private mutating func perform(_ command: DeskCommand, by actor: Actor, at now: Instant) {
    do throws(Refusal) {
      outbox.answer = try carryOut(command, by: actor, at: now)
    } catch {
      outbox.answer = .refused(error)
      log(.refused, error.words, by: actor, at: now)
    }
  }

  private mutating func carryOut(
    _ command: DeskCommand, by actor: Actor, at now: Instant
  ) throws(Refusal) -> CommandAnswer {
    switch command {
    case .submit(let ticket): try submit(ticket, by: actor, at: now)
    case .cancelParent(let id): try cancelParent(id, by: actor, at: now)
    case .cancelSlice(let id): try cancelSlice(id, by: actor, at: now)
    case .cancelAll: cancelAll(by: actor, at: now)
    case .hold(let id, let reason): try hold(id, reason: reason, by: actor, at: now)
    case .holdAll(let reason): holdAll(reason: reason, by: actor, at: now)
    case .resume(let id, let decision, let acknowledged):
      try resume(id, decision, acknowledged: acknowledged, by: actor, at: now)
    case .kill(let scope, let reason): try engageKill(scope, reason: reason, by: actor, at: now)
    case .explainKill(let scope, let reason): try explainKill(scope, reason: reason, by: actor, at: now)
    case .release(let scope, let reason): try releaseKill(scope, reason: reason, by: actor, at: now)
    case .tripBreaker(let reason): try tripByHand(reason: reason, by: actor, at: now)
    case .resetBreaker(let reason): try resetBreaker(reason: reason, by: actor, at: now)
    case .resolve(let id, let settlement, let reason):
      try resolve(id, settlement, reason: reason, by: actor, at: now)
    }
  }
}

/// A slice's place: which book, which number.
struct SliceAddress: Hashable, Sendable {
  let book: Int
  let number: Int
}

/// The link to the broker.
public struct LinkState: Hashable, Sendable {
  /// Whether it is up.
  public internal(set) var isUp: Bool
  /// Why it is as it is, in words.
  public internal(set) var reason: String
  /// Since when.
  public internal(set) var since: Instant?
}

/// What a desk is set up with.
public struct DeskSettings: Hashable, Sendable {
  /// The limits in force.
  public let limits: RiskLimits
  /// What the broker can do.
  public let broker: BrokerCapabilities
  /// Appended to every strategy, so that desks sharing an account differ.
  public let deskName: String
  /// World seconds in a real second; 1 but for rehearsals.
  public let speed: Int
  /// How often the broker is asked for every order that is open, besides what its stream tells; nil for
  /// never.
  public let reconcileInterval: TimeSpan?
  /// What a lost link does to the parents that are not over.
  public let onLinkLoss: LinkLossRule

  /// Whether a switch of the firm's has a say.
  public let sharesFirmSwitch: Bool

  /// Often enough that a lost message costs seconds, seldom enough for any broker's rate.
  public static let defaultReconcileInterval = TimeSpan.seconds(15)

  /// Memberwise.
  public init(
    limits: RiskLimits = RiskLimits(), broker: BrokerCapabilities, deskName: String = "", speed: Int = 1,
    reconcileInterval: TimeSpan? = DeskSettings.defaultReconcileInterval, onLinkLoss: LinkLossRule = .goOn,
    sharesFirmSwitch: Bool = false
  ) {
    self.sharesFirmSwitch = sharesFirmSwitch
    self.limits = limits
    self.broker = broker
    self.deskName = deskName
    self.speed = speed
    self.reconcileInterval = reconcileInterval
    self.onLinkLoss = onLinkLoss
  }
}
