import SlicingCore
import Testing

@testable import tranche_crash

@Suite struct ScenarioTests {
  @Test func aSeedAlwaysMeansTheSame() {
    for seed in UInt64(1)...50 {
      let (first, second) = (Scenario(seed: seed), Scenario(seed: seed))
      #expect(first.orders == second.orders && first.deaths == second.deaths && first.cell == second.cell)
    }
  }

  @Test func everyCellAndEveryHaltOccurs() {
    let scenarios = (UInt64(1)...200).map { Scenario(seed: $0) }
    #expect(Set(scenarios.map(\.cell)).count == Cell.all(over: .paper).count)
    #expect(Set(scenarios.compactMap { $0.halt?.means.rawValue }).count == 3)
    let deaths = scenarios.map(\.deaths.count).reduce(0, +)
    #expect((400...600).contains(deaths), "two to three a run")
    #expect(scenarios.contains { $0.speed == 1 && $0.halt != nil })
  }

  @Test func overAVenueElsewhereThatIsKilledAsWell() {
    let scenarios = (UInt64(1)...200).map { Scenario(seed: $0, over: .alpaca) }
    #expect(Set(scenarios.map(\.cell)) == Set(Cell.all(over: .alpaca)))
    #expect(Set(scenarios.map(\.cell.deduplication)) == ["forever", "never"])
    #expect(scenarios.allSatisfy { $0.cell.venueFaults.contains("drop-answer@5") && $0.speed == 1 })
    #expect(Set(scenarios.compactMap { $0.halt?.means.rawValue }).count == 3)
    let killed = scenarios.filter { !$0.venueDeaths.isEmpty }
    #expect((40...90).contains(killed.count), "one in three")
    #expect(killed.allSatisfy { Set($0.venueDeaths.map(\.life)).count == $0.venueDeaths.count })
    #expect(scenarios.contains { $0.linkBreaks } && scenarios.contains { !$0.linkBreaks })
    #expect((1...50).allSatisfy { Scenario(seed: $0).venueDeaths.isEmpty })
  }

  @Test(arguments: Broker.allCases)
  func ordersCanBeRead(broker: Broker) throws {
    for seed in UInt64(1)...50 {
      for order in Scenario(seed: seed, over: broker).orders {
        #expect(throws: Never.self) { try OrderLine.parse(order) }
      }
    }
  }

  #if PLANTED_BUGS
    @Test func thePointsAreThoseOfTheProgram() {
      #expect(NamedPoint.all.map(\.name) == CrashPoint.allCases.map(\.rawValue))
    }
  #endif

  @Test func figuresOfATally() {
    var tally = Tally()
    var record = RunRecord(scenario: Scenario(seed: 1), folder: "")
    record.readyAgain = (1...100).map { .milliseconds($0) }
    tally.add(record)
    #expect(tally.readyAgain(percent: 50) == .milliseconds(50))
    #expect(tally.readyAgain(percent: 99) == .milliseconds(99))
    #expect(tally.readyAgain(percent: 100) == .milliseconds(100))
    #expect(Report.meaning(tally)?.hasPrefix("0 in 1 runs") == true)
    record.find(.lost, "a share")
    tally.add(record)
    #expect(tally.failures.count == 1 && Report.meaning(tally) == nil)
  }
}
