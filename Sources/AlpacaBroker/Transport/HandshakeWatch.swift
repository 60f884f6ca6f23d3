#if NETWORK
  internal import NIOCore
  internal import NIOSSL
  internal import NIOTLS

  /// Tells when the TLS handshake is done or has failed; until then nobody gets to see the channel.
  final class HandshakeWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    let done: EventLoopPromise<Void>
    private let tls: NIOSSLClientHandler
    private let deadline: NIODeadline
    private let timer = LoopTimer()

    init(_ tls: NIOSSLClientHandler, deadline: NIODeadline, loop: any EventLoop) {
      self.tls = tls
      self.deadline = deadline
      done = loop.makePromise()
    }

    func handlerAdded(context: ChannelHandlerContext) {
      timer.set(in: deadline - .now(), on: context.eventLoop) { [self] in
        fail(ConnectFailure.tooSlow, context)
      }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if case .handshakeCompleted? = event as? TLSUserEvent {
        timer.cancel()
        done.succeed(())
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
      } else {
        context.fireUserInboundEventTriggered(event)
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      var failure = ConnectFailure(error)
      if case .certificate(.notTrusted) = failure, let certificate = tls.peerCertificate {
        failure = .certificate(CertificateFault(of: certificate))
      }
      fail(failure, context)
    }

    func channelInactive(context: ChannelHandlerContext) {
      fail(ConnectFailure.handshake("the server hung up"), context)
    }

    /// A promise is kept or broken, whatever becomes of the channel; where it was kept before, this is
    /// nothing.
    func handlerRemoved(context: ChannelHandlerContext) {
      timer.cancel()
      done.fail(ChannelError.ioOnClosedChannel)
    }

    private func fail(_ failure: ConnectFailure, _ context: ChannelHandlerContext) {
      timer.cancel()
      done.fail(failure)
      context.close(promise: nil)
    }
  }
#endif
