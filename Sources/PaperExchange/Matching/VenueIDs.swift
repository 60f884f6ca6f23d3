/// Ids that look like UUIDs and are functions of seed, salt and a count, so that a run can be repeated.
///
/// The counts go on after a reload, which keeps ids unique for a ledger's life: a hundred million of them
/// would collide with a chance of one in 10²⁰.
struct VenueIDs {
  private let key: UInt64

  init(seed: UInt64, salt: UInt64) { key = SplitMix64.at(salt, of: seed) }

  func order(_ count: Int) -> String { uuid(UInt64(count) &* 2) }
  func execution(_ count: Int) -> String { uuid(UInt64(count) &* 2 &+ 1) }

  private func uuid(_ index: UInt64) -> String {
    // Version 4, variant 1: what checks the shape of a UUID accepts these.
    let high = SplitMix64.at(index, of: key) & ~0xf000 | 0x4000
    let low = SplitMix64.at(index, of: ~key) & ~(3 << 62) | 1 << 63
    let digits = Array((Hex.text(high, digits: 16) + Hex.text(low, digits: 16)).utf8)
    let dash = [UInt8(ascii: "-")]
    let bytes = digits[..<8] + dash + digits[8..<12] + dash + digits[12..<16] + dash + digits[16..<20] + dash
    return String(decoding: bytes + digits[20...], as: UTF8.self)
  }
}

enum Hex {
  /// `value` in lower-case hex, with leading zeros.
  static func text(_ value: UInt64, digits: Int) -> String {
    let plain = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - plain.count)) + plain
  }
}
