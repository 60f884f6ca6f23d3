public import Brokers
public import SlicingCore

/// Which of the two tapes market data comes from.
public enum DataFeed: String, Sendable, CaseIterable {
  /// One exchange, free: a small part of the market.
  case iex
  /// Every exchange; by subscription.
  case sip
}

/// What it takes to reach an account at Alpaca.
public struct AlpacaConfiguration: Sendable {
  /// Whose money it is.
  public let environment: BrokerEnvironment
  /// Where orders go and where quotes come from; checked when they were made.
  public let endpoints: AlpacaEndpoints
  /// The account's keys.
  public let credentials: AlpacaCredentials
  /// Where quotes come from.
  public let feed: DataFeed
  /// Requests a minute, until the broker says otherwise.
  public let requestsPerMinute: Int
  /// Whether the broker refuses a second order under an id it has seen. Alpaca does; the venue for rehearsals
  /// can be told not to.
  public let deduplicates: BrokerCapabilities.Deduplication
  /// Without a pong for so long the link counts as down, which is said within two seconds of the last one.
  /// Tests of other things have more patience: they share a process, and two cores, with the venue.
  var pongPatience = TimeSpan.milliseconds(1200)
  /// How long a halt of many orders waits for the list of open ones before it cancels one by one; and twice
  /// as long for the answer to the broker's cancel-all. Tests of other things have more patience here, too.
  var sweepPatience = TimeSpan.seconds(1)
  /// How long the stream of market data may keep silent.
  var marketTiming = MarketTiming()

  /// Memberwise.
  public init(
    environment: BrokerEnvironment, endpoints: AlpacaEndpoints, credentials: AlpacaCredentials,
    feed: DataFeed = .iex, requestsPerMinute: Int = 200,
    deduplicates: BrokerCapabilities.Deduplication = .forever
  ) {
    self.environment = environment
    self.endpoints = endpoints
    self.credentials = credentials
    self.feed = feed
    self.requestsPerMinute = requestsPerMinute
    self.deduplicates = deduplicates
  }
}

/// The account behind the keys.
public struct AlpacaAccount: Hashable, Sendable {
  /// As Alpaca writes it: `PA…` for paper.
  public let number: String
  /// Why it may not trade; nil where it may.
  public let obstacle: String?
  /// Whether it may sell what it does not hold.
  public let mayShort: Bool
}

/// Why there is no broker.
public enum AlpacaError: Error, Hashable, Sendable {
  /// Nothing answers, or something that is not Alpaca; the words say which.
  case unreachable(String)
  /// The keys were refused.
  case unauthorized(String)
}

/// What a cancel from outside the engine came to. An order of ours is in one of the three, or was never seen
/// open.
public struct CancelSweep: Hashable, Sendable {
  /// How many were open and are not any more: canceled, or filled at the last moment.
  public let canceled: Int
  /// What the broker's newest list of open orders shows, by the broker's id.
  public let stillOpen: [String]
  /// What was open when the list could last be read, by the broker's id. A cancel was asked for since;
  /// whether it was done is not known.
  public let doubtful: [String]
  /// Why the list could not be read, or not as a whole, the last time it was asked for; nil where it was.
  public let trouble: String?

  /// Memberwise.
  public init(canceled: Int, stillOpen: [String] = [], doubtful: [String] = [], trouble: String? = nil) {
    self.canceled = canceled
    self.stillOpen = stillOpen
    self.doubtful = doubtful
    self.trouble = trouble
  }
}
