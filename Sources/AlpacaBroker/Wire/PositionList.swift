internal import WireFormats

/// What the account holds, as the list of positions tells it.
struct PositionList: Equatable {
  /// Whole shares by ticker, short ones negative. A fraction beyond them cannot be ours: orders here have
  /// none, and more than what is whole could not be sold.
  private(set) var shares: [String: Int] = [:]
  /// Whether every row could be read: only then what is not listed is not held.
  private(set) var isWhole = true

  /// Nil where the answer is no list.
  init?(_ value: WireValue) {
    guard case .array(let rows) = value else { return nil }
    for row in rows {
      guard let ticker = row["symbol"]?.text, !ticker.isEmpty, shares[ticker] == nil,
        let count = row["qty"]?.digits.flatMap(PositionList.whole)
      else {
        isWhole = false
        continue
      }
      shares[ticker] = row["side"]?.text == "short" ? -abs(count) : count
    }
  }

  /// Rounded towards nothing; nil for what is no plain decimal.
  private static func whole(_ digits: String) -> Int? {
    let isShort = digits.hasPrefix("-")
    let parts = digits.dropFirst(isShort ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }),
      let count = Int(parts[0])
    else { return nil }
    return isShort ? -count : count
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
