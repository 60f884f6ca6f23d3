internal import PaperExchange

/// Where a run's chance comes from: the same seed, the same choices, on every machine.
struct Chance {
  private var source: SplitMix64

  init(seed: UInt64) { source = SplitMix64(seed: seed) }

  /// A number of the range. Scaled by hand: how the standard library draws may change, and with it every run.
  mutating func number(_ range: ClosedRange<Int>) -> Int {
    let width = UInt64(range.upperBound - range.lowerBound + 1)
    return range.lowerBound + Int(source.next().multipliedFullWidth(by: width).high)
  }

  mutating func oneIn(_ count: Int) -> Bool { number(1...count) == 1 }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[number(0...values.count - 1)] }
}
