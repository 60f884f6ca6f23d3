internal import PaperExchange
internal import SlicingCore

/// What an account is worth and what it may still spend, by the rules of a margin account: four times its
/// equity by day, twice overnight, less what it holds and what its open orders may come to hold.
struct AccountFigures {
  let startingCash = ExchangeConfiguration().startingCash
  let cash: Notional
  let long: Notional
  /// Zero or negative.
  let short: Notional
  /// What open orders may come to.
  let reserved: Notional

  init(_ books: VenueBooks, price: (Symbol) -> Price) {
    let values = books.account.positions.map { price($0.symbol) * Shares($0.quantity) }
    cash = books.account.cash
    long = values.filter { $0 > .zero }.reduce(.zero, +)
    short = values.filter { $0 < .zero }.reduce(.zero, +)
    reserved = books.openOrders.reduce(.zero) { sum, order in
      let opening = AccountFigures.opening(order.leaves, order.terms, in: books)
      return sum + (order.terms.type.limitPrice ?? price(order.terms.symbol)) * opening
    }
  }

  var equity: Notional { cash + long + short }
  var gross: Notional { long - short }
  var buyingPower: Notional { max(.zero, equity.times(4, per: 1) - gross - reserved) }
  var overnightBuyingPower: Notional { max(.zero, equity.times(2, per: 1) - gross - reserved) }

  /// How many shares of an order would open a position rather than close one.
  static func opening(_ quantity: Shares, _ terms: NewOrder, in books: VenueBooks) -> Shares {
    let held = books.account.position(in: terms.symbol)?.quantity ?? 0
    let closes = terms.side == .buy ? held < 0 : held > 0
    return closes ? max(0, quantity - Shares(abs(held))) : quantity
  }
}
