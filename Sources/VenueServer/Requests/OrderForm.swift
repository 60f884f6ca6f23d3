internal import PaperExchange
internal import SlicingCore
internal import WireFormats

/// A new order as a client sends it, checked for everything that needs neither market nor account.
struct OrderForm {
  let symbol: Symbol
  let side: Side
  let quantity: Shares
  let type: OrderType
  let timeInForce: TimeInForce
  /// Nil where the venue is to make one up.
  let clientOrderID: String?

  init(_ bytes: [UInt8]) throws(VenueRefusal) {
    guard let body = JSONReader.read(bytes), case .object = body else { throw .malformedBody }
    try self.init(body)
  }

  init(_ body: WireValue) throws(VenueRefusal) {
    clientOrderID = try OrderForm.clientID(body)
    symbol = try OrderForm.symbol(body)
    guard let side = body["side"]?.text.flatMap(Side.init(rawValue:)) else { throw .invalid(field: "side") }
    self.side = side
    timeInForce = try OrderForm.timeInForce(body)
    type = try OrderForm.type(body)
    try OrderForm.checkExtendedHours(body, type, timeInForce)
    if let orderClass = body["order_class"]?.text, !["", "simple"].contains(orderClass) {
      throw .notSimulated("orders of class \(orderClass)")
    }
    quantity = try OrderForm.quantity(body, symbol: symbol)
  }

  private static func clientID(_ body: WireValue) throws(VenueRefusal) -> String? {
    guard let value = body["client_order_id"] else { return nil }
    guard let text = value.text else { throw .malformedBody }
    guard text.utf8.count <= 128 else { throw .clientIDTooLong }
    return text.isEmpty ? nil : text
  }

  private static func symbol(_ body: WireValue) throws(VenueRefusal) -> Symbol {
    guard let text = body["symbol"]?.text, !text.isEmpty else { throw .invalid(field: "symbol") }
    guard AssetList.asset(text) != nil, let symbol = Symbol(text) else { throw .assetUnknown(text) }
    return symbol
  }

  static func timeInForce(_ body: WireValue) throws(VenueRefusal) -> TimeInForce {
    guard let text = body["time_in_force"]?.text else { throw .invalid(field: "time_in_force") }
    if text == "opg" || text == "cls" { throw .notSimulated("auctions") }
    guard let found = TimeInForce(rawValue: text) else { throw .invalid(field: "time_in_force") }
    return found
  }

  private static func type(_ body: WireValue) throws(VenueRefusal) -> OrderType {
    guard let name = body["type"]?.text else { throw .invalid(field: "order type") }
    let limit = try price("limit_price", in: body)
    let stop = try price("stop_price", in: body)
    switch name {
    case "market": guard limit == nil, stop == nil else { throw .marketWithPrice }
    case "limit": guard limit != nil else { throw .limitPriceMissing }
    case "stop": guard stop != nil else { throw .stopPriceMissing }
    case "stop_limit": guard limit != nil, stop != nil else { throw .bothPricesMissing }
    case "trailing_stop": throw .notSimulated("trailing stops")
    default: throw .invalid(field: "order type")
    }
    guard let type = OrderType(name: name, limit: limit, stop: stop) else {
      throw .invalid(field: limit == nil ? "stop_price" : "limit_price")
    }
    return type
  }

  /// A price on the grid; nil where none is given.
  static func price(_ field: String, in body: WireValue) throws(VenueRefusal) -> Price? {
    guard let value = body[field] else { return nil }
    guard let digits = value.digits, let price = WireDecimal.price(digits), price.nanodollars > 0 else {
      throw .invalid(field: field)
    }
    guard price.isOnEntryGrid else { throw .subPenny(field: field, price: WireDecimal.text(price)) }
    return price
  }

  private static func quantity(_ body: WireValue, symbol: Symbol) throws(VenueRefusal) -> Shares {
    switch (body["qty"], body["notional"]) {
    case (nil, nil): throw .quantityMissing
    case (_?, _?): throw .quantityTwice
    case (nil, _?): throw .notFractionable(symbol.text)
    case (let value?, nil): return try shares(value, symbol: symbol)
    }
  }

  /// Whole shares.
  static func shares(_ value: WireValue, symbol: Symbol) throws(VenueRefusal) -> Shares {
    guard let digits = value.digits else { throw .invalid(field: "qty") }
    if digits.hasPrefix("-") { throw .quantityNotPositive }
    guard let quantity = WireDecimal.quantity(digits) else { throw .invalid(field: "qty") }
    guard quantity.nanodollars > 0 else { throw .quantityNotPositive }
    let (whole, part) = quantity.nanodollars.quotientAndRemainder(dividingBy: 1_000_000_000)
    guard part == 0 else { throw .notFractionable(symbol.text) }
    return Shares(Int(whole))
  }

  private static func checkExtendedHours(
    _ body: WireValue, _ type: OrderType, _ timeInForce: TimeInForce
  ) throws(VenueRefusal) {
    guard body["extended_hours"]?.truth == true else { return }
    guard type.name == "limit", timeInForce == .day || timeInForce == .gtc else { throw .extendedHours }
    throw .notSimulated("sessions outside regular hours")
  }

  func terms(clientOrderID: String) -> NewOrder {
    NewOrder(
      clientOrderID: clientOrderID, symbol: symbol, side: side, quantity: quantity, type: type,
      timeInForce: timeInForce)
  }
}
