internal import SlicingCore
internal import WireFormats

/// An order as the broker shows it, in an answer or inside a message of the stream.
struct WireOrder: Equatable {
  /// The broker's own id.
  let id: String
  /// What we called it; nil where it is not one of a desk's ids, and so not an order of ours.
  let clientOrderID: ClientOrderID?
  let status: OrderStatusWord
  /// Shares filled so far; nil for a fraction, which no order of ours can have.
  let filled: Shares?
  /// When the broker took it in, by the broker's clock.
  let createdAt: Instant
  /// Nil where it cannot be one of ours: fractions, trailing stops, a time in force we never send.
  let submission: Submission?
  /// The broker's words for a rejection, where it gives any.
  let reason: String?
  /// `buy 100 AAPL`.
  let words: String

  /// Nil for what is no order: a field that must be there is not, or is no number.
  init?(_ value: WireValue) {
    guard let id = value["id"]?.text, !id.isEmpty, let word = value["status"]?.text,
      let createdAt = (value["created_at"]?.text).flatMap({ Instant(foreignRFC3339: $0) })
    else { return nil }
    self.id = id
    status = OrderStatusWord(word)
    filled = value["filled_qty"]?.digits.flatMap(WireOrder.shares)
    self.createdAt = createdAt
    clientOrderID = (value["client_order_id"]?.text).flatMap { ClientOrderID($0) }
    reason = value["reject_reason"]?.text
    submission = clientOrderID.flatMap { WireOrder.submission(value, $0) }
    words = ["side", "qty", "symbol"].map { value[$0]?.digits ?? "?" }.joined(separator: " ")
  }

  /// Whole shares; `100`, `100.0` and `1e2` are the same. Nil for a fraction.
  static func shares(_ digits: String) -> Shares? {
    guard let billionths = WireDecimal.quantity(digits)?.nanodollars, billionths % 1_000_000_000 == 0 else {
      return nil
    }
    return Shares(Int(billionths / 1_000_000_000))
  }

  private static func submission(_ value: WireValue, _ id: ClientOrderID) -> Submission? {
    guard let symbol = (value["symbol"]?.text).flatMap({ Symbol($0) }),
      let side = (value["side"]?.text).flatMap(Side.init(rawValue:)),
      let quantity = value["qty"]?.digits.flatMap(shares),
      let type = (value["type"]?.text ?? value["order_type"]?.text).flatMap({ type($0, value) }),
      let timeInForce = (value["time_in_force"]?.text).flatMap(TimeInForce.init(rawValue:))
    else { return nil }
    return Submission(
      id: id, attempt: 1, symbol: symbol, side: side, quantity: quantity, type: type, timeInForce: timeInForce
    )
  }

  private static func type(_ name: String, _ value: WireValue) -> OrderType? {
    // A price that is there and cannot be read must not look like one that is not there.
    let limit = value["limit_price"]?.digits
    let stop = value["stop_price"]?.digits
    let limitPrice = limit.flatMap(WireDecimal.price)
    let stopPrice = stop.flatMap(WireDecimal.price)
    guard (limit == nil) == (limitPrice == nil), (stop == nil) == (stopPrice == nil) else { return nil }
    return OrderType(name: name, limit: limitPrice, stop: stopPrice)
  }

  /// As the desk takes it in; nil where it is not one of a desk's.
  ///
  /// - Parameter skew: how far this machine's clock is ahead of the broker's: the desk compares `createdAt`
  ///   with its own record of when it first meant to send.
  func report(skew: TimeSpan) -> OrderReport? {
    guard let submission, let filled else { return nil }
    return OrderReport(
      submission: submission, brokerOrderID: id, state: status.state(reason: reason),
      createdAt: createdAt + skew, executions: [], filled: filled)
  }
}
