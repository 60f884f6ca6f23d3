public import SlicingCore

/// An order as it is handed in.
public struct NewOrder: Hashable, Sendable {
  /// The client's own id: any text; what it means is the client's business.
  public let clientOrderID: String
  /// What is traded.
  public let symbol: Symbol
  /// Which way.
  public let side: Side
  /// How many shares.
  public let quantity: Shares
  /// How it is priced.
  public let type: OrderType
  /// How long it may work.
  public let timeInForce: TimeInForce

  /// Memberwise.
  public init(
    clientOrderID: String, symbol: Symbol, side: Side, quantity: Shares, type: OrderType,
    timeInForce: TimeInForce
  ) {
    self.clientOrderID = clientOrderID
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.type = type
    self.timeInForce = timeInForce
  }
}

/// Why the exchange does not take an order or a cancel. `description` is what the client is told.
public enum ExchangeRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is an order under this client id.
  case duplicateClientOrderID(String, orderID: String)
  /// Fewer shares than one, or more than the exchange can count.
  case badQuantity(Shares)
  /// Zero, or between the steps of the grid.
  case badPrice(Price)
  /// It is taken between the bells only; when the next one rings, where that is known.
  case marketClosed(Instant?)
  /// There is no such order.
  case noSuchOrder(String)
  /// There is no such execution, or it was taken back already.
  case noSuchExecution(String)
  /// The order is over, and how.
  case alreadyEnded(VenueOrder.Status)

  /// In words.
  public var description: String {
    switch self {
    case .duplicateClientOrderID(let client, let order):
      "client_order_id must be unique: \(client) is order \(order)"
    case .badQuantity(let shares): "quantity out of range: \(shares)"
    case .badPrice(let price): "price not on the grid: \(price)"
    case .marketClosed(let opensAt):
      "the market is closed"
        + (opensAt.map { "; it opens on \(NewYork.date(of: $0)) at \(NewYork.clock($0)) in New York" } ?? "")
    case .noSuchOrder(let id): "no such order: \(id)"
    case .noSuchExecution(let id): "no such execution: \(id)"
    case .alreadyEnded(let status): "order is already \(status)"
    }
  }
}
