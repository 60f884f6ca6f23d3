#if NETWORK
  public import Brokers
  internal import NIOCore
  internal import NIOPosix
  public import SlicingCore
  internal import Synchronization

  /// Alpaca as a broker: its Trading API for orders, its stream of trade updates for what becomes of them,
  /// and its market data for quotes.
  ///
  /// The calls only hand a message to the one event loop everything happens on. What the broker has not said
  /// is `unknown`; nothing is tried again here, and nothing decided.
  public final class AlpacaBroker: Broker {
    /// `alpaca`.
    public let name = "alpaca"
    /// Whose money it is.
    public let environment: BrokerEnvironment
    /// What the core's retry rules depend on.
    public let capabilities: BrokerCapabilities
    /// Everything the broker says, in its order. Read by one consumer; ends with `stop`.
    public let events: AsyncStream<BrokerEvent>
    /// The account behind the keys, as it was when it was reached.
    public let account: AlpacaAccount

    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    private let session: NIOLoopBound<AlpacaSession>
    private let clock: WorldClock
    private let flag: LinkFlag

    /// Events waiting for a consumer that hangs; then quotes are left out and facts wait their turn.
    private static let eventCapacity = 65_536
    /// How long the broker may take over an order, the wait for a connection included.
    private static let answerLimit = TimeSpan.seconds(12)
    /// How late an order may still appear: the time its bytes may be under way, and as much again at the
    /// broker, which nobody has measured. A broken network holds them for eight seconds at most, then the
    /// kernel throws them away (`Dialler`); a connection given up over an order is reset.
    static let longestDelay = TimeSpan.seconds(25)
    /// How long a start waits for the link before it goes on without.
    private static let startLimit = Duration.seconds(10)

    /// Reaches the account. Nothing is streamed or sent before `start`.
    ///
    /// - Throws: `unreachable` with what is wrong, `unauthorized` where the keys are refused.
    public static func connect(
      _ configuration: AlpacaConfiguration, clock: WorldClock
    ) async throws(AlpacaError) -> AlpacaBroker {
      let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
      let line = AccountLine(configuration, clock: clock, on: group.next())
      do throws(AlpacaError) {
        let account = try await line.account()
        return await AlpacaBroker(configuration, account, line, group, clock)
      } catch {
        await line.close()
        await AlpacaBroker.end(group)
        throw error
      }
    }

    private init(
      _ configuration: AlpacaConfiguration, _ account: AlpacaAccount, _ line: AccountLine,
      _ group: MultiThreadedEventLoopGroup, _ clock: WorldClock
    ) async {
      environment = configuration.environment
      self.account = account
      capabilities = BrokerCapabilities(
        deduplicates: configuration.deduplicates, answersByClientID: true,
        longestDelay: AlpacaBroker.longestDelay, messagesPerMinute: configuration.requestsPerMinute,
        mayShort: account.mayShort, answerLimit: AlpacaBroker.answerLimit, tellsSession: true)
      let (events, continuation) = AsyncStream<BrokerEvent>.makeStream(
        bufferingPolicy: .bufferingOldest(AlpacaBroker.eventCapacity))
      self.events = events
      self.group = group
      self.clock = clock
      let (loop, flag, mayShort) = (line.loop, LinkFlag(), account.mayShort)
      (self.loop, self.flag) = (loop, flag)
      session = await line.withPool { pool, budget in
        let session = AlpacaSession(
          loop: loop, clock: clock, configuration: configuration, pool: pool, flag: flag,
          outlet: EventOutlet(continuation), budget: budget, mayShort: mayShort)
        return NIOLoopBound(session, eventLoop: loop)
      }
    }

    /// Opens the streams and reads the broker's books; returns when orders may be sent, or after ten seconds
    /// with the link still down. It goes on trying then.
    public func start() async throws {
      loop.execute { [session] in session.value.start() }
      let giveUp = ContinuousClock.now + AlpacaBroker.startLimit
      while !flag.isUp.load(ordering: .sequentiallyConsistent), ContinuousClock.now < giveUp {
        try await Task.sleep(for: .milliseconds(10))
      }
    }

    /// Disconnects and ends `events`; working orders stay at the broker.
    public func stop() async {
      await withCheckedContinuation { done in
        loop.execute { [session] in session.value.stop { done.resume() } }
      }
      await AlpacaBroker.end(group)
    }

    static func end(_ group: MultiThreadedEventLoopGroup) async {
      await withCheckedContinuation { done in group.shutdownGracefully { _ in done.resume() } }
    }

    /// Hands a new order over and returns at once.
    public func submit(_ submission: Submission, permit: @escaping SendPermit) {
      loop.execute { [session] in session.value.submit(submission, permit: permit) }
    }

    /// Asks for a cancel and returns at once.
    public func cancel(_ id: ClientOrderID, brokerOrderID: String?) {
      loop.execute { [session] in session.value.cancel(id, brokerOrderID: brokerOrderID) }
    }

    /// Asks for an order by client id and returns at once.
    public func query(_ id: ClientOrderID) {
      let askedAt = clock.now()
      loop.execute { [session] in session.value.query(id, askedAt: askedAt) }
    }

    /// Asks for everything open on the account and returns at once.
    public func queryOpen() {
      let askedAt = clock.now()
      loop.execute { [session] in session.value.queryOpen(askedAt: askedAt) }
    }

    /// Starts quotes for a symbol.
    public func watch(_ symbol: Symbol) { loop.execute { [session] in session.value.watch(symbol) } }

    /// Ends them.
    public func unwatch(_ symbol: Symbol) {
      loop.execute { [session] in session.value.unwatch(symbol) }
    }
  }
#endif
