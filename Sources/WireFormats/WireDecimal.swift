public import SlicingCore

/// Plain decimals as Alpaca's protocol writes them: no exponent, no zeros at the end, `190` and not `190.00`.
public enum WireDecimal {
  /// A price.
  public static func text(_ price: Price) -> String { trimmed(price.description) }
  /// A quantity.
  public static func text(_ shares: Shares) -> String { String(shares.count) }

  /// Exact.
  public static func text(_ amount: Notional) -> String { trimmed(amount.decimalText) }

  /// In whole cents, rounded half away from zero: what a broker's books are kept in.
  public static func cents(_ amount: Notional) -> String {
    let cent: Int128 = 10_000_000
    let half = amount.nanodollars < 0 ? -cent / 2 : cent / 2
    return text(Notional(nanodollars: (amount.nanodollars + half) / cent * cent))
  }

  /// `part / whole` to four decimals; zero where there is no whole.
  public static func ratio(_ part: Notional, of whole: Notional) -> String {
    guard whole.nanodollars != 0 else { return "0" }
    let tenThousandths = part.nanodollars * 10_000 / whole.nanodollars
    return trimmed(Notional(nanodollars: tenThousandths * 100_000).decimalText)
  }

  /// Reads a decimal without passing through binary floating point; nil for what is none, and for more
  /// decimals than nine. A client's `1e3` is a number too.
  public static func price(_ digits: String) -> Price? { plain(digits).flatMap { Price(decimal: $0) } }

  /// A quantity, as billionths of a share: the protocol knows fractions even where the venue does not.
  public static func quantity(_ digits: String) -> Price? { price(digits) }

  private static func plain(_ digits: String) -> String? {
    let parts = digits.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return digits }
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard !mantissa[0].isEmpty, let exponent = Int(parts[1].hasPrefix("+") ? parts[1].dropFirst() : parts[1]),
      (-18...18).contains(exponent),
      (1...2).contains(mantissa.count)
    else { return nil }
    let decimals = mantissa.count == 2 ? String(mantissa[1]) : ""
    let all = String(mantissa[0]) + decimals
    let point = mantissa[0].count + exponent
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + all }
    if point >= all.count { return all + String(repeating: "0", count: point - all.count) }
    return all.prefix(point) + "." + all.dropFirst(point)
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
