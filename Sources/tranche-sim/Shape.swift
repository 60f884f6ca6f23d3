public import ArgumentParser
public import Simulation

/// Which end a seed's run has.
enum ModeChoice: String, ExpressibleByArgument, CaseIterable {
  case safety, liveness, both

  func mode(of seed: UInt64) -> RunMode {
    switch self {
    case .safety: .safety
    case .liveness: .liveness
    case .both: RunMode.of(seed: seed)
    }
  }
}

extension Climate: ExpressibleByArgument {}

/// What the options make of a seed's run.
struct Shape {
  let mode: ModeChoice
  let without: Set<FaultClass>
  let faults: Int
  let parents: Int
  let slices: Int
  let acts: Int
  let climate: Climate?
  let trace: String?

  func options(_ seed: UInt64) -> RunOptions {
    var options = RunOptions(seed: seed, mode: mode.mode(of: seed))
    options.without = without
    options.faultLimit = faults
    options.parentLimit = parents
    options.sliceLimit = slices
    options.actLimit = acts
    if let climate { options.climate = climate }
    options.traced = trace
    return options
  }

  /// Reads a list of fault classes.
  static func classes(_ text: String) throws -> Set<FaultClass> {
    var classes: Set<FaultClass> = []
    for name in text.split(separator: ",") {
      guard let fault = FaultClass.allCases.first(where: { "\($0)" == name }) else {
        throw ValidationError("there is no fault class \(name)")
      }
      classes.insert(fault)
    }
    return classes
  }
}
