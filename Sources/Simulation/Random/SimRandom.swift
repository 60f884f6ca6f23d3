/// The simulation's own generator (SplitMix64, Steele, Lea and Flood 2014). Not the standard library's
/// `random(in:)`: its algorithm may change with a toolchain, and a seed must mean the same run for ever.
struct SimRandom: Sendable {
  private var state: UInt64

  /// A stream of its own for each `purpose`, so that one more draw in one place moves nothing elsewhere.
  init(seed: UInt64, purpose: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 ^ (purpose &+ 1) &* 0xD1B5_4A32_D192_ED03
    _ = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 0 to `count` − 1.
  mutating func below(_ count: Int) -> Int {
    precondition(count > 0, "nothing to choose from")
    return Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  mutating func chance(perMille: Int) -> Bool { below(1000) < perMille }
  mutating func chance(perMillion: Int) -> Bool { below(1_000_000) < perMillion }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}
