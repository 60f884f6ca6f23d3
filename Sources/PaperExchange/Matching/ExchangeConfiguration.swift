public import SlicingCore

/// What differs between one paper exchange and another.
public struct ExchangeConfiguration: Hashable, Sendable {
  /// What is done with a client id that was seen before.
  public enum Deduplication: Hashable, Sendable {
    /// It is let through: the worst broker there is.
    case never
    /// It is refused for this long after the first order.
    case window(TimeSpan)
    case forever
  }

  /// What is done with a client id that was seen before.
  public var deduplication: Deduplication
  /// The account's cash at the beginning.
  public var startingCash: Notional
  /// No quote shows more than this; nil for whatever the market shows.
  public var displayLimit: Shares?
  /// A recorded market: symbols on it follow it, all others the seed.
  public var tape: MarketTape?
  /// When orders are taken and trade. Quotes go on around the clock.
  public var hours: TradingHours
  /// Goes into every id, so that two ledgers of one seed do not share them.
  public var idSalt: UInt64

  /// The defaults: no id twice, a million dollars, open around the clock.
  public init(
    deduplication: Deduplication = .forever, startingCash: Notional = Notional(dollars: 1_000_000),
    displayLimit: Shares? = nil, tape: MarketTape? = nil, hours: TradingHours = .aroundTheClock,
    idSalt: UInt64 = 0
  ) {
    self.deduplication = deduplication
    self.startingCash = startingCash
    self.displayLimit = displayLimit
    self.tape = tape
    self.hours = hours
    self.idSalt = idSalt
  }
}
