import Testing

@testable import SlicingCore

@Suite struct ActTests {
  @Test func cancelingAParentEndsPendingAndAsksForWorking() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 300 AAPL over 3m")
    desk.advance(.milliseconds(100))
    let first = desk.slices(id)[0].id
    desk.accept(first)
    try desk.fill(first, 30)
    #expect(
      desk.command(.cancelParent(id))
        == .done("2 pending slices canceled, 1 working and 0 in doubt asked for at the broker"))
    #expect(desk.cancels == [first])
    #expect(desk.statuses(id) == [.partiallyFilled, .canceled, .canceled])
    desk.advance(.seconds(2))
    #expect(desk.cancels == [first, first], "asked again until it is confirmed")
    let execution = try #require(desk.desk.executions["x1"])
    desk.handle(.order(try desk.report(first, .canceled, executions: [execution])))
    #expect(desk.parent(id)?.status == .canceled)
    #expect(desk.shares(id).filled == 30)
    #expect(desk.shares(id).closed == 270)
    desk.advance(.seconds(300))
    #expect(desk.cancels.count == 2)
    #expect(desk.submissions.count == 1)
    #expect(
      desk.command(.cancelParent(id)) == .refused(.alreadyOver(id, status: ParentStatus.canceled.words)))
  }

  @Test func cancelingOneSliceLeavesTheOthers() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 300 AAPL over 3m")
    desk.command(.cancelSlice(desk.slices(id)[1].id))
    desk.advance(.milliseconds(100))
    try desk.fillEverythingSent()
    desk.advance(.seconds(121))
    try desk.fillEverythingSent()
    #expect(desk.statuses(id) == [.filled, .canceled, .filled])
    #expect(desk.parent(id)?.status == .partial)
  }

  @Test func cancelAllTakesEveryParent() throws {
    var desk = DeskHarness()
    let one = try desk.enter("buy 300 AAPL over 3m")
    let two = try desk.enter("sell 300 MSFT over 3m")
    desk.command(.cancelAll)
    #expect(desk.parent(one)?.status == .canceled)
    #expect(desk.parent(two)?.status == .canceled)
  }

  @Test func anOrderOnTheWireAtItsCancelIsCanceledOnArrival() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 100 AAPL over 1m")
    desk.advance(.milliseconds(100))
    let slice = desk.slices(id)[0].id
    desk.command(.cancelParent(id))
    #expect(desk.cancels == [slice])
    desk.accept(slice)
    #expect(desk.cancels == [slice, slice])
    desk.handle(.order(try desk.report(slice, .canceled)))
    #expect(desk.parent(id)?.status == .canceled)
  }

  @Test func holdBlocksWhatFallsDueAndSkipGivesItUp() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 300 AAPL over 3m")
    desk.advance(.milliseconds(100))
    try desk.fillEverythingSent()
    desk.command(.hold(id, reason: "wait"))
    guard case .refused(.alreadyHeld) = desk.command(.hold(id, reason: "twice")) else { throw Unexpected() }
    desk.advance(.seconds(60))
    #expect(desk.statuses(id) == [.filled, .blockedHold, .pending])
    #expect(desk.shares(id).owed == 100)
    desk.command(.resume(id, .skip))
    desk.advance(.seconds(60))
    try desk.fillEverythingSent()
    #expect(desk.parent(id)?.status == .partial)
    #expect(desk.shares(id).filled == 200)
    #expect(desk.slices(id)[1].restReason == "skipped by trader")
    guard case .refused(.alreadyOver) = desk.command(.resume(id, .skip)) else { throw Unexpected() }
  }

  struct Unexpected: Error {}

  @Test(arguments: [OwedDecision.spread, .catchUp])
  func resumingPlansOwedSharesAnewAndTheSumHolds(decision: OwedDecision) throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 600 AAPL over 60s every 1s")
    for _ in 0..<20 {
      desk.advance(.seconds(1))
      try desk.fillEverythingSent()
    }
    desk.command(.hold(id, reason: "wait"))
    desk.advance(.seconds(30))
    let owed = desk.shares(id).owed
    #expect(owed == 300)
    let preview = try desk.desk.previewResume(id, decision, at: desk.now).get()
    #expect(preview.owed == owed)
    desk.command(.resume(id, decision))
    #expect(desk.shares(id).owed == 0)
    for _ in 0..<60 {
      desk.advance(.seconds(1))
      try desk.fillEverythingSent()
    }
    #expect(desk.parent(id)?.status == .completed)
    #expect(desk.shares(id).filled == 600)
    let sizes = desk.slices(id).filter { $0.number >= 60 }.map(\.quantity)
    #expect(try #require(sizes.max()) <= 30, "no slice beyond three times its planned size")
    #expect(Set(desk.submissions.map(\.0.id)).count == desk.submissions.count)
  }

  @Test func theLeftoverRuleCancelsWhatWorksOneIntervalAfterTheLastSlice() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 200 AAPL over 20s every 10s limit 187.00")
    desk.advance(.seconds(11))
    for slice in desk.slices(id) { desk.accept(slice.id) }
    desk.advance(.milliseconds(9200))
    #expect(desk.cancels == desk.slices(id).map(\.id))
    for slice in desk.slices(id) { desk.handle(.order(try desk.report(slice.id, .canceled))) }
    #expect(desk.parent(id)?.status == .partial)
    #expect(desk.shares(id).closed == 200)
    #expect(desk.slices(id)[0].restReason == Reason.leftover)
  }

  @Test func leaveLeavesItWorking() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 100 AAPL over 10s every 10s limit 187.00", leftover: .leave)
    desk.advance(.milliseconds(100))
    desk.accept(desk.slices(id)[0].id)
    desk.advance(.seconds(60))
    #expect(desk.cancels.isEmpty)
    #expect(desk.parent(id)?.status == .working)
  }

  @Test func pastItsLastSliceWithSharesOwedAParentWaits() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 100 AAPL over 10s every 10s")
    desk.advance(.milliseconds(100))
    desk.handle(.sent(desk.slices(id)[0].id, attempt: 1, .rejected(reason: "no")))
    #expect(desk.parent(id)?.status == .held)
    #expect(desk.parent(id)?.hold?.cause == .owed)
    #expect(
      desk.command(.resume(id, .catchUp)) == .refused(.stillReconciling(id)), "a refusal may be mistaken")
    desk.confirmAbsent(desk.slices(id)[0].id)
    desk.command(.resume(id, .catchUp))
    desk.advance(.seconds(10))
    try desk.fillEverythingSent()
    #expect(desk.parent(id)?.status == .completed)
  }

  @Test func aParentWhoseEverySliceIsRejectedAndGivenUpIsRejected() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 100 AAPL over 10s every 10s")
    desk.advance(.milliseconds(100))
    desk.handle(.sent(desk.slices(id)[0].id, attempt: 1, .rejected(reason: "no")))
    desk.confirmAbsent(desk.slices(id)[0].id)
    desk.command(.resume(id, .skip))
    #expect(desk.parent(id)?.status == .rejected)
  }

  @Test func theSessionsEndClosesWhatIsLeft() throws {
    var desk = DeskHarness(now: NewYork.endOfDay(TradeDate(year: 2026, month: 3, day: 2)) - .seconds(180))
    let id = try desk.enter("buy 200 AAPL over 2m")
    desk.advance(.milliseconds(100))
    try desk.fillEverythingSent()
    desk.command(.hold(id, reason: "wait"))
    desk.advance(.seconds(200))
    #expect(desk.parent(id)?.status == .partial)
    #expect(desk.shares(id).closed == 100)
    #expect(desk.slices(id)[1].restReason == Reason.sessionEnded)
  }
}
