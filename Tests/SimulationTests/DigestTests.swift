import Simulation
import TestSupport
import Testing

/// A failing run is one integer: the same seed gives the same run, event for event and effect for effect.
@Suite(.heavy) struct DigestTests {
  private func small(_ seed: UInt64) -> RunOptions {
    var options = RunOptions(seed: seed, mode: .liveness)
    options.sliceLimit = 25
    options.parentLimit = 4
    return options
  }

  @Test(arguments: 1..<9)
  func theSameSeedIsTheSameRun(seed: Int) {
    let first = Simulator.run(small(UInt64(seed)))
    let second = Simulator.run(small(UInt64(seed)))
    #expect(first.digest == second.digest)
    #expect(first.steps == second.steps)
    #expect(first.faults == second.faults)
  }

  @Test func anotherSeedIsAnotherRun() {
    let digests = Set((1..<9).map { Simulator.run(small($0)).digest })
    #expect(digests.count == 8)
  }

  @Test func aSwitchedOffFaultIsNotStruck() {
    var options = small(3)
    options.without = Set(FaultClass.allCases)
    let calm = Simulator.run(options)
    #expect(calm.faultCount == 0)
    #expect(calm.violation == nil)
    options.without = []
    options.faultLimit = 5
    #expect(Simulator.run(options).faultCount == 5)
  }
}
