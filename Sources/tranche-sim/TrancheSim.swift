internal import ArgumentParser
internal import Simulation

/// Runs seeds until one breaks a promise.
@main
struct TrancheSim: ParsableCommand {
  @Option var seed: UInt64 = 0
  @Option var seeds: Int = 1
  @Option var trace: String?
  @Option var mode: String = "liveness"

  func run() throws {
    var planned = 0, written = 0, faults = 0, bad = 0, steps = 0
    for number in 0..<UInt64(seeds) {
      var o = RunOptions(seed: seed + number, mode: RunMode(rawValue: mode)!)
      o.traced = trace
      let result = Simulator.run(o)
      planned += result.planned
      written += result.written
      faults += result.faultCount
      steps += result.steps
      if let v = result.violation {
        bad += 1
        if bad <= 12 { print(result.options.seed, v.invariant, v.step, v.text) }
      }
    }
    print("planned \(planned) written \(written) faults \(faults) steps \(steps) bad \(bad)")
  }
}
