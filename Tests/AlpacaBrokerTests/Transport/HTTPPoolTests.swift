#if NETWORK
  import NIOConcurrencyHelpers
  import NIOCore
  import NIOHTTP1
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  @Suite(.alone, .timeLimit(.minutes(10))) struct HTTPPoolTests {
    @Test func aCallIsAnswered() async throws {
      let server = try await TestServer.start { peer, asked in
        peer.send(okay(#"{"a":1}"#, more: "X-RateLimit-Remaining: 7\r\n"))
      }
      let bench = try await PoolBench.make(server)
      let got = try #require(try await bench.send(.get("/v2/clock?x=1")).answer)
      #expect(got.status == 200 && String(decoding: got.body, as: UTF8.self) == #"{"a":1}"#)
      #expect(got.headers.first(name: "x-ratelimit-remaining") == "7")
      let text = try #require(try await server.asked.first?.text)
      #expect(text.hasPrefix("GET /v2/clock?x=1 HTTP/1.1\r\n"))
      for line in [
        "Host: 127.0.0.1:\(server.port)", "APCA-API-KEY-ID: KEY", "APCA-API-SECRET-KEY: SECRET",
        "Accept: application/json", "User-Agent: tranche",
      ] {
        #expect(text.contains("\r\n\(line)\r\n"), "\(line)")
      }
      #expect(!text.contains("Content-"), "no body, no word of one")
      try await bench.close()
    }

    @Test func anOrderCarriesItsBodyWhole() async throws {
      let server = try await TestServer.start { peer, _ in peer.send(okay()) }
      let bench = try await PoolBench.make(server)
      _ = try await bench.send(.order())
      let text = try #require(try await server.asked.first?.text)
      #expect(text.contains("\r\nContent-Type: application/json\r\n"))
      #expect(text.contains("\r\nContent-Length: 17\r\n"))
      #expect(text.hasSuffix("\r\n\r\n{\"symbol\":\"AAPL\"}"))
      #expect(!text.contains("chunked"))
      try await bench.close()
    }

    @Test func oneConnectionCarriesManyCallsOneAfterTheOther() async throws {
      let server = try await TestServer.start { peer, asked in
        peer.later(20) { $0.send(okay(asked.line)) }
      }
      let bench = try await PoolBench.make(server)
      let results = try await bench.begin((0..<5).map { .get("/\($0)") })
      for (number, result) in results.enumerated() {
        #expect(try await result.get().text == "GET /\(number)")
      }
      #expect(try await server.connections == 1)
      try await bench.close()
    }

    // MARK: The permit

    @Test func withoutAPermitNotOneByteLeaves() async throws {
      let server = try await TestServer.start { peer, _ in peer.send(okay()) }
      let bench = try await PoolBench.make(server)
      try await eventually("a connection") { try await server.connections == 1 }
      #expect(try await bench.send(.order(permit: { false })).isForbidden)
      #expect(try await server.bytes == 0)
      // The same connection is as good as before.
      #expect(try await bench.send(.order()).answer?.status == 200)
      #expect(try await server.connections == 1)
      #expect(try await server.asked.count == 1)
      try await bench.close()
    }

    /// A halt between the waiting and the write counts.
    @Test func thePermitIsAskedAfterTheWaiting() async throws {
      let slow = NIOLockedValueBox<TestServer.Peer?>(nil)
      let server = try await TestServer.start { peer, asked in
        if asked.line == "GET /slow" { slow.withLockedValue { $0 = peer } } else { peer.send(okay()) }
      }
      let bench = try await PoolBench.make(server)
      let isOpen = NIOLockedValueBox(true)
      let questions = NIOLockedValueBox(0)
      let order = HTTPCall.order {
        questions.withLockedValue { $0 += 1 }
        return isOpen.withLockedValue { $0 }
      }
      #expect(try await bench.send(.get("/warm")).answer != nil)
      let results = try await bench.begin([.get("/slow"), order])
      try await eventually("the slow one") { try await server.asked.count == 2 }
      #expect(questions.withLockedValue { $0 } == 0, "it was asked while the call waited")
      isOpen.withLockedValue { $0 = false }
      slow.withLockedValue { $0 }?.send(okay())
      #expect(try await results[1].get().isForbidden)
      #expect(questions.withLockedValue { $0 } == 1)
      #expect(try await results[0].get().answer != nil)
      #expect(try await server.asked.map(\.line) == ["GET /warm", "GET /slow"])
      try await bench.close()
    }

    @Test func thePermitIsAskedInTheTurnOfTheWriteAndOnTheLoop() async throws {
      let server = try await TestServer.start { peer, _ in peer.send(okay()) }
      let bench = try await PoolBench.make(server)
      #expect(try await bench.send(.get("/warm")).answer != nil)
      let loop = bench.loop
      let order = HTTPCall.order { loop.inEventLoop }
      #expect(try await bench.send(order).answer != nil)
      try await bench.close()
    }

    // MARK: Waiting

    @Test func cancelsFindAWayWhileOrdersHang() async throws {
      let server = try await TestServer.start { peer, asked in
        if asked.line.hasPrefix("DELETE") { peer.send(noContent) }
      }
      let bench = try await PoolBench.make(server, size: 3, reserved: 1)
      try await eventually("all connections") { try await server.connections == 3 }
      let orders = try await bench.begin((0..<5).map { .order("/\($0)") })
      try await eventually("two orders on the wire") { try await server.asked.count == 2 }
      for _ in 0..<3 { #expect(try await bench.send(.cancel()).answer?.status == 204) }
      let asked = try await server.asked
      #expect(asked.filter { $0.line.hasPrefix("POST") }.count == 2, "an order took the cancels' way")
      #expect(Set(asked.filter { $0.line.hasPrefix("DELETE") }.map(\.connection)).count == 1)
      try await bench.close()
      for order in orders[0...1] { #expect(try await order.get().lost != nil) }
      for order in orders[2...] { #expect(try await order.get().notSent != nil) }
    }

    @Test func theMostUrgentGoFirst() async throws {
      let server = try await TestServer.start { peer, asked in
        peer.later(asked.line == "GET /slow" ? 100 : 0) { $0.send(okay()) }
      }
      let bench = try await PoolBench.make(server)
      #expect(try await bench.send(.get("/warm")).answer != nil)
      let results = try await bench.begin([
        .get("/slow"), .get("/1"), .order("/2"), .get("/3"), .cancel("/4"), .order("/5"), .cancel("/6"),
      ])
      for result in results { #expect(try await result.get().answer != nil) }
      let expected = ["GET /slow", "DELETE /4", "DELETE /6", "POST /2", "POST /5", "GET /1", "GET /3"]
      #expect(try await server.asked.map(\.line).dropFirst() == expected[...])
      try await bench.close()
    }

    @Test func patienceEnds() async throws {
      let server = try await TestServer.start { peer, asked in
        if asked.line == "GET /warm" { peer.send(okay()) }
      }
      let bench = try await PoolBench.make(server)
      #expect(try await bench.send(.get("/warm")).answer != nil)
      var late = HTTPCall.order()
      late.patience = .milliseconds(50)
      let results = try await bench.begin([.get("/stuck"), late])
      let why = try #require(try await results[1].get().notSent)
      #expect(why == "no connection was free within 50 ms")
      try await eventually("the stuck one") {
        try await server.asked.map(\.line) == ["GET /warm", "GET /stuck"]
      }
      try await bench.close()
    }

    @Test func aFullQueueTakesNoMoreButACancel() async throws {
      let server = try await TestServer.start { _, _ in }
      let bench = try await PoolBench.make(server)
      var results = try await bench.begin((0..<CallQueue.capacity).map { .get("/\($0)") })
      results += try await bench.begin([.get("/late"), .cancel()])
      let waiting = results.count
      #expect(waiting == CallQueue.capacity + 2)
      // One may be on the wire already; what has no place says so at once.
      var full = 0
      try await bench.close()
      for result in results where try await result.get().notSent?.contains("wait already") ?? false {
        full += 1
      }
      #expect((1...2).contains(full))
      #expect(try await results[waiting - 1].get().notSent?.contains("wait already") != true, "the cancel")
    }

    @Test func beforeItIsWarmNothingIsSent() async throws {
      let server = try await TestServer.start { peer, _ in peer.send(okay()) }
      let endpoint = Endpoint(isEncrypted: false, host: "127.0.0.1", port: server.port)
      let bench = try await PoolBench.make(endpoint, isWarm: false)
      var call = HTTPCall.get("/")
      call.patience = .milliseconds(50)
      #expect(try await bench.send(call).notSent != nil)
      #expect(try await server.connections == 0)
      try await bench.close()
    }

    @Test(arguments: ["", "v2", "http://evil.com/", "/v2 x", "/\r\nX: y", "/ü"])
    func whatIsNoTargetIsNotSent(_ target: String) async throws {
      let server = try await TestServer.start { peer, _ in peer.send(okay()) }
      let bench = try await PoolBench.make(server)
      #expect(try await bench.send(.get(target)).notSent != nil)
      #expect(try await server.bytes == 0)
      try await bench.close()
    }

    // MARK: Coming and going

    @Test func refusedConnectionsAreTriedAgain() async throws {
      let gone = try await TestServer.start { _, _ in }
      let port = gone.port
      gone.stop()
      try await eventually("a closed port") { try await gone.isStopped }
      let bench = try await PoolBench.make(Endpoint(isEncrypted: false, host: "127.0.0.1", port: port))
      try await eventually("a failure") { try await bench.lastFailure != nil }
      #expect(try await bench.lastFailure == "127.0.0.1:\(port): connection refused")
      var call = HTTPCall.get("/")
      call.patience = .milliseconds(20)
      #expect(try await bench.send(call).notSent?.hasSuffix("connection refused") ?? false)
      // Whoever on this machine has borrowed the port meanwhile gives it back.
      var found: TestServer?
      try await eventually("the same port") {
        found = try? await TestServer.start(port: port) { peer, _ in peer.send(okay()) }
        return found != nil
      }
      let back = try #require(found)
      #expect(try await bench.send(.get("/")).answer?.status == 200)
      #expect(try await bench.lastFailure == nil)
      #expect(try await back.connections == 1)
      try await bench.close()
    }

    @Test func aNameWithoutAnAddressIsSaid() async throws {
      let bench = try await PoolBench.make(
        Endpoint(isEncrypted: false, host: "no.such.host.invalid", port: 80))
      // Where those who know names do not answer, that they took too long may be said first.
      let words = "no.such.host.invalid: the name of the server leads to no address"
      try await eventually("the failure") { try await bench.lastFailure == words }
      try await bench.close()
    }

    @Test func closingClosesAndRefuses() async throws {
      let server = try await TestServer.start { _, _ in }
      let bench = try await PoolBench.make(server, size: 3)
      try await eventually("all connections") { try await server.open == 3 }
      try await bench.close()
      try await eventually("none open") { try await server.open == 0 }
      #expect(try await bench.send(.get("/")).notSent != nil)
      try await Task.sleep(for: .milliseconds(300))
      #expect(try await server.connections == 3, "it came back after closing")
      try await bench.close()
    }
  }
#endif
