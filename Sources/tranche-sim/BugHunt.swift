internal import ArgumentParser
internal import Simulation
internal import SlicingCore

/// Is the simulation any good? Every planted bug must be caught, in a world that breaks no promise without
/// it.
struct BugHunt {
  let seeds: Int
  let first: UInt64
  let mode: RunMode
  let workers: Int

  #if PLANTED_BUGS
    static func plant(_ name: String) throws {
      guard let bug = PlantedBug(rawValue: name) else { throw ValidationError("there is no bug \(name)") }
      PlantedBug.active = bug
    }

    func run() async throws {
      let clock = ContinuousClock()
      let start = clock.now
      var missed = 0
      for bug in PlantedBug.allCases {
        let (line, isCaught) = await hunt(bug)
        if !isCaught { missed += 1 }
        print(line)
      }
      let seconds = (clock.now - start).components.seconds
      print("\(PlantedBug.allCases.count) planted, \(missed) not caught, \(seconds) s")
      if missed > 0 { throw ExitCode.failure }
    }

    /// A row of the table, and whether the bug is caught: a promise breaks with it and none without.
    private func hunt(_ bug: PlantedBug) async -> (String, Bool) {
      PlantedBug.active = bug
      let caught = await firstFailure()
      let again = caught.map { Simulator.run($0.options) }
      PlantedBug.active = nil
      guard let caught, let violation = caught.violation else {
        return (BugHunt.row(bug, "NOT CAUGHT in \(seeds) seeds"), false)
      }
      let found = "\(violation.invariant.number) at seed \(caught.options.seed), step \(violation.step)"
      guard again?.digest == caught.digest, again?.violation == violation else {
        return (BugHunt.row(bug, "\(found), and does not happen again"), false)
      }
      if let innocent = Simulator.run(caught.options).violation {
        return (BugHunt.row(bug, "\(found), but \(innocent.invariant.number) breaks without it"), false)
      }
      return (
        BugHunt.row(bug, "\(found): \(violation.text.prefix(90))\n    \(replay(caught.options, bug))"), true
      )
    }

    /// The lowest seed that fails: every worker stops at its own first, so the answer is the same however
    /// many there are.
    private func firstFailure() async -> RunResult? {
      await withTaskGroup(of: Campaign.self) { group in
        for worker in 0..<workers {
          group.addTask {
            Campaign.run(
              first: first, count: seeds, mode: mode, offset: worker, stride: workers, stopAtFailure: true,
              shape: BugHunt.makeSmall)
          }
        }
        var total = Campaign()
        for await campaign in group { total.add(campaign) }
        return total.failures.first
      }
    }

    /// Many small worlds find a bug sooner than few large ones.
    private static func makeSmall(_ options: inout RunOptions) {
      options.parentLimit = 5
      options.sliceLimit = 25
    }

    private func replay(_ options: RunOptions, _ bug: PlantedBug) -> String {
      options.command.replacing("tranche-sim", with: "--traits PlantedBugs tranche-sim --bug \(bug.rawValue)")
    }

    private static func row(_ bug: PlantedBug, _ text: String) -> String {
      "  " + bug.rawValue + String(repeating: " ", count: max(1, 36 - bug.rawValue.utf8.count)) + text
    }
  #else
    static func plant(_ name: String) throws {
      throw ValidationError("this build has no planted bugs: build it with --traits PlantedBugs")
    }

    func run() async throws { try BugHunt.plant("") }
  #endif
}
