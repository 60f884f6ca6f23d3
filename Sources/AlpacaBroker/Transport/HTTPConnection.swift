#if NETWORK
  internal import Glibc
  internal import NIOCore
  internal import NIOHTTP1

  /// One connection: a request, its answer, then the next. Whatever else happens on it is its end.
  ///
  /// Rejected: pipelining. A second request behind one that hangs could be neither taken back nor timed.
  final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = GatedRequest

    private enum State {
      case idle
      case asking(PendingCall)
      /// Answered in this turn; idle in the next, when the decoder is known to have nothing left.
      case resting
      case dead
    }

    /// Told about the end, once: why, and whether the connection was of any use.
    typealias Ended = (HTTPConnection, _ reason: String, _ wasUseful: Bool) -> Void

    let channel: any Channel
    private(set) var lastUsed = NIODeadline.now()
    private let identity: RequestIdentity
    private let idleLimit: ClosedRange<Int64>
    private let freed: () -> Void
    private let ended: Ended
    private let tally = WireTally()
    private let opened = NIODeadline.now()
    private var state = State.idle
    private var reader = AnswerReader()
    /// Whether the socket has taken all of the request that is under way.
    private var isWritten = false
    private var hasAnswered = false
    private let idling = LoopTimer()
    private var context: ChannelHandlerContext?

    /// After so many milliseconds without a call a connection is replaced. Servers close idle ones: nginx
    /// after 75 s, Amazon's balancers after 60 s, each without asking, and a request that crosses their
    /// goodbye is lost for good: nobody can say whether an order was in it. So ours goes first. Spread over
    /// ten seconds, so that not all connections of a pool are away at the same time.
    static let usualIdleLimit: ClosedRange<Int64> = 40_000...50_000

    init(
      _ channel: any Channel, _ identity: RequestIdentity, idleLimit: ClosedRange<Int64>,
      freed: @escaping () -> Void, ended: @escaping Ended
    ) throws {
      self.channel = channel
      self.identity = identity
      self.idleLimit = idleLimit
      self.freed = freed
      self.ended = ended
      try channel.pipeline.syncOperations.addHandlers([
        tally, HTTPRequestEncoder(), ByteToMessageHandler(HTTPResponseDecoder()), PermitGate(), self,
      ])
      startIdling()
    }

    /// Whether a request may be written now: nothing under way, nothing unsent below, and the server has not
    /// hung up. The kernel is asked too, because its goodbye may have come while this thread did other
    /// things.
    var isReady: Bool {
      guard case .idle = state, channel.isActive, channel.isWritable else { return false }
      guard let socket = channel as? any SocketOptionProvider else {
        preconditionFailure("a channel without a socket: \(channel)")
      }
      var isEstablished = false
      socket.getTCPInfo().assumeIsolated().whenSuccess { info in
        isEstablished = Int(info.tcpi_state) == Int(TCP_ESTABLISHED)
      }
      return isEstablished
    }

    var isIdle: Bool {
      if case .idle = state { true } else { false }
    }

    // MARK: Asking

    func ask(_ pending: PendingCall) {
      guard case .idle = state, let context else { preconditionFailure("asked while \(state)") }
      idling.cancel()
      pending.cancelTimer()
      state = .asking(pending)
      let written = context.eventLoop.makePromise(of: Void.self)
      isWritten = false
      written.futureResult.assumeIsolated().whenComplete { [self] result in
        switch result {
        case .success: isWritten = true
        case .failure(let error): notWritten(pending, error)
        }
      }
      context.writeAndFlush(wrapOutboundOut(identity.request(pending.call)), promise: written)
      guard case .asking = state else { return }
      pending.setTimer(pending.call.limit) { [self] in die("no answer within \(pending.call.limit.words)") }
    }

    private func notWritten(_ pending: PendingCall, _ error: any Error) {
      guard case .asking(let current) = state, current === pending else { return }
      switch error {
      case PermitGate.Refusal.forbidden: rest(pending, .forbidden)
      case PermitGate.Refusal.notReady:
        state = .resting
        pending.finish(.notSent("the connection was closed before the request"))
        die("closed while idle")
      // Anything else failed below the gate, where a part may have been taken by the socket.
      default: die("the request could not be written: \(error)")
      }
    }

    private func rest(_ pending: PendingCall, _ result: HTTPResult) {
      state = .resting
      pending.finish(result)
      channel.eventLoop.assumeIsolated().execute { [self] in
        guard case .resting = state else { return }
        state = .idle
        startIdling()
        freed()
      }
    }

    private func startIdling() {
      lastUsed = .now()
      let limit = TimeAmount.milliseconds(.random(in: idleLimit))
      idling.set(in: limit, on: channel.eventLoop) { [self] in
        die("replaced after \(limit.words) without use")
      }
    }

    // MARK: What the channel says

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
      self.context = nil
      die("the connection was closed")
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      if case .dead = state { return }
      guard case .asking(let pending) = state else {
        die("the server sent what nobody asked for")
        return
      }
      switch reader.read(unwrapInboundIn(data)) {
      case .more: break
      case .odd(let what): die(what)
      case .whole(let head, let answer): answered(pending, head, answer)
      }
    }

    private func answered(_ pending: PendingCall, _ head: HTTPResponseHead, _ answer: HTTPAnswer) {
      hasAnswered = true
      let isExact = tally.ended(head)
      rest(pending, .answer(answer))
      if !isWritten {
        die("the server answered half a request")
      } else if !isExact {
        die("the server sent more than an answer")
      } else if !head.isKeepAlive {
        die("the server ended the connection after an answer")
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { die(HTTPConnection.words(error)) }

    func channelInactive(context: ChannelHandlerContext) { die("the server hung up") }

    // MARK: The end

    /// Ends the connection. A call under way is lost: it had been written.
    func die(_ reason: String) {
      if case .dead = state { return }
      let last = state
      state = .dead
      idling.cancel()
      if case .asking(let pending) = last {
        pending.finish(.lost(reason))
        reset()
      }
      channel.close(promise: nil)
      ended(self, reason, hasAnswered || NIODeadline.now() - opened > .seconds(1))
    }

    /// Closes the socket at once, without the goodbye of TLS, and has the kernel forget what it has not
    /// delivered: an order that was given up must not arrive afterwards.
    private func reset() {
      guard let socket = channel as? any SocketOptionProvider else { return }
      socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenFailure { _ in
        // The socket is closed already: nothing is left to be delivered.
      }
      do {
        try channel.pipeline.syncOperations.context(handler: tally).close(promise: nil)
      } catch {
        // Taken out of the pipeline, as every handler is when the channel has closed.
      }
    }

    private static func words(_ error: any Error) -> String {
      switch error {
      case is WireTally.Unasked: "the server sent what nobody asked for"
      case is HTTPParserError, is NIOHTTPDecoderError: "not a whole answer in HTTP: \(error)"
      default: "the connection broke: \(ConnectFailure(error).words)"
      }
    }
  }
#endif
