#if NETWORK
  import NIOCore
  import NIOPosix
  import NIOSSL
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  /// Who is believed to be the server, on real handshakes.
  @Suite(.alone, .timeLimit(.minutes(10))) struct TLSTests {
    private func authority(_ name: String = "ca") throws -> Trust {
      .file(try TestCertificates.shared.get().path("\(name).pem"))
    }

    private func bench(_ server: TestServer, host: String = "127.0.0.1", _ trust: Trust) async throws
      -> PoolBench
    {
      try await PoolBench.make(
        Endpoint(isEncrypted: true, host: host, port: server.port), trust: trust)
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func theRightAuthorityAndTheRightNameAreBelieved(_ host: String) async throws {
      let tls = try TestCertificates.shared.get().server("good")
      let server = try await TestServer.start(tls: tls) { peer, _ in peer.send(okay("in TLS")) }
      let bench = try await bench(server, host: host, authority())
      #expect(try await bench.send(.order()).text == "in TLS")
      #expect(try await bench.send(.order()).text == "in TLS")
      #expect(try await server.connections == 1)
      #expect(try await bench.lastFailure == nil)
      try await bench.close()
    }

    /// Each with the words that say which it was, and none with a request at the server.
    @Test(arguments: [
      ("expired", "ca", "the server's certificate has expired"),
      ("selfsigned", "ca", "the server's certificate is signed by itself"),
      ("good", "stranger", "the server's certificate is signed by no trusted authority"),
      ("good", "system", "the server's certificate is signed by no trusted authority"),
      ("elsewhere", "ca", "the server's certificate is for another name"),
    ])
    func anyOtherCertificateIsRefused(_ shown: String, _ trusted: String, _ words: String) async throws {
      let tls = try TestCertificates.shared.get().server(shown)
      for host in ["127.0.0.1", "localhost"] {
        let server = try await TestServer.start(tls: tls) { peer, _ in peer.send(okay()) }
        let bench = try await bench(server, host: host, trusted == "system" ? .system : authority(trusted))
        let results = try await bench.begin([.order()])
        try await eventually("a failure") { try await bench.lastFailure != nil }
        #expect(try await bench.lastFailure == "\(host):\(server.port): \(words)")
        #expect(try await server.bytes == 0)
        try await bench.close()
        #expect(try await results[0].get().notSent != nil)
        #expect(try await server.asked.isEmpty)
      }
    }

    @Test func aServerInPlainTextIsRefusedWhereTLSIsExpected() async throws {
      let server = try await TestServer.start(
        opened: { $0.send("HTTP/1.1 400 Bad Request\r\n\r\n") }, script: { _, _ in })
      let bench = try await bench(server, authority())
      try await eventually("a failure") { try await bench.lastFailure != nil }
      #expect(try await bench.lastFailure?.hasSuffix("the server does not speak TLS") ?? false)
      #expect(try await server.asked.isEmpty)
      try await bench.close()
    }

    @Test func aServerThatSaysNothingIsGivenUp() async throws {
      let server = try await TestServer.start { _, _ in }
      let loop = PoolBench.clients.next()
      let dialler = Dialler(
        Endpoint(isEncrypted: true, host: "127.0.0.1", port: server.port), try authority(), loop: loop,
        limit: .milliseconds(200))
      await #expect { _ = try await dialler.dial().get() } throws: { error in
        (error as? ConnectFailure)?.words == "no connection in time"
      }
      try await eventually("a closed connection") { try await server.open == 0 }
    }

    @Test func aServerInTLSIsNoServerInPlainText() async throws {
      let tls = try TestCertificates.shared.get().server("good")
      let server = try await TestServer.start(tls: tls) { peer, _ in peer.send(okay()) }
      let bench = try await PoolBench.make(server)
      let result = try await bench.send(.order())
      #expect(result.lost != nil, "\(result)")
      #expect(try await server.asked.isEmpty)
      try await bench.close()
    }

    @Test(arguments: [
      ("nowhere.pem", "no such file or directory"), ("garbage.pem", "it holds no certificate in PEM form"),
    ])
    func anAuthorityFileOfNoUseIsSaid(_ name: String, _ reason: String) async throws {
      let path = try TestCertificates.shared.get().path(name)
      let server = try await TestServer.start { _, _ in }
      let bench = try await bench(server, .file(path))
      try await eventually("a failure") { try await bench.lastFailure != nil }
      #expect(
        try await bench.lastFailure == "127.0.0.1:\(server.port): the CA file \(path) is of no use: \(reason)"
      )
      #expect(try await server.connections == 0)
      try await bench.close()
    }

    // MARK: The end of an answer

    private func ending(_ answer: String, _ end: @escaping @Sendable (TestServer.Peer) -> Void) async throws
      -> HTTPResult
    {
      let tls = try TestCertificates.shared.get().server("good")
      let server = try await TestServer.start(tls: tls) { peer, _ in
        peer.send(answer)
        peer.later(50, end)
      }
      let bench = try await bench(server, authority())
      let result = try await bench.send(.order())
      try await bench.close()
      return result
    }

    /// Anyone on the way can end a TCP connection; only the server can say goodbye in TLS.
    @Test func anAnswerOfNoLengthNeedsAGoodbye() async throws {
      let open = "HTTP/1.1 200 OK\r\n\r\n{\"qty\":\"1"
      #expect(try await ending(open) { $0.cut() }.lost != nil)
      #expect(try await ending(open) { $0.close() }.text == "{\"qty\":\"1")
    }

    @Test func anAnswerCutShortIsLost() async throws {
      let part = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"qty\":\"1"
      #expect(try await ending(part) { $0.cut() }.lost != nil)
      #expect(try await ending(part) { $0.close() }.lost != nil)
      #expect(try await ending("") { $0.cut() }.lost != nil)
    }

    @Test func aWholeAnswerNeedsNoGoodbye() async throws {
      #expect(try await ending(okay("whole")) { $0.cut() }.text == "whole")
    }

    // MARK: Names in a certificate

    @Test func issuerAndSubjectAreRead() throws {
      let made = try TestCertificates.shared.get()
      func names(_ file: String) throws -> CertificateNames {
        let certificate = try #require(try NIOSSLCertificate.fromPEMFile(made.path(file)).first)
        return try #require(CertificateNames(certificate.toDERBytes()))
      }
      #expect(try names("ca.pem").isSelfSigned)
      #expect(try !names("good.pem").isSelfSigned)
      #expect(try names("good.pem").issuer == names("ca.pem").subject)
    }

    @Test func brokenCertificatesHaveNoNames() throws {
      let made = try TestCertificates.shared.get()
      let certificate = try #require(try NIOSSLCertificate.fromPEMFile(made.path("good.pem")).first)
      let bytes = try certificate.toDERBytes()
      for length in 0..<bytes.count { #expect(CertificateNames(Array(bytes.prefix(length))) == nil) }
      #expect(CertificateNames([0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]) == nil)
    }
  }
#endif
