public import PaperExchange
public import SlicingCore

/// The paper exchange as a broker inside the program: the default, and the one rehearsals are run on.
///
/// Its calls only put a message into a mailbox. A thread of its own asks the permit, books, waits for the
/// ledger's flush, and says what happened; with nothing watched, working or under way it sleeps for ever.
/// The venue's state lives in the ledger and survives this process as a real venue would.
public final class PaperBroker: Broker {
  /// `paper`.
  public let name = "paper"
  /// Nobody's money.
  public let environment = BrokerEnvironment.paper
  /// What the core's retry rules depend on.
  public let capabilities: BrokerCapabilities
  /// Everything the broker says, in its order. Read by one consumer; ends with `stop`.
  public let events: AsyncStream<BrokerEvent>

  private let clock: WorldClock
  private let thread = BrokerThread<PaperMessage>()
  private let worker: PaperWorker
  private let continuation: AsyncStream<BrokerEvent>.Continuation

  /// Events waiting for a consumer that hangs; then quotes are left out and everything else waits at the
  /// venue.
  private static let eventCapacity = 65_536

  /// Opens the ledger, or begins it; a nil seed means the ledger's own, a nil deduplication the script's, and
  /// where that says nothing of it, for ever. A tape is played from the ledger's beginning on. With regular
  /// sessions the market's hours are told and kept, by the clock given here. Throws `LedgerError`.
  public init(
    seed: UInt64?, ledgerPath: String, faults: FaultScript = .none, tape: MarketTape? = nil,
    clock: WorldClock,
    latency: PaperLatency = .nearby, deduplication: ExchangeConfiguration.Deduplication? = nil,
    messagesPerMinute: Int? = nil, sessions: TradingHours = .aroundTheClock
  ) throws {
    let deduplication = deduplication ?? faults.deduplication ?? .forever
    let answerLimit = TimeSpan.seconds(5)
    capabilities = BrokerCapabilities(
      deduplicates: deduplication.asCapability, answersByClientID: true,
      longestDelay: max(.seconds(2), faults.longestBookingDelay), messagesPerMinute: messagesPerMinute,
      mayShort: true, answerLimit: answerLimit, tellsSession: sessions != .aroundTheClock)
    let configuration = ExchangeConfiguration(deduplication: deduplication, tape: tape, hours: sessions)
    let venue = try PaperVenue(
      ledgerPath: ledgerPath, seed: seed, at: clock.now(), configuration: configuration)
    let session = PaperSession(
      venue: venue, faults: faults, latency: latency, answerLimit: answerLimit, startedAt: clock.now())
    (events, continuation) = AsyncStream.makeStream(
      bufferingPolicy: .bufferingOldest(PaperBroker.eventCapacity))
    worker = PaperWorker(
      session: session, clock: clock, outlet: EventOutlet(continuation, ending: faults.texts))
    self.clock = clock
  }

  /// Connects. Orders handed over before are not sent.
  public func start() async throws {
    thread.start(turn: { [worker] in worker.turn($0) }, finish: { [worker] in worker.finish() })
  }

  /// Disconnects, closes the ledger and ends `events`; working orders stay at the venue. A broker that was
  /// started has to be stopped: its thread keeps it alive.
  public func stop() async {
    await withCheckedContinuation { done in thread.stop { done.resume() } }
    // Where the thread never ran, nobody else ends the stream.
    continuation.finish()
  }

  /// Hands a new order over and returns at once.
  public func submit(_ submission: Submission, permit: @escaping SendPermit) {
    guard !thread.post(.submit(submission, permit: permit), mayBeRefused: true) else { return }
    continuation.yield(
      .sent(
        submission.id, attempt: submission.attempt,
        .notSent(reason: "the paper venue is not ready", retryAfter: nil)))
  }

  /// Asks for a cancel and returns at once.
  public func cancel(_ id: ClientOrderID, brokerOrderID: String?) {
    guard !thread.post(.cancel(id), mayBeRefused: false) else { return }
    continuation.yield(.cancelAnswered(id, .unknown(reason: "the paper venue is not ready")))
  }

  /// Asks for an order by client id and returns at once.
  public func query(_ id: ClientOrderID) {
    let askedAt = clock.now()
    guard !thread.post(.query(id, askedAt: askedAt), mayBeRefused: false) else { return }
    continuation.yield(.answered(id, .failed(reason: "the paper venue is not ready"), askedAt: askedAt))
  }

  /// Asks for everything open on the account and returns at once.
  public func queryOpen() {
    let askedAt = clock.now()
    guard !thread.post(.queryOpen(askedAt: askedAt), mayBeRefused: false) else { return }
    continuation.yield(.openOrders(.failed(reason: "the paper venue is not ready"), askedAt: askedAt))
  }

  /// Starts quotes for a symbol.
  public func watch(_ symbol: Symbol) { _ = thread.post(.watch(symbol), mayBeRefused: false) }

  /// Ends them.
  public func unwatch(_ symbol: Symbol) { _ = thread.post(.unwatch(symbol), mayBeRefused: false) }

  /// How often the thread has woken: nothing, where nothing goes on.
  var turns: Int { thread.turns }
}

extension ExchangeConfiguration.Deduplication {
  /// The same, as a broker's capability.
  fileprivate var asCapability: BrokerCapabilities.Deduplication {
    switch self {
    case .never: .never
    case .window(let window): .window(window)
    case .forever: .forever
    }
  }
}
