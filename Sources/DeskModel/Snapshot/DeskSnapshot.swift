public import Brokers
public import SlicingCore

/// What the screen, `tranche status` and every other reader sees: one value, newest wins.
public struct DeskSnapshot: Sendable {
  /// The core's state, as a value.
  public var desk: Desk
  /// The world clock when it was taken.
  public var now: Instant
  /// The last things that happened, oldest first; at most `activityLimit`.
  public var activity: [ActivityLine]
  /// Alerts nobody has acknowledged, oldest first; at most `alertLimit`.
  public var alerts: [PostedAlert]
  /// The broker's name.
  public var brokerName: String
  /// Whose money it is.
  public var environment: BrokerEnvironment
  /// Time between the newest accepted order and its acknowledgement; nil before one.
  public var brokerLatency: TimeSpan?
  /// How many times as fast as the wall the world clock runs.
  public var speed: Int
  /// Set when this console may only look: who holds the state folder.
  public var readOnlyHolder: String?
  /// What such a console sees of it.
  public var sight = Sight.held
  /// Whether the kill word stops everything, as such a console reads it: a holder that hangs, or is gone,
  /// records no halt.
  public var isWordEngaged = false
  /// Unfinished parents found at start, until the trader has seen the recovery screen.
  public var recovered: [ClientOrderID]

  /// Whether it is real money; for readers that must not know the broker's types.
  public var isLive: Bool { environment == .live }

  /// Lines kept.
  public static let activityLimit = 500
  /// Alerts kept.
  public static let alertLimit = 100

  /// Memberwise.
  public init(
    desk: Desk, now: Instant, activity: [ActivityLine] = [], alerts: [PostedAlert] = [], brokerName: String,
    environment: BrokerEnvironment, brokerLatency: TimeSpan? = nil, speed: Int = 1,
    readOnlyHolder: String? = nil, recovered: [ClientOrderID] = []
  ) {
    self.desk = desk
    self.now = now
    self.activity = activity
    self.alerts = alerts
    self.brokerName = brokerName
    self.environment = environment
    self.brokerLatency = brokerLatency
    self.speed = speed
    self.readOnlyHolder = readOnlyHolder
    self.recovered = recovered
  }
}

/// A line of the activity log.
public struct ActivityLine: Sendable, Hashable {
  /// When, on the world clock.
  public let at: Instant
  /// What kind of thing.
  public let kind: LogRecord.Kind
  /// In words.
  public let text: String
  /// The parent concerned.
  public let parentID: ClientOrderID?

  /// Memberwise.
  public init(at: Instant, kind: LogRecord.Kind, text: String, parentID: ClientOrderID?) {
    self.at = at
    self.kind = kind
    self.text = text
    self.parentID = parentID
  }
}
