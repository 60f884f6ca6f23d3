#if NETWORK
  import NIOConcurrencyHelpers
  import NIOCore
  import NIOHTTP1
  import NIOWebSocket
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  @Suite(.alone, .timeLimit(.minutes(10))) struct StreamLinkTests {
    /// Nothing after the end, and one end.
    private func finish(_ bench: StreamBench) async throws -> [String] {
      try await eventually("the end") { bench.end != nil }
      try await Task.sleep(for: .milliseconds(50))
      #expect(bench.news.filter { $0.hasPrefix("ended") }.count == 1)
      return bench.news
    }

    @Test func textGoesOutMaskedAndComesBack() async throws {
      let server = try await StreamServer.start()
      let bench = try await StreamBench.open(server.port)
      try await eventually("opened") { bench.news == ["opened"] }
      try await bench.act { $0.send(#"{"action":"listen"}"#) }
      try await eventually("the echo") { bench.news == ["opened", #"message {"action":"listen"}"#] }
      #expect(server.frames.withLockedValue { $0.allSatisfy { $0.maskKey != nil } })
      try await bench.act { $0.close() }
      #expect(try await finish(bench).last == "ended lost closed")
      // The client waits a second for the answer to it, and the server may be slower.
      try await eventually("the goodbye") {
        server.frames.withLockedValue { $0.last?.opcode == .connectionClose }
      }
      let goodbye = server.frames.withLockedValue { $0.last }
      #expect(goodbye.map { Array($0.unmaskedData.readableBytesView) } == [0x03, 0xE8])
    }

    @Test func theHandshakeCarriesPathAndHeaders() async throws {
      let server = try await StreamServer.start()
      let bench = try await StreamBench.open(
        Endpoint(isEncrypted: false, host: "127.0.0.1", port: server.port), path: "/v2/iex",
        headers: ["APCA-API-KEY-ID": "KEY"])
      try await eventually("opened") { bench.news == ["opened"] }
      let head = try #require(server.heads.withLockedValue { $0.first })
      #expect(head.uri == "/v2/iex")
      #expect(head.headers["host"] == ["127.0.0.1:\(server.port)"])
      #expect(head.headers["apca-api-key-id"] == ["KEY"])
      #expect(head.headers["sec-websocket-extensions"].isEmpty)
      try await bench.act { $0.close() }
      _ = try await finish(bench)
    }

    @Test func fragmentsArePutTogetherAndBinaryIsAMessageToo() async throws {
      let server = try await StreamServer.start(opened: { peer in
        peer.send(.binary, "bi", fin: false)
        peer.send(.ping, "between")
        peer.send(.continuation, "na", fin: false)
        peer.send(.continuation, "ry")
        peer.send(.text, "text", fin: false)
        peer.send(.continuation, "")
        peer.send(.text, "")
      })
      let bench = try await StreamBench.open(server.port)
      let expected = ["opened", "message binary", "message text", "message "]
      try await eventually("three messages") { bench.news == expected }
      try await eventually("a pong") { server.texts(.pong) == ["between"] }
      try await bench.act { $0.close() }
      _ = try await finish(bench)
    }

    /// Frames may stand in the same packet as the answer to the handshake.
    @Test func whatComesWithTheHandshakeIsHeard() async throws {
      for _ in 0..<20 {
        let server = try await StreamServer.start(opened: { $0.send(.text, "at once") })
        let bench = try await StreamBench.open(server.port)
        try await eventually("both") { bench.news == ["opened", "message at once"] }
        try await bench.act { $0.close() }
        _ = try await finish(bench)
      }
    }

    @Test func aGoodbyeIsReturnedWithItsCode() async throws {
      let server = try await StreamServer.start(opened: { peer in
        var data = ByteBuffer(integer: UInt16(4007))
        data.writeString("slow\nclient")
        peer.send(WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
      })
      let bench = try await StreamBench.open(server.port)
      let news = try await finish(bench)
      #expect(news == ["opened", "ended lost the server closed the stream with code 4007: slowclient"])
      try await eventually("the answer") { !server.texts(.connectionClose).isEmpty }
      let answer = server.frames.withLockedValue { $0.last }
      #expect(answer.map { Array($0.unmaskedData.readableBytesView) } == [0x0F, 0xA7])
    }

    @Test func aServerThatHangsUpEndsIt() async throws {
      let server = try await StreamServer.start(opened: { $0.close() })
      let bench = try await StreamBench.open(server.port)
      #expect(try await finish(bench).last == "ended lost the server hung up")
    }

    @Test func aServerThatNeverSaysGoodbyeIsLeft() async throws {
      let server = try await StreamServer.start(script: { _, _ in })
      let bench = try await StreamBench.open(server.port)
      try await eventually("opened") { bench.news == ["opened"] }
      try await bench.act { link in
        link.close()
        link.close()
        link.send("too late, and nowhere")
      }
      #expect(try await finish(bench).last == "ended lost closed")
      #expect(server.texts(.text).isEmpty)
    }

    // MARK: Refusals

    @Test(arguments: [429, 401, 403, 404, 302, 200, 503])
    func aRefusedHandshakeTellsItsStatus(_ status: Int) async throws {
      let other = try await TestServer.start { _, _ in }
      let server = try await TestServer.start { [port = other.port] peer, _ in
        peer.send(okay("no", status: "\(status) x", more: "Location: http://127.0.0.1:\(port)/\r\n"))
      }
      let bench = try await StreamBench.open(server.port)
      #expect(try await finish(bench) == ["ended refused \(status)"])
      try await eventually("a closed connection") { try await server.open == 0 }
      #expect(try await other.connections == 0)
      #expect(try await server.asked.count == 1)
    }

    @Test(arguments: [
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
      "HTTP/1.1 101 Switching Protocols\r\n\r\n", "garbage\r\n\r\n", "HTTP/1.1 2",
    ])
    func aFalseHandshakeIsNone(_ answer: String) async throws {
      let server = try await TestServer.start { peer, _ in
        peer.send(answer)
        peer.later(20) { $0.close() }
      }
      let bench = try await StreamBench.open(server.port)
      let news = try await finish(bench)
      #expect(news.count == 1 && news[0].hasPrefix("ended lost"), "\(news)")
    }

    @Test func aHandshakeWithoutAnAnswerIsGivenUp() async throws {
      let server = try await TestServer.start { _, _ in }
      let bench = try await StreamBench.open(
        server.port, timing: StreamTiming(connect: .milliseconds(1500)))
      #expect(try await finish(bench) == ["ended lost the stream did not open within 1500 ms"])
      try await eventually("a closed connection") { try await server.open == 0 }
    }

    @Test func closedBeforeItIsOpenItEndsOnce() async throws {
      let server = try await TestServer.start { _, _ in }
      let bench = try await StreamBench.open(server.port)
      try await bench.act { $0.close() }
      #expect(try await finish(bench) == ["ended lost closed before it was open"])
      try await eventually("a closed connection") { try await server.open == 0 }
    }

    @Test(arguments: [
      WebSocketFrame(fin: true, rsv1: true, opcode: .text, data: ByteBuffer(string: "deflated")),
      WebSocketFrame(fin: true, opcode: .text, maskKey: [1, 2, 3, 4], data: ByteBuffer(string: "masked")),
      WebSocketFrame(fin: true, opcode: .continuation, data: ByteBuffer(string: "of nothing")),
      WebSocketFrame(fin: true, opcode: .binary, data: ByteBuffer(repeating: 0, count: (4 << 20) + 1)),
    ])
    func framesNobodyAgreedOnEndIt(_ frame: WebSocketFrame) async throws {
      let server = try await StreamServer.start(opened: { $0.send(frame) })
      let bench = try await StreamBench.open(server.port)
      let news = try await finish(bench)
      #expect(news.last?.hasPrefix("ended lost the server broke the rules of WebSocket") ?? false, "\(news)")
      #expect(!news.contains { $0.hasPrefix("message") })
      // What is still unread when the client closes makes the system forget the goodbye.
      guard frame.length < 1000 else { return }
      try await eventually("a goodbye that says why") {
        server.frames.withLockedValue {
          $0.contains { Array($0.unmaskedData.readableBytesView) == [0x03, 0xEA] }
        }
      }
    }

    // MARK: Pongs

    @Test func withoutPongsItLagsAndIsLivelyWhenTheyAreBack() async throws {
      let isAnswering = NIOLockedValueBox(false)
      let server = try await StreamServer.start(script: { peer, frame in
        if frame.opcode == .ping, !isAnswering.withLockedValue({ $0 }) { return }
        StreamServer.usual(peer, frame)
      })
      let timing = StreamTiming(ping: .milliseconds(20), lag: .milliseconds(100), giveUp: .seconds(300))
      let bench = try await StreamBench.open(server.port, timing: timing)
      try await eventually("lagging") { bench.news == ["opened", "lagging no pong for 100 ms"] }
      isAnswering.withLockedValue { $0 = true }
      try await eventually("lively") { bench.news.contains("lively") }
      #expect(Array(bench.news.prefix(3)) == ["opened", "lagging no pong for 100 ms", "lively"])
      try await bench.act { $0.close() }
      _ = try await finish(bench)
    }

    @Test func itIsGivenUpInTheEndThoughDataStillComes() async throws {
      let server = try await StreamServer.start(script: { peer, frame in
        if frame.opcode == .ping { peer.send(.text, "mute") }
      })
      let timing = StreamTiming(ping: .milliseconds(20), lag: .milliseconds(60), giveUp: .milliseconds(150))
      let bench = try await StreamBench.open(server.port, timing: timing)
      let news = try await finish(bench).filter { !$0.hasPrefix("message") }
      #expect(news == ["opened", "lagging no pong for 60 ms", "ended lost no pong for 150 ms"])
    }

    @Test func withPongsItStaysLively() async throws {
      let server = try await StreamServer.start()
      let timing = StreamTiming(ping: .milliseconds(10), lag: .seconds(6), giveUp: .seconds(60))
      let bench = try await StreamBench.open(server.port, timing: timing)
      try await eventually("opened") { bench.news == ["opened"] }
      try await Task.sleep(for: .milliseconds(6500))
      #expect(server.texts(.ping).count > 5)
      #expect(bench.news == ["opened"])
      try await bench.act { $0.close() }
      _ = try await finish(bench)
    }

    // MARK: TLS

    @Test func itIsVerifiedLikeEverythingElse() async throws {
      let made = try TestCertificates.shared.get()
      let server = try await StreamServer.start(tls: made.server("good"))
      let endpoint = Endpoint(isEncrypted: true, host: "localhost", port: server.port)
      let good = try await StreamBench.open(endpoint, trust: .file(made.path("ca.pem")))
      try await eventually("opened") { good.news == ["opened"] }
      try await good.act { $0.send("hello") }
      try await eventually("the echo") { good.news.last == "message hello" }
      try await good.act { $0.close() }
      _ = try await finish(good)
      let bad = try await StreamBench.open(endpoint, trust: .file(made.path("stranger.pem")))
      #expect(
        try await finish(bad) == ["ended lost the server's certificate is signed by no trusted authority"])
      #expect(server.heads.withLockedValue { $0.count } == 1)
    }
  }
#endif
