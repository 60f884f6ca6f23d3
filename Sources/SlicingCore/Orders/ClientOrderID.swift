/// The id an order carries to the broker: the first 24 hex digits of SHA-256 over its canonical text.
///
/// Deterministic on purpose: an order sent again after a timeout, or planned again after a crash, has the
/// same id, so the broker and the store can both refuse the second.
public struct ClientOrderID: Hashable, Sendable, CustomStringConvertible {
  /// 24 lower-case hex digits.
  public let text: String

  /// Reads a stored or typed id; nil unless it is 24 lower-case hex digits.
  public init?(_ text: some StringProtocol) {
    let isHex: (UInt8) -> Bool = { (48...57).contains($0) || (97...102).contains($0) }
    guard text.utf8.count == 24, text.utf8.allSatisfy(isHex) else { return nil }
    self.text = String(text)
  }

  /// Hashes `symbol|side|qty|limit|stop|type|tif|strategy|date`, a missing price as `None`.
  public init(
    symbol: Symbol, side: Side, quantity: Shares, type: OrderType, timeInForce: TimeInForce,
    strategy: String, tradeDate: TradeDate
  ) {
    let fields = [
      symbol.text, side.rawValue, String(quantity.count), type.limitPrice?.description ?? "None",
      type.stopPrice?.description ?? "None", type.name, timeInForce.rawValue, strategy, tradeDate.description,
    ]
    text = SHA256.hex(of: Array(fields.joined(separator: "|").utf8), digits: 24)
  }

  /// The id's text.
  public var description: String { text }
}
