/// What the desk may expect of the world at the end of a run.
public enum RunMode: String, Sendable, CaseIterable {
  /// Faults without limit: nothing bad ever happens.
  case safety
  /// The faults heal at last: everything comes to an end, and belief equals truth.
  case liveness

  /// The mode a seed has where both are wanted: by turns, two by two.
  public static func of(seed: UInt64) -> RunMode { seed & 2 == 0 ? .liveness : .safety }
}

/// One run. The seed decides everything; the rest takes choices away from it, which is how a failing run
/// shrinks.
public struct RunOptions: Sendable, Hashable {
  /// Decides everything.
  public var seed: UInt64
  /// What is expected at the end.
  public var mode: RunMode
  /// How rough the world is; the seed's own choice unless told otherwise.
  public var climate: Climate
  /// Fault classes that do not strike.
  public var without: Set<FaultClass> = []
  /// The only fault classes that strike; nil for those the seed chose.
  public var only: Set<FaultClass>? = nil
  /// From this many faults on nothing strikes any more.
  public var faultLimit = Int.max
  /// The first so many parents of the seed's workload.
  public var parentLimit = Int.max
  /// Slices of a parent at most.
  public var sliceLimit = 500
  /// Exactly so many long parents, to measure speed by; nil for the seed's own.
  public var load: Int? = nil
  /// The first so many acts of the operators, entries not counted.
  public var actLimit = Int.max
  /// Events and effects that hold this text are printed; nil for none.
  public var traced: String? = nil

  /// A run as the seed has it.
  public init(seed: UInt64, mode: RunMode) {
    self.seed = seed
    self.mode = mode
    climate = Climate.of(seed: seed)
  }

  /// The command that runs exactly this again.
  public var command: String {
    var words = ["swift run -c release tranche-sim --seed \(seed) --mode \(mode.rawValue)"]
    if climate != Climate.of(seed: seed) { words.append("--climate \(climate.rawValue)") }
    if !without.isEmpty {
      let names = FaultClass.allCases.filter { without.contains($0) }.map { "\($0)" }
      words.append("--without \(names.joined(separator: ","))")
    }
    if faultLimit != .max { words.append("--faults \(faultLimit)") }
    if parentLimit != .max { words.append("--parents \(parentLimit)") }
    if sliceLimit != 500 { words.append("--slices \(sliceLimit)") }
    if actLimit != .max { words.append("--acts \(actLimit)") }
    return words.joined(separator: " ")
  }
}

/// A promise broken.
public struct Violation: Error, Sendable, Hashable {
  /// Which.
  public let invariant: Invariant
  /// After how many steps.
  public let step: Int
  /// What was found, in words.
  public let text: String
}

/// What a run came to.
public struct RunResult: Sendable {
  /// The run.
  public let options: RunOptions
  /// Child orders planned.
  public let planned: Int
  /// Child orders whose due time came while they were still wanted.
  public let due: Int
  /// Child orders handed to the venue, each counted once.
  public let written: Int
  /// Child orders of which the venue filled something.
  public let filled: Int
  /// New orders handed to the venue, every attempt counted.
  public let attempts: Int
  /// Child orders that reached an end of any kind.
  public let ended: Int
  /// Events handled.
  public let steps: Int
  /// How often each fault class struck, in the order of `FaultClass.allCases`.
  public let faults: [Int]
  /// How often each situation occurred, in the order of `Situation.allCases`.
  public let situations: [Int]
  /// The head of the digest chain over every event and effect.
  public let digest: String
  /// The promise broken; nil if none was.
  public let violation: Violation?

  /// Faults of every class.
  public var faultCount: Int { faults.reduce(0, +) }
}
