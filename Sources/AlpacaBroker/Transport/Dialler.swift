#if NETWORK
  internal import Glibc
  internal import NIOCore
  internal import NIOPosix
  internal import NIOSSL

  /// Makes connections to one endpoint: resolved, connected and, where it is encrypted, with the server's
  /// certificate verified before anyone can write to them.
  struct Dialler {
    let endpoint: Endpoint
    let loop: any EventLoop
    /// For finding the address, connecting and the handshake, all together.
    let limit: TimeAmount
    /// Milliseconds for which the kernel goes on delivering what the other end does not confirm. Without it
    /// an order whose connection was given up could arrive minutes later.
    private static let undelivered: SocketOptionValue = 8000

    private let security: Result<NIOSSLContext?, ConnectFailure>

    init(_ endpoint: Endpoint, _ trust: Trust, loop: any EventLoop, limit: TimeAmount = .seconds(10)) {
      self.endpoint = endpoint
      self.loop = loop
      self.limit = limit
      security = TLSContexts.context(trust, for: endpoint)
    }

    /// A channel on `loop` that is ready to be written to, or a `ConnectFailure`.
    func dial() -> EventLoopFuture<any Channel> {
      let context: NIOSSLContext?
      switch security {
      case .success(let made): context = made
      case .failure(let failure): return loop.makeFailedFuture(failure)
      }
      let deadline = NIODeadline.now() + limit
      let endpoint = endpoint
      return ClientBootstrap(group: loop)
        .connectTimeout(limit)
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelOption(
          ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: TCP_USER_TIMEOUT)),
          value: Dialler.undelivered
        )
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            if let context { try Dialler.secure(channel, context, endpoint, deadline) }
          }
        }
        .connect(host: endpoint.host, port: endpoint.port)
        .flatMap { channel in Dialler.ready(channel, endpoint) }
        .flatMapErrorThrowing { error in
          // A channel that ran out of time while it connected only says that it was closed.
          let failure = ConnectFailure(error)
          if case .other = failure, NIODeadline.now() >= deadline { throw ConnectFailure.tooSlow }
          throw failure
        }
    }

    /// An address as host is not a name to be indicated; NIOSSL then compares the certificate with the
    /// address connected to.
    private static func secure(
      _ channel: any Channel, _ context: NIOSSLContext, _ endpoint: Endpoint, _ deadline: NIODeadline
    ) throws {
      let tls = try NIOSSLClientHandler(
        context: context, serverHostname: endpoint.isAddress ? nil : endpoint.host)
      let watch = HandshakeWatch(tls, deadline: deadline, loop: channel.eventLoop)
      try channel.pipeline.syncOperations.addHandlers([tls, watch])
    }

    private static func ready(_ channel: any Channel, _ endpoint: Endpoint) -> EventLoopFuture<any Channel> {
      if endpoint.isLoopback, !isLoopback(channel.remoteAddress) {
        return channel.close().flatMapThrowing { throw ConnectFailure.notLoopback }
      }
      guard endpoint.isEncrypted else { return channel.eventLoop.makeSucceededFuture(channel) }
      do {
        let watch = try channel.pipeline.syncOperations.handler(type: HandshakeWatch.self)
        return watch.done.futureResult.map { channel }
      } catch {
        // The handshake is over already, in this same turn: it took the watch out, or the channel is closed.
        return channel.isActive
          ? channel.eventLoop.makeSucceededFuture(channel)
          : channel.eventLoop.makeFailedFuture(ConnectFailure.handshake("the server hung up"))
      }
    }

    private static func isLoopback(_ address: SocketAddress?) -> Bool {
      guard let ip = address?.ipAddress else { return false }
      return ip == "::1" || ip.hasPrefix("127.")
    }
  }
#endif
