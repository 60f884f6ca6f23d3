/// Which faults a run has, and how many of each struck.
struct Faults: Sendable {
  /// Whether each class is on.
  private let enabled: [Bool]
  /// Chances in a million.
  private let rates: [Int]
  private var streams: [SimRandom]
  /// How often each class struck.
  private(set) var counts = [Int](repeating: 0, count: FaultClass.allCases.count)
  /// How many struck in all.
  private(set) var total = 0
  /// From this many on nothing strikes any more: how the shrinker cuts a run's end off.
  let limit: Int
  /// Healed: nothing strikes any more.
  var isHealed = false

  init(
    seed: UInt64, climate: Climate, without: Set<FaultClass>, only: Set<FaultClass>?, limit: Int
  ) {
    var choice = SimRandom(seed: seed, purpose: 11)
    var enabled: [Bool] = []
    var rates: [Int] = []
    for fault in FaultClass.allCases {
      let isOn = choice.chance(perMille: climate.enabledPerMille)
      let strength = choice.pick(climate.strengths)
      let divisor = climate.divisor(of: fault)
      enabled.append(isOn && divisor != nil && !without.contains(fault) && only?.contains(fault) ?? true)
      let rate = fault.ratePerMille * 1000 * strength / 4 / (divisor ?? 1)
      rates.append(min(1_000_000, max(1000 / (divisor ?? 1), rate)))
    }
    self.enabled = enabled
    self.rates = rates
    self.limit = limit
    streams = FaultClass.allCases.map { SimRandom(seed: seed, purpose: 100 + UInt64($0.rawValue)) }
  }

  func isOn(_ fault: FaultClass) -> Bool { enabled[fault.rawValue] }

  /// Whether the fault strikes here. Each class draws from a stream of its own, so that switching one off
  /// leaves the others where they were.
  mutating func strike(_ fault: FaultClass) -> Bool {
    let index = fault.rawValue
    guard isOn(fault), !isHealed, total < limit, streams[index].chance(perMillion: rates[index]) else {
      return false
    }
    counts[index] += 1
    total += 1
    return true
  }

  /// A draw that belongs to a fault: how long, how much.
  mutating func within(_ range: ClosedRange<Int>, for fault: FaultClass) -> Int {
    streams[fault.rawValue].within(range)
  }
}
