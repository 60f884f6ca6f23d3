internal import SlicingCore

/// Ids made from what they name, so that they are the same after every restart.
enum WireID {
  /// A UUID of version 8, which is the one for ids of one's own making.
  static func uuid(_ name: String) -> String {
    var digits = Array(SHA256.hex(of: Array("tranche-venue:\(name)".utf8), digits: 32))
    digits[12] = "8"
    digits[16] = "a"
    let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return groups.map { String(digits[$0]) }.joined(separator: "-")
  }

  /// Whether text has the shape of a UUID.
  static func isUUID(_ text: String) -> Bool {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    return groups.map(\.utf8.count) == [8, 4, 4, 4, 12] && groups.joined().allSatisfy(\.isHexDigit)
  }
}
