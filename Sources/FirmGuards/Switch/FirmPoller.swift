#if FIRM_GUARDS
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
          by: round.nextTurn, nudgedFrom: round.earliest, kept: round.waiting.count)
        round.waiting += errand.acts
        if !errand.isLast || !errand.acts.isEmpty { turn(&round) }
        if errand.isLast { break }
      }
      for pending in round.waiting { pending.completion(.failure(.stopped)) }
    }

    /// What one turn leaves for the next.
    private struct Round {
      var dialogue: FirmDialogue?
      var waiting: [PendingAct] = []
      var backoff = Backoff()
      var nextTurn = BootTime.now
      var earliest = BootTime.now
      var nextOpening = BootTime.now
    }

    private func turn(_ round: inout Round) {
      let began = BootTime.now
      round.earliest = began + FirmMailbox.shortestPause
      do {
        let dialogue = try connected(&round)
        try carryOut(&round, over: dialogue)
        try read(&round, over: dialogue)
        round.backoff.succeeded()
        round.nextTurn = began + FirmPoller.interval
      } catch {
        round.dialogue = nil
        board.fail(error.words)
        refuse(&round, .unreachable(error.words))
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
      board.post(status.reading(quiet: configuration.quietPeriod), since: since)
      guard case .success(let breaker) = status.breaker,
        breaker.isQuietOver(at: status.at, quiet: configuration.quietPeriod), since >= round.nextOpening
      else { return }
      round.nextOpening = since + FirmPoller.openingPause
      try dialogue.openAfterQuiet(at: status.at)
    }

    // MARK: Acts

    /// A link that broke ends the turn: the acts behind the one that met it are not tried on it.
    private func carryOut(_ round: inout Round, over dialogue: FirmDialogue) throws(RedisFailure) {
      var left: [PendingAct] = []
      defer { round.waiting = left + round.waiting }
      while !round.waiting.isEmpty {
        let pending = round.waiting.removeFirst()
        do {
          pending.completion(.success(try dialogue.perform(pending.act)))
        } catch {
          if let kept = refused(pending, error.told) { left.append(kept) }
          if case .link(let failure, _) = error { throw failure }
        }
      }
    }

    private func refuse(_ round: inout Round, _ error: FirmError) {
      round.waiting = round.waiting.compactMap { refused($0, error) }
    }

    /// The act, where it is tried again: what stops trading is, whatever the reason was.
    private func refused(_ pending: PendingAct, _ error: FirmError) -> PendingAct? {
      guard pending.act.stopsTrading else {
        pending.completion(.failure(error))
        return nil
      }
      if !pending.isKeptAndTold { pending.completion(.success(.kept(error))) }
      var kept = pending
      kept.isKeptAndTold = true
      return kept
    }
  }
#endif
