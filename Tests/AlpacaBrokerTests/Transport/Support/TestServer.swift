#if NETWORK
  import NIOCore
  import NIOPosix
  import NIOSSL

  /// A server on loopback that answers in bytes, so that it can answer wrongly.
  final class TestServer: Sendable {
    /// One request, whole.
    struct Asked: Sendable {
      /// The number of its connection, from 0.
      let connection: Int
      let text: String
      /// `GET /v2/clock`.
      var line: String { text.split(separator: " ").prefix(2).joined(separator: " ") }
    }

    /// What a test's script can do to the client.
    struct Peer: Sendable {
      let channel: any Channel

      func send(_ text: String) { channel.writeAndFlush(ByteBuffer(string: text), promise: nil) }
      func send(_ bytes: [UInt8]) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
      func close() { channel.close(promise: nil) }
      /// Ends the TCP connection without a goodbye in TLS.
      func cut() {
        channel.eventLoop.execute { [channel] in
          let cutter = try? channel.pipeline.syncOperations.context(handlerType: Cutter.self)
          cutter?.close(promise: nil)
        }
      }
      func later(_ milliseconds: Int64, _ act: @escaping @Sendable (Peer) -> Void) {
        channel.eventLoop.scheduleTask(in: .milliseconds(milliseconds)) { act(self) }
      }
    }

    typealias Script = @Sendable (Peer, Asked) -> Void

    let port: Int
    private let listener: any Channel
    private let log: NIOLoopBound<Log>

    static func start(
      tls: NIOSSLContext? = nil, port: Int = 0, opened: @escaping @Sendable (Peer) -> Void = { _ in },
      script: @escaping Script
    ) async throws -> TestServer {
      let loop = MultiThreadedEventLoopGroup.singleton.next()
      let log = try await loop.submit { NIOLoopBound(Log(), eventLoop: loop) }.get()
      let listener = try await ServerBootstrap(group: loop)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let operations = channel.pipeline.syncOperations
            try operations.addHandler(Cutter())
            if let tls { try operations.addHandler(NIOSSLServerHandler(context: tls)) }
            try operations.addHandler(Reading(log: log.value, opened: opened, script: script))
          }
        }
        .bind(host: "127.0.0.1", port: port).get()
      return TestServer(listener, log)
    }

    private init(_ listener: any Channel, _ log: NIOLoopBound<Log>) {
      self.listener = listener
      self.log = log
      port = listener.localAddress?.port ?? 0
    }

    deinit { listener.close(promise: nil) }

    /// Connections that are open stay.
    func stop() { listener.close(promise: nil) }

    var isStopped: Bool { get async throws { !listener.isActive } }
    var connections: Int { get async throws { try await read { $0.connections } } }
    var open: Int { get async throws { try await read { $0.open } } }
    var bytes: Int { get async throws { try await read { $0.bytes } } }
    var asked: [Asked] { get async throws { try await read { $0.asked } } }

    private func read<T: Sendable>(_ body: @escaping @Sendable (Log) -> T) async throws -> T {
      try await listener.eventLoop.submit { [log] in body(log.value) }.get()
    }
  }

  private final class Log {
    var connections = 0
    var open = 0
    var bytes = 0
    var asked: [TestServer.Asked] = []
  }

  /// Nearest to the socket, where a close skips TLS.
  private final class Cutter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
  }

  private final class Reading: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let log: Log
    private let opened: @Sendable (TestServer.Peer) -> Void
    private let script: TestServer.Script
    private var number = 0
    private var text = ""

    init(
      log: Log, opened: @escaping @Sendable (TestServer.Peer) -> Void, script: @escaping TestServer.Script
    ) {
      self.log = log
      self.opened = opened
      self.script = script
    }

    func channelActive(context: ChannelHandlerContext) {
      number = log.connections
      log.connections += 1
      log.open += 1
      opened(TestServer.Peer(channel: context.channel))
    }

    func channelInactive(context: ChannelHandlerContext) { log.open -= 1 }

    /// A client that hangs up is what many tests are about.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let bytes = unwrapInboundIn(data)
      log.bytes += bytes.readableBytes
      text += String(buffer: bytes)
      while let request = takeRequest() {
        let asked = TestServer.Asked(connection: number, text: request)
        log.asked.append(asked)
        script(TestServer.Peer(channel: context.channel), asked)
      }
    }

    private func takeRequest() -> String? {
      guard let end = text.utf8.firstRange(of: "\r\n\r\n".utf8)?.upperBound else { return nil }
      let head = text[..<end].lowercased()
      let line = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
      let length = line.flatMap { Int($0.dropFirst("content-length:".count).trimmed) } ?? 0
      guard text.utf8.distance(from: end, to: text.endIndex) >= length else { return nil }
      let stop = text.utf8.index(end, offsetBy: length)
      defer { text = String(text[stop...]) }
      return String(text[..<stop])
    }
  }

  extension Substring {
    fileprivate var trimmed: Substring { drop { $0 == " " } }
  }

  /// An answer with a body of known length.
  func okay(_ body: String = "{}", status: String = "200 OK", more: String = "") -> String {
    "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(more)\r\n\(body)"
  }

  /// What a cancel is answered with.
  let noContent = "HTTP/1.1 204 No Content\r\n\r\n"
#endif
