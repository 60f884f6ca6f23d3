public import SlicingCore

/// A top of book with the sizes on display.
public struct DisplayedQuote: Hashable, Sendable {
  /// Prices and the instant they came up.
  public let quote: Quote
  /// Shares bid for.
  public let bidSize: Shares
  /// Shares offered.
  public let askSize: Shares

  /// What `side` can take at once.
  public func size(for side: Side) -> Shares { side == .buy ? askSize : bidSize }
}

/// What the market has to do for a waiting order to act.
enum Crossing {
  /// A buy limit can trade.
  case askAtOrBelow(Price)
  /// A sell limit can trade.
  case bidAtOrAbove(Price)
  /// A buy stop is triggered.
  case askAtOrAbove(Price)
  /// A sell stop is triggered.
  case bidAtOrBelow(Price)

  /// When an order of `side` with this limit can trade.
  static func limit(_ price: Price, _ side: Side) -> Crossing {
    side == .buy ? .askAtOrBelow(price) : .bidAtOrAbove(price)
  }

  /// When a stop of `side` at this price is triggered.
  static func stop(_ price: Price, _ side: Side) -> Crossing {
    side == .buy ? .askAtOrAbove(price) : .bidAtOrBelow(price)
  }

  func holds(for quote: Quote) -> Bool {
    switch self {
    case .askAtOrBelow(let price): quote.ask <= price
    case .bidAtOrAbove(let price): quote.bid >= price
    case .askAtOrAbove(let price): quote.ask >= price
    case .bidAtOrBelow(let price): quote.bid <= price
    }
  }
}
