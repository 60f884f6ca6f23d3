internal import AlpacaWire
internal import SlicingCore

/// Compares the account's positions with what this desk's fills make of them. Others may trade the account,
/// so a difference is told and nothing is put right by itself.
struct PositionCheck {
  private var expected: [String: Int]?
  /// Shares counted, to notice that some came while the positions were read.
  private(set) var counted = 0

  mutating func count(_ quantity: Shares, _ side: Side, _ symbol: Symbol) {
    counted &+= quantity.count
    expected?[symbol.text, default: 0] &+= side == .buy ? quantity.count : -quantity.count
  }

  /// Takes the account's positions for true from here on.
  ///
  /// - Returns: what differs, in words; nil where nothing does, and at the first look.
  mutating func compare(_ value: WireValue) -> String? {
    guard case .array(let rows) = value else { return nil }
    var positions: [String: Int] = [:]
    for row in rows {
      // A fraction cannot be ours; its whole shares still can.
      guard let symbol = row["symbol"]?.text, let digits = row["qty"]?.digits else { continue }
      positions[symbol] = PositionCheck.whole(digits)
    }
    defer { expected = positions }
    guard let expected else { return nil }
    let differing = Set(expected.keys).union(positions.keys).sorted().filter {
      expected[$0, default: 0] != positions[$0, default: 0]
    }
    guard !differing.isEmpty else { return nil }
    let words = differing.prefix(3).map {
      "\($0) \(positions[$0, default: 0]) at the broker, \(expected[$0, default: 0]) by the fills here"
    }
    return "positions differ: \(words.joined(separator: "; ")); somebody else may trade the account"
  }

  private static func whole(_ digits: String) -> Int {
    let isShort = digits.hasPrefix("-")
    let count = Int(digits.drop { $0 == "-" }.prefix { $0 != "." }) ?? 0
    return isShort ? -count : count
  }
}
