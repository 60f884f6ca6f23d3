internal import ArgumentParser
internal import Glibc
internal import Simulation

/// Runs the desk against a simulated venue, disk, process and people, seed after seed, and checks every
/// promise after every step.
@main
struct TrancheSim: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tranche-sim", abstract: "Simulates the desk under faults and checks its promises.")

  /// From this many seeds on every named situation must have occurred.
  static let completeCount = 1000

  @Option(help: "How many seeds to run.") var seeds = 1
  @Option(help: "The first seed.") var seed: UInt64 = 1
  @Option(help: "safety: faults without limit; liveness: the faults heal at last; both: half the seeds each.")
  var mode = ModeChoice.both
  @Option(help: "How many seeds run at once, each in a process of its own.") var workers = 2
  @Flag(help: "Print how often each situation occurred.") var report = false
  @Flag(help: "Print one digest over all seeds: two runs are equal if these are.") var digest = false
  @Flag(help: "Print each seed's digest.") var each = false
  @Flag(help: "End with one line of JSON.") var json = false
  @Flag(help: "Measure child orders a second with 10 and with 100 parents.") var throughput = false
  @Flag(help: "Run every planted bug until it is caught (needs the trait PlantedBugs).") var bugs = false
  @Option(help: "Plant one bug by name (needs the trait PlantedBugs).") var bug: String?
  @Option(help: "Fault classes that do not strike, by name.") var without = ""
  @Option(help: "From this many faults on nothing strikes.") var faults = Int.max
  @Option(help: "The first so many parents.") var parents = Int.max
  @Option(help: "Slices of a parent at most.") var slices = 500
  @Option(help: "The first so many acts of the operators.") var acts = Int.max
  @Option(help: "calm or stormy; each seed has its own unless told otherwise.") var climate: Climate?
  @Option(help: "Print events and effects that hold this text; empty for all.") var trace: String?
  @Flag(help: .hidden) var worker = false
  @Option(help: .hidden) var trapAt: UInt64?

  func run() async throws {
    if bugs {
      let hunted = mode.mode(of: 0)
      return try await BugHunt(seeds: seeds, first: seed, mode: hunted, workers: workers).run()
    }
    if let bug { try BugHunt.plant(bug) }
    if throughput { return Throughput.measure() }
    let shape = Shape(
      mode: mode, without: try Shape.classes(without), faults: faults, parents: parents, slices: slices,
      acts: acts, climate: climate, trace: trace)
    if worker { return work(shape) }
    if trace != nil { return try traceAll(shape) }
    try supervise(shape)
  }

  /// The worker's side: a seed comes in, its result goes out.
  private func work(_ shape: Shape) {
    while let line = readLine() {
      guard let seed = UInt64(line) else { preconditionFailure("\(line) is no seed") }
      if seed == trapAt { preconditionFailure("told to trap at seed \(seed)") }
      print(Simulator.run(shape.options(seed)).line)
      fflush(nil)
    }
  }

  /// A traced run prints as it goes, in this process.
  private func traceAll(_ shape: Shape) throws {
    for number in 0..<seeds {
      let result = Simulator.run(shape.options(seed &+ UInt64(number)))
      print("seed \(result.options.seed): \(result.digest) \(result.violation.map { "\($0)" } ?? "")")
      if result.violation != nil { throw ExitCode.failure }
    }
  }

  /// Only whole worlds can be asked for every situation: small ones have no midnight, and no third attempt.
  private var mustBeComplete: Bool {
    seeds >= TrancheSim.completeCount && parents == .max && slices == 500 && acts == .max && faults == .max
      && without.isEmpty && climate == nil
  }

  private func supervise(_ shape: Shape) throws {
    let start = ContinuousClock.now
    var supervisor = Supervisor(first: seed, count: seeds, workerCount: workers, options: shape.options)
    try supervisor.run()
    let report = Report(supervisor, wall: start.duration(to: .now), mustBeComplete: mustBeComplete)
    print(report.summary)
    print(report.faults)
    if self.report { print(report.situations) }
    if each {
      for (number, digest) in supervisor.digests.enumerated() { print(seed + UInt64(number), digest) }
    }
    if digest { print("digest \(supervisor.digest) of \(seeds) seeds from \(seed)") }
    if json { print(report.json) }
    report.explainFailures()
    if !report.isGood { throw ExitCode.failure }
  }
}
