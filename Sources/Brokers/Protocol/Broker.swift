public import SlicingCore

/// Whose money it is.
public enum BrokerEnvironment: String, Sendable {
  /// Nobody's.
  case paper
  case live
}

/// What a broker tells the desk; `DeskModel` turns each into the core's event of the same name.
public enum BrokerEvent: Sendable, Hashable {
  case sent(ClientOrderID, attempt: Int, SendOutcome)
  case order(OrderReport)
  case execution(Execution)
  case bust(executionID: String, clientOrderID: ClientOrderID)
  case answered(ClientOrderID, QueryAnswer, askedAt: Instant)
  case openOrders(OpenOrdersAnswer, askedAt: Instant)
  case cancelAnswered(ClientOrderID, CancelAnswer)
  case quote(Quote)
  case link(up: Bool, reason: String)
  /// Whether the market is open: at the start, after every reconnect, and with every change. Before the first
  /// one a desk whose broker `tellsSession` sends nothing.
  case session(MarketSession)
  /// A symbol is halted, and why; nil: it trades again. After a reconnect every symbol that is watched is
  /// told again, those that trade included: a halt lifted meanwhile would otherwise last for ever.
  case halt(Symbol, reason: String?)
  /// Shares of a symbol on the account, short ones negative: at the start, after every reconnect, and when
  /// asked again, always before quotes of that symbol let an order go.
  case position(Symbol, Shares)
  /// The average volume of a symbol on one day, where the broker knows it; told once for a symbol watched.
  case averageVolume(Symbol, Shares)
  /// The prices between which a symbol trades for now; nil: it has no bands.
  case bands(Symbol, PriceBands?)
  /// This machine's clock minus the broker's: positive where ours is ahead.
  case clockSkew(TimeSpan)
  /// Something noticed that no order event tells: an unknown status word, positions that differ, a stream
  /// found mute.
  case remark(String)
}

/// Asked by the last function before the wire, after everything else: false means not one byte may leave.
/// It reads the kill word and nothing slower.
public typealias SendPermit = @Sendable () -> Bool

/// A place orders are sent to. An adapter never decides whether to send, never retries, and never guesses:
/// what it does not know is `unknown`.
public protocol Broker: Sendable {
  /// `paper`, `alpaca`.
  var name: String { get }
  /// Whose money it is.
  var environment: BrokerEnvironment { get }
  /// What the core's retry rules depend on.
  var capabilities: BrokerCapabilities { get }
  /// Everything the broker says, in its order. Read by one consumer.
  var events: AsyncStream<BrokerEvent> { get }

  /// Hands a new order over and returns at once, without suspending, so that nothing can come between the
  /// gate and the wire. `permit` is asked last; where it says no, the outcome is `notSent`.
  func submit(_ submission: Submission, permit: @escaping SendPermit)
  /// Asks for a cancel and returns at once. Never refused for want of a permit.
  func cancel(_ id: ClientOrderID, brokerOrderID: String?)
  /// Asks for an order by client id and returns at once.
  func query(_ id: ClientOrderID)
  /// Asks for everything open on the account and returns at once.
  func queryOpen()
  /// Starts quotes for a symbol; asking twice is asking once.
  func watch(_ symbol: Symbol)
  /// Ends them, however often they were asked for.
  func unwatch(_ symbol: Symbol)
  /// Connects. Nothing is sent before.
  func start() async throws
  /// Disconnects; working orders stay at the venue.
  func stop() async
}
