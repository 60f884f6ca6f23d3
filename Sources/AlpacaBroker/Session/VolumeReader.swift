#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import NIOHTTP1
  internal import SlicingCore
  internal import WireFormats

  /// What became of a question for the average volume of a symbol.
  enum VolumeNews {
    case average(Symbol, Shares)
    /// Why it is not known, in words.
    case trouble(Symbol, String)
  }

  /// Asks the data service what traded on the last days: one symbol after another, over one connection that
  /// is there only meanwhile, and within a rate that is not that of the orders. Confined to its loop.
  ///
  /// The whole tape is asked for, whatever feed the quotes come from: days that are over are free for every
  /// account, and one exchange's part of a volume would make every order look forty times its size.
  final class VolumeReader {
    private let loop: any EventLoop
    private let clock: WorldClock
    private let configuration: AlpacaConfiguration
    private let heard: (VolumeNews) -> Void
    private var budget: RateBudget
    private var pool: HTTPPool?
    private var waiting: [Symbol] = []
    private var isAsking = false
    private var isClosed = false
    /// Refusals for the rate in a row.
    private var refusals = 0
    /// The day each symbol's average was told on: it holds for that day.
    private var told: [Symbol: TradeDate] = [:]
    private let pause = LoopTimer()

    private static let patience = TimeAmount.seconds(5)
    private static let refusalLimit = 3
    /// Calendar days that hold twenty sessions whatever holidays there are.
    private static let lookBack = 45

    init(
      loop: any EventLoop, clock: WorldClock, configuration: AlpacaConfiguration,
      heard: @escaping (VolumeNews) -> Void
    ) {
      self.loop = loop
      self.clock = clock
      self.configuration = configuration
      self.heard = heard
      budget = RateBudget(limit: configuration.requestsPerMinute)
    }

    /// Asks for a symbol unless it was told today. One that could not be had is asked for again by the next
    /// call and not before.
    func ask(_ symbol: Symbol) {
      guard !isClosed, told[symbol] != today, !waiting.contains(symbol) else { return }
      waiting.append(symbol)
      goOn()
    }

    func close() {
      isClosed = true
      pause.cancel()
      waiting = []
      hangUp()
    }

    private var today: TradeDate { NewYork.date(of: clock.now()) }

    private func hangUp() {
      pool?.close {}
      pool = nil
    }

    private func goOn() {
      guard !isAsking, !pause.isSet, !isClosed else { return }
      guard let symbol = waiting.first else { return hangUp() }
      let wait = budget.wait(.question, at: clock.now())
      guard wait == .zero else { return goOn(in: wait) }
      isAsking = true
      budget.spend(at: clock.now())
      let today = today
      var call = HTTPCall(method: .GET, target: VolumeReader.target(symbol, today))
      call.patience = VolumeReader.patience
      connected().send(call) { [weak self] result in self?.took(result, symbol, today) }
    }

    private func goOn(in wait: TimeSpan) {
      pause.set(in: .microseconds(wait.microseconds), on: loop) { [weak self] in self?.goOn() }
    }

    private func connected() -> HTTPPool {
      if let pool { return pool }
      let pool = HTTPPool(
        endpoint: configuration.endpoints.history, trust: configuration.endpoints.trust,
        credentials: configuration.credentials, loop: loop, size: 1, reserved: 0)
      pool.warm()
      self.pool = pool
      return pool
    }

    /// The days before this one, newest first.
    static func target(_ symbol: Symbol, _ today: TradeDate) -> String {
      let first = TradeDate(daysSinceEpoch: today.daysSinceEpoch - lookBack)
      let last = NewYork.endOfDay(TradeDate(daysSinceEpoch: today.daysSinceEpoch - 1)) - .seconds(1)
      return "/v2/stocks/\(symbol.escaped)/bars?timeframe=1Day&start=\(first)&end=\(last)"
        + "&limit=\(DailyVolumes.days)&adjustment=split&feed=sip&sort=desc"
    }

    private func took(_ result: HTTPResult, _ symbol: Symbol, _ today: TradeDate) {
      guard !isClosed else { return }
      isAsking = false
      if case .answer(let answer) = result, answer.status == 429, refusals < VolumeReader.refusalLimit {
        refusals += 1
        return goOn(in: budget.refused(until: answer.rateResetsAt, at: clock.now()))
      }
      refusals = 0
      waiting.removeFirst()
      switch AnswerMeaning.reading(result) {
      case .value(let value):
        guard let volumes = DailyVolumes(value, before: today) else {
          heard(.trouble(symbol, "the answer holds no bars of whole days"))
          break
        }
        told[symbol] = today
        heard(.average(symbol, volumes.average))
      case .absent: heard(.trouble(symbol, "404"))
      case .failed(let words): heard(.trouble(symbol, words))
      }
      goOn()
    }
  }
#endif
