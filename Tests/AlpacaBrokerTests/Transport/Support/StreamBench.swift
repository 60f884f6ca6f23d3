#if NETWORK
  import NIOConcurrencyHelpers
  import NIOCore
  import NIOHTTP1
  import NIOPosix
  import NIOSSL
  import NIOWebSocket

  @testable import AlpacaBroker

  /// A WebSocket server on loopback whose frames a test makes itself.
  final class StreamServer: Sendable {
    struct Peer: Sendable {
      let channel: any Channel

      func send(_ opcode: WebSocketOpcode, _ text: String = "", fin: Bool = true) {
        send(WebSocketFrame(fin: fin, opcode: opcode, data: ByteBuffer(string: text)))
      }
      func send(_ frame: WebSocketFrame) { channel.writeAndFlush(frame, promise: nil) }
      func close() { channel.close(promise: nil) }
    }

    typealias Script = @Sendable (Peer, WebSocketFrame) -> Void

    let port: Int
    /// What the client sent, and the heads of its handshakes.
    let frames = NIOLockedValueBox<[WebSocketFrame]>([])
    let heads = NIOLockedValueBox<[HTTPRequestHead]>([])
    private let listener: any Channel

    static func start(
      tls: NIOSSLContext? = nil, opened: @escaping @Sendable (Peer) -> Void = { _ in },
      script: @escaping Script = { peer, frame in StreamServer.usual(peer, frame) }
    ) async throws -> StreamServer {
      let made = NIOLockedValueBox<StreamServer?>(nil)
      let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
            let upgrader = NIOTypedWebSocketServerUpgrader<Void>(
              shouldUpgrade: { channel, head in
                made.withLockedValue { $0 }?.heads.withLockedValue { $0.append(head) }
                return channel.eventLoop.makeSucceededFuture([:])
              },
              upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                  try channel.pipeline.syncOperations.addHandler(
                    Frames { frame in
                      made.withLockedValue { $0 }?.frames.withLockedValue { $0.append(frame) }
                      script(Peer(channel: channel), frame)
                    })
                  opened(Peer(channel: channel))
                }
              })
            _ = try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
              configuration: .init(
                upgradeConfiguration: .init(
                  upgraders: [upgrader],
                  notUpgradingCompletionHandler: { $0.eventLoop.makeSucceededVoidFuture() })))
          }
        }
        .bind(host: "127.0.0.1", port: 0).get()
      let server = StreamServer(listener)
      made.withLockedValue { $0 = server }
      return server
    }

    private init(_ listener: any Channel) {
      self.listener = listener
      port = listener.localAddress?.port ?? 0
    }

    deinit { listener.close(promise: nil) }

    /// Pings answered, texts echoed, a goodbye returned.
    static func usual(_ peer: Peer, _ frame: WebSocketFrame) {
      switch frame.opcode {
      case .ping: peer.send(.pong, String(buffer: frame.unmaskedData))
      case .text: peer.send(.text, String(buffer: frame.unmaskedData))
      case .connectionClose:
        peer.send(WebSocketFrame(fin: true, opcode: .connectionClose, data: frame.unmaskedData))
        peer.close()
      default: break
      }
    }

    func texts(_ opcode: WebSocketOpcode) -> [String] {
      frames.withLockedValue { $0.filter { $0.opcode == opcode }.map { String(buffer: $0.unmaskedData) } }
    }
  }

  private final class Frames: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    private let received: (WebSocketFrame) -> Void
    init(_ received: @escaping (WebSocketFrame) -> Void) { self.received = received }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) { received(unwrapInboundIn(data)) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }

  /// A link on a loop of its own, with its news as texts: `opened`, `message x`, `ended lost …`.
  struct StreamBench: Sendable {
    private let loop: any EventLoop
    private let link: NIOLoopBound<StreamLink>
    private let log: NIOLockedValueBox<[String]>

    static func open(
      _ endpoint: Endpoint, path: String = "/stream", headers: HTTPHeaders = [:], trust: Trust = .system,
      timing: StreamTiming = StreamTiming(lag: .seconds(100), giveUp: .seconds(200), connect: .seconds(100))
    ) async throws -> StreamBench {
      let loop = PoolBench.clients.next()
      let log = NIOLockedValueBox<[String]>([])
      let link = try await loop.submit {
        let link = StreamLink(
          endpoint: endpoint, path: path, headers: headers, trust: trust, loop: loop, timing: timing
        ) { news in log.withLockedValue { $0.append(text(news)) } }
        link.open()
        return NIOLoopBound(link, eventLoop: loop)
      }.get()
      return StreamBench(loop: loop, link: link, log: log)
    }

    static func open(_ port: Int, timing: StreamTiming? = nil) async throws -> StreamBench {
      let endpoint = Endpoint(isEncrypted: false, host: "127.0.0.1", port: port)
      guard let timing else { return try await open(endpoint) }
      return try await open(endpoint, timing: timing)
    }

    var news: [String] { log.withLockedValue { $0 } }
    var end: String? { news.last.flatMap { $0.hasPrefix("ended") ? $0 : nil } }

    func act(_ body: @escaping @Sendable (StreamLink) -> Void) async throws {
      try await loop.submit { [link] in body(link.value) }.get()
    }

    private static func text(_ news: StreamNews) -> String {
      switch news {
      case .opened: "opened"
      case .message(let bytes): "message \(String(decoding: bytes, as: UTF8.self))"
      case .lagging(let why): "lagging \(why)"
      case .lively: "lively"
      case .ended(.refused(let status)): "ended refused \(status)"
      case .ended(.lost(let why)): "ended lost \(why)"
      }
    }
  }
#endif
