/// What many runs came to together.
public struct Campaign: Sendable {
  /// Runs made.
  public private(set) var runs = 0
  /// Child orders planned, those a resume planned anew included.
  public private(set) var planned = 0
  /// Child orders whose due time came while they were still wanted.
  public private(set) var due = 0
  /// Child orders handed to the venue, each counted once.
  public private(set) var written = 0
  /// Child orders of which the venue filled something.
  public private(set) var filled = 0
  /// New orders handed to the venue, every attempt counted.
  public private(set) var attempts = 0
  /// Child orders that reached an end of any kind.
  public private(set) var ended = 0
  /// Events handled.
  public private(set) var steps = 0
  /// Per fault class, in the order of `FaultClass.allCases`.
  public private(set) var faults = [Int](repeating: 0, count: FaultClass.allCases.count)
  /// Per situation, in the order of `Situation.allCases`.
  public private(set) var situations = [Int](repeating: 0, count: Situation.allCases.count)
  /// Runs that broke a promise, by seed.
  public private(set) var failures: [RunResult] = []

  /// None yet.
  public init() {}

  /// Faults of every class.
  public var faultCount: Int { faults.reduce(0, +) }

  /// Situations that never occurred.
  public var missing: [Situation] { Situation.allCases.filter { situations[$0.rawValue] == 0 } }

  /// Adds a run.
  public mutating func add(_ result: RunResult) {
    runs += 1
    planned += result.planned
    due += result.due
    written += result.written
    filled += result.filled
    attempts += result.attempts
    ended += result.ended
    steps += result.steps
    for index in faults.indices { faults[index] += result.faults[index] }
    for index in situations.indices { situations[index] += result.situations[index] }
    if result.violation != nil { failures.append(result) }
  }

  /// Adds another campaign's runs; the failures stay in the order of their seeds.
  public mutating func add(_ other: Campaign) {
    runs += other.runs
    planned += other.planned
    due += other.due
    written += other.written
    filled += other.filled
    attempts += other.attempts
    ended += other.ended
    steps += other.steps
    for index in faults.indices { faults[index] += other.faults[index] }
    for index in situations.indices { situations[index] += other.situations[index] }
    failures = (failures + other.failures).sorted { $0.options.seed < $1.options.seed }
  }

  /// Runs `count` seeds from `first`, every `stride`-th of them beginning with the `offset`-th: how several
  /// workers share them.
  public static func run(
    first: UInt64, count: Int, mode: RunMode, offset: Int = 0, stride: Int = 1, stopAtFailure: Bool = false,
    shape: (inout RunOptions) -> Void = { _ in }
  ) -> Campaign {
    var campaign = Campaign()
    for number in Swift.stride(from: offset, to: count, by: stride) {
      var options = RunOptions(seed: first &+ UInt64(number), mode: mode)
      shape(&options)
      campaign.add(Simulator.run(options))
      if stopAtFailure, !campaign.failures.isEmpty { break }
    }
    return campaign
  }
}
