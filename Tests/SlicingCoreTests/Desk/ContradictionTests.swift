import Testing

@testable import SlicingCore

/// A venue that contradicts itself or us, and guards that close between two steps of one slice.
@Suite struct ContradictionTests {
  @Test func factsOfOrdersThatAreNotOursAreAlarms() throws {
    let nobody = try #require(RefusedActTests.nobody)
    var (desk, _, id) = try DeskHarness.sent()
    desk.handle(.sent(nobody, attempt: 1, .accepted(brokerOrderID: "v")))
    #expect(desk.alerts.last?.kind == .mismatch)
    #expect(desk.desk.breaker.trip == nil)
    let before = desk.desk.books
    desk.handle(.answered(nobody, .absent, askedAt: desk.now))
    desk.handle(.cancelAnswered(nobody, .refused(reason: "not found")))
    #expect(desk.desk.books == before)
    let ours = try desk.report(id, .working)
    let submission = Submission(
      id: nobody, attempt: 1, symbol: ours.submission.symbol, side: .buy, quantity: 100, type: .market,
      timeInForce: .day)
    desk.handle(
      .order(
        OrderReport(
          submission: submission, brokerOrderID: "theirs", state: .working, createdAt: desk.now,
          executions: [], filled: .zero)))
    #expect(desk.desk.breaker.trip?.reason == .reconcileMismatch)
  }

