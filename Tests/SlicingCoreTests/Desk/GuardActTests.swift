import Testing

@testable import SlicingCore

@Suite struct GuardActTests {
  @Test func killStopsCancelsAndGivesReceipts() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 500 AAPL over 5m")
    let other = try desk.enter("sell 200 MSFT over 2m")
    desk.advance(.seconds(1))
    let first = desk.slices(id)[0].id
    let onWire = desk.slices(other)[0].id
    desk.accept(first)
    desk.command(.kill(reason: ""))
    #expect(Set(desk.cancels) == [first, onWire])
    #expect(desk.desk.kill.engagement?.slicesStopped == 5)
    #expect(desk.desk.killReceipts().map(\.result) == [.stillAsking, .stillAsking])
    desk.accept(onWire)
    desk.handle(.order(try desk.report(first, .canceled)))
    try desk.fill(onWire, 100, at: "187.40")
    #expect(desk.desk.killReceipts().map(\.result) == [.canceled, .filledFirst])
    desk.advance(.seconds(400))
    #expect(desk.submissions.count == 2)
    #expect(desk.statuses(id).dropFirst().allSatisfy { $0 == .blockedKillSwitch })
    #expect(desk.shares(id).owed == 500)
    #expect(desk.parent(id)?.status == .held)
  }

  @Test func engagingTwiceChangesNothing() throws {
    var desk = DeskHarness()
    desk.command(.kill(reason: "one"))
    let engaged = try #require(desk.desk.kill.engagement)
    desk.now = desk.now + .seconds(5)
    #expect(desk.command(.kill(reason: "two")) == .refused(.alreadyKilled(engaged)))
    #expect(desk.desk.kill.engagement == engaged)
    #expect(desk.log.last?.kind == .explained && desk.log.last?.reason == "halted again: two")
    #expect(desk.log.last?.actor == DeskHarness.trader && desk.log.last?.at == desk.now)
    #expect(desk.command(.kill(reason: "")) == .refused(.alreadyKilled(engaged)))
    #expect(desk.log.last?.kind == .refused)
    desk.command(.explainKill(reason: "fat finger"))
    #expect(desk.desk.kill.engagement?.reason == "fat finger")
  }

  @Test func nothingIsReleasedThatCannotBeStored() {
    var desk = DeskHarness()
    desk.command(.kill(reason: "test"))
    desk.handle(.storage(failure: "disk full"))
    #expect(desk.command(.release(reason: "ok")) == .refused(.storageDown("disk full")))
    #expect(desk.desk.kill.isEngaged)
    desk.handle(.storage(failure: nil))
    guard case .done = desk.command(.release(reason: "ok")) else {
      Issue.record("not released")
      return
    }
    #expect(!desk.killWord)
  }

  @Test func aDiskThatFailsIsAnAlertAndARecordOnceAndOnceAgainWhenItWorks() {
    var desk = Desk(settings: DeskHarness().desk.settings, kill: KillSwitch(), breaker: CircuitBreaker())
    let now = Instant(microseconds: 0)
    let first = desk.handle(.storage(failure: "disk full"), at: now)
    #expect(first.contains(.alert(Alert(kind: .storage, text: Reason.storage("disk full")))))
    #expect(desk.handle(.storage(failure: "disk still full"), at: now).isEmpty)
    #expect(desk.storageFailure == "disk still full")
    let last = desk.handle(.storage(failure: nil), at: now)
    let records = last.compactMap { if case .persist(let commit) = $0 { commit.log } else { nil } }.joined()
    #expect(records.map(\.kind) == [.alarm])
    #expect(desk.handle(.storage(failure: nil), at: now).isEmpty)
  }

  /// The shares are owed, and what nobody could record is not made up for behind the trader's back.
  @Test func aSliceDueWhileNothingCanBeWrittenHoldsItsOrderUntilATraderResumesIt() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 30 AAPL over 3m")
    let calm = try desk.enter("buy 30 MSFT over 30m every 10m")
    desk.advance(.seconds(30))
    try desk.fillEverythingSent()
    desk.handle(.storage(failure: "disk full"))
    desk.advance(.seconds(70))
    let book = try #require(desk.desk.book(id))
    #expect(book.parent.hold?.cause == .storage)
    #expect(book.slices.contains { $0.status == .blockedHold })
    #expect(book.parent.hold?.reason.contains("disk full") == true)
    #expect(desk.desk.book(calm)?.parent.hold == nil)
    desk.handle(.storage(failure: nil))
    desk.advance(.seconds(70))
    #expect(desk.desk.book(id)?.parent.hold?.cause == .storage)
  }

  @Test func anAnswerWithoutItsCommitIsNeitherDoneNorRefused() {
    #expect(
      CommandAnswer.done("held").unstored(because: "disk full")
        == .unstored("held; in force, but not on disk: disk full"))
    #expect(CommandAnswer.refused(.notKilled).unstored(because: "disk full") == .refused(.notKilled))
  }

  @Test func releaseNeedsAReasonAndKnownOrdersAndResumesNothing() throws {
    var desk = DeskHarness()
    #expect(desk.command(.release(reason: "x")) == .refused(.notKilled))
    let id = try desk.enter("buy 200 AAPL over 20s every 10s")
    desk.advance(.milliseconds(100))
    let first = desk.slices(id)[0].id
    desk.command(.kill(reason: "test"))
    #expect(desk.command(.release(reason: "")) == .refused(.reasonMissing))
    #expect(desk.command(.release(reason: "ok")) == .refused(.unknownOrders([first])))
    desk.accept(first)
    desk.handle(.order(try desk.report(first, .canceled)))
    guard case .done = desk.command(.release(reason: "ok")) else { throw ActTests.Unexpected() }
    #expect(!desk.killWord)
    desk.advance(.seconds(5))
    #expect(desk.parent(id)?.hold?.cause == .kill)
    #expect(desk.submissions.count == 1)
    desk.command(.resume(id, .spread))
    for _ in 0..<40 {
      desk.advance(.seconds(1))
      try desk.fillEverythingSent()
    }
    #expect(desk.shares(id).filled == 200)
  }

  @Test func whileHaltedNothingIsEnteredOrResumed() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 200 AAPL over 2m")
    desk.command(.kill(reason: "test"))
    let engaged = try #require(desk.desk.kill.engagement)
    #expect(desk.command(.resume(id, .skip)) == .refused(.killed(engaged)))
    let request = try OrderLine.parse("buy 10 MSFT over 5m")
    #expect(desk.command(.submit(OrderTicket(request: request))) == .refused(.killed(engaged)))
  }

  @Test func aTripHoldsAndTheQuietPeriodEndsToTheSecond() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 200 AAPL over 20m every 10m")
    desk.advance(.milliseconds(100))
    try desk.fillEverythingSent()
    #expect(desk.command(.tripBreaker(reason: "")) == .refused(.reasonMissing))
    #expect(desk.command(.resetBreaker(reason: "x")) == .refused(.notTripped))
    desk.command(.tripBreaker(reason: "odd prices"))
    guard case .refused(.alreadyTripped) = desk.command(.tripBreaker(reason: "again")) else {
      throw ActTests.Unexpected()
    }
    desk.command(.resetBreaker(reason: "looked at it"))
    guard case .refused(.breaker) = desk.command(.resume(id, .skip)) else { throw ActTests.Unexpected() }
    desk.advance(.milliseconds(299_999))
    #expect(!desk.desk.breaker.allowsTrading)
    desk.advance(.milliseconds(1))
    #expect(desk.desk.breaker.allowsTrading)
    #expect(desk.parent(id)?.hold?.cause == .breaker)
    guard case .done = desk.command(.resume(id, .skip)) else { throw ActTests.Unexpected() }
  }

  @Test func aClockStepMakesOneTripAndNoSend() throws {
    var desk = DeskHarness()
    _ = try desk.enter("buy 200 AAPL over 2m")
    desk.handle(.clockStep(.seconds(-3600)))
    #expect(desk.desk.breaker.trip?.reason == .clockStep)
    desk.advance(.seconds(100))
    #expect(desk.submissions.isEmpty)
  }
}
