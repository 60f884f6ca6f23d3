/// What a broker can do and how it behaves: what the retry rules of `Desk` depend on.
public struct BrokerCapabilities: Hashable, Sendable {
  /// Does the broker refuse a second order under an id it has seen?
  public enum Deduplication: Hashable, Sendable {
    case never
    case window(TimeSpan)
    case forever
  }

  /// Whether a second order under one client id is refused.
  public let deduplicates: Deduplication
  /// Can it be asked for an order by client id?
  public let answersByClientID: Bool
  /// How late an order may still appear after it was sent; nil where nobody can say.
  public let longestDelay: TimeSpan?
  /// New orders and cancels a minute; nil where there is no limit.
  public let messagesPerMinute: Int?
  /// Whether the account may sell what it does not hold.
  public let mayShort: Bool
  /// How long to wait for the answer to a new order before it counts as unknown.
  public let answerLimit: TimeSpan
  /// Can it be asked for everything open on the account at once?
  public let listsOpenOrders: Bool
  /// Does it say when the market is open? Then nothing is sent before it has.
  public let tellsSession: Bool

  /// Memberwise.
  public init(
    deduplicates: Deduplication, answersByClientID: Bool, longestDelay: TimeSpan?, messagesPerMinute: Int?,
    mayShort: Bool, answerLimit: TimeSpan, listsOpenOrders: Bool = true, tellsSession: Bool = false
  ) {
    self.deduplicates = deduplicates
    self.answersByClientID = answersByClientID
    self.longestDelay = longestDelay
    self.messagesPerMinute = messagesPerMinute
    self.mayShort = mayShort
    self.answerLimit = answerLimit
    self.listsOpenOrders = listsOpenOrders
    self.tellsSession = tellsSession
  }
}

/// A new order on its way to the broker: exactly what the intent on disk says.
public struct Submission: Hashable, Sendable {
  /// The id it carries; the same for every attempt.
  public let id: ClientOrderID
  /// 1, 2 or 3.
  public let attempt: Int
  /// What is traded.
  public let symbol: Symbol
  /// Which way.
  public let side: Side
  /// How many shares.
  public let quantity: Shares
  /// How it is priced.
  public let type: OrderType
  /// How long it may work.
  public let timeInForce: TimeInForce

  /// Memberwise.
  public init(
    id: ClientOrderID, attempt: Int, symbol: Symbol, side: Side, quantity: Shares, type: OrderType,
    timeInForce: TimeInForce
  ) {
    self.id = id
    self.attempt = attempt
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.type = type
    self.timeInForce = timeInForce
  }
}

/// What a broker's answer to a new order means. `unknown` is the default of every adapter's table.
public enum SendOutcome: Hashable, Sendable {
  /// The venue has it.
  case accepted(brokerOrderID: String)
  /// Definite, never retried; the broker's words.
  case rejected(reason: String)
  /// Definite: refused before the first byte, or by a rate limit. Tried again directly.
  case notSent(reason: String, retryAfter: TimeSpan?)
  /// The keys were refused; never retried.
  case unauthorized(reason: String)
  /// Everything else: a time-out, a broken connection, a 5xx.
  case unknown(reason: String)
}

/// One execution. Keyed by (broker, execution id) and applied once, whatever the order's state.
public struct Execution: Hashable, Sendable {
  /// The venue's id for this execution.
  public let executionID: String
  /// The order it belongs to.
  public let clientOrderID: ClientOrderID
  /// Shares.
  public let quantity: Shares
  /// Price of each.
  public let price: Price
  /// When the venue made it.
  public let at: Instant

  /// Memberwise.
  public init(executionID: String, clientOrderID: ClientOrderID, quantity: Shares, price: Price, at: Instant)
  {
    self.executionID = executionID
    self.clientOrderID = clientOrderID
    self.quantity = quantity
    self.price = price
    self.at = at
  }
}

extension Execution {
  /// Whether a person put it in the place of executions nobody could tell.
  var isSettlement: Bool { executionID.hasPrefix(Execution.settlementPrefix) }

  /// No venue's execution is kept under an id that begins like this.
  static let settlementPrefix = "settled-"

  /// A fill by a person's word. Its id names its size, which only ever shrinks, so that no id means two
  /// fills.
  static func settlement(of id: ClientOrderID, _ quantity: Shares, at price: Price, on instant: Instant)
    -> Execution
  {
    Execution(
      executionID: "\(settlementPrefix)\(id)-\(quantity.count)", clientOrderID: id, quantity: quantity,
      price: price, at: instant)
  }
}

/// An order as the venue has it.
public struct OrderReport: Hashable, Sendable {
  /// The venue's word for where it stands.
  public enum State: Hashable, Sendable {
    case working
    case filled
    case canceled
    case expired
    case rejected(reason: String)
  }

  /// What was sent, as the venue has it; compared with ours before anything is merged.
  public let submission: Submission
  /// The venue's own id.
  public let brokerOrderID: String
  /// Where it stands.
  public let state: State
  /// When the venue took it in.
  public let createdAt: Instant
  /// Every execution so far, where the report lists them.
  public let executions: [Execution]
  /// Shares filled, which an execution still on its way may not yet explain.
  public let filled: Shares

  /// Memberwise.
  public init(
    submission: Submission, brokerOrderID: String, state: State, createdAt: Instant, executions: [Execution],
    filled: Shares
  ) {
    self.submission = submission
    self.brokerOrderID = brokerOrderID
    self.state = state
    self.createdAt = createdAt
    self.executions = executions
    self.filled = filled
  }
}

/// The answer to "do you have this client id?".
public enum QueryAnswer: Hashable, Sendable {
  case found(OrderReport)
  case absent
  /// The question itself failed; ask again.
  case failed(reason: String)
}

/// An order open on the account under an id that no desk of this kind makes: a person's, or another
/// program's.
public struct ForeignOrder: Hashable, Sendable {
  /// The venue's id for it.
  public let brokerOrderID: String
  /// `buy 100 AAPL`, for the alarm.
  public let words: String

  /// Memberwise.
  public init(brokerOrderID: String, words: String) {
    self.brokerOrderID = brokerOrderID
    self.words = words
  }
}

/// The answer to "what is open on the account?".
public enum OpenOrdersAnswer: Hashable, Sendable {
  /// Everything, as far as the broker tells: an order of ours that is missing is asked about by itself.
  case listed([OrderReport], foreign: [ForeignOrder])
  /// The question itself failed; it is asked again with the next round.
  case failed(reason: String)
}

/// The answer to a cancel request. Accepted means asked for, not done: the end comes as an order event.
public enum CancelAnswer: Hashable, Sendable {
  case accepted
  /// The venue says it cannot be canceled: finished already, or never there.
  case refused(reason: String)
  case unknown(reason: String)
}

/// A top of book.
public struct Quote: Hashable, Sendable {
  /// What is quoted.
  public let symbol: Symbol
  /// What a seller gets.
  public let bid: Price
  /// What a buyer pays.
  public let ask: Price
  /// When the venue made it.
  public let at: Instant

  /// Memberwise.
  public init(symbol: Symbol, bid: Price, ask: Price, at: Instant) {
    self.symbol = symbol
    self.bid = bid
    self.ask = ask
    self.at = at
  }

  /// Halfway between bid and ask, rounded down to 10⁻⁹.
  public var midpoint: Price { Price(nanodollars: bid.nanodollars + (ask.nanodollars - bid.nanodollars) / 2) }
  /// What `side` would pay or get at once.
  public func touch(_ side: Side) -> Price { side == .buy ? ask : bid }
}
