internal import PaperExchange
internal import SlicingCore
internal import WireFormats

/// What the trading stream says when an order changes.
struct TradeUpdate {
  /// The event's name on the wire.
  let name: String
  let at: Instant
  let orderID: String
  private(set) var order: WireValue
  /// Present on `new`, `partial_fill`, `fill` and `trade_bust`.
  let executionID: String?
  let execution: VenueExecution?
  /// After the execution; negative when short.
  let position: Int?

  var isFill: Bool { execution != nil }

  /// The update that tells of an event; nil for one the protocol does not tell. `order` and `position` are as
  /// of right after it.
  init?(_ event: ExchangeEvent, order: VenueOrder, position: Int) {
    at = event.at
    orderID = order.id
    self.order = OrderShape.value(order)
    var execution: VenueExecution?
    var busted: String?
    switch event {
    case .booked: name = "new"
    case .rejected: name = "rejected"
    case .triggered: return nil
    case .executed(let made):
      execution = made
      name = order.leaves == 0 ? "fill" : "partial_fill"
    case .canceled: name = "canceled"
    case .expired: name = "expired"
    case .replaced: name = "replaced"
    case .busted(_, let executionID, _):
      busted = executionID
      name = "trade_bust"
    }
    self.execution = execution
    self.position = execution == nil && busted == nil ? nil : position
    executionID = execution?.id ?? busted ?? (name == "new" ? WireID.uuid("new:\(order.id)") : nil)
  }

  /// A change of which the books know nothing: a cancel that waits.
  init(pendingCancelOf order: VenueOrder, at instant: Instant) {
    name = "pending_cancel"
    at = instant
    orderID = order.id
    self.order = OrderShape.value(order, .pendingCancel)
    executionID = nil
    execution = nil
    position = nil
  }

  /// The same event with its order as of a later one.
  func showing(_ order: WireValue) -> TradeUpdate {
    var update = self
    update.order = order
    return update
  }

  var value: WireValue {
    var data: [WireValue.Member] = [.init("event", .string(name)), .init("timestamp", .time(at))]
    if let executionID { data.append(.init("execution_id", .string(executionID))) }
    if let execution {
      data.append(.init("price", .string(WireDecimal.text(execution.price))))
      data.append(.init("qty", .string(WireDecimal.text(execution.quantity))))
    }
    if let position { data.append(.init("position_qty", .string(String(position)))) }
    data.append(.init("order", order))
    data.append(.init("at", .time(at)))
    return .object([.init("stream", .string("trade_updates")), .init("data", .object(data))])
  }
}
