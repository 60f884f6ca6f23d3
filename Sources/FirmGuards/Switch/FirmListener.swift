#if FIRM_GUARDS
  internal import Locking

  /// The thread that waits for news and has the poller read at once, instead of up to a tenth of a second
  /// later. Nothing depends on it: what is published is a hint, and the records are the truth.
  final class FirmListener: Sendable {
    /// How long it may take to notice the end.
    private static let patience = Milliseconds(100)
    /// A subscription that ends sooner counts as a failure: a server, or something before it, that accepts
    /// everybody and throws them out again must not be met with a connection after the other.
    private static let probation = Milliseconds(1000)
    /// Rounds without a word from the server after which it is asked for one, and after which it is gone.
    private static let quietRounds = (ask: 10, giveUp: 20)

    private let configuration: FirmConfiguration
    private let mailbox: FirmMailbox
    private let fault = Locked<String?>(nil)

    init(_ configuration: FirmConfiguration, mailbox: FirmMailbox) {
      self.configuration = configuration
      self.mailbox = mailbox
    }

    /// Why it does not listen at present.
    var words: String? { fault.withLock { $0 } }

    /// Until the mailbox is closed.
    func run() {
      var backoff = Backoff()
      while !mailbox.isClosed {
        do {
          try listen { backoff.succeeded() }
        } catch {
          fault.withLock { $0 = error.words }
          rest(for: backoff.failed())
        }
      }
    }

    private func listen(_ hasLasted: () -> Void) throws(RedisFailure) {
      let connection = try RedisConnection.open(configuration)
      guard case .list = try refusing(connection.exchange([["SUBSCRIBE", FirmKey.channel]])[0]) else {
        throw .malformed
      }
      let since = BootTime.now
      fault.withLock { $0 = nil }
      // For what was published while nobody listened.
      mailbox.nudge()
      var silence = 0
      while !mailbox.isClosed {
        if BootTime.now - since >= FirmListener.probation.nanoseconds { hasLasted() }
        let news = try connection.news(within: FirmListener.patience)
        silence = news == nil ? silence + 1 : 0
        if let news, isMessage(try refusing(news)) { mailbox.nudge() }
        if silence == FirmListener.quietRounds.ask { try connection.send([["PING"]]) }
        // A half-open connection stays silent for ever.
        if silence == FirmListener.quietRounds.giveUp { throw .timedOut(Milliseconds(1000)) }
      }
    }

    private func refusing(_ reply: RedisReply) throws(RedisFailure) -> RedisReply {
      if case .error(let words) = reply { throw .refused(ForeignText.line(words)) }
      return reply
    }

    private func isMessage(_ reply: RedisReply) -> Bool {
      guard case .list(let parts) = reply else { return false }
      return parts.first == .bytes(Array("message".utf8))
    }

    private func rest(for pause: Milliseconds) {
      let end = BootTime.now + pause
      fault.wait { _ in
        let left = end - BootTime.now
        return left > 0 ? .sleep(atMost: .nanoseconds(left)) : .take(())
      }
    }
  }
#endif
