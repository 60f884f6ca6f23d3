/// A count as typed, taken apart: digits with or without thousands separators, or a decimal with `k` or `m`.
///
/// Never through binary floating point: `2.3m` must be 2,300,000 shares, not 2,299,999.
struct EnteredCount {
  /// All digits as one number; `Int.max` once they no longer fit.
  private var digits = 0
  /// How many of them stood after the point.
  private var decimals = 0
  /// Power of ten the suffix stands for.
  private var exponent = 0

  /// Nil where the text has none of the accepted forms.
  init?(_ text: some StringProtocol) {
    var bytes = Array(text.utf8)
    if let last = bytes.last, let power = EnteredCount.power(ofSuffix: last) {
      exponent = power
      bytes.removeLast()
    }
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    // A decimal without a suffix is refused even where it is whole: "12.0" shares is more likely a slip of
    // the hand than a quantity.
    guard let whole = parts.first, parts.count <= (exponent > 0 ? 2 : 1) else { return nil }
    guard append(exponent > 0 ? whole : EnteredCount.ungrouped(whole)) else { return nil }
    if parts.count == 2 {
      guard append(parts[1]) else { return nil }
      decimals = parts[1].count
    }
  }

  /// The count, where it is whole.
  var whole: Int? {
    var (value, power) = (digits, exponent - decimals)
    while power < 0 {
      guard value % 10 == 0 else { return nil }
      (value, power) = (value / 10, power + 1)
    }
    while power > 0 {
      (value, power) = (EnteredCount.saturating(value, times: 10, plus: 0), power - 1)
    }
    return value
  }

  /// Takes digits in; false for anything else, and for none.
  private mutating func append(_ part: ArraySlice<UInt8>) -> Bool {
    for byte in part {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return false }
      digits = EnteredCount.saturating(digits, times: 10, plus: Int(byte - UInt8(ascii: "0")))
    }
    return !part.isEmpty
  }

  /// `12,000` → `12000`; wrong grouping comes back as nothing, which is no number either.
  private static func ungrouped(_ whole: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let groups = whole.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard groups.count > 1 else { return whole }
    guard let first = groups.first, (1...3).contains(first.count), first.first != UInt8(ascii: "0"),
      groups.dropFirst().allSatisfy({ $0.count == 3 })
    else { return [] }
    return ArraySlice(groups.joined())
  }

  private static func power(ofSuffix byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "k"), UInt8(ascii: "K"): 3
    case UInt8(ascii: "m"), UInt8(ascii: "M"): 6
    default: nil
    }
  }

  private static func saturating(_ value: Int, times factor: Int, plus digit: Int) -> Int {
    let (product, overflow) = value.multipliedReportingOverflow(by: factor)
    let (sum, carry) = product.addingReportingOverflow(digit)
    return overflow || carry ? .max : sum
  }
}
