#if NETWORK
  import NIOConcurrencyHelpers
  import NIOCore
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  /// Servers that answer oddly: what the caller is told, and that the connection is not used again.
  @Suite(.alone, .timeLimit(.minutes(10))) struct HTTPConnectionTests {
    /// One call to `/odd`, for which the script is run, and then one that is answered.
    private func exchange(
      limit: TimeAmount = .seconds(100), _ odd: @escaping @Sendable (TestServer.Peer) -> Void
    ) async throws -> (first: HTTPResult, connections: Int) {
      let server = try await TestServer.start { peer, asked in
        if asked.line == "POST /odd" { odd(peer) } else { peer.send(okay("next")) }
      }
      let bench = try await PoolBench.make(server)
      var call = HTTPCall.order("/odd")
      call.limit = limit
      let first = try await bench.send(call)
      #expect(try await bench.send(.get("/next")).text == "next", "the pool did not come back")
      let asked = try await server.asked
      #expect(asked.count == 2, "something was sent again")
      let connections = Set(asked.map(\.connection)).count
      try await bench.close()
      return (first, connections)
    }

    /// Time for a request to be read by the server: one whose sender gives up before may be lost unread.
    private static let limit = TimeAmount.milliseconds(1500)

    @Test func aTimeLimitLosesTheCallAndTheConnection() async throws {
      let result = try await exchange(limit: HTTPConnectionTests.limit) { _ in }
      #expect(result.first.lost == "no answer within 1500 ms")
      #expect(result.connections == 2)
    }

    /// The late answer must not be taken for the next call's.
    @Test func aLateAnswerIsNobodys() async throws {
      let waiting = NIOLockedValueBox<TestServer.Peer?>(nil)
      let server = try await TestServer.start { peer, asked in
        guard asked.line != "POST /late" else { return waiting.withLockedValue { $0 = peer } }
        waiting.withLockedValue { $0 }?.send(okay("late"))
        peer.send(okay("next"))
      }
      let bench = try await PoolBench.make(server)
      var call = HTTPCall.order("/late")
      call.limit = HTTPConnectionTests.limit
      #expect(try await bench.send(call).lost != nil)
      #expect(try await bench.send(.get("/next")).text == "next")
      #expect(try await server.asked.map(\.connection) == [0, 1])
      try await bench.close()
    }

    @Test func halfAnAnswerAndThenSilenceIsLost() async throws {
      let result = try await exchange(limit: HTTPConnectionTests.limit) {
        $0.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal")
      }
      #expect(result.first.lost != nil && result.connections == 2)
    }

    @Test(arguments: [
      "", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"half\":",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    ])
    func aTruncatedAnswerIsLost(_ part: String) async throws {
      let result = try await exchange {
        $0.send(part)
        $0.close()
      }
      #expect(result.first.lost != nil, "\(result.first)")
      #expect(result.connections == 2)
    }

    @Test(arguments: [
      "garbage\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\nzz\r\n",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ])
    func whatIsNotHTTPIsLost(_ text: String) async throws {
      let result = try await exchange { $0.send(text) }
      #expect(result.first.lost != nil, "\(result.first)")
      #expect(result.connections == 2)
    }

    /// What follows an answer would be read as the next one. The third is the beginning of one, which a
    /// parser says nothing about.
    @Test(arguments: ["garbage", okay("two"), "HTTP/1.1 200 OK\r\nX: ", "\r\nH", "H"])
    func anAnswerAndThenMoreIsAnAnswerOnAConnectionThatEnds(_ more: String) async throws {
      for answer in [
        okay("one"), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
      ] {
        let result = try await exchange { $0.send(answer + more) }
        #expect(result.first.answer != nil, "\(result.first)")
        #expect(result.connections == 2, "used again after \(answer.debugDescription)")
      }
    }

    @Test func bytesThatNobodyAskedForEndAnIdleConnection() async throws {
      let server = try await TestServer.start { peer, asked in
        peer.send(okay(asked.line))
        if asked.line == "GET /1" { peer.later(50) { $0.send(okay("stale")) } }
      }
      let bench = try await PoolBench.make(server)
      #expect(try await bench.send(.get("/1")).text == "GET /1")
      try await eventually("a new connection") { try await server.connections == 2 }
      #expect(try await bench.send(.get("/2")).text == "GET /2")
      #expect(try await server.asked.map(\.connection) == [0, 1])
      try await bench.close()
    }

    @Test(arguments: [
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\no\r\n2\r\nne\r\n0\r\nX: y\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none",
    ])
    func anAnswerInPiecesIsPutTogether(_ text: String) async throws {
      let result = try await exchange { peer in
        for (number, byte) in text.utf8.enumerated() {
          peer.later(Int64(number) / 4) { $0.send([byte]) }
        }
      }
      #expect(result.first.text == "one")
      #expect(result.connections == (text.contains("100 Continue") ? 2 : 1))
    }

    @Test(arguments: ["Connection: close\r\n", "Connection: Keep-Alive, Close\r\n"])
    func aServerThatEndsTheConnectionIsTakenAtItsWord(_ header: String) async throws {
      let result = try await exchange { $0.send(okay("one", more: header)) }
      #expect(result.first.text == "one" && result.connections == 2)
    }

    @Test func anAnswerOfNoLengthEndsWithTheConnection() async throws {
      let result = try await exchange {
        $0.send("HTTP/1.1 200 OK\r\n\r\none")
        $0.close()
      }
      #expect(result.first.text == "one" && result.connections == 2)
    }

    @Test func anAnswerWithoutEndIsGivenUp() async throws {
      let result = try await exchange { peer in
        peer.send("HTTP/1.1 200 OK\r\n\r\n")
        for _ in 0...AnswerReader.largestBody >> 20 { peer.send(String(repeating: "x", count: 1 << 20)) }
      }
      #expect(result.first.lost == "an answer of more than 4 MB")
    }

    @Test func aLargeAnswerIsWhole() async throws {
      let body = String(repeating: "x", count: AnswerReader.largestBody)
      let result = try await exchange { $0.send(okay(body)) }
      #expect(result.first.answer?.body.count == AnswerReader.largestBody && result.connections == 1)
    }

    @Test func aServerThatHangsUpLosesTheCall() async throws {
      let result = try await exchange { $0.close() }
      #expect(result.first.lost != nil && result.connections == 2)
    }

    @Test func everyStatusIsAnAnswer() async throws {
      for status in ["401 Unauthorized", "429 Too Many Requests", "503 Service Unavailable"] {
        let result = try await exchange { $0.send(okay("<html>", status: status)) }
        #expect(result.first.answer.map { "\($0.status)" } == String(status.prefix(3)))
        #expect(result.connections == 1)
      }
    }

    @Test func aRedirectIsAnAnswerAndNotFollowed() async throws {
      let other = try await TestServer.start { peer, _ in peer.send(okay("stolen")) }
      let port = other.port
      let result = try await exchange {
        $0.send(okay("", status: "302 Found", more: "Location: http://127.0.0.1:\(port)/v2/orders\r\n"))
      }
      #expect(result.first.answer?.status == 302)
      #expect(try await other.connections == 0)
    }

    @Test func aConnectionClosedWhileIdleIsReplaced() async throws {
      let server = try await TestServer.start { peer, _ in
        peer.send(okay())
        peer.later(20) { $0.close() }
      }
      let bench = try await PoolBench.make(server)
      for number in 1...3 {
        #expect(try await bench.send(.order("/\(number)")).answer != nil)
        try await eventually("a new connection") { try await server.connections == number + 1 }
      }
      try await bench.close()
    }

    @Test func aConnectionNobodyUsesIsReplacedBeforeTheServerHangsUp() async throws {
      let server = try await TestServer.start { peer, _ in peer.send(okay()) }
      let bench = try await PoolBench.make(
        Endpoint(isEncrypted: false, host: "127.0.0.1", port: server.port), idleLimit: 50...60)
      try await eventually("one after the other") { try await server.connections > 3 }
      try await eventually("the old ones closed") { try await server.open <= 2 }
      #expect(try await bench.send(.order()).answer != nil)
      try await bench.close()
    }

    /// The server's goodbye is in the kernel, and the loop, busy, has not heard of it: asking the kernel
    /// keeps the order from being lost.
    @Test func aGoodbyeNotYetReadIsSeenBeforeTheWrite() async throws {
      let isClosed = NIOLockedValueBox(false)
      let server = try await TestServer.start { peer, asked in
        peer.send(okay(asked.line))
        guard asked.line == "GET /1" else { return }
        peer.channel.closeFuture.whenComplete { _ in isClosed.withLockedValue { $0 = true } }
        peer.later(50) { $0.close() }
      }
      let bench = try await PoolBench.make(server)
      let second = try await bench.send(
        .get("/1"), deafUntil: { isClosed.withLockedValue { $0 } }, then: .order("/2"))
      #expect(second.text == "POST /2", "\(second)")
      #expect(try await server.asked.map(\.connection) == [0, 1])
      try await bench.close()
    }
  }
#endif
