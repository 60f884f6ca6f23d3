#if NETWORK
  import Brokers
  import NIOConcurrencyHelpers
  import NIOCore
  import NIOPosix
  import NIOWebSocket
  import SlicingCore
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  /// The stream of market data against a server whose messages a test makes itself.
  @Suite(.alone) struct MarketStreamTests {
    /// What a stream comes to that watches these symbols, until enough is heard.
    private func heard(
      watching tickers: [String], _ server: StreamServer, timing: MarketTiming = MarketTiming(),
      until isEnough: @Sendable ([String]) -> Bool
    ) async throws -> [String] {
      let loop = MultiThreadedEventLoopGroup.singleton.next()
      let endpoints = try AlpacaEndpoints(
        environment: .paper, trading: "http://127.0.0.1:\(server.port)", data: nil, caFile: nil)
      let credentials = try #require(AlpacaCredentials(keyID: "K", secret: "S"))
      var configuration = AlpacaConfiguration(
        environment: .paper, endpoints: endpoints, credentials: credentials)
      configuration.marketTiming = timing
      let stated = configuration
      let symbols = try tickers.map { try #require(Symbol($0)) }
      let log = NIOLockedValueBox<[String]>([])
      let stream = try await loop.submit {
        let stream = MarketStream(
          loop: loop, clock: WorldClock(), configuration: stated, expecting: { .quotes },
          heard: { news in log.withLockedValue { $0.append(MarketStreamTests.words(news)) } })
        for symbol in symbols { stream.watch(symbol) }
        return NIOLoopBound(stream, eventLoop: loop)
      }.get()
      let giveUp = ContinuousClock.now + .seconds(100)
      while !isEnough(log.withLockedValue { $0 }), ContinuousClock.now < giveUp {
        try await Task.sleep(for: .milliseconds(10))
      }
      try await loop.submit { stream.value.close() }.get()
      return log.withLockedValue { $0 }
    }

    private static func words(_ news: MarketStreamNews) -> String {
      switch news {
      case .quote(let quote): "quote \(quote.symbol)"
      case .status(let symbol, _): "status \(symbol)"
      case .bands(let symbol, let bands):
        "bands \(symbol) \(bands.map { "\($0.lower) \($0.upper)" } ?? "none")"
      case .again(let isAfterSilence): isAfterSilence ? "again after a silence" : "again"
      case .trouble(let words): words
      }
    }

    /// A server that greets, and answers subscriptions by a script.
    private func server(
      _ subscribed: @escaping @Sendable (StreamServer.Peer, String) -> Void
    ) async throws -> StreamServer {
      let script: StreamServer.Script = { peer, frame in
        let text = String(buffer: frame.unmaskedData)
        switch frame.opcode {
        case .text where text.contains(#""auth""#):
          peer.send(.text, #"[{"T":"success","msg":"authenticated"}]"#)
        case .text: subscribed(peer, text)
        default: StreamServer.usual(peer, frame)
        }
      }
      return try await StreamServer.start(
        opened: { $0.send(.text, #"[{"T":"success","msg":"connected"}]"#) }, script: script)
    }

    /// A feed that has no bands refuses their subscription; the quotes were asked for in another message.
    @Test func aFeedWithoutBandsHasItsQuotes() async throws {
      let server = try await server { peer, text in
        if text.contains("lulds") {
          return peer.send(
            .text, #"[{"T":"error","code":410,"msg":"invalid subscribe action for this feed"}]"#)
        }
        peer.send(.text, #"[{"T":"q","S":"KO","bp":60.1,"ap":60.2,"t":"2026-10-07T15:00:00Z"}]"#)
      }
      let news = try await heard(watching: ["KO"], server) { $0.count >= 2 }
      #expect(Set(news) == ["quote KO", "410 invalid subscribe action for this feed"])
      let asked = server.texts(.text).dropFirst()
      #expect(
        asked == [
          #"{"action":"subscribe","quotes":["KO"],"statuses":["KO"]}"#,
          #"{"action":"subscribe","lulds":["KO"]}"#,
        ])
    }

    /// After a break the broker may still count the old connection, say so, and leave the new one open.
    @Test func whatIsRefusedBeforeItIsReadyIsTriedAgain() async throws {
      let server = try await StreamServer.start(
        opened: { $0.send(.text, #"[{"T":"success","msg":"connected"}]"#) },
        script: MarketStreamTests.secondTime { peer in
          peer.send(.text, #"[{"T":"error","code":406,"msg":"connection limit exceeded"}]"#)
        })
      let news = try await heard(watching: ["KO"], server) { $0.contains("quote KO") }
      // How long that takes may be worth a line of its own.
      #expect(news.first == "406 connection limit exceeded" && news.last == "quote KO")
    }

    @Test func aServerThatSaysNothingIsTriedAgain() async throws {
      let server = try await StreamServer.start(
        opened: { $0.send(.text, #"[{"T":"success","msg":"connected"}]"#) },
        script: MarketStreamTests.secondTime { _ in })
      let timing = MarketTiming(handshake: .seconds(1))
      let news = try await heard(watching: ["KO"], server, timing: timing) { $0.contains("quote KO") }
      #expect(news.last == "quote KO")
    }

    /// Pings are answered, and nothing else comes.
    @Test func aStreamThatFallsSilentIsConnectedAnew() async throws {
      let server = try await server { peer, text in
        if text.contains("quotes") { peer.send(.text, MarketStreamTests.quote) }
      }
      let timing = MarketTiming(silence: .seconds(5), longestSilence: .seconds(300))
      let news = try await heard(watching: ["KO"], server, timing: timing) {
        $0.filter { $0 == "quote KO" }.count >= 2
      }
      // How long the new connection takes may be worth a line, too.
      let told = news.filter { !$0.hasPrefix("no connection") }.prefix(4)
      #expect(told == ["quote KO", "silent for 5s: connected anew", "again after a silence", "quote KO"])
    }

    /// The free feed takes thirty symbols: one more costs its own quotes and nobody else's.
    @Test func eachSymbolIsAskedForByItselfOnTheFreeFeed() async throws {
      let server = try await server { peer, text in
        if text.contains(#""quotes":["T"]"#) {
          return peer.send(.text, #"[{"T":"error","code":405,"msg":"symbol limit exceeded"}]"#)
        }
        if text.contains("quotes") {
          peer.send(.text, MarketStreamTests.quote.replacing("KO", with: text.contains("F") ? "F" : "KO"))
        }
      }
      let news = try await heard(watching: ["T", "KO", "F"], server) { $0.count >= 3 }
      #expect(news == ["quote F", "quote KO", "405 symbol limit exceeded"])
    }

    private static let quote = #"[{"T":"q","S":"KO","bp":60.1,"ap":60.2,"t":"2026-10-07T15:00:00Z"}]"#

    /// A server that answers the first keys as a test says, and later ones as it should.
    private static func secondTime(
      _ first: @escaping @Sendable (StreamServer.Peer) -> Void
    ) -> StreamServer.Script {
      let attempts = NIOLockedValueBox(0)
      return { peer, frame in
        let text = String(buffer: frame.unmaskedData)
        guard frame.opcode == .text else { return StreamServer.usual(peer, frame) }
        guard text.contains(#""auth""#) else {
          if text.contains("quotes") { peer.send(.text, quote) }
          return
        }
        let isFirst = attempts.withLockedValue { count in
          count += 1
          return count == 1
        }
        guard !isFirst else { return first(peer) }
        peer.send(.text, #"[{"T":"success","msg":"authenticated"}]"#)
      }
    }

    @Test func statusesOfWhatIsNotWatchedAreNotPassedOn() async throws {
      let server = try await server { peer, text in
        guard text.contains("quotes") else { return }
        peer.send(
          .text,
          #"[{"T":"s","S":"AAPL","sc":"H","sm":"Halt","rm":"News"},{"T":"s","S":"KO","sc":"T"}]"#)
      }
      #expect(try await heard(watching: ["KO"], server) { !$0.isEmpty } == ["status KO"])
    }

    @Test func bandsOfWhatIsNotWatchedAreNotPassedOn() async throws {
      let server = try await server { peer, text in
        guard text.contains("lulds") else { return }
        peer.send(
          .text,
          """
          [{"T":"l","S":"AAPL","u":199,"d":170},{"T":"l","S":"KO","u":70,"d":60},{"T":"l","S":"KO","u":1,"d":2},
           {"T":"l","S":"KO","u":0,"d":0}]
          """)
      }
      let news = try await heard(watching: ["KO"], server) { $0.count >= 2 }
      #expect(news == ["bands KO 60.00 70.00", "bands KO none"])
    }
  }
#endif
