#if FIRM_GUARDS
  internal import Locking
  internal import SlicingCore

  /// The thread that speaks to the server: reads both records ten times a second and whenever something was
  /// published, and carries acts out. It never gives up.
  ///
  /// The poll is what counts: a program of the firm that writes a record and publishes nothing is noticed,
  /// and so is a server that hangs.
  final class FirmPoller: Sendable {
    static let interval = Milliseconds(100)
    /// An end of the quiet period is written at most so often, for a server may refuse it.
    private static let openingPause = Milliseconds(1000)

    private let configuration: FirmConfiguration
    private let board: FirmBoard
    private let mailbox: FirmMailbox
    private let earlyOpening = Locked(false)

    /// Whether the breaker's record was ever found opened before this desk's quiet period was over.
    var hasSeenEarlyOpening: Bool { earlyOpening.withLock { $0 } }

    init(_ configuration: FirmConfiguration, board: FirmBoard, mailbox: FirmMailbox) {
      self.configuration = configuration
      self.board = board
      self.mailbox = mailbox
    }

    /// Until the mailbox is closed.
    func run() {
      var round = Round()
      while true {
        let errand = mailbox.next(
          by: round.nextTurn, nudgedFrom: round.earliest)
        round.queue.admit(errand.acts)
        mailbox.holds(round.queue.acts)
        if !errand.isLast || !errand.acts.isEmpty { turn(&round) }
        if errand.isLast { break }
      }
      round.queue.end()
      mailbox.end()
    }

    /// What one turn leaves for the next.
    private struct Round {
      var dialogue: FirmDialogue?
      var queue = ActQueue()
      var own = FirmKnowledge.Own()
      var backoff = Backoff()
      var nextTurn = BootTime.now
      var earliest = BootTime.now
      var nextOpening = BootTime.now
    }

    private func turn(_ round: inout Round) {
      let began = BootTime.now
      round.earliest = began + FirmMailbox.shortestPause
      round.queue.beginTurn()
      do {
        let dialogue = try connected(&round)
        try carryOut(&round, over: dialogue)
        try read(&round, over: dialogue)
        round.backoff.succeeded()
        round.nextTurn = began + FirmPoller.interval
      } catch {
        round.dialogue = nil
        board.fail(error.words)
        round.queue.refuseAll(.unreachable(error.words))
        mailbox.holds(round.queue.acts)
        round.nextTurn = BootTime.now + round.backoff.failed()
        round.earliest = round.nextTurn
      }
    }

    private func connected(_ round: inout Round) throws(RedisFailure) -> FirmDialogue {
      if let dialogue = round.dialogue { return dialogue }
      let dialogue = FirmDialogue(
        connection: try RedisConnection.open(configuration), quietPeriod: configuration.quietPeriod)
      round.dialogue = dialogue
      return dialogue
    }

    private func read(_ round: inout Round, over dialogue: FirmDialogue) throws(RedisFailure) {
      let since = BootTime.now
      let status = try dialogue.status()
      // Known before it is told of, for whoever looks then.
      if status.isOpenedEarly(quiet: configuration.quietPeriod) { earlyOpening.withLock { $0 = true } }
      board.post(status.reading(quiet: configuration.quietPeriod), since: since)
      guard case .success(let breaker) = status.breaker,
        breaker.mayBeOpened(at: status.at, quiet: configuration.quietPeriod), since >= round.nextOpening
      else { return }
      round.nextOpening = since + FirmPoller.openingPause
      try dialogue.openAfterQuiet(at: status.at)
    }

    // MARK: Acts

    /// A link that broke ends the turn: the acts behind the one that met it are not tried on it.
    private func carryOut(_ round: inout Round, over dialogue: FirmDialogue) throws(RedisFailure) {
      while let pending = round.queue.next() {
        // What is under way counts as in hand until it is settled.
        defer { mailbox.holds(round.queue.acts) }
        var knowledge = pending.knowledge
        knowledge.own = round.own
        defer { round.own = knowledge.own }
        do {
          pending.completion(.success(try dialogue.perform(pending.act, knowing: &knowledge)))
        } catch {
          round.queue.refused(pending, error.told)
          if case .link(let failure, _) = error { throw failure }
        }
      }
    }
  }
#endif
