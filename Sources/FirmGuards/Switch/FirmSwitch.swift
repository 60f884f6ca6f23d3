#if FIRM_GUARDS
  internal import Locking
  public import SlicingCore

  /// The switch that all desks of a firm share, as one desk sees it: two records on a Redis server.
  ///
  /// Reading it never waits. Three threads of its own do that: one polls the records and carries acts out,
  /// one listens for changes, and one tells of them, also when the other two hang in a name server. The
  /// cooperative pool is never blocked.
  ///
  /// It fails closed. A reading is believed for a quarter of a second; a server that is gone, stopped, empty
  /// or holds nonsense stops the desk.
  public final class FirmSwitch: Sendable {
    private let board = FirmBoard()
    private let mailbox = FirmMailbox()
    private let poller: FirmPoller
    private let listener: FirmListener
    private let hasStarted = Locked(false)
    private let knowledge = Locked(FirmKnowledge())

    /// Connects to nothing before `start`.
    public init(_ configuration: FirmConfiguration) {
      poller = FirmPoller(configuration, board: board, mailbox: mailbox)
      listener = FirmListener(configuration, mailbox: mailbox)
    }

    // The threads hold what they need and not the switch: one that is forgotten ends them.
    deinit { stop() }

    /// What it says, as last read; `unreadable` where that is more than a quarter of a second ago. May be
    /// asked from any thread.
    public var reading: FirmReading { board.reading }

    /// The same in one bit, and without a lock: for the last function before the wire.
    public var allowsTrading: Bool { board.allowsTrading }

    /// Why changes are noticed a tenth of a second late instead of at once; nil where they are not.
    public var delayedBecause: String? { listener.words }

    /// Whether another desk's quiet period was found to be shorter than this one's.
    public var hasOtherQuietPeriod: Bool { poller.hasSeenEarlyOpening }

    /// Starts reading. `onChange` is called on a thread of the switch, one call at a time, with the first
    /// reading and every one that differs from the one before; also, within a quarter of a second, that there
    /// is none. Only the first call has an effect.
    public func start(onChange: @escaping @Sendable (FirmReading) -> Void) {
      let isFirst = hasStarted.withLock { started in
        defer { started = true }
        return !started
      }
      guard isFirst, !mailbox.isClosed else { return }
      let (poller, listener, board, knowledge) = (poller, listener, board, knowledge)
      board.begin()
      OwnThread.start { poller.run() }
      OwnThread.start { listener.run() }
      OwnThread.start {
        var told: FirmReading? = nil
        while let news = board.news(after: told) {
          told = news
          knowledge.withLock { $0.told(news) }
          onChange(news)
        }
      }
    }

    /// Does something to the switch, and returns at once.
    ///
    /// `completion` hears what became of it: on the thread that polls, which it must not block, or on the
    /// caller's if the act is not even taken in, because too many wait or after `stop`. What stops trading
    /// (`engage`, `trip`) is tried until it is recorded or `stop` is called; where that takes more than one
    /// attempt, `completion` first hears `.kept`, once. While one waits, another like it hears `.kept` or
    /// `.already`, and nothing more: the first reason stands. A reason given later (`explain`) waits in the
    /// same way; of two, the later one stays. What allows trading (`disengage`, `reset`) is tried once, and
    /// takes back what still waits, which hears `.withdrawn`. It lifts only what `onChange` had told of by
    /// then, or this switch did itself, and nothing else is explained.
    public func perform(
      _ act: FirmAct, completion: @escaping @Sendable (Result<FirmOutcome, FirmError>) -> Void
    ) {
      let knowledge = knowledge.withLock { $0 }
      if let result = mailbox.post(PendingAct(act: act, knowledge: knowledge, completion: completion)) {
        completion(result)
      }
    }

    /// Reads no more, and allows no trading from here on. Returns at once; a call of `onChange` that has
    /// begun may still be under way, none begins. Acts that were kept fail; one that was not tried yet is
    /// tried once more, for a halt may be the last thing a program does.
    public func stop() {
      board.close()
      mailbox.close()
      guard !hasStarted.withLock({ $0 }) else { return }
      mailbox.endWithoutThread()
    }

    /// The same, and waits for what that leaves to be done: gives the halts and trips that the server is not
    /// known to have recorded when it ended, or when the time was up. It blocks, and must not be called on
    /// the cooperative pool or from a completion. One attempt takes at most 0.6 seconds, where no name has to
    /// be resolved; one that is under way at the call may come before it.
    public func stop(waitingAtMost limit: Duration) -> [FirmAct] {
      let deadline = BootTime.now + Milliseconds(limit)
      stop()
      return mailbox.undelivered(by: deadline)
    }
  }
#endif
