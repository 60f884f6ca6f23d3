/// Each limit by name: what is acknowledged, logged and shown.
public enum LimitRule: String, Hashable, Sendable, CaseIterable {
  case orderNotional = "order_notional"
  case orderShares = "order_shares"
  case sliceNotional = "slice_notional"
  case symbolDay = "symbol_day_notional"
  case allDay = "all_day_notional"
  case priceCollar = "price_collar"
  case arrivalCollar = "arrival_collar"
  case messageRate = "orders_per_minute"
  case openParents = "open_parents"
  case staleQuote = "stale_quote"
  case oppositeSide = "opposite_side"
  case recentTwin = "recent_twin"
  case ceiling = "parent_ceiling"
  case volumeShare = "volume_share"
  case repeatedExecutions = "repeated_executions"
  case oversell = "oversell"
}

/// A limit with its two levels; nil turns a level off.
public struct Limit<Value: Comparable & Hashable & Sendable>: Hashable, Sendable {
  /// From here on it is shown, and acknowledged.
  public var warn: Value?
  /// From here on it is refused whole.
  public var block: Value?
  /// Memberwise.
  public init(warn: Value?, block: Value?) {
    self.warn = warn
    self.block = block
  }
}

/// All limits. They come from the settings file; the screen cannot raise them.
public struct RiskLimits: Hashable, Sendable {
  /// Quantity times reference price of a whole order.
  public var orderNotional = Limit(warn: Notional(dollars: 1_000_000), block: Notional(dollars: 20_000_000))
  /// Shares of a whole order.
  public var orderShares = Limit<Shares>(warn: 100_000, block: 1_000_000)
  /// Quantity times reference price of one slice.
  public var sliceNotional = Limit(warn: Notional(dollars: 250_000), block: Notional(dollars: 2_000_000))
  /// Filled and still intended in one symbol, per trade date.
  public var symbolDay = Limit(warn: Notional(dollars: 10_000_000), block: Notional(dollars: 50_000_000))
  /// Filled and still intended in all symbols, per trade date.
  public var allDay = Limit(warn: Notional(dollars: 50_000_000), block: Notional(dollars: 200_000_000))
  /// Limit price away from the quote, in basis points.
  public var priceCollarBasisPoints = Limit(warn: 200, block: 500)
  /// Slice price away from arrival, in basis points.
  public var arrivalCollarBasisPoints = Limit(warn: 300, block: 1000)
  /// New orders in any 60 s; cancels are never counted against it.
  public var ordersPerMinute = Limit(warn: 100, block: 150)
  /// Parents that are not over.
  public var openParents = Limit(warn: 50, block: 200)
  /// Age of the newest quote, by the world clock.
  public var quoteAge = Limit(warn: TimeSpan.seconds(2), block: TimeSpan.seconds(5))
  /// Shares of an order beside what trades on an average day, in basis points, where that is known.
  public var volumeShareBasisPoints = Limit(warn: 500, block: 2000)
  /// Child orders of one symbol and side that filled in any 60 s, without a person doing anything.
  public var repeatedExecutions = Limit(warn: 60, block: 120)
  /// Loss of the day that trips the breaker; nil for never.
  public var dailyLoss: Notional? = Notional(dollars: 500_000)
  /// Fall of the day's profit from its highest that trips the breaker; nil for never.
  public var maxDrawdown: Notional? = Notional(dollars: 500_000)
  /// How long no quote of any order that trades may come before the breaker trips; nil for ever.
  public var dataStale: TimeSpan? = .seconds(60)
  /// Slices in a row with retries exhausted, or rejected, that trip the breaker.
  public var failuresInARow = 3
  /// Slices in a row blocked by a limit that hold the parent.
  public var limitBlocksInARow = 3
  /// After a breaker reset no slice goes for this long.
  public var quietPeriod = CircuitBreaker.defaultQuietPeriod

  /// The defaults.
  public init() {}
}

/// What a limit says of an order or a slice.
public struct LimitFinding: Hashable, Sendable {
  /// How bad it is.
  public enum Level: Hashable, Sendable, Comparable {
    case warn, block
  }
  /// Which limit.
  public let rule: LimitRule
  /// How bad it is.
  public let level: Level
  /// The figure and the limit, in words.
  public let text: String

  /// Memberwise.
  public init(rule: LimitRule, level: Level, text: String) {
    self.rule = rule
    self.level = level
    self.text = text
  }
}
