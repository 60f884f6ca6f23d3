import Simulation
import TestSupport
import Testing

/// The guards around the orders are met in small worlds too: halts of a symbol or an order, the firm's
/// switch, the day's profit, positions, bands and what repeats itself. All of them in `tranche-sim --report`.
@Suite(.heavy) struct GuardTests {
  private static let campaign = Campaign.run(first: 1, count: 60, mode: .liveness) {
    $0.sliceLimit = 25
    $0.parentLimit = 5
  }

  @Test(arguments: [
    Situation.symbolHaltWhileWorking, .symbolHaltWhileUnknown, .resumeUnderScopedHalt, .orderUnderSymbolHalt,
    .crashUnderScopedHalt, .haltOverScopedHalts, .firmTripsThisDesk, .firmOpensAgain, .firmToldByThisDesk,
    .blockedByTheFirm, .drawdownTrips, .peakOverARestart, .refusedBeyondThePosition,
    .limitUpWhileBuying, .blockedAtTheBand, .refusedByVolume, .blockedByRepeats, .resumedOverWarnings,
    .resumeUnacknowledged, .shortenedToTheClose,
  ])
  func theGuardIsMet(situation: Situation) {
    #expect(GuardTests.campaign.situations[situation.rawValue] > 0, "\(situation) never occurred")
  }

  @Test func andNoPromiseIsBroken() {
    for failure in GuardTests.campaign.failures {
      Issue.record("\(failure.violation.map { "\($0)" } ?? "") \(failure.options.command)")
    }
  }

  /// A desk that shares no switch hears of none: what is off for a seed does not strike.
  @Test func whatASeedDoesNotHaveDoesNotHappen() {
    var options = RunOptions(seed: 3, mode: .liveness)
    options.sliceLimit = 25
    options.parentLimit = 5
    options.without = [.firmEngaged, .firmTripped, .firmUnreadable, .atTheBand, .quotesStop, .priceJumps]
    let result = Simulator.run(options)
    for fault in options.without { #expect(result.faults[fault.rawValue] == 0) }
    #expect(result.situations[Situation.limitUpWhileBuying.rawValue] == 0)
    #expect(result.situations[Situation.dataStaleTrips.rawValue] == 0)
  }
}
