public import SlicingCore

/// Whose orders a database holds. It is written once, when the database is made, and never changes: orders of
/// two accounts in one file would make every total wrong.
public struct Identity: Hashable, Sendable {
  /// `paper`, `alpaca`.
  public let broker: String
  /// The account number at the broker; for the paper broker a name.
  public let account: String
  /// `paper` or `live`.
  public let environment: String

  /// Memberwise.
  public init(broker: String, account: String, environment: String) {
    self.broker = broker
    self.account = account
    self.environment = environment
  }
}

/// Where the world clock of a rehearsal stands: such a database goes on from here, whatever the wall says.
public struct RehearsalClock: Hashable, Sendable {
  /// The last instant the database knows of.
  public let instant: Instant
  /// How many times as fast as the wall it ran.
  public let speed: Int

  /// Memberwise.
  public init(instant: Instant, speed: Int) {
    self.instant = instant
    self.speed = speed
  }
}
