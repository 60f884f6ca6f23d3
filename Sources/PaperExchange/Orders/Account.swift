public import SlicingCore

/// What is held of one symbol.
public struct Position: Hashable, Sendable {
  /// What is held.
  public let symbol: Symbol
  /// Shares; negative when sold short.
  public internal(set) var quantity: Int = 0
  /// What the shares held were bought (or, short, sold) for.
  public internal(set) var cost: Notional = .zero

  /// The average price of what is held; nil when flat.
  public var averagePrice: Price? {
    Notional(nanodollars: Int128(cost.nanodollars.magnitude)).average(over: Shares(abs(quantity)))
  }

  /// `change` shares, negative for a sale. Shares that close part of the position take their part of its cost
  /// along; what goes through zero opens the other side at the execution's price.
  mutating func add(_ change: Int, at price: Price) {
    let closing = quantity.signum() * change.signum() < 0 ? min(abs(quantity), abs(change)) : 0
    if closing > 0 {
      let part = cost.nanodollars * Int128(closing) / Int128(abs(quantity))
      cost -= Notional(nanodollars: part)
      quantity += closing * change.signum()
    }
    let opening = (abs(change) - closing) * change.signum()
    cost += price * Shares(opening)
    quantity += opening
  }
}

/// Cash and positions. Buying power is not enforced and anything may be sold short: it is paper.
public struct Account: Hashable, Sendable {
  /// Money left; may go below zero.
  public internal(set) var cash: Notional
  private var bySymbol: [Symbol: Position] = [:]

  init(cash: Notional) { self.cash = cash }

  /// Positions that are not flat, by symbol.
  public var positions: [Position] {
    bySymbol.values.filter { $0.quantity != 0 }.sorted { $0.symbol < $1.symbol }
  }

  /// The position in a symbol; nil when flat.
  public func position(in symbol: Symbol) -> Position? {
    bySymbol[symbol].flatMap { $0.quantity == 0 ? nil : $0 }
  }

  /// The position's cost is that of a trade the other way: what was realised meanwhile is not worked out
  /// anew.
  mutating func takeBack(_ execution: VenueExecution, of terms: NewOrder) {
    apply(execution, side: terms.side.opposite, terms.symbol)
  }

  mutating func apply(_ execution: VenueExecution, of terms: NewOrder) {
    apply(execution, side: terms.side, terms.symbol)
  }

  private mutating func apply(_ execution: VenueExecution, side: Side, _ symbol: Symbol) {
    let amount = execution.price * execution.quantity
    let shares = execution.quantity.count
    switch side {
    case .buy: cash -= amount
    case .sell: cash += amount
    }
    bySymbol[symbol, default: Position(symbol: symbol)]
      .add(side == .buy ? shares : -shares, at: execution.price)
  }
}
