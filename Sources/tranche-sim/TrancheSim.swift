public import ArgumentParser
public import Simulation

/// Runs the desk against a simulated venue, disk, process and people, seed after seed, and checks every
/// promise after every step.
@main
struct TrancheSim: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tranche-sim", abstract: "Simulates the desk under faults and checks its promises.")

  @Option(help: "How many seeds to run.") var seeds = 1
  @Option(help: "The first seed.") var seed: UInt64 = 1
  @Option(help: "safety: faults without limit; liveness: the faults heal at last.") var mode = RunMode
    .liveness
  @Option(help: "How many seeds run at once.") var workers = 2
  @Flag(help: "Print how often each fault and each situation occurred.") var report = false
  @Flag(help: "Print each seed's digest.") var digest = false
  @Flag(help: "Run every planted bug until it is caught (needs the trait PlantedBugs).") var bugs = false
  @Option(help: "Plant one bug by name (needs the trait PlantedBugs).") var bug: String?
  @Option(help: "Fault classes that do not strike, by name.") var without = ""
  @Option(help: "From this many faults on nothing strikes.") var faults = Int.max
  @Option(help: "The first so many parents.") var parents = Int.max
  @Option(help: "Slices of a parent at most.") var slices = 500
  @Option(help: "The first so many acts of the operators.") var acts = Int.max
  @Option(help: "calm or stormy; each seed has its own unless told otherwise.") var climate: Climate?
  @Option(help: "Print events and effects that hold this text; empty for all.") var trace: String?

  func run() async throws {
    if bugs { return try await BugHunt(seeds: seeds, first: seed, mode: mode, workers: workers).run() }
    if let bug { try BugHunt.plant(bug) }
    let clock = ContinuousClock()
    let start = clock.now
    let campaign = try await runAll()
    let seconds = Int((clock.now - start).components.seconds)
    print(Report.summary(campaign, seconds: max(1, seconds)))
    if report { print(Report.tables(campaign)) }
    guard let failure = campaign.failures.first else { return }
    Report.explain(failure)
    throw ExitCode.failure
  }

  private func runAll() async throws -> Campaign {
    let shape = try self.shape()
    return await withTaskGroup(of: Campaign.self) { group in
      for worker in 0..<workers {
        group.addTask { [self] in
          var campaign = Campaign()
          for number in stride(from: worker, to: seeds, by: workers) {
            var options = RunOptions(seed: seed &+ UInt64(number), mode: mode)
            shape.apply(to: &options)
            let result = Simulator.run(options)
            if digest { print("\(options.seed) \(result.digest)") }
            campaign.add(result)
            if !campaign.failures.isEmpty { break }
          }
          return campaign
        }
      }
      var total = Campaign()
      for await campaign in group { total.add(campaign) }
      return total
    }
  }

  private func shape() throws -> Shape {
    var without: Set<FaultClass> = []
    for name in self.without.split(separator: ",") {
      guard let fault = FaultClass.allCases.first(where: { "\($0)" == name }) else {
        throw ValidationError("there is no fault class \(name)")
      }
      without.insert(fault)
    }
    return Shape(
      without: without, faults: faults, parents: parents, slices: slices, acts: acts,
      climate: climate, trace: trace)
  }
}

extension RunMode: ExpressibleByArgument {}
extension Climate: ExpressibleByArgument {}

/// What the options take away from a seed's run.
struct Shape: Sendable {
  let without: Set<FaultClass>
  let faults: Int
  let parents: Int
  let slices: Int
  let acts: Int
  let climate: Climate?
  let trace: String?

  func apply(to options: inout RunOptions) {
    options.without = without
    options.faultLimit = faults
    options.parentLimit = parents
    options.sliceLimit = slices
    options.actLimit = acts
    if let climate { options.climate = climate }
    options.traced = trace
  }
}
