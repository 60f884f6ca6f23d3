#if NETWORK
  internal import HTTPTypes
  internal import HummingbirdCore
  internal import Logging
  internal import NIOCore
  internal import NIOHTTP1
  internal import NIOHTTPTypes
  internal import NIOHTTPTypesHTTP1
  internal import NIOWebSocket

  /// One connection: HTTP, or a WebSocket where its first request asks for one at a path that has one.
  struct UpgradeChannel: HTTPChannelHandler {
    typealias HTTP = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
    typealias WebSocket = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    enum Outcome: Sendable {
      case http(HTTP)
      case stream(WebSocket, StreamRequest)
    }

    struct Value: ServerChildChannelValue {
      let outcome: EventLoopFuture<Outcome>
      let channel: any Channel
    }

    let responder: Responder
    let venue: Venue

    /// Clients send a few hundred bytes.
    private static let largestFrame = 1 << 16

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
      channel.eventLoop.makeCompletedFuture {
        let upgrader = NIOTypedWebSocketServerUpgrader<Outcome>(
          maxFrameSize: UpgradeChannel.largestFrame,
          shouldUpgrade: { channel, head in
            guard StreamRequest(head) != nil else { return UpgradeChannel.refuse(channel, .notFound) }
            let venue = venue
            return channel.eventLoop.makeFutureWithTask { await venue.admits() }.flatMap { isAdmitted in
              isAdmitted
                ? channel.eventLoop.makeSucceededFuture([:])
                : UpgradeChannel.refuse(channel, .tooManyRequests)
            }
          },
          upgradePipelineHandler: { channel, head in
            channel.eventLoop.makeCompletedFuture { try UpgradeChannel.stream(channel, head) }
          })
        let configuration = NIOTypedHTTPServerUpgradeConfiguration<Outcome>(
          upgraders: [upgrader],
          notUpgradingCompletionHandler: { channel in
            channel.eventLoop.makeCompletedFuture { try UpgradeChannel.http(channel, logger) }
          })
        let outcome = try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
          configuration: .init(upgradeConfiguration: configuration))
        return Value(outcome: outcome, channel: channel)
      }
    }

    /// Says no to a handshake and hangs up. Left to the HTTP side, the answer would wait for a body that no
    /// handshake has.
    private static func refuse(
      _ channel: any Channel, _ status: HTTPResponseStatus
    ) -> EventLoopFuture<HTTPHeaders?> {
      let head = HTTPResponseHead(
        version: .http1_1, status: status, headers: ["Content-Length": "0", "Connection": "close"])
      channel.write(HTTPServerResponsePart.head(head), promise: nil)
      channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
      return channel.close().map { nil }
    }

    private static func http(_ channel: any Channel, _ logger: Logger) throws -> Outcome {
      try channel.pipeline.syncOperations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      try channel.pipeline.syncOperations.addHandler(
        HTTPConnectionStateHandler(idleTimeout: nil, logger: logger))
      return .http(
        try HTTP(
          wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)))
    }

    private static func stream(_ channel: any Channel, _ head: HTTPRequestHead) throws -> Outcome {
      guard let request = StreamRequest(head) else { throw ChannelError.inappropriateOperationForState }
      // An empty last fragment is what one client ends every message with.
      try channel.pipeline.syncOperations.addHandler(
        NIOWebSocketFrameAggregator(
          minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 64, maxAccumulatedFrameSize: largestFrame))
      return .stream(try WebSocket(wrappingChannelSynchronously: channel), request)
    }

    func handle(value: Value, logger: Logger) async {
      do {
        switch try await value.outcome.get() {
        case .http(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
        case .stream(let channel, let request):
          try await StreamConnection(venue: venue, request: request).run(channel)
        }
      } catch {
        // The client is gone, or never spoke HTTP; there is nobody left to tell.
        logger.debug("connection ended: \(error)")
      }
    }
  }
#endif
