#if NETWORK
  internal import NIOCore
  internal import NIOHTTP1
  internal import NIOWebSocket

  /// Turns a fresh channel into a WebSocket.
  enum StreamHandshake {
    /// Bytes of a message. The broker's largest are orders of a few thousand.
    static let largestMessage = 4 << 20
    static let mostFragments = 1024

    enum Outcome: Sendable {
      case upgraded
      case refused(status: Int)
    }

    /// Asks for the upgrade; `reader` is the last handler of the WebSocket it becomes.
    static func run(
      on channel: any Channel, _ endpoint: Endpoint, path: String, headers: HTTPHeaders,
      reader: NIOLoopBound<FrameReader>
    ) throws -> EventLoopFuture<Outcome> {
      var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)
      head.headers.replaceOrAdd(name: "Host", value: endpoint.authority)
      head.headers.replaceOrAdd(name: "User-Agent", value: "tranche")
      let status = StatusNote()
      let noted = NIOLoopBound(status, eventLoop: channel.eventLoop)
      let upgrader = NIOTypedWebSocketClientUpgrader<Outcome>(
        maxFrameSize: largestMessage, enableAutomaticErrorHandling: false,
        upgradePipelineHandler: { channel, _ in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandlers([aggregator(), reader.value])
            return .upgraded
          }
        })
      let configuration = NIOTypedHTTPClientUpgradeConfiguration<Outcome>(
        upgradeRequestHead: head, upgraders: [upgrader],
        notUpgradingCompletionHandler: { channel in
          channel.eventLoop.makeSucceededFuture(.refused(status: noted.value.status ?? 0))
        })
      let encoder = HTTPRequestEncoder()
      let decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes))
      let upgrade = NIOTypedHTTPClientUpgradeHandler(
        httpHandlers: [encoder, decoder, status], upgradeConfiguration: configuration)
      try channel.pipeline.syncOperations.addHandlers([encoder, decoder, status, upgrade])
      return upgrade.upgradeResultFuture
    }

    /// Empty fragments are allowed: some servers end every message with one.
    private static func aggregator() -> NIOWebSocketFrameAggregator {
      NIOWebSocketFrameAggregator(
        minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: mostFragments,
        maxAccumulatedFrameSize: largestMessage)
    }
  }

  /// Notes the status of the answer, which the upgrade itself does not tell.
  private final class StatusNote: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    private(set) var status: Int?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      if case .head(let head) = unwrapInboundIn(data) { status = Int(head.status.code) }
      context.fireChannelRead(data)
    }
  }
#endif
