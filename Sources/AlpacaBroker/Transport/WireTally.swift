#if NETWORK
  internal import NIOCore
  internal import NIOHTTP1

  /// Counts the bytes of one answer, to see where a server sends more than it.
  ///
  /// Why: the parser keeps the beginning of a second, unasked answer to itself. Written then, the next
  /// request would be taken for the one that this answer belongs to, and an order for one symbol be told the
  /// fate of another. Sits between TLS and the parser.
  final class WireTally: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// Bytes that answer nothing.
    struct Unasked: Error {}

    private var isAsked = false
    private var total = 0
    private var headLength: Int?
    /// The last four bytes.
    private var tail: UInt32 = 0
    private static let blankLine: UInt32 = 0x0D0A_0D0A

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      if !isAsked {
        isAsked = true
        total = 0
        headLength = nil
        tail = 0
      }
      context.write(data, promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard isAsked else {
        context.fireErrorCaught(Unasked())
        return
      }
      count(unwrapInboundIn(data))
      context.fireChannelRead(data)
    }

    /// The parser has seen the end of an answer. Whether the server has sent nothing after it.
    func ended(_ answer: HTTPResponseHead) -> Bool {
      isAsked = false
      guard let headLength else { return false }
      guard answer.status.mayHaveResponseBody else { return total == headLength }
      if answer.headers.contains(name: "transfer-encoding") { return tail == WireTally.blankLine }
      // Without a length the answer ends with the connection, which carries no other.
      guard let length = answer.headers.first(name: "content-length").flatMap(Int.init) else { return false }
      return total == headLength + length
    }

    private func count(_ bytes: ByteBuffer) {
      // Past the head only the last four bytes matter, and all of a long body need not be looked at.
      let view = bytes.readableBytesView
      let looked = headLength == nil ? view[...] : view.suffix(4)
      total += view.count - looked.count
      for byte in looked {
        tail = tail << 8 | UInt32(byte)
        total += 1
        if headLength == nil, tail == WireTally.blankLine { headLength = total }
      }
    }
  }
#endif
