import Simulation
import TestSupport
import Testing

@Suite(.heavy) struct CommandTests {
  @Test func theCommandNamesEverythingThatShapesTheRun() {
    var options = RunOptions(seed: 7, mode: .safety)
    #expect(options.command == "swift run -c release tranche-sim --seed 7 --mode safety")
    options.without = [.bust, .crash]
    options.faultLimit = 12
    options.parentLimit = 2
    options.sliceLimit = 10
    options.actLimit = 3
    #expect(
      options.command
        == "swift run -c release tranche-sim --seed 7 --mode safety --without bust,crash --faults 12 --parents 2 "
        + "--slices 10 --acts 3")
  }

  @Test func everyPromiseHasANumberAndASentence() {
    #expect(Invariant.allCases.count == 30)
    #expect(Invariant.guardTotal.number == "I22")
    #expect(Set(Invariant.allCases.map(\.sentence)).count == 30)
  }
}
