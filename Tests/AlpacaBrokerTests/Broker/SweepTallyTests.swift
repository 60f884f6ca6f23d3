import Testing

@testable import AlpacaBroker

@Suite struct SweepTallyTests {
  @Test func onlyTwoEmptyListsInARowEndIt() {
    var tally = SweepTally()
    tally.took([])
    #expect(!tally.isOver)
    tally.took(["a"])
    tally.took([])
    tally.missed("503")
    tally.took([])
    #expect(!tally.isOver)
    tally.took([])
    #expect(tally.isOver && tally.result == CancelSweep(canceled: 1))
  }

  @Test func whatTheNewestListShowsIsOpenAndTheRestCanceled() {
    var tally = SweepTally()
    tally.took(["a", "b", "c"])
    tally.took(["b"])
    #expect(tally.result == CancelSweep(canceled: 2, stillOpen: ["b"]))
  }

  @Test func whatWasNotLookedAtAgainIsInDoubt() {
    var tally = SweepTally()
    tally.took(["a", "b"])
    tally.took(["b"])
    tally.missed("503 Service Unavailable")
    #expect(
      tally.result == CancelSweep(canceled: 1, doubtful: ["b"], trouble: "503 Service Unavailable"))
  }

  /// Not on a list with a gap means nothing.
  @Test func aListWithAGapSaysNothingOfTheOthers() {
    var tally = SweepTally()
    tally.took(["a"])
    tally.took(["b"], gap: "a row")
    #expect(tally.result == CancelSweep(canceled: 0, doubtful: ["a", "b"], trouble: "a row"))
    tally.took([], gap: "a row")
    tally.took([], gap: "a row")
    #expect(!tally.isOver && tally.toCancel == ["a", "b"])
  }

  @Test func whatWasNeverReadIsNoResult() {
    var tally = SweepTally()
    tally.missed("429 too many requests")
    #expect(tally.result == nil && tally.lastTrouble == "429 too many requests")
  }

  @Test func whatTheBrokerHasTakenUpIsNotAskedForAgain() {
    var tally = SweepTally()
    tally.took(["a", "b"])
    #expect(!tally.hasTriedAll)
    tally.asked("a", isAccepted: true)
    tally.asked("b", isAccepted: false)
    #expect(tally.hasTriedAll && tally.toCancel == ["b"])
    tally.took(["a", "b", "c"])
    #expect(!tally.hasTriedAll && tally.toCancel == ["b", "c"])
  }
}
