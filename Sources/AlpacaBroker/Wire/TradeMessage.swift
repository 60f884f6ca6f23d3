internal import SlicingCore
internal import WireFormats

/// A message of the stream of trade updates.
enum TradeMessage: Equatable {
  case authorized
  case refused(String)
  /// The names of what is listened to.
  case listening([String])
  case update(TradeUpdate)
  case failure(String)
  /// Not JSON, or nothing that is known; the words say what.
  case unreadable(String)

  init(_ bytes: [UInt8]) {
    guard let value = JSONReader.read(bytes) else {
      self = .unreadable("a message that is not JSON, \(bytes.count) bytes")
      return
    }
    let data = value["data"]
    switch value["stream"]?.text {
    case "authorization"?:
      let status = data?["status"]?.text ?? "no status"
      self = status == "authorized" ? .authorized : .refused(status)
    case "listening"?: self = .listening(data?["streams"]?.texts ?? [])
    case "trade_updates"?:
      self =
        data.flatMap(TradeUpdate.init).map(TradeMessage.update)
        ?? .unreadable("a trade update without an order")
    default:
      if value["action"]?.text == "error" {
        self = .failure(data?["error_message"]?.text ?? "an error without words")
      } else {
        self = .unreadable("a message of the stream \(value["stream"]?.text ?? "without a name")")
      }
    }
  }
}

/// What happened to an order, with the order as of right after it.
struct TradeUpdate: Equatable {
  let event: String
  let order: WireOrder
  /// Of this execution; nil where the event is none.
  let fill: Fill?
  let executionID: String?

  struct Fill: Equatable {
    let quantity: Shares
    let price: Price
    let at: Instant
  }

  init?(_ data: WireValue) {
    guard let event = data["event"]?.text, let order = data["order"].flatMap(WireOrder.init) else {
      return nil
    }
    self.event = event
    self.order = order
    let id = data["execution_id"]?.text
    executionID = id?.isEmpty == true ? nil : id
    guard event == "fill" || event == "partial_fill" else {
      fill = nil
      return
    }
    guard let quantity = data["qty"]?.digits.flatMap(WireOrder.shares), quantity > .zero,
      let price = data["price"]?.digits.flatMap(WireDecimal.price)
    else { return nil }
    let at = (data["timestamp"]?.text ?? data["at"]?.text).flatMap { Instant(foreignRFC3339: $0) }
    fill = Fill(quantity: quantity, price: price, at: at ?? order.createdAt)
  }

  /// Every event that means no more than its order's snapshot says. Any other is looked into.
  static let plainEvents: Set<String> = [
    "new", "accepted", "pending_new", "fill", "partial_fill", "canceled", "expired", "done_for_day",
    "replaced",
    "rejected", "pending_cancel", "pending_replace", "stopped", "calculated", "suspended", "held",
    "order_cancel_rejected", "order_replace_rejected",
  ]

  /// The broker took an execution back, or changed it.
  var takesBack: Bool { event == "trade_bust" || event == "trade_correct" }
}
