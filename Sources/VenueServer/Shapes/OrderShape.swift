internal import PaperExchange
internal import SlicingCore
internal import WireFormats

/// An order as the protocol shows it.
enum OrderShape {
  /// How it is shown where its books alone do not say it.
  enum Showing: Equatable {
    case asItStands
    /// What the answer to a new order says, whatever happened since.
    case asBooked(isOpenMarket: Bool)
    /// A cancel was asked for and does not happen.
    case pendingCancel
    /// Its rejection is not told yet.
    case notYetRejected
  }

  static func value(_ order: VenueOrder, _ showing: Showing = .asItStands) -> WireValue {
    .object(
      identity(order) + times(order, showing) + asset(order) + quantities(order, showing)
        + pricing(order, showing))
  }

  static func status(_ order: VenueOrder, _ showing: Showing = .asItStands) -> String {
    switch (showing, order.status) {
    case (.asBooked(let isOpenMarket), _): isOpenMarket ? "pending_new" : "accepted"
    case (.pendingCancel, .working): "pending_cancel"
    case (.notYetRejected, .rejected): "pending_new"
    case (_, .working): order.filled > 0 ? "partially_filled" : "new"
    case (_, .filled): "filled"
    case (_, .canceled): "canceled"
    case (_, .expired): "expired"
    case (_, .replaced): "replaced"
    case (_, .rejected): "rejected"
    }
  }

  private static func identity(_ order: VenueOrder) -> [WireValue.Member] {
    [.init("id", .string(order.id)), .init("client_order_id", .string(order.terms.clientOrderID))]
  }

  private static func times(_ order: VenueOrder, _ showing: Showing) -> [WireValue.Member] {
    let isSettled = showing == .asItStands || showing == .pendingCancel
    let last = isSettled ? lastChange(order) : order.createdAt
    func ended(_ name: String, _ isSo: Bool) -> WireValue.Member {
      .init(name, isSo && isSettled ? time(order.endedAt) : .null)
    }
    var successor: String?
    if case .replaced(let by) = order.status, isSettled { successor = by }
    return [
      .init("created_at", .time(order.createdAt)), .init("updated_at", .time(last)),
      .init("submitted_at", .time(order.createdAt)), ended("filled_at", order.status == .filled),
      ended("expired_at", order.status == .expired), ended("canceled_at", order.status == .canceled),
      ended("failed_at", isRejected(order)), ended("replaced_at", successor != nil),
      .init("replaced_by", .optional(successor)), .init("replaces", .optional(order.replaces)),
      .init("expires_at", time(order.expiresAt)),
    ]
  }

  private static func asset(_ order: VenueOrder) -> [WireValue.Member] {
    let symbol = order.terms.symbol.text
    return [
      .init("asset_id", .string(AssetList.id(of: symbol))), .init("symbol", .string(symbol)),
      .init("asset_class", .string("us_equity")),
    ]
  }

  private static func quantities(_ order: VenueOrder, _ showing: Showing) -> [WireValue.Member] {
    let isBooked = if case .asBooked = showing { true } else { false }
    let filled = isBooked ? 0 : order.filled
    return [
      .init("notional", .null), .init("qty", .string(WireDecimal.text(order.terms.quantity))),
      .init("filled_qty", .string(WireDecimal.text(filled))),
      .init(
        "filled_avg_price", .optional(filled > 0 ? averagePrice(order).map { WireDecimal.text($0) } : nil)),
    ]
  }

  private static func pricing(_ order: VenueOrder, _ showing: Showing) -> [WireValue.Member] {
    let type = order.terms.type
    return [
      .init("order_class", .string("")), .init("order_type", .string(type.name)),
      .init("type", .string(type.name)), .init("side", .string(order.terms.side.rawValue)),
      .init("time_in_force", .string(order.terms.timeInForce.rawValue)),
      .init("limit_price", .optional(type.limitPrice.map { WireDecimal.text($0) })),
      .init("stop_price", .optional(type.stopPrice.map { WireDecimal.text($0) })),
      .init("status", .string(status(order, showing))), .init("extended_hours", .bool(false)),
      .init("legs", .null), .init("trail_percent", .null), .init("trail_price", .null), .init("hwm", .null),
      .init("subtag", .null), .init("source", .null),
    ]
  }

  static func averagePrice(_ order: VenueOrder) -> Price? {
    order.executions.reduce(.zero) { $0 + $1.price * $1.quantity }.average(over: order.filled)
  }

  private static func lastChange(_ order: VenueOrder) -> Instant {
    [order.createdAt, order.triggeredAt, order.executions.last?.at, order.endedAt].compactMap(\.self).max()
      ?? order.createdAt
  }

  private static func isRejected(_ order: VenueOrder) -> Bool {
    if case .rejected = order.status { true } else { false }
  }

  private static func time(_ instant: Instant?) -> WireValue { instant.map(WireValue.time) ?? .null }
}
