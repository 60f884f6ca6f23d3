import Testing

@testable import SlicingCore

/// Keeps `WordsSamples` complete: each switch names every case once, so a new case does not compile until it
/// has a number here, and the test fails until it has a sample.
@Suite struct WordsCoverageTests {
  @Test func everyRequestErrorHasASample() throws {
    #expect(Set(try WordsSamples().requestErrors.map(number)) == Set(0..<27))
  }

  @Test func everyPlanErrorHasASample() throws {
    #expect(Set(try WordsSamples().planErrors.map(number)) == Set(0..<8))
  }

  @Test func everyRefusalHasASample() throws {
    #expect(Set(try WordsSamples().refusals.map(number)) == Set(0..<27))
  }

  @Test func everyOutcomeHasASample() throws {
    #expect(Set(try WordsSamples().outcomes.map(number)) == Set(0..<5))
  }

  private func number(_ error: RequestError) -> Int {
    switch error {
    case .empty: 0
    case .unknownSide: 1
    case .missing: 2
    case .badQuantity: 3
    case .quantityNotPositive: 4
    case .quantityTooLarge: 5
    case .badSymbol: 6
    case .unknownType: 7
    case .badPrice: 8
    case .priceNotPositive: 9
    case .priceOffGrid: 10
    case .priceWithoutUse: 11
    case .stopLimitCrossed: 12
    case .badTimeInForce: 13
    case .badDuration: 14
    case .durationTooLong: 15
    case .durationNotWholeSeconds: 16
    case .badInterval: 17
    case .intervalTooShort: 18
    case .intervalTooLong: 19
    case .intervalNotWholeSeconds: 20
    case .durationBelowInterval: 21
    case .badClockTime: 22
    case .badStart: 23
    case .unknownWord: 24
    case .repeatedWord: 25
    case .tooLong: 26
    }
  }

  private func number(_ error: PlanError) -> Int {
    switch error {
    case .tooFewShares: 0
    case .tooManySlices: 1
    case .endsBeforeStart: 2
    case .startPassed: 3
    case .shorterThanInterval: 4
    case .pastClose: 5
    case .marketClosed: 6
    case .sessionUnknown: 7
    }
  }

  private func number(_ refusal: Refusal) -> Int {
    switch refusal {
    case .request: 0
    case .plan: 1
    case .duplicate: 2
    case .unacknowledged: 3
    case .limits: 4
    case .killed: 5
    case .breaker: 6
    case .notKilled: 7
    case .alreadyKilled: 8
    case .unknownOrders: 9
    case .reasonMissing: 10
    case .alreadyTripped: 11
    case .notTripped: 12
    case .noSuchOrder: 13
    case .alreadyOver: 14
    case .alreadyHeld: 15
    case .notHeld: 16
    case .noRoom: 17
    case .notUnknown: 18
    case .badSettlement: 19
    case .stillReconciling: 20
    case .storageDown: 21
    case .readOnly: 22
    case .linkDown: 23
    case .firm: 24
    case .stillBeyond: 25
    case .badSettlementPrice: 26
    }
  }

  private func number(_ outcome: SendOutcome) -> Int {
    switch outcome {
    case .accepted: 0
    case .rejected: 1
    case .notSent: 2
    case .unauthorized: 3
    case .unknown: 4
    }
  }
}
