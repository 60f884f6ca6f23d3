import Simulation
import TestSupport
import Testing

@Suite(.heavy) struct SituationTests {
  /// What never occurred was never tested. The full table is `tranche-sim --seeds 1000 --report`; here are
  /// those that even a few small worlds must reach.
  @Test func theCommonSituationsOccurInAFewWorlds() {
    let campaign = Campaign.run(first: 1, count: 40, mode: .liveness) {
      $0.sliceLimit = 25
      $0.parentLimit = 5
    }
    let expected: [Situation] = [
      .crashAfterCommit, .crashBeforeCommit, .restartWithUnknown, .fillBeforeAck, .fillTwice,
      .ackAfterUnknown,
      .absentWhileUnknown, .foundWhileUnknown, .secondAttempt, .killWhileWorking, .resumeWithOwed, .diskFull,
    ]
    for situation in expected {
      #expect(campaign.situations[situation.rawValue] > 0, "\(situation) never occurred")
    }
    #expect(Situation.allCases.count >= 60)
  }
}
