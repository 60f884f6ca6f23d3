internal import SlicingCore
internal import WireFormats

/// One execution as the list of account activities tells it: no client id and no execution id, but the order
/// and its running total.
struct FillActivity: Equatable {
  /// The row's own id, which is the cursor of the next page.
  let id: String
  let orderID: String
  let quantity: Shares
  let price: Price
  /// Shares of the order filled with this one.
  let cumulative: Shares
  let at: Instant

  /// Nil for a row of another kind, and for fractions.
  init?(_ value: WireValue) {
    guard let id = value["id"]?.text, let orderID = value["order_id"]?.text,
      let quantity = value["qty"]?.digits.flatMap(WireOrder.shares), quantity > .zero,
      let price = value["price"]?.digits.flatMap(WireDecimal.price),
      let cumulative = value["cum_qty"]?.digits.flatMap(WireOrder.shares),
      let at = (value["transaction_time"]?.text).flatMap({ Instant(foreignRFC3339: $0) })
    else { return nil }
    self.id = id
    self.orderID = orderID
    self.quantity = quantity
    self.price = price
    self.cumulative = cumulative
    self.at = at
  }
}
