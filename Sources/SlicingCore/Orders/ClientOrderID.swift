/// The id an order carries to the broker: the first 24 hex digits of SHA-256 over its canonical text.
///
/// Deterministic on purpose: an order sent again after a timeout, or planned again after a crash, has the
/// same id, so the broker and the store can both refuse the second.
///
/// Kept as a number: a desk copies, compares and looks ids up all the time, and text of this length would be
/// an allocation each.
public struct ClientOrderID: Hashable, Sendable, CustomStringConvertible {
  /// The first sixteen digits.
  private let high: UInt64
  /// The last eight.
  private let low: UInt32

  /// 24 lower-case hex digits.
  public var text: String {
    String(unsafeUninitializedCapacity: 24) { buffer in
      for digit in 0..<24 { buffer[digit] = ClientOrderID.alphabet[Int(nibble(digit))] }
      return 24
    }
  }

  private static let alphabet = Array("0123456789abcdef".utf8)

  private func nibble(_ digit: Int) -> UInt64 {
    digit < 16 ? high >> UInt64(60 - 4 * digit) & 15 : UInt64(low) >> UInt64(28 - 4 * (digit - 16)) & 15
  }

  /// Reads a stored or typed id; nil unless it is 24 lower-case hex digits.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 24 else { return nil }
    var (high, low): (UInt64, UInt32) = (0, 0)
    for byte in text.utf8 {
      guard let nibble = ClientOrderID.value(of: byte) else { return nil }
      high = high << 4 | UInt64(low >> 28)
      low = low << 4 | nibble
    }
    (self.high, self.low) = (high, low)
  }

  private static func value(of digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(digit - UInt8(ascii: "a") + 10)
    default: nil
    }
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
    (high, low) = SHA256.prefix(of: Array(fields.joined(separator: "|").utf8))
  }

  /// Both parts, for a digest of what happened.
  public var words: (high: UInt64, low: UInt32) { (high, low) }

  /// The id's text.
  public var description: String { text }
}
