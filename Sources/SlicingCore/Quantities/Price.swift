/// An exact price in units of 10⁻⁹ dollars.
///
/// Executions arrive with up to nine decimals, so the scale is theirs. Binary floating point is never
/// involved:
/// 0.1 + 0.2 must be 0.3 on a blotter.
public struct Price: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Billionths of a dollar.
  public let nanodollars: Int64

  /// Wraps a count of billionths of a dollar.
  public init(nanodollars: Int64) { self.nanodollars = nanodollars }

  /// Billionths in one dollar.
  static let scale: Int64 = 1_000_000_000

  /// Lower.
  public static func < (a: Price, b: Price) -> Bool { a.nanodollars < b.nanodollars }

  /// Parses plain decimal text with at most nine decimals and nothing around it; nil for anything else, for a
  /// negative number and for one that does not fit.
  public init?(decimal text: some StringProtocol) {
    var whole: Int64 = 0
    var decimals: Int? = nil
    var digits = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "."), decimals == nil {
        decimals = 0
        continue
      }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      if let seen = decimals {
        guard seen < 9 else { return nil }
        decimals = seen + 1
      }
      digits += 1
      let (shifted, overflow) = whole.multipliedReportingOverflow(by: 10)
      let (next, carry) = shifted.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
      guard !overflow, !carry else { return nil }
      whole = next
    }
    guard digits > 0, decimals != 0 else { return nil }
    for _ in (decimals ?? 0)..<9 {
      let (scaled, overflow) = whole.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      whole = scaled
    }
    nanodollars = whole
  }

  /// At least two decimals and as many more as the value needs: `187.50`, `0.985`. Order ids hash this text,
  /// so it may never change.
  public var description: String { Price.text(Int128(nanodollars)) }

  static func text(_ nanodollars: Int128) -> String {
    let magnitude = nanodollars.magnitude
    let scale = UInt128(Price.scale)
    var fraction = Array(String(magnitude % scale + scale).dropFirst())
    while fraction.count > 2, fraction.last == "0" { fraction.removeLast() }
    return "\(nanodollars < 0 ? "-" : "")\(magnitude / scale).\(String(fraction))"
  }

  /// The decimals a price may be entered with: two from $1.00 up, four below (SEC rule 612, sub-penny rule).
  public var isOnEntryGrid: Bool {
    nanodollars % (nanodollars >= Price.scale ? Price.scale / 100 : Price.scale / 10_000) == 0
  }

  /// `price × shares`, exact.
  public static func * (price: Price, shares: Shares) -> Notional {
    Notional(nanodollars: Int128(price.nanodollars) * Int128(shares.count))
  }

  /// How far this price is from `reference`, which is positive, in hundredths of a basis point, signed;
  /// positive is higher.
  public func centibasisPoints(from reference: Price) -> Int {
    precondition(reference.nanodollars > 0, "nothing is measured from a price of \(reference)")
    let difference = Int128(nanodollars) - Int128(reference.nanodollars)
    return Int(clamping: difference * 1_000_000 / Int128(reference.nanodollars))
  }
}

/// Money: a price times a quantity, in 10⁻⁹ dollars. 128 bits wide, so that the product of any price and any
/// quantity, and the sum of any number of them a desk can hold, is exact and cannot overflow.
public struct Notional: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Billionths of a dollar.
  public let nanodollars: Int128

  /// Wraps a count of billionths of a dollar.
  public init(nanodollars: Int128) { self.nanodollars = nanodollars }
  /// Whole dollars; limits are written so.
  public init(dollars: Int) { nanodollars = Int128(dollars) * Int128(Price.scale) }

  /// No money.
  public static let zero = Notional(nanodollars: 0)

  /// The sum.
  public static func + (a: Notional, b: Notional) -> Notional {
    Notional(nanodollars: a.nanodollars + b.nanodollars)
  }
  /// The difference.
  public static func - (a: Notional, b: Notional) -> Notional {
    Notional(nanodollars: a.nanodollars - b.nanodollars)
  }
  /// Adds in place.
  public static func += (a: inout Notional, b: Notional) { a = a + b }
  /// Subtracts in place.
  public static func -= (a: inout Notional, b: Notional) { a = a - b }
  /// Less money.
  public static func < (a: Notional, b: Notional) -> Bool { a.nanodollars < b.nanodollars }

  /// The exact amount as decimal text, two decimals at least: what the database stores.
  public var decimalText: String { Price.text(nanodollars) }

  /// `$2,250,000`, with cents where there are any; sub-cent parts are rounded half away from zero for
  /// display.
  public var description: String {
    let cents = (nanodollars.magnitude + 5_000_000) / 10_000_000
    let sign = nanodollars < 0 && cents > 0 ? "-" : ""
    let tail = cents % 100 == 0 ? "" : "." + String(String(cents % 100 + 100).dropFirst())
    return "\(sign)$\(Shares.grouped(cents / 100))\(tail)"
  }

  /// `3.1M`, `250K`, `812`: three figures, for narrow columns; rounded towards zero.
  public var short: String {
    let dollars = nanodollars.magnitude / UInt128(Price.scale)
    let sign = nanodollars < 0 && dollars > 0 ? "-" : ""
    guard dollars >= 1000 else { return "\(sign)\(dollars)" }
    let units: [(size: UInt128, name: String)] = [
      (1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1000, "K"),
    ]
    let (size, name) = units.first { dollars >= $0.size } ?? (1000, "K")
    let whole = dollars / size
    let decimals = whole >= 100 ? 0 : whole >= 10 ? 1 : 2
    var fraction = String(Civil.pad(dollars % size * 1000 / size, 3).prefix(decimals))
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(sign)\(whole)\(fraction.isEmpty ? "" : ".\(fraction)")\(name)"
  }

  /// The average price of `shares` that cost this much, rounded half up to 10⁻⁹; nil without shares.
  public func average(over shares: Shares) -> Price? {
    guard shares.count > 0 else { return nil }
    let divisor = Int128(shares.count)
    let rounded = (nanodollars + (nanodollars < 0 ? -divisor : divisor) / 2) / divisor
    return Int64(exactly: rounded).map(Price.init(nanodollars:))
  }
}
