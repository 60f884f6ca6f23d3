#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import NIOHTTP1

  /// A request with the question that is asked before it leaves.
  struct GatedRequest {
    let head: HTTPRequestHead
    let body: [UInt8]
    let permit: SendPermit?
  }

  /// The last handler of ours before the encoder and the socket: asks the permit and, in the same turn,
  /// writes and flushes the whole request.
  ///
  /// A request comes as one message, so that nothing can be between its parts, and it is let through only
  /// where the channel has nothing of an earlier write left: below this point no byte waits for anything.
  final class PermitGate: ChannelOutboundHandler {
    typealias OutboundIn = GatedRequest
    typealias OutboundOut = HTTPClientRequestPart

    /// Why not one byte was written.
    enum Refusal: Error {
      case forbidden
      case notReady
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      let request = unwrapOutboundIn(data)
      guard context.channel.isActive, context.channel.isWritable else {
        promise?.fail(Refusal.notReady)
        return
      }
      guard request.permit?() ?? true else {
        promise?.fail(Refusal.forbidden)
        return
      }
      context.write(wrapOutboundOut(.head(request.head)), promise: nil)
      if !request.body.isEmpty {
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: request.body)))), promise: nil)
      }
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
    }
  }
#endif
