#if NETWORK
  internal import NIOCore
  internal import NIOHTTP1
  internal import SlicingCore
  internal import WireFormats

  /// What the stream of trade updates comes to, for the session.
  enum TradeStreamNews {
    /// Both handshakes are done: from here on nothing is lost that the broker sends.
    case listening
    case update(TradeUpdate)
    /// A message nobody can read.
    case odd(String)
    /// The other end does not answer; it may yet.
    case lagging(String)
    case lively
    /// Broken off; it is being connected again.
    case down(String)
    /// The keys were refused.
    case refused(String)
  }

  /// The stream of trade updates, connected for as long as the session lives: connection, authentication,
  /// listening, and all again after a break. Confined to its loop.
  final class TradeStream {
    private let loop: any EventLoop
    private let configuration: AlpacaConfiguration
    private let timing: StreamTiming
    private let heard: (TradeStreamNews) -> Void
    private var link: StreamLink?
    private var stage = Stage.idle
    /// After a break: the broker is back in a moment, or a desk waits for every second of it.
    private var backoff = Backoff(longest: .seconds(4))
    /// After a no: whoever asks too often is kept out longer.
    private var refusals = Backoff(first: .seconds(2))
    private let deadline = LoopTimer()
    private let retry = LoopTimer()
    /// Which connection is ours: the last one may still have its end to tell.
    private var connection = 0

    private enum Stage { case idle, connecting, authenticating, subscribing, listening, closed }

    /// How long each of the two handshakes may take.
    private static let handshakeLimit = TimeAmount.seconds(10)

    init(
      loop: any EventLoop, configuration: AlpacaConfiguration,
      heard: @escaping (TradeStreamNews) -> Void
    ) {
      self.loop = loop
      self.configuration = configuration
      timing = StreamTiming(lag: .microseconds(configuration.pongPatience.microseconds))
      self.heard = heard
    }

    func open() {
      guard stage == .idle else { return }
      stage = .connecting
      connection += 1
      let connection = connection
      let link = StreamLink(
        endpoint: configuration.endpoints.trading, path: "/stream", headers: HTTPHeaders(),
        trust: configuration.endpoints.trust, loop: loop, timing: timing
      ) { [weak self] news in self?.took(news, of: connection) }
      self.link = link
      link.open()
    }

    func close() {
      stage = .closed
      retry.cancel()
      deadline.cancel()
      link?.close()
      link = nil
    }

    /// Breaks the connection off and makes another: it is open, and does not tell what it should.
    func restart(_ reason: String) {
      if stage != .closed { drop(reason) }
    }

    private func took(_ news: StreamNews, of connection: Int) {
      guard stage != .closed, link != nil, connection == self.connection else { return }
      switch news {
      case .opened: authenticate()
      case .message(let bytes): took(TradeMessage(bytes))
      case .lagging(let words): if stage == .listening { heard(.lagging(words)) }
      case .lively: if stage == .listening { heard(.lively) }
      case .ended(.lost(let words)): ended(words)
      case .ended(.refused(let status)):
        ended("the stream was refused with \(status)", waiting: refusals.next())
      }
    }

    private func authenticate() {
      stage = .authenticating
      waitForAnswer("the stream did not answer the keys")
      let keys = configuration.credentials
      send([
        .init("action", .string("auth")), .init("key", .string(keys.keyID)),
        .init("secret", .string(keys.secret)),
      ])
    }

    private func took(_ message: TradeMessage) {
      switch (message, stage) {
      case (.authorized, .authenticating):
        stage = .subscribing
        waitForAnswer("the stream did not answer the request to listen")
        let streams = WireValue.array([.string("trade_updates")])
        send([.init("action", .string("listen")), .init("data", .object([.init("streams", streams)]))])
      case (.refused(let words), .authenticating), (.refused(let words), .subscribing):
        heard(.refused("the stream refused the keys: \(words)"))
        drop("the stream refused the keys", waiting: refusals.next())
      case (.listening(let names), .subscribing) where names.contains("trade_updates"):
        stage = .listening
        deadline.cancel()
        backoff.succeeded()
        refusals.succeeded()
        heard(.listening)
      case (.listening(let names), .listening) where !names.contains("trade_updates"):
        drop("the stream no longer tells of trades")
      case (.update(let update), _): heard(.update(update))
      case (.unreadable(let words), _), (.failure(let words), _): heard(.odd(words))
      case (.authorized, _), (.listening, _), (.refused, _): heard(.odd("an answer nobody asked for"))
      }
    }

    private func send(_ members: [WireValue.Member]) { link?.send(WireValue.object(members).json) }

    private func waitForAnswer(_ words: String) {
      deadline.set(in: TradeStream.handshakeLimit, on: loop) { [weak self] in self?.drop(words) }
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
      heard(.down(reason))
      guard stage == .idle else { return }
      retry.set(in: wait ?? backoff.next(), on: loop) { [weak self] in self?.open() }
    }
  }
#endif
