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
  mutating func compare(_ list: PositionList) -> String? {
    // A list with gaps would look like a sale.
    guard list.isWhole else { return nil }
    let positions = list.shares
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
}
