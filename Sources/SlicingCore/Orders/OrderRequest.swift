/// What the trader asks for, checked: a value of this type is a well-formed order, whatever the market and
/// the limits say of it.
public struct OrderRequest: Hashable, Sendable {
  /// Until when the plan runs.
  public enum Horizon: Hashable, Sendable {
    /// For this long from its start.
    case duration(TimeSpan)
    /// To this time of day in the venue's zone.
    case until(ClockTime)
  }

  /// When the first slice is due.
  public enum Start: Hashable, Sendable {
    /// As soon as the order is confirmed.
    case now
    /// At this time of day in the venue's zone.
    case at(ClockTime)
  }

  /// What is traded.
  public let symbol: Symbol
  /// Which way.
  public let side: Side
  /// The parent's total; no slice, retry or catch-up may ever exceed it.
  public let quantity: Shares
  /// How each slice is priced.
  public let type: OrderType
  /// How long each slice may work.
  public let timeInForce: TimeInForce
  /// Until when; a duration is whole seconds.
  public let horizon: Horizon
  /// Between slices; whole seconds.
  public let interval: TimeSpan
  /// From when.
  public let start: Start

  /// Checks every rule that needs no clock; throws the first broken one.
  public init(
    symbol: Symbol, side: Side, quantity: Shares, type: OrderType = .market, timeInForce: TimeInForce = .day,
    horizon: Horizon, interval: TimeSpan = OrderRequest.defaultInterval, start: Start = .now
  ) throws(RequestError) {
    try OrderRequest.check(quantity: quantity)
    try OrderRequest.check(type, side: side)
    try OrderRequest.check(interval: interval)
    try OrderRequest.check(horizon, interval: interval)
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.type = type
    self.timeInForce = timeInForce
    self.horizon = horizon
    self.interval = interval
    self.start = start
  }
}
