/// A ticker: 1 to 16 of `A-Z 0-9 . / -`, upper-cased on entry.
public struct Symbol: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The ticker's text.
  public let text: String

  /// Upper-cases and checks; nil for what no venue would know.
  public init?(_ entered: some StringProtocol) {
    // ASCII is required before the case changes: upper-casing "ß" gives "SS", another company's ticker.
    guard (1...16).contains(entered.utf8.count), entered.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    let upper = entered.uppercased()
    guard upper.utf8.allSatisfy(Symbol.isAllowed) else { return nil }
    text = upper
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"): true
    default: false
    }
  }

  /// The ticker.
  public var description: String { text }
  /// Alphabetical.
  public static func < (a: Symbol, b: Symbol) -> Bool { a.text < b.text }
}

/// Which way shares move.
public enum Side: String, Hashable, Sendable, CaseIterable {
  /// Shares come in.
  case buy
  /// Shares go out.
  case sell

  /// The other side.
  public var opposite: Side { self == .buy ? .sell : .buy }
}

/// How an order is priced. A type without its price cannot be written down.
public enum OrderType: Hashable, Sendable {
  /// At whatever the market gives.
  case market
  /// At this price or better.
  case limit(Price)
  /// A market order once the market trades at this price.
  case stop(Price)
  /// A limit order once the market trades at the stop.
  case stopLimit(stop: Price, limit: Price)

  /// The limit, where there is one.
  public var limitPrice: Price? {
    switch self {
    case .limit(let price), .stopLimit(_, let price): price
    case .market, .stop: nil
    }
  }

  /// The stop, where there is one.
  public var stopPrice: Price? {
    switch self {
    case .stop(let price), .stopLimit(let price, _): price
    case .market, .limit: nil
    }
  }

  /// The name in ids, records and on the wire.
  public var name: String {
    switch self {
    case .market: "market"
    case .limit: "limit"
    case .stop: "stop"
    case .stopLimit: "stop_limit"
    }
  }

  /// The inverse of `name` and the two prices; nil where they do not belong together.
  public init?(name: String, limit: Price?, stop: Price?) {
    switch (name, limit, stop) {
    case ("market", nil, nil): self = .market
    case ("limit", let limit?, nil): self = .limit(limit)
    case ("stop", nil, let stop?): self = .stop(stop)
    case ("stop_limit", let limit?, let stop?): self = .stopLimit(stop: stop, limit: limit)
    default: return nil
    }
  }
}

/// How long an order stays at the venue.
public enum TimeInForce: String, Hashable, Sendable, CaseIterable {
  /// Until the session ends.
  case day
  /// Until canceled.
  case gtc
  /// What fills at once; the rest is canceled.
  case ioc
  /// All at once or nothing.
  case fok
}
