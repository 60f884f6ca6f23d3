import Simulation
import TestSupport
import Testing

/// A few hundred small worlds, every promise checked after every step. The command `tranche-sim` runs
/// millions.
@Suite(.heavy) struct PromisesTests {
  @Test(arguments: 0..<12)
  func noSeedBreaksAPromise(block: Int) {
    let campaign = Campaign.run(first: UInt64(1 + block * 12), count: 12, mode: .liveness) {
      $0.sliceLimit = 25
      $0.parentLimit = 5
    }
    for failure in campaign.failures {
      Issue.record("\(failure.violation.map { "\($0)" } ?? "") \(failure.options.command)")
    }
    #expect(campaign.written > 30, "the desks sent next to nothing")
    #expect(campaign.faultCount > 300, "next to nothing went wrong")
  }

  @Test(arguments: 0..<4)
  func norDoesOneThatIsCutOffInTheMiddle(block: Int) {
    let campaign = Campaign.run(first: UInt64(5000 + block * 12), count: 12, mode: .safety) {
      $0.sliceLimit = 25
      $0.parentLimit = 5
    }
    #expect(campaign.failures.isEmpty, "\(campaign.failures.first?.options.command ?? "")")
  }
}
