#if NETWORK
  import Brokers
  import NIOConcurrencyHelpers
  import NIOCore
  import NIOPosix
  import NIOWebSocket
  import SlicingCore
  import Testing

  @testable import AlpacaBroker

  /// The stream of market data against a server whose messages a test makes itself.
  @Suite(.alone) struct MarketStreamTests {
    /// What a stream comes to that watches these symbols, until enough is heard.
    private func heard(
      watching tickers: [String], _ server: StreamServer, until isEnough: @Sendable ([String]) -> Bool
    ) async throws -> [String] {
      let loop = MultiThreadedEventLoopGroup.singleton.next()
      let endpoints = try AlpacaEndpoints(
        environment: .paper, trading: "http://127.0.0.1:\(server.port)", data: nil, caFile: nil)
      let credentials = try #require(AlpacaCredentials(keyID: "K", secret: "S"))
      let configuration = AlpacaConfiguration(
        environment: .paper, endpoints: endpoints, credentials: credentials)
      let symbols = try tickers.map { try #require(Symbol($0)) }
      let log = NIOLockedValueBox<[String]>([])
      let stream = try await loop.submit {
        let stream = MarketStream(loop: loop, configuration: configuration) { news in
          log.withLockedValue { $0.append(MarketStreamTests.words(news)) }
        }
        for symbol in symbols { stream.watch(symbol) }
        return NIOLoopBound(stream, eventLoop: loop)
      }.get()
      let giveUp = ContinuousClock.now + .seconds(10)
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
      case .again: "again"
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
