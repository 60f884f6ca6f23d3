#if NETWORK
  internal import AlpacaWire
  internal import NIOCore
  internal import NIOHTTP1
  internal import SlicingCore

  /// What the stream of market data comes to, for the session.
  enum MarketStreamNews {
    case quote(Quote)
    case status(Symbol, TradingStatus)
    case bands(Symbol, PriceBands?)
    /// Connected after a break: what was told before it may not be so any more.
    case again
    /// Why there are no quotes, in words.
    case trouble(String)
  }

  /// Quotes, trading halts and price bands of the symbols somebody watches. Connected from the first of them
  /// on. What it does not deliver shows as a quote's age, and an old quote blocks; so its link is nobody
  /// else's business. Confined to its loop.
  final class MarketStream {
    private let loop: any EventLoop
    private let configuration: AlpacaConfiguration
    private let heard: (MarketStreamNews) -> Void
    private var link: StreamLink?
    private var stage = Stage.idle
    private var backoff = Backoff(longest: .seconds(10))
    private var hasBeenReady = false
    private let retry = LoopTimer()
    private let trouble = LoopTimer()
    /// Which connection is ours: the last one may still have its end to tell.
    private var connection = 0

    private static let patience = TimeAmount.seconds(3)
    private(set) var wanted: Set<Symbol> = []

    private enum Stage { case idle, connecting, ready, closed }

    init(
      loop: any EventLoop, configuration: AlpacaConfiguration, heard: @escaping (MarketStreamNews) -> Void
    ) {
      self.loop = loop
      self.configuration = configuration
      self.heard = heard
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
      retry.cancel()
      trouble.cancel()
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
      case .opened, .lagging, .lively: return
      case .message(let bytes):
        guard let messages = MarketMessage.read(bytes) else {
          return heard(.trouble("market data that is not JSON, \(bytes.count) bytes"))
        }
        for message in messages { took(message) }
      case .ended(.lost(let words)): ended(words)
      case .ended(.refused(let status)): ended("refused with \(status)")
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
        if hasBeenReady { heard(.again) }
        hasBeenReady = true
        if !wanted.isEmpty { request("subscribe", wanted.sorted()) }
      case .subscribed, .other: return
      case .quote(let quote): heard(.quote(quote))
      case .status(let symbol, let status): heard(.status(symbol, status))
      // What is not watched any more may still have been on its way, and nobody would tell the end of it.
      case .bands(let symbol, let bands): if wanted.contains(symbol) { heard(.bands(symbol, bands)) }
      case .failure(let code, let words): heard(.trouble("\(code) \(words)"))
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

    private func ended(_ reason: String) {
      link = nil
      stage = .idle
      if !trouble.isSet {
        trouble.set(in: MarketStream.patience, on: loop) { [weak self] in self?.stillWithout(reason) }
      }
      retry.set(in: backoff.next(), on: loop) { [weak self] in self?.open() }
    }
  }
#endif
