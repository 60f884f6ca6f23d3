#if PLANTED_BUGS
  import Simulation
  import SlicingCore
  import Testing

  /// Is the simulation any good? Serialized: which bug is on is one value for the whole process.
  @Suite(.serialized) struct PlantedBugTests {
    @Test(arguments: PlantedBug.allCases)
    func everyPlantedBugIsCaught(bug: PlantedBug) {
      PlantedBug.active = bug
      let campaign = Campaign.run(first: 1, count: 150, mode: .liveness, stopAtFailure: true)
      PlantedBug.active = nil
      #expect(!campaign.failures.isEmpty, "\(bug.rawValue) was not caught")
    }
  }
#endif
