#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import NIOHTTP1
  internal import SlicingCore
  internal import WireFormats

  /// What the stream of market data comes to, for the session.
  enum MarketStreamNews {
    case quote(Quote)
    case status(Symbol, TradingStatus)
    case bands(Symbol, PriceBands?)
    /// Connected after a break: what was told before it may not be so any more.
    case again(isAfterSilence: Bool)
    /// Why there are no quotes, in words.
    case trouble(String)
  }

  /// Quotes, trading halts and price bands of the symbols somebody watches. Connected from the first of them
  /// on. What it does not deliver shows as a quote's age, and an old quote blocks; so its link is nobody
  /// else's business. Confined to its loop.
  final class MarketStream {
    private let loop: any EventLoop
    private let configuration: AlpacaConfiguration
    private let clock: WorldClock
    private let expecting: () -> QuoteExpectation
    private let heard: (MarketStreamNews) -> Void
    private var link: StreamLink?
    private var stage = Stage.idle
    private var backoff = Backoff(longest: .seconds(10))
    /// After a no: whoever asks too often is kept out longer.
    private var refusals = Backoff(first: .seconds(2))
    private var hasBeenReady = false
    /// Whether the connection before was ended here, for its silence.
    private var wasSilent = false
    private var silence: SilenceWatch
    /// First for the handshake, then for the silence.
    private let deadline = LoopTimer()
    private let retry = LoopTimer()
    private let trouble = LoopTimer()
    /// Which connection is ours: the last one may still have its end to tell.
    private var connection = 0

    private static let patience = TimeAmount.seconds(3)
    /// How many symbols are asked for in one message where the feed allows any number.
    private static let group = 50
    private(set) var wanted: Set<Symbol> = []

    private enum Stage { case idle, connecting, ready, closed }

    /// - Parameter expecting: whether a silence means anything.
    init(
      loop: any EventLoop, clock: WorldClock, configuration: AlpacaConfiguration,
      expecting: @escaping () -> QuoteExpectation, heard: @escaping (MarketStreamNews) -> Void
    ) {
      self.loop = loop
      self.clock = clock
      self.configuration = configuration
      self.expecting = expecting
      self.heard = heard
      silence = SilenceWatch(configuration.marketTiming, at: clock.now())
    }

    func watch(_ symbol: Symbol) {
      guard wanted.insert(symbol).inserted else { return }
      if stage == .ready { request("subscribe", [symbol]) } else { open() }
    }

    func unwatch(_ symbol: Symbol) {
      guard wanted.remove(symbol) != nil, stage == .ready else { return }
      request("unsubscribe", [symbol])
    }

    /// The broker is there again: its quotes need not wait for their turn.
    func hurry() { open() }

    func close() {
      stage = .closed
      for timer in [retry, trouble, deadline] { timer.cancel() }
      link?.close()
      link = nil
    }

    private func open() {
      guard stage == .idle, !wanted.isEmpty else { return }
      retry.cancel()
      stage = .connecting
      connection += 1
      let connection = connection
      let link = StreamLink(
        endpoint: configuration.endpoints.data, path: "/v2/\(configuration.feed.rawValue)",
        headers: HTTPHeaders(), trust: configuration.endpoints.trust, loop: loop,
        timing: StreamTiming(ping: .seconds(5), lag: .seconds(10), giveUp: .seconds(20))
      ) { [weak self] news in self?.took(news, of: connection) }
      self.link = link
      link.open()
    }

    private func took(_ news: StreamNews, of connection: Int) {
      guard stage != .closed, link != nil, connection == self.connection else { return }
      switch news {
      case .opened: awaitKeys()
      case .lagging, .lively: return
      case .message(let bytes):
        silence.heard(at: clock.now())
        guard let messages = MarketMessage.read(bytes) else {
          return heard(.trouble("market data that is not JSON, \(bytes.count) bytes"))
        }
        // One of them may be the end of this connection.
        for message in messages where self.link != nil { took(message) }
      case .ended(.lost(let words)): ended(words)
      case .ended(.refused(let status)): ended("refused with \(status)", waiting: refusals.next())
      }
    }

    private func took(_ message: MarketMessage) {
      switch message {
      case .connected:
        let keys = configuration.credentials
        send([
          .init("action", .string("auth")), .init("key", .string(keys.keyID)),
          .init("secret", .string(keys.secret)),
        ])
      case .authenticated:
        stage = .ready
        backoff.succeeded()
        refusals.succeeded()
        if hasBeenReady { heard(.again(isAfterSilence: wasSilent)) }
        (hasBeenReady, wasSilent) = (true, false)
        listen()
        subscribe()
      case .subscribed, .other: return
      case .quote(let quote):
        silence.quoted()
        heard(.quote(quote))
      // What is not watched any more may still have been on its way, and nobody would tell the end of it.
      case .status(let symbol, let status): if wanted.contains(symbol) { heard(.status(symbol, status)) }
      case .bands(let symbol, let bands): if wanted.contains(symbol) { heard(.bands(symbol, bands)) }
      case .failure(let code, let words): failed("\(code) \(words)")
      }
    }

    /// What is refused before the stream is ready may leave its socket open all the same, and nothing would
    /// ever come over it.
    private func failed(_ words: String) {
      heard(.trouble(words))
      if stage == .connecting { drop(words, waiting: refusals.next()) }
    }

    private func awaitKeys() {
      let limit = TimeAmount.microseconds(configuration.marketTiming.handshake.microseconds)
      deadline.set(in: limit, on: loop) { [weak self] in self?.drop("the stream did not take the keys") }
    }

    /// Looks from time to time whether the stream still tells anything.
    private func listen() {
      silence.heard(at: clock.now())
      let pause = TimeAmount.microseconds(configuration.marketTiming.silence.microseconds / 4)
      deadline.set(in: pause, on: loop) { [weak self] in self?.listened(again: pause) }
    }

    private func listened(again pause: TimeAmount) {
      let expecting = wanted.isEmpty ? .nothing : expecting()
      if let span = silence.tooLong(at: clock.now(), expecting: expecting) {
        let words = "silent for \(span)"
        heard(.trouble("\(words): connected anew"))
        wasSilent = true
        return drop(words)
      }
      deadline.set(in: pause, on: loop) { [weak self] in self?.listened(again: pause) }
    }

    /// Asks for everything that is watched. The free feed takes so many symbols and refuses the message that
    /// goes beyond them: it is asked for one by one, so that those within have their quotes.
    private func subscribe() {
      let size = configuration.feed == .iex ? 1 : MarketStream.group
      let symbols = wanted.sorted()
      for start in stride(from: 0, to: symbols.count, by: size) {
        request("subscribe", Array(symbols[start..<min(start + size, symbols.count)]))
      }
    }

    private func request(_ action: String, _ symbols: [Symbol]) {
      let names = WireValue.array(symbols.map { .string($0.text) })
      send([.init("action", .string(action)), .init("quotes", names), .init("statuses", names)])
      // In a message of its own: a feed that has no bands refuses it, and the quotes with it if they were in
      // the same.
      send([.init("action", .string(action)), .init("lulds", names)])
    }

    private func send(_ members: [WireValue.Member]) { link?.send(WireValue.object(members).json) }

    /// A break that is over in a moment is nobody's business.
    private func stillWithout(_ reason: String) {
      if stage != .ready, stage != .closed { heard(.trouble("no connection: \(reason)")) }
    }

    private func drop(_ reason: String, waiting wait: TimeAmount? = nil) {
      guard let link else { return }
      self.link = nil
      link.close()
      ended(reason, waiting: wait)
    }

    private func ended(_ reason: String, waiting wait: TimeAmount? = nil) {
      deadline.cancel()
      link = nil
      stage = .idle
      if !trouble.isSet {
        trouble.set(in: MarketStream.patience, on: loop) { [weak self] in self?.stillWithout(reason) }
      }
      retry.set(in: wait ?? backoff.next(), on: loop) { [weak self] in self?.open() }
    }
  }
#endif