  /// The venue's full fill counts fewer shares than its executions did: one was taken back unheard.
  @Test func aFilledOrderWithFewerSharesThanItsExecutionsIsAMismatch() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.accept(id)
    try desk.fill(id, 100)
    let report = try desk.report(id, .filled)
    #expect(report.filled == 0)
    desk.handle(.order(report))
    #expect(desk.desk.breaker.trip?.reason == .reconcileMismatch)
  }

  /// Rejected, then partly filled, then found working.
  @Test func aRejectedOrderThatFillsAndWorksIsLiveAgain() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.handle(.sent(id, attempt: 1, .rejected(reason: "no")))
    let execution = try desk.fill(id, 40)
    desk.handle(
      .answered(id, .found(try desk.report(id, .working, executions: [execution])), askedAt: desk.now))
    #expect(desk.desk.slice(id)?.status == .partiallyFilled)
    #expect(desk.cancels.contains(id))
  }

  /// It had been refused before its first byte, as far as anybody knew, when the halt came.
  @Test func anOrderFoundWorkingAfterAHaltIsCanceled() throws {
    var (desk, _, id) = try DeskHarness.sent("buy 200 AAPL over 20s every 10s")
    desk.handle(.sent(id, attempt: 1, .notSent(reason: "429", retryAfter: nil)))
    desk.command(.kill(reason: "x"))
    #expect(desk.cancels.isEmpty)
    desk.handle(.order(try desk.report(id, .working)))
    #expect(desk.cancels == [id])
  }

  @Test func anOrderFoundWorkingAfterAMismatchIsCanceled() throws {
    var (desk, _, id) = try DeskHarness.sent("buy 200 AAPL over 20s every 10s")
    desk.handle(.sent(id, attempt: 1, .notSent(reason: "429", retryAfter: nil)))
    desk.handle(.bust(executionID: "nobody's", clientOrderID: id))
    #expect(desk.desk.breaker.trip?.reason == .reconcileMismatch)
    desk.handle(.order(try desk.report(id, .working)))
    #expect(desk.cancels == [id])
    #expect(desk.desk.slice(id)?.restReason == "breaker: RECONCILE_MISMATCH")
  }

  @Test func anOrderCanceledOnTheWireAndNeverSentEndsAtOnce() throws {
    var (desk, parent, id) = try DeskHarness.sent("buy 200 AAPL over 20s every 10s")
    desk.command(.cancelSlice(id))
    desk.handle(.sent(id, attempt: 1, .notSent(reason: "429", retryAfter: nil)))
    #expect(desk.desk.slice(id)?.status == .canceled)
    #expect(desk.shares(parent).closed == 100)
  }

  /// One slice filled more than it had; a person opens everything again, and the sum still stands in the way.
  @Test func anOverfillKeepsItsOrderFromGoingOn() throws {
    var limits = RiskLimits()
    limits.quietPeriod = .seconds(1)
    var desk = DeskHarness(limits: limits)
    let id = try desk.enter("buy 200 AAPL over 20s every 10s")
    desk.advance(.milliseconds(100))
    let slices = desk.slices(id).map(\.id)
    desk.accept(slices[0])
    try desk.fill(slices[0], 140)
    desk.command(.resetBreaker(reason: "looked"))
    desk.advance(.seconds(2))
    desk.command(.resume(id, .skip))
    desk.advance(.seconds(10))
    #expect(desk.desk.slice(slices[1])?.status == .blockedHold)
    #expect(desk.parent(id)?.hold?.reason == "240 shares are accounted for of 200")
    #expect(desk.submissions.count == 1)
  }

  /// Whatever the planner believed: the last check counts for itself.
  @Test func nothingGoesPastTheTotalAtTheWire() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 200 AAPL over 20s every 10s")
    let slice = desk.slices(id)[0].id
    desk.handle(.tick)
    desk.desk.books[0].shares.filled = 101
    #expect(desk.desk.authorize(slice, attempt: 1, killWord: false, at: desk.now).0 == .stop)
    #expect(desk.desk.slice(slice)?.reason == "would exceed the order's total of 200 shares")
  }

  /// The commit of an intent took longer than the slice's grace.
  @Test func anIntentThatReachesTheGateTooLateIsMissed() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 200 AAPL over 20s every 10s")
    let slice = desk.slices(id)[0]
    desk.handle(.tick)
    #expect(desk.desk.slice(slice.id)?.status == .sending)
    desk.now = slice.due + .seconds(5) + TimeSpan(microseconds: 1)
    try desk.quote()
    let (decision, effects) = desk.desk.authorize(slice.id, attempt: 1, killWord: false, at: desk.now)
    desk.carryOut(effects)
    #expect(decision == .stop)
    #expect(desk.desk.slice(slice.id)?.status == .missed)
    #expect(
      desk.desk.authorize(try #require(RefusedActTests.nobody), attempt: 1, killWord: false, at: desk.now).0
        == .stop)
  }

  @Test(arguments: [(TimeSpan.seconds(10), SliceStatus.sending), (.seconds(2), .failed)])
  func anAbsentOrderIsSentAgainOnlyInsideTheDeduplicationWindow(window: TimeSpan, status: SliceStatus) throws
  {
    let broker = BrokerCapabilities(
      deduplicates: .window(window), answersByClientID: true, longestDelay: .seconds(2),
      messagesPerMinute: nil, mayShort: true, answerLimit: .seconds(5))
    var desk = DeskHarness(broker: broker)
    let id = try desk.enter("buy 200 AAPL over 20s every 10s")
    desk.advance(.milliseconds(100))
    let slice = desk.slices(id)[0].id
    desk.handle(.sent(slice, attempt: 1, .unknown(reason: "time-out")))
    desk.confirmAbsent(slice)
    #expect(desk.desk.slice(slice)?.status == status)
  }

  /// Nobody can say how late an order may appear: what ended without the venue's word is not asked about by
  /// the clock.
  @Test func withoutALongestDelayNothingIsConfirmedAfterARestart() throws {
    let broker = BrokerCapabilities(
      deduplicates: .never, answersByClientID: false, longestDelay: nil, messagesPerMinute: nil,
      mayShort: true,
      answerLimit: .seconds(5))
    var (before, _, id) = try DeskHarness.sent()
    before.handle(.sent(id, attempt: 1, .rejected(reason: "no")))
    var desk = DeskHarness(broker: broker, books: before.desk.books, now: before.now)
    desk.advance(.seconds(30))
    #expect(!desk.queries.contains(id))
  }

  /// A halt that was recorded before this process ended, and an order that worked then.
  @Test func aWorkingOrderUnderAHaltIsCanceledAtTheRestart() throws {
    var (before, _, id) = try DeskHarness.sent()
    before.accept(id)
    let kill = KillSwitch(
      engagement: .init(at: before.now, by: DeskHarness.trader, reason: "x", slicesStopped: 0, orders: []))
    let desk = DeskHarness(books: before.desk.books, kill: kill, now: before.now)
    #expect(desk.cancels.contains(id))
    #expect(desk.desk.slice(id)?.restReason == Reason.killWord)
  }

  @Test func theLinkSaysTheSameTwice() {
    var desk = DeskHarness()
    let before = desk.log.count
    desk.handle(.link(up: true, reason: "connected"))
    #expect(desk.log.count == before)
  }

  @Test func midnightAfterAnOrderIsOverChangesNothing() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 100 AAPL over 1m")
    desk.advance(.milliseconds(100))
    try desk.fillEverythingSent()
    let book = desk.desk.book(id)
    desk.now = NewYork.endOfDay(TradeDate(year: 2026, month: 3, day: 2))
    desk.handle(.tick)
    #expect(desk.desk.book(id) == book)
  }

  /// Three attempts, each lost and each absent when asked: given up, and not before.
  @Test func anOrderAbsentThreeTimesIsGivenUp() throws {
    var (desk, _, id) = try DeskHarness.sent()
    for attempt in 1...3 {
      #expect(desk.submissions.count == attempt)
      desk.handle(.sent(id, attempt: attempt, .unknown(reason: "time-out")))
      desk.confirmAbsent(id)
    }
    #expect(desk.desk.slice(id)?.status == .failed)
    #expect(desk.submissions.count == 3)
  }
}
