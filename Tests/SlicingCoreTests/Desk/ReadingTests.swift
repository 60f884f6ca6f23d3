import Testing

@testable import SlicingCore

/// What screens and commands read from a desk.
@Suite struct ReadingTests {
  @Test func whatStopsTheNextSliceInTheOrderOfTheGate() throws {
    var desk = DeskHarness()
    #expect(desk.desk.blocker(at: desk.now) == nil)
    desk.handle(.link(up: false, reason: "reset"))
    #expect(desk.desk.blocker(at: desk.now) == "link down: reset")
    desk.handle(.storage(failure: "disk full"))
    #expect(desk.desk.blocker(at: desk.now) == Reason.storage("disk full"))
    desk.command(.tripBreaker(reason: "odd"))
    #expect(desk.desk.blocker(at: desk.now) == desk.desk.breaker.state.words)
    #expect(desk.command(.resetBreaker(reason: "looked")) == .refused(.storageDown("disk full")))
    desk.handle(.storage(failure: nil))
    desk.command(.resetBreaker(reason: "looked"))
    desk.now = desk.now + .milliseconds(500)
    #expect(desk.desk.blocker(at: desk.now) == "breaker quiet for another 5m")
    desk.now = desk.now + .milliseconds(500)
    #expect(desk.desk.blocker(at: desk.now) == "breaker quiet for another 4m59s")
    desk.command(.kill(reason: "x"))
    #expect(desk.desk.blocker(at: desk.now)?.hasPrefix("kill switch engaged") == true)
  }

  /// A trip during the quiet period: its end, when the first one's time comes, opens nothing.
  @Test func aQuietPeriodCutShortByATripDoesNotOpen() {
    var desk = DeskHarness()
    desk.command(.tripBreaker(reason: "odd"))
    desk.command(.resetBreaker(reason: "looked"))
    desk.advance(.seconds(100))
    desk.command(.tripBreaker(reason: "odd again"))
    desk.advance(.seconds(600))
    #expect(desk.desk.breaker.trip?.details == "odd again")
  }

  @Test func countsOfWhatIsOnItsWay() throws {
    let empty = DeskHarness()
    #expect(!empty.desk.hasLiveParents && empty.desk.inFlight == 0 && empty.desk.killReceipts().isEmpty)
    let (desk, _, _) = try DeskHarness.sent()
    #expect(desk.desk.hasLiveParents && desk.desk.inFlight == 1)
    #expect(desk.desk.deadlinesWaiting > 0)
  }

  @Test func slippageIsWhatTheTraderPaidAgainstArrival() throws {
    var (buy, parent, id) = try DeskHarness.sent()
    #expect(buy.desk.book(parent)?.slippageCentibasisPoints == nil)
    #expect(buy.slices(parent)[0].averagePrice == nil)
    buy.accept(id)
    // Arrival 187.43: 0.18743 more is 10 bp worse for a buyer, better for a seller.
    try buy.fill(id, 100, at: "187.61743")
    #expect(buy.desk.book(parent)?.slippageCentibasisPoints == 1000)
    #expect(buy.slices(parent)[0].averagePrice == (try price("187.61743")))
    var (sell, sold, order) = try DeskHarness.sent("sell 100 AAPL over 1m")
    sell.accept(order)
    try sell.fill(order, 100, at: "187.61743")
    #expect(sell.desk.book(sold)?.slippageCentibasisPoints == -1000)
  }

  @Test func sharesThePlanWouldHaveSentByNow() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 300 AAPL over 30s every 10s")
    let due = desk.slices(id).map(\.due)
    #expect(desk.desk.book(id)?.scheduled(by: due[0] - TimeSpan(microseconds: 1)) == 0)
    #expect(desk.desk.book(id)?.scheduled(by: due[1]) == 200)
    #expect(desk.slices(id)[0].lateness == nil)
    desk.advance(.milliseconds(100))
    #expect(desk.slices(id)[0].lateness == .zero)
    desk.command(.hold(id, reason: "x"))
    desk.advance(.seconds(11))
    desk.handle(.sent(desk.slices(id)[0].id, attempt: 1, .accepted(brokerOrderID: "v")))
    desk.command(.resume(id, .catchUp))
    // The blocked one and the one it grew into were planned anew.
    #expect(desk.desk.book(id)?.scheduled(by: due[2]) == 300)
  }

  /// Orders of a halt whose parents are no longer loaded have no receipt of ours.
  @Test func receiptsSayHowEachOrderEnded() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.accept(id)
    desk.command(.kill(reason: "x"))
    desk.handle(.order(try desk.report(id, .expired)))
    #expect(desk.desk.killReceipts().map(\.result) == [.ended(.expired)])
    let later = Desk(settings: desk.desk.settings, kill: desk.desk.kill, breaker: desk.desk.breaker)
    #expect(later.killReceipts().isEmpty)
  }

  /// A settlement loaded from the store gives way to the venue's own executions, as on the day it was made.
  @Test func aDeskKnowsTheExecutionsItWasLoadedWith() throws {
    var (before, parent, id) = try DeskHarness.sent()
    before.handle(.sent(id, attempt: 1, .unknown(reason: "time-out")))
    before.command(.resolve(id, .filled(60, at: try price("187.44")), reason: "telephone"))
    let settled = try #require(before.desk.executions.values.first)
    var desk = Desk(
      settings: before.desk.settings, books: before.desk.books, kill: KillSwitch(), breaker: CircuitBreaker(),
      executions: [settled])
    _ = desk.recover(at: before.now)
    #expect(desk.book(parent)?.shares.filled == 60)
    let real = Execution(
      executionID: "x", clientOrderID: id, quantity: 100, price: try price("187.44"), at: before.now)
    for _ in 0..<2 { _ = desk.handle(.execution(real), at: before.now) }
    #expect(desk.book(parent)?.shares.filled == 100)
  }

  @Test func aSliceReadFromTheStoreIsTheSliceWritten() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.accept(id)
    try desk.fill(id, 40)
    let slice = desk.slices(parent)[0]
    let read = Slice(
      planned: slice.planned, parentID: slice.parentID, status: slice.status, reason: slice.reason,
      brokerOrderID: slice.brokerOrderID, filled: slice.filled, cost: slice.cost, attempts: slice.attempts,
      firstIntentAt: slice.firstIntentAt, submittedAt: slice.submittedAt, lastSentAt: slice.lastSentAt,
      cancelRequested: slice.cancelRequested, rest: slice.rest, restReason: slice.restReason,
      updatedAt: slice.updatedAt)
    #expect(read == slice)
    #expect(Commit(changes: [.slice(read, from: .submitted)], log: []).isEmpty == false)
  }

  @Test func anOrderHeldAndResumedBeforeItsStartIsScheduledAgain() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 200 AAPL over 20s every 10s start 14:31")
    desk.command(.hold(id, reason: "x"))
    #expect(desk.parent(id)?.status == .held)
    desk.command(.hold(id, reason: "x"))
    try #require(desk.command(.resume(id, .skip)) != .refused(.notHeld(id)))
    #expect(desk.parent(id)?.status == .scheduled)
  }

  @Test func anEntryThatIsNotStoredSaysSo() throws {
    let id = try #require(RefusedActTests.nobody)
    #expect(
      CommandAnswer.entered(id, slices: 3).unstored(because: "disk full")
        == .unstored("order \(id) entered, 3 slices; in force, but not on disk: disk full"))
  }
}
