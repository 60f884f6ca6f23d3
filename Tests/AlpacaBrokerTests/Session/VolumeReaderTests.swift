#if NETWORK
  import Brokers
  import NIOConcurrencyHelpers
  import NIOCore
  import NIOPosix
  import SlicingCore
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  /// The reader over a server that answers in bytes, so that it can answer wrongly.
  @Suite(.alone, .timeLimit(.minutes(10))) struct VolumeReaderTests {
    private static let today = TradeDate(year: 2026, month: 11, day: 25)
    private static let bars =
      #"{"bars":[{"t":"2026-11-24T05:00:00Z","v":900}],"symbol":"KO","next_page_token":null}"#

    private static func answer(_ status: String, _ body: String, _ headers: String = "") -> String {
      "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
    }

    /// What a reader says that is asked for these symbols, one after the other.
    private func news(_ symbols: [String], _ server: TestServer, count: Int) async throws -> [String] {
      let loop = MultiThreadedEventLoopGroup.singleton.next()
      let (said, outlet) = AsyncStream<String>.makeStream()
      let endpoints = try AlpacaEndpoints(
        environment: .paper, trading: "http://127.0.0.1:\(server.port)", data: nil, caFile: nil)
      let credentials = try #require(AlpacaCredentials(keyID: "K", secret: "S"))
      let configuration = AlpacaConfiguration(
        environment: .paper, endpoints: endpoints, credentials: credentials)
      let start = NewYork.instant(
        of: try #require(ClockTime(hour: 10, minute: 0)), on: VolumeReaderTests.today)
      let wanted = try symbols.map { try #require(Symbol($0)) }
      let reader = try await loop.submit {
        let reader = VolumeReader(
          loop: loop, clock: WorldClock(resumingAt: start), configuration: configuration
        ) { news in
          switch news {
          case .average(let symbol, let shares): outlet.yield("\(symbol) \(shares.count)")
          case .trouble(let symbol, let words): outlet.yield("\(symbol): \(words)")
          }
        }
        for symbol in wanted { reader.ask(symbol) }
        return NIOLoopBound(reader, eventLoop: loop)
      }.get()
      var heard: [String] = []
      for await words in said {
        heard.append(words)
        if heard.count == count { break }
      }
      try await loop.submit { reader.value.close() }.get()
      return heard
    }

    @Test func oneAfterAnotherOverOneConnection() async throws {
      let server = try await TestServer.start { peer, asked in
        peer.send(VolumeReaderTests.answer("200 OK", VolumeReaderTests.bars))
      }
      #expect(try await news(["KO", "BRK/B", "KO"], server, count: 2) == ["KO 900", "BRK/B 900"])
      let asked = try await server.asked
      #expect(
        asked.map(\.line) == [
          "GET /v2/stocks/KO/bars?timeframe=1Day&start=2026-10-11&end=2026-11-25T04:59:59.000000Z"
            + "&limit=20&adjustment=split&feed=sip&sort=desc",
          "GET /v2/stocks/BRK%2FB/bars?timeframe=1Day&start=2026-10-11&end=2026-11-25T04:59:59.000000Z"
            + "&limit=20&adjustment=split&feed=sip&sort=desc",
        ])
      #expect(Set(asked.map(\.connection)).count == 1)
      #expect(asked.allSatisfy { $0.text.lowercased().contains("apca-api-key-id: k") })
    }

    @Test(arguments: [
      ("404 Not Found", #"{"message":"symbol not found"}"#, "404 symbol not found"),
      ("403 Forbidden", #"{"message":"subscription does not permit"}"#, "403 subscription does not permit"),
      ("200 OK", "<html>", "200, with a body that is not JSON"),
      ("200 OK", #"{"bars":[],"symbol":"KO"}"#, "the answer holds no bars of whole days"),
      ("500 Oops", "", "500 Internal Server Error"),
    ])
    func whatIsNoAnswerIsTroubleAndTheNextIsAsked(status: String, body: String, words: String) async throws {
      let server = try await TestServer.start { peer, asked in
        let isFirst = asked.line.contains("/KO/")
        peer.send(
          isFirst
            ? VolumeReaderTests.answer(status, body)
            : VolumeReaderTests.answer("200 OK", VolumeReaderTests.bars))
      }
      #expect(try await news(["KO", "F"], server, count: 2) == ["KO: \(words)", "F 900"])
    }

    @Test func anEndlessAnswerIsBrokenOff() async throws {
      let server = try await TestServer.start { peer, asked in
        guard asked.line.contains("/KO/") else {
          return peer.send(VolumeReaderTests.answer("200 OK", VolumeReaderTests.bars))
        }
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n")
        for _ in 0..<9 { peer.send([UInt8](repeating: 0x20, count: 1_000_000)) }
      }
      let heard = try await news(["KO", "F"], server, count: 2)
      #expect(heard.first?.contains("more than 4 MB") == true && heard.last == "F 900")
    }

    @Test func aRefusedRateIsWaitedFor() async throws {
      let isRefused = NIOLockedValueBox(false)
      let server = try await TestServer.start { peer, asked in
        let wasRefused = isRefused.withLockedValue { value in
          defer { value = true }
          return value
        }
        peer.send(
          wasRefused
            ? VolumeReaderTests.answer("200 OK", VolumeReaderTests.bars)
            : VolumeReaderTests.answer("429 Too Many Requests", ""))
      }
      let start = ContinuousClock.now
      #expect(try await news(["KO"], server, count: 1) == ["KO 900"])
      #expect(ContinuousClock.now - start > .seconds(4), "as it is not said how long")
      #expect(try await server.asked.count == 2)
    }

    /// A service that refuses for ever is not asked for ever. It says that its window ends two seconds after
    /// ten o'clock in New York, when the reader begins.
    @Test func afterThreeRefusalsItIsGivenUp() async throws {
      let server = try await TestServer.start { peer, _ in
        let reset = "X-RateLimit-Reset: \(1_795_618_800 + 2)\r\n"
        peer.send(VolumeReaderTests.answer("429 Too Many Requests", #"{"message":"slow down"}"#, reset))
      }
      #expect(try await news(["KO"], server, count: 1) == ["KO: 429 slow down"])
      #expect(try await server.asked.count == 4)
    }

    @Test func theAddressIsThatOfTheData() throws {
      let own = try AlpacaEndpoints(environment: .live, trading: nil, data: nil, caFile: nil)
      #expect("\(own.history)" == "https://data.alpaca.markets")
      let local = try AlpacaEndpoints(
        environment: .paper, trading: "http://127.0.0.1:9", data: "http://127.0.0.1:8", caFile: nil)
      #expect(local.history == local.data)
    }
  }
#endif
