public import SlicingCore

/// Everything that changes the exchange's books, and all the ledger holds. Live operation and reloading apply
/// the same events, so both come to the same books.
public enum ExchangeEvent: Hashable, Sendable {
  /// An order was taken in.
  case booked(NewOrder, orderID: String, at: Instant, expiresAt: Instant?)
  /// An order was refused and is kept as such; its client id is taken.
  case rejected(NewOrder, orderID: String, at: Instant, reason: String)
  /// A stop was reached.
  case triggered(orderID: String, at: Instant)
  case executed(VenueExecution)
  case canceled(orderID: String, at: Instant)
  case expired(orderID: String, at: Instant)
  /// Another order takes its place; that one is booked next.
  case replaced(orderID: String, by: String, at: Instant)
  /// An execution is taken back: it never was.
  case busted(orderID: String, executionID: String, at: Instant)

  /// The order concerned.
  public var orderID: String {
    switch self {
    case .booked(_, let id, _, _), .rejected(_, let id, _, _), .triggered(let id, _), .canceled(let id, _),
      .expired(let id, _), .replaced(let id, _, _), .busted(let id, _, _):
      id
    case .executed(let execution): execution.orderID
    }
  }

  /// When it happened.
  public var at: Instant {
    switch self {
    case .booked(_, _, let at, _), .rejected(_, _, let at, _), .triggered(_, let at), .canceled(_, let at),
      .expired(_, let at), .replaced(_, _, let at), .busted(_, _, let at):
      at
    case .executed(let execution): execution.at
    }
  }
}
