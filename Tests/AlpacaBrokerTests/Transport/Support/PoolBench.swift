#if NETWORK
  import Foundation
  import NIOCore
  import NIOHTTP1
  import NIOPosix
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  /// A pool on a loop of its own, used from tests.
  struct PoolBench: Sendable {
    /// Apart from the servers' loops, which must go on where a test holds the client's up.
    static let clients = MultiThreadedEventLoopGroup(numberOfThreads: 2)

    let loop: any EventLoop
    private let pool: NIOLoopBound<HTTPPool>

    static func make(
      _ endpoint: Endpoint, trust: Trust = .system, size: Int = 1, reserved: Int = 0, isWarm: Bool = true,
      idleLimit: ClosedRange<Int64> = HTTPConnection.usualIdleLimit
    ) async throws -> PoolBench {
      let loop = clients.next()
      let credentials = try #require(AlpacaCredentials(keyID: "KEY", secret: "SECRET"))
      let pool = try await loop.submit {
        let pool = HTTPPool(
          endpoint: endpoint, trust: trust, credentials: credentials, loop: loop, size: size,
          reserved: reserved,
          idleLimit: idleLimit)
        if isWarm { pool.warm() }
        return NIOLoopBound(pool, eventLoop: loop)
      }.get()
      return PoolBench(loop: loop, pool: pool)
    }

    static func make(_ server: TestServer, size: Int = 1, reserved: Int = 0) async throws -> PoolBench {
      try await make(
        Endpoint(isEncrypted: false, host: "127.0.0.1", port: server.port), size: size, reserved: reserved)
    }

    func send(_ call: HTTPCall) async throws -> HTTPResult {
      try await begin([call])[0].get()
    }

    /// Sends them all in one turn.
    func begin(_ calls: [HTTPCall]) async throws -> [EventLoopFuture<HTTPResult>] {
      try await loop.submit { [loop, pool] in
        calls.map { call in
          let promise = loop.makePromise(of: HTTPResult.self)
          pool.value.send(call) { promise.succeed($0) }
          return promise.futureResult
        }
      }.get()
    }

    /// Sends `second` when `first` is answered, after a pause in which the loop hears nothing.
    func send(
      _ first: HTTPCall, deafUntil isOver: @escaping @Sendable () -> Bool, then second: HTTPCall
    ) async throws -> HTTPResult {
      try await loop.flatSubmit { [loop, pool] in
        let promise = loop.makePromise(of: HTTPResult.self)
        pool.value.send(first) { _ in
          let giveUp = ContinuousClock.now + .seconds(100)
          while !isOver(), ContinuousClock.now < giveUp { Thread.sleep(forTimeInterval: 0.005) }
          pool.value.send(second) { promise.succeed($0) }
        }
        return promise.futureResult
      }.get()
    }

    var lastFailure: String? {
      get async throws { try await loop.submit { [pool] in pool.value.lastFailure }.get() }
    }

    func close() async throws {
      try await loop.flatSubmit { [loop, pool] in
        let promise = loop.makePromise(of: Void.self)
        pool.value.close { promise.succeed(()) }
        return promise.futureResult
      }.get()
    }
  }

  /// Waits for something that other threads bring about.
  func eventually(
    _ what: Comment, location: SourceLocation = #_sourceLocation, _ isSo: () async throws -> Bool
  ) async throws {
    let end = ContinuousClock.now + .seconds(100)
    while ContinuousClock.now < end {
      if try await isSo() { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("never came: \(what)", sourceLocation: location)
  }

  extension HTTPCall {
    /// For tests on a machine with other things to do.
    static func get(_ target: String, limit: TimeAmount = .seconds(100)) -> HTTPCall {
      HTTPCall(method: .GET, target: target, limit: limit, patience: .seconds(100))
    }

    static func order(_ target: String = "/v2/orders", permit: @escaping @Sendable () -> Bool = { true })
      -> HTTPCall
    {
      HTTPCall(
        method: .POST, target: target, body: Array(#"{"symbol":"AAPL"}"#.utf8), urgency: .order,
        limit: .seconds(100), patience: .seconds(100), permit: permit)
    }

    static func cancel(_ target: String = "/v2/orders/1") -> HTTPCall {
      HTTPCall(
        method: .DELETE, target: target, urgency: .cancel, limit: .seconds(100), patience: .seconds(100))
    }
  }

  extension HTTPResult {
    var answer: HTTPAnswer? { if case .answer(let answer) = self { answer } else { nil } }
    var lost: String? { if case .lost(let why) = self { why } else { nil } }
    var notSent: String? { if case .notSent(let why) = self { why } else { nil } }
    var isForbidden: Bool { if case .forbidden = self { true } else { false } }
    var text: String? { answer.map { String(decoding: $0.body, as: UTF8.self) } }
  }
#endif
