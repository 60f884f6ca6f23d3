internal import PaperExchange
internal import SlicingCore
internal import WireFormats

/// What a client wants changed in a working order.
struct ReplaceForm {
  /// The terms of the order in its place.
  let terms: NewOrder

  /// A quantity given counts what is filled already; the new order is for the rest. So a replacement never
  /// makes more shares of an order than its owner asked for.
  init(_ bytes: [UInt8], of order: VenueOrder, madeUpID: String) throws(VenueRefusal) {
    guard let body = JSONReader.read(bytes), case .object(let members) = body else { throw .malformedBody }
    let known = ["qty", "limit_price", "stop_price", "time_in_force", "trail", "client_order_id"]
    guard members.contains(where: { known.contains($0.name) && $0.value != .null }) else {
      throw .nothingToReplace
    }
    if body["trail"] != nil { throw .notSimulated("trailing stops") }
    let old = order.terms
    let total = try body["qty"].map { value throws(VenueRefusal) in
      try OrderForm.shares(value, symbol: old.symbol)
    }
    guard (total ?? old.quantity) > order.filled else { throw .replacedBelowFilled }
    let clientID = body["client_order_id"]?.text ?? madeUpID
    guard clientID.utf8.count <= 128 else { throw .clientIDTooLong }
    terms = NewOrder(
      clientOrderID: clientID, symbol: old.symbol, side: old.side,
      quantity: (total ?? old.quantity) - order.filled, type: try ReplaceForm.type(body, old.type),
      timeInForce: body["time_in_force"] == nil ? old.timeInForce : try OrderForm.timeInForce(body))
    guard
      total.map({ $0 != old.quantity }) ?? false || terms.type != old.type
        || terms.timeInForce != old.timeInForce || body["client_order_id"] != nil
    else { throw .nothingToReplace }
  }

  private static func type(_ body: WireValue, _ old: OrderType) throws(VenueRefusal) -> OrderType {
    let limit = try OrderForm.price("limit_price", in: body)
    let stop = try OrderForm.price("stop_price", in: body)
    guard let type = OrderType(name: old.name, limit: limit ?? old.limitPrice, stop: stop ?? old.stopPrice)
    else { throw limit == nil ? .invalid(field: "stop_price") : .invalid(field: "limit_price") }
    return type
  }
}
