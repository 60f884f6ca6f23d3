/// SplitMix64 (Steele, Lea, Flood 2014): the only source of chance in the exchange.
///
/// Its output function is a bijection of a counter, so the n-th number can be had without the ones before it;
/// the price walk relies on that to answer for any instant at once. `SystemRandomNumberGenerator` would make
/// two runs differ.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The same seed gives the same numbers, on every machine.
  public init(seed: UInt64) { state = seed }

  /// The next number of the sequence.
  public mutating func next() -> UInt64 {
    state &+= SplitMix64.golden
    return SplitMix64.finalize(state)
  }

  /// The number at `index` of the sequence that belongs to `key`.
  static func at(_ index: UInt64, of key: UInt64) -> UInt64 {
    finalize(finalize(key &+ golden) &+ index &* golden)
  }

  private static let golden: UInt64 = 0x9e37_79b9_7f4a_7c15

  private static func finalize(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension UInt64 {
  /// FNV-1a over the text: a hash that is the same in every process, which `hashValue` is not.
  init(hashOf text: String) {
    self = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { self = (self ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  }

  /// A number in `0..<bound` from a random one, without a division.
  func scaled(to bound: UInt64) -> UInt64 { multipliedFullWidth(by: bound).high }
}
