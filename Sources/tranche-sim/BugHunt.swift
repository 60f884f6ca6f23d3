internal import ArgumentParser
internal import Simulation
internal import SlicingCore

/// Is the simulation any good? Every planted bug must be caught.
struct BugHunt {
  let seeds: Int
  let first: UInt64
  let mode: RunMode

  #if PLANTED_BUGS
    static func plant(_ name: String) throws {
      guard let bug = PlantedBug(rawValue: name) else { throw ValidationError("there is no bug \(name)") }
      PlantedBug.active = bug
    }

    func run() async throws {
      var missed = 0
      for bug in PlantedBug.allCases {
        PlantedBug.active = bug
        let campaign = Campaign.run(first: first, count: seeds, mode: mode, stopAtFailure: true)
        let caught = campaign.failures.first.flatMap { result in
          result.violation.map {
            "\($0.invariant.number) at seed \(result.options.seed), \($0.text.prefix(70))"
          }
        }
        if caught == nil { missed += 1 }
        print(Report.row(bug.rawValue, campaign.runs) + "  " + (caught ?? "NOT CAUGHT"))
      }
      print("\(PlantedBug.allCases.count) planted, \(missed) not caught")
      if missed > 0 { throw ExitCode.failure }
    }
  #else
    static func plant(_ name: String) throws {
      throw ValidationError("this build has no planted bugs: build it with --traits PlantedBugs")
    }

    func run() async throws { try BugHunt.plant("") }
  #endif
}
