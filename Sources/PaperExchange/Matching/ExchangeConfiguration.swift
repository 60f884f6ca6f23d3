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
  /// Goes into every id, so that two ledgers of one seed do not share them.
  public var idSalt: UInt64

  /// The defaults: no id twice, a million dollars.
  public init(
    deduplication: Deduplication = .forever, startingCash: Notional = Notional(dollars: 1_000_000),
    idSalt: UInt64 = 0
  ) {
    self.deduplication = deduplication
    self.startingCash = startingCash
    self.idSalt = idSalt
  }
}
