#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import NIOHTTP1
  internal import SlicingCore
  internal import Synchronization
  internal import WireFormats

  /// Whether orders may leave, for whoever asks from another thread, and for the gate.
  final class LinkFlag: Sendable {
    let isUp = Atomic<Bool>(false)
  }

  /// The conversation with the broker. It decides nothing about orders, never tries anything again by itself,
  /// and believes nothing to be over before the broker has said so. Everything happens on one event loop, so
  /// that there are no locks, and a permit is asked in the same turn in which the bytes are written.
  final class AlpacaSession {
    let loop: any EventLoop
    let clock: WorldClock
    let pool: HTTPPool
    let flag: LinkFlag
    /// The end of the events to the desk.
    var outlet: EventOutlet
    var budget: RateBudget
    var fills = FillBook()
    /// Orders of this life that are not known to have ended.
    var tracked: [ClientOrderID: Tracked] = [:]
    /// How far this machine's clock is ahead of the broker's.
    var skew: TimeSpan { clockSkew.value }
    var clockSkew = ClockSkew()
    /// Symbols told to be halted.
    var halted: Set<Symbol> = []
    /// Symbols told to trade between bands.
    var banded: Set<Symbol> = []
    var session: ClockReading?
    /// What the desk was told of it.
    var toldSession: MarketSession?
    /// Executions that only one of books and stream has told: the other is given a moment.
    var awaited = AwaitedFills()
    let muteTimer = LoopTimer()
    /// Since when the stream tells everything; nil while it does not listen.
    var listeningSince: Instant?
    var positions = PositionCheck()
    var telling = PositionTelling()
    /// Symbols without quotes as yet, because their position comes first.
    var withheld: Set<Symbol> = []
    let positionTimer = LoopTimer()
    var isAskingPositions = false
    /// Whether the last question for positions had no list for an answer.
    var hasMissedPositions = false
    /// Symbols whose asset was asked for, and those still to be.
    var assetsAsked: Set<Symbol> = []
    var assetQuestions: [Symbol] = []
    let assetTimer = LoopTimer()
    /// Whether the desk was told that an average volume is missing.
    var hasMissedVolume = false
    /// Whether the account may sell short at all.
    let mayShort: Bool
    var questions: [ClientOrderID: Instant] = [:]
    var cancels: [ClientOrderID: String?] = [:]
    /// A cancel of everything is under way: nothing new may come between its list and its end.
    var isSweeping = false
    /// Cancels that wait for the rate: asked for again meanwhile, they are still one.
    var cancelsWaiting: Set<ClientOrderID> = []
    var oddWords: Set<String> = []
    var recoveryRound = 0
    var recoveryBackoff = Backoff(first: .seconds(1), longest: .seconds(10))
    let clockTimer = LoopTimer()
    var isAskingClock = false
    /// Whether the first question for the clock has its answer, or none.
    var hasAskedClock = false
    var clockAskedAt: Instant?
    let flushTimer = LoopTimer()
    var isStopped = false
    private(set) lazy var trades = TradeStream(loop: loop, configuration: configuration) { [weak self] in
      self?.took($0)
    }
    private(set) lazy var market = MarketStream(
      loop: loop, clock: clock, configuration: configuration,
      expecting: { [weak self] in self?.quotesExpected ?? .nothing },
      heard: { [weak self] in self?.took($0) })
    private(set) lazy var volumes = VolumeReader(loop: loop, clock: clock, configuration: configuration) {
      [weak self] in self?.took($0)
    }
    let configuration: AlpacaConfiguration
    private(set) var hasBeenUp = false
    private var link: (isUp: Bool, reason: String)?

    /// An order handed over in this life, or found in the books, that may still change.
    struct Tracked {
      /// The broker's id, once it is known.
      var brokerOrderID: String?
      /// When it was handed over, by our clock.
      let since: Instant
      let symbol: Symbol
      let side: Side
    }

    /// More than a cancel or two, and what they concern is looked up at once.
    static let fewRequests = 4

    init(
      loop: any EventLoop, clock: WorldClock, configuration: AlpacaConfiguration, pool: HTTPPool,
      flag: LinkFlag, outlet: EventOutlet, budget: RateBudget, mayShort: Bool
    ) {
      self.loop = loop
      self.clock = clock
      self.pool = pool
      self.flag = flag
      self.outlet = outlet
      self.budget = budget
      self.mayShort = mayShort
      self.configuration = configuration
    }

    var now: Instant { clock.now() }
    var isUp: Bool { link?.isUp ?? false }
    var downReason: String { link?.reason ?? "connecting" }

    // MARK: Saying

    /// Hands events on; what does not fit waits in its order.
    func say(_ events: BrokerEvent...) {
      outlet.put(events)
      flush()
    }

    private func flush() {
      guard !outlet.flush(), !flushTimer.isSet else { return }
      flushTimer.set(in: .microseconds(EventOutlet.patience), on: loop) { [weak self] in self?.flush() }
    }

    func setLink(_ isUp: Bool, _ reason: String) {
      guard link?.isUp != isUp || link?.reason != reason else { return }
      link = (isUp, reason)
      hasBeenUp = hasBeenUp || isUp
      flag.isUp.store(isUp, ordering: .sequentiallyConsistent)
      say(.link(up: isUp, reason: reason))
    }

    /// Once for each text, and for no more texts than somebody could read.
    func remark(_ text: String) {
      guard oddWords.count < 1000, oddWords.insert(text).inserted else { return }
      say(.remark(text))
    }

    func after(_ delay: TimeAmount, _ act: @escaping () -> Void) {
      _ = loop.assumeIsolated().scheduleTask(in: delay, act)
    }

    // MARK: Asking

    /// A request within the broker's rate; `then` gets what came of it, from a later turn of the loop.
    func request(
      _ method: HTTPMethod, _ target: String, use: RateBudget.Use, body: [UInt8] = [],
      permit: SendPermit? = nil, limit: TimeAmount = HTTPCall.usualLimit,
      then: @escaping (HTTPResult) -> Void
    ) {
      guard budget.allows(use, at: now) else {
        let wait = budget.wait(use, at: now)
        return loop.assumeIsolated().execute {
          then(.notSent("the broker's rate is used up for another \(wait)"))
        }
      }
      budget.spend(at: now)
      var call = HTTPCall(method: method, target: target)
      call.body = body
      call.permit = permit
      call.limit = limit
      call.urgency =
        switch use {
        case .cancel: .cancel
        case .order: .order
        case .question: .question
        }
      pool.send(call) { [weak self] result in
        self?.learn(from: result)
        then(result)
      }
    }

    /// A reading request; nil path parts have been escaped by the caller.
    func read(
      _ target: String, use: RateBudget.Use = .question, limit: TimeAmount = HTTPCall.usualLimit,
      then: @escaping (AnswerMeaning.Reading) -> Void
    ) {
      request(.GET, target, use: use, limit: limit) { then(AnswerMeaning.reading($0)) }
    }

    private func learn(from result: HTTPResult) {
      switch result {
      case .forbidden, .notSent: budget.giveBack()
      case .lost: return
      case .answer(let answer):
        let resetsAt = answer.rateResetsAt.map { $0 + skew }
        budget.learn(
          limit: answer.rateLimit, remaining: answer.rateRemaining, resetsAt: resetsAt, at: now)
        if answer.status == 429 { budget.refused(until: resetsAt, at: now) }
      }
    }

    // MARK: Beginning and end

    func start() {
      trades.open()
      pollClock()
    }

    func stop(then: @escaping () -> Void) {
      isStopped = true
      flag.isUp.store(false, ordering: .sequentiallyConsistent)
      trades.close()
      market.close()
      volumes.close()
      for timer in [clockTimer, positionTimer, assetTimer] { timer.cancel() }
      pool.close { [weak self] in
        self?.flush()
        self?.outlet.close()
        then()
      }
    }
  }
#endif
