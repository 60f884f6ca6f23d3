internal import SlicingCore
internal import WireFormats

/// Everything the venue says no with. The only place that knows the protocol's statuses, codes and words.
enum VenueRefusal: Error, Hashable {
  case malformedBody
  case unauthorized
  case rateLimited

  case insufficientBuyingPower(available: String, cost: String)
  case insufficientShares(symbol: String, requested: Int, available: Int, existing: Int, held: Int)
  case notFractionable(String)
  case notShortable(String)
  case washTrade(existing: String)

  case orderNotFound(String)
  case positionNotFound
  case symbolNotFound(String)
  case endpointNotFound

  case duplicateClientID
  case clientIDTooLong
  case quantityNotPositive
  case quantityMissing
  case quantityTwice
  case invalid(field: String)
  case limitPriceMissing
  case stopPriceMissing
  case bothPricesMissing
  case marketWithPrice
  case malformedOrderID
  case assetUnknown(String)
  case subPenny(field: String, price: String)
  case extendedHours
  case stopOnWrongSide(Side)
  case marketClosed(String)
  case alreadyEnded(status: String)
  case notReplaceable
  case nothingToReplace
  case replacedBelowFilled
  case pageTooLarge
  case notSimulated(String)
  /// The ledger could not be written: what became of the request is not known.
  case ledgerFailed

  var status: Int {
    switch self {
    case .malformedBody: 400
    case .unauthorized: 401
    case .insufficientBuyingPower, .insufficientShares, .notFractionable, .notShortable, .washTrade: 403
    case .orderNotFound, .positionNotFound, .symbolNotFound, .endpointNotFound: 404
    case .rateLimited: 429
    case .ledgerFailed: 500
    default: 422
    }
  }

  /// Nil where the protocol sends none.
  var code: Int? {
    switch self {
    case .unauthorized: nil
    case .malformedBody: 40_010_000
    case .insufficientBuyingPower, .insufficientShares, .notFractionable, .notShortable, .washTrade:
      40_310_000
    case .orderNotFound, .positionNotFound, .symbolNotFound, .endpointNotFound: 40_410_000
    case .rateLimited: 42_910_000
    case .ledgerFailed: 50_010_000
    case .assetUnknown, .subPenny, .extendedHours, .stopOnWrongSide, .marketClosed, .alreadyEnded,
      .notReplaceable,
      .nothingToReplace, .notSimulated:
      42_210_000
    default: 40_010_001
    }
  }

  var message: String {
    switch self {
    case .malformedBody: "request body format is invalid"
    case .unauthorized: "unauthorized."
    case .rateLimited: "rate limit exceeded"
    case .insufficientBuyingPower: "insufficient buying power"
    case .insufficientShares(_, let requested, let available, _, _):
      "insufficient qty available for order (requested: \(requested), available: \(available))"
    case .notFractionable(let symbol): "asset \"\(symbol)\" is not fractionable"
    case .notShortable(let symbol): "asset \"\(symbol)\" cannot be sold short"
    case .washTrade: "potential wash trade detected. use complex orders"
    case .orderNotFound(let id): "order not found for \(id)"
    case .positionNotFound: "position does not exist"
    case .symbolNotFound(let symbol): "symbol not found: \(symbol)"
    case .endpointNotFound: "endpoint not found"
    case .duplicateClientID: "client_order_id must be unique"
    case .clientIDTooLong: "client_order_id must be no more than 128 characters"
    case .quantityNotPositive: "qty must be > 0"
    case .quantityMissing: "qty or notional is required"
    case .quantityTwice: "only one of qty or notional is accepted"
    default: furtherMessage
    }
  }

  private var furtherMessage: String {
    switch self {
    case .invalid(let field): "invalid \(field)"
    case .limitPriceMissing: "limit orders require a limit price"
    case .stopPriceMissing: "stop orders require a stop price"
    case .bothPricesMissing: "stop limit orders require both stop and limit price"
    case .marketWithPrice: "market orders require no stop or limit price"
    case .malformedOrderID: "order_id is missing"
    case .assetUnknown(let symbol): "asset \"\(symbol)\" not found"
    case .subPenny(let field, let price):
      "invalid \(field) \(price). sub-penny increment does not fulfill minimum pricing criteria"
    case .extendedHours: "extended hours order must be DAY or GTC limit orders"
    case .stopOnWrongSide(.sell): "stop price must be less than current price"
    case .stopOnWrongSide(.buy): "stop price must be greater than current price"
    case .marketClosed(let words): words
    case .alreadyEnded(let status): "order is already in \"\(status)\" state"
    case .notReplaceable: "unable to replace order, order is not open"
    case .nothingToReplace: "order parameters are not changed"
    case .replacedBelowFilled: "qty must be > filled_qty"
    case .pageTooLarge: "page_size must be no more than 100"
    case .ledgerFailed: "internal server error occurred"
    case .notSimulated(let what): "this venue does not simulate \(what)"
    default: preconditionFailure("\(self) has no words")
    }
  }

  /// The whole body.
  var body: WireValue {
    let head = code.map { [WireValue.Member("code", .integer($0))] } ?? []
    return .object(head + [.init("message", .string(message))] + extra)
  }

  private var extra: [WireValue.Member] {
    switch self {
    case .insufficientBuyingPower(let available, let cost):
      [.init("buying_power", .string(available)), .init("cost_basis", .string(cost))]
    case .insufficientShares(let symbol, _, let available, let existing, let held):
      [
        .init("available", .string(String(available))), .init("existing_qty", .string(String(existing))),
        .init("held_for_orders", .string(String(held))), .init("symbol", .string(symbol)),
      ]
    case .washTrade(let existing):
      [
        .init("existing_order_id", .string(existing)),
        .init("reject_reason", .string("opposite side market/stop order exists")),
      ]
    default: []
    }
  }
}
