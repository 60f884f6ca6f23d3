internal import PaperExchange
internal import SlicingCore
internal import WireFormats

/// One execution as the list of account activities shows it.
struct FillShape {
  let at: Instant
  let id: String
  let value: WireValue

  /// The execution at `index` of an order.
  init(_ order: VenueOrder, at index: Int) {
    let execution = order.executions[index]
    let done = order.totals[index]
    let leaves = order.terms.quantity - done
    at = execution.at
    id = "\(FillShape.digits(execution.at))::\(execution.id)"
    value = .object([
      .init("activity_type", .string("FILL")), .init("id", .string(id)),
      .init("order_id", .string(order.id)), .init("symbol", .string(order.terms.symbol.text)),
      .init("side", .string(order.terms.side.rawValue)),
      .init("type", .string(leaves == 0 ? "fill" : "partial_fill")),
      .init("order_status", .string(leaves == 0 ? "filled" : "partially_filled")),
      .init("price", .string(WireDecimal.text(execution.price))),
      .init("qty", .string(WireDecimal.text(execution.quantity))),
      .init("cum_qty", .string(WireDecimal.text(done))),
      .init("leaves_qty", .string(WireDecimal.text(leaves))),
      .init("transaction_time", .time(execution.at)),
    ])
  }

  /// Every execution, oldest first.
  static func all(_ orders: [VenueOrder]) -> [FillShape] {
    let fills = orders.flatMap { order in order.executions.indices.map { FillShape(order, at: $0) } }
    return fills.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(
      \.element)
  }

  /// `20261007110001061`: the milliseconds on New York's clock.
  private static func digits(_ instant: Instant) -> String {
    let text = WireTime.newYork(instant, decimals: true).prefix(23)
    return String(text.filter(\.isNumber))
  }
}
