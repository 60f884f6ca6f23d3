#if NETWORK
  internal import NIOCore
  internal import NIOWebSocket

  /// What ends a WebSocket without a goodbye.
  enum StreamFault {
    case hangUp
    case socket(String)
    /// The server breaks the rules of the protocol; it is told so.
    case protocolError(String)
  }

  /// The last handler of a WebSocket: hands frames to the link, and writes its frames.
  final class FrameReader: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let received: (WebSocketFrame) -> Void
    private let broken: (StreamFault) -> Void
    private var context: ChannelHandlerContext?

    init(received: @escaping (WebSocketFrame) -> Void, broken: @escaping (StreamFault) -> Void) {
      self.received = received
      self.broken = broken
    }

    /// Masked, as everything a client sends.
    func write(_ opcode: WebSocketOpcode, _ bytes: ByteBuffer) {
      guard let context else { return }
      let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: bytes)
      context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { received(unwrapInboundIn(data)) }

    func channelInactive(context: ChannelHandlerContext) { broken(.hangUp) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      switch error {
      case is NIOWebSocketError, is NIOWebSocketFrameAggregator.Error: broken(.protocolError("\(error)"))
      default: broken(.socket(ConnectFailure(error).words))
      }
    }
  }
#endif
