import Testing

@testable import SlicingCore

/// Each a bug found by the simulation, or on the way to it, in the smallest form that shows it.
@Suite struct SimulationFindingsTests {
  /// Seed 1006: refusals of a cancel, told again and again, and lists that leave the order out.
  @Test func whileAQuestionIsOnItsWayNothingPutsAnother() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.accept(id)
    desk.command(.cancelSlice(id))
    desk.queries = []
    for _ in 0..<30 {
      desk.now = desk.now + .milliseconds(150)
      desk.handle(.cancelAnswered(id, .refused(reason: "busy")))
      desk.handle(.openOrders(.listed([], foreign: []), askedAt: desk.now))
    }
    #expect(desk.queries == [id])
    // An answer to an earlier question leaves the newest on its way; its own, whatever it says, does not.
    let asked = desk.now - .milliseconds(29 * 150)
    desk.handle(.answered(id, .failed(reason: "503"), askedAt: asked - .milliseconds(1)))
    desk.handle(.cancelAnswered(id, .refused(reason: "busy")))
    #expect(desk.queries == [id])
    desk.handle(.answered(id, .failed(reason: "503"), askedAt: asked))
    desk.handle(.cancelAnswered(id, .refused(reason: "busy")))
    #expect(desk.queries == [id, id])
    // One that is never answered is lost, and keeps no other back.
    desk.now = desk.now + DeskHarness.paper.answerLimit
    desk.handle(.cancelAnswered(id, .refused(reason: "busy")))
    #expect(desk.queries == [id, id, id])
  }

  /// Seed 123: kept back by a question that was lost, the repeat waited for its next time, half a minute.
  @Test func aLostQuestionIsRepeatedWhenItIsGivenUp() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.queries = []
    desk.handle(.sent(id, attempt: 1, .unknown(reason: "cut")))
    desk.advance(.milliseconds(4_999))
    #expect(desk.queries == [id])
    desk.advance(.milliseconds(1))
    #expect(desk.queries == [id, id])
  }

  /// The same where each question is answered at once: it is not asked again for what comes in that moment.
  @Test func aQuestionThatWasJustAnsweredIsNotPutAgain() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.accept(id)
    desk.command(.cancelSlice(id))
    desk.queries = []
    for _ in 0..<30 {
      desk.now = desk.now + .milliseconds(150)
      desk.handle(.cancelAnswered(id, .refused(reason: "busy")))
      desk.handle(.answered(id, .failed(reason: "503"), askedAt: desk.now))
    }
    #expect(desk.queries.count == 5)
  }

  /// It was taken for an order come back to life, and the desk died of the impossible step.
  @Test func aWorkingReportToldAfterAFullFillIsAnOldOne() throws {
    var (desk, _, id) = try DeskHarness.sent()
    let old = try desk.report(id, .working)
    try desk.fill(id, 100)
    desk.handle(.order(old))
    #expect(desk.desk.slice(id)?.status == .filled)
    #expect(desk.desk.breaker.trip == nil)
  }

  /// The venue's executions were added to what a person had settled: twice the shares.
  @Test func executionsTakeThePlaceOfWhatAPersonSettled() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.advance(.seconds(5))
    let price = try #require(Price(decimal: "187.43"))
    desk.command(.resolve(id, .filled(60, at: price), reason: "phone"))
    try desk.fill(id, 20)
    #expect(desk.shares(parent).filled == 60)
    try desk.fill(id, 50)
    #expect(desk.shares(parent).filled == 70)
    #expect(desk.shares(parent).owed == 30)
    #expect(desk.alerts.contains { $0.kind == .mismatch })
  }

  @Test func theVenuesReportOverridesASettlement() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.advance(.seconds(5))
    let price = try #require(Price(decimal: "187.43"))
    desk.command(.resolve(id, .filled(100, at: price), reason: "phone"))
    desk.handle(.order(try desk.report(id, .working)))
    #expect(desk.desk.slice(id)?.status == .submitted)
    #expect(desk.shares(parent).filled == 0)
    #expect(desk.cancels.contains(id))
  }

  /// The bust was forgotten, and the execution told after it counted.
  @Test func aBustToldBeforeItsExecutionKeepsItOut() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.accept(id)
    desk.handle(.bust(executionID: "x1", clientOrderID: id))
    try desk.fill(id, 40)
    #expect(desk.shares(parent).filled == 0)
  }

  /// Taken back, stored, and told again to the next process.
  @Test func aBustedExecutionDoesNotCountAgainAfterARestart() throws {
    var (before, parent, id) = try DeskHarness.sent()
    before.accept(id)
    let execution = try before.fill(id, 40)
    before.handle(.bust(executionID: execution.executionID, clientOrderID: id))
    var desk = Desk(
      settings: before.desk.settings, books: before.desk.books, kill: KillSwitch(),
      breaker: before.desk.breaker,
      busted: [execution.executionID])
    _ = desk.recover(at: before.now)
    _ = desk.handle(.execution(execution), at: before.now)
    #expect(desk.book(parent)?.shares.filled == 0)
  }

  /// A full order one of whose executions is taken back may be working again.
  @Test func aBustOfAFullOrderAsksWhatTheOrderIs() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.accept(id)
    let execution = try desk.fill(id, 100)
    desk.queries = []
    desk.handle(.bust(executionID: execution.executionID, clientOrderID: id))
    #expect(desk.queries == [id])
    desk.handle(.answered(id, .found(try desk.report(id, .working)), askedAt: desk.now))
    #expect(desk.desk.slice(id)?.status == .submitted)
    #expect(desk.cancels == [id])
  }

  /// It was believed in silence: given up here, working there.
  @Test func anAcknowledgementAfterTheEndIsAskedAbout() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.advance(.seconds(5))
    desk.command(.resolve(id, .notPlaced, reason: "phone"))
    desk.advance(.seconds(1))
    desk.queries = []
    desk.accept(id)
    #expect(desk.queries.isEmpty, "a question is on its way")
    desk.advance(.seconds(5))
    #expect(desk.queries == [id], "it was lost")
    desk.handle(.answered(id, .found(try desk.report(id, .working)), askedAt: desk.now))
    #expect(desk.desk.slice(id)?.status == .submitted)
    #expect(desk.cancels.contains(id))
    #expect(desk.desk.breaker.trip?.reason == .reconcileMismatch)
  }

  /// A venue that refuses an order may have it all the same.
  @Test func aRejectionIsConfirmedByAQuestion() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.handle(.sent(id, attempt: 1, .rejected(reason: "400")))
    desk.advance(.seconds(3))
    #expect(desk.queries.contains(id))
    desk.handle(.answered(id, .found(try desk.report(id, .working)), askedAt: desk.now))
    #expect(desk.desk.slice(id)?.status == .submitted)
    #expect(desk.cancels == [id])
  }

  @Test func aConfirmedRejectionIsNotAskedAboutForEver() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.handle(.sent(id, attempt: 1, .rejected(reason: "no")))
    desk.advance(.seconds(3))
    desk.handle(.answered(id, .absent, askedAt: desk.now))
    desk.queries = []
    desk.advance(.seconds(120))
    #expect(desk.queries.isEmpty)
  }

  /// A stopped process woke up after the window and sent the retry all the same.
  @Test func aRetryDoesNotLeaveAfterItsWindow() throws {
    var (desk, _, id) = try DeskHarness.sent("buy 200 AAPL over 20s every 10s")
    desk.handle(.sent(id, attempt: 1, .notSent(reason: "429", retryAfter: nil)))
    desk.now = desk.now + .seconds(12)
    try desk.quote()
    desk.handle(.tick)
    #expect(desk.submissions.count { $0.0.id == id } == 1)
    #expect(desk.desk.slice(id)?.status == .failed)
  }

  /// A retry, or a slice late within its grace, went out after New York's midnight.
  @Test func nothingLeavesAfterTheSession() throws {
    let midnight = NewYork.endOfDay(TradeDate(year: 2026, month: 3, day: 2))
    var desk = DeskHarness(now: midnight - .seconds(60))
    let parent = try desk.enter("buy 200 AAPL over 58s every 29s")
    desk.advance(.seconds(40))
    let id = desk.slices(parent)[1].id
    desk.handle(.sent(id, attempt: 1, .notSent(reason: "429", retryAfter: .seconds(22))))
    desk.advance(.seconds(60))
    #expect(desk.submissions.filter { $0.at >= midnight }.isEmpty)
  }

  /// Another life's clock: an unknown order counted as absent at once.
  @Test func theLongestDelayBeginsAnewWithAProcess() throws {
    var (before, _, id) = try DeskHarness.sent()
    before.handle(.sent(id, attempt: 1, .unknown(reason: "reset")))
    var desk = DeskHarness(books: before.desk.books, now: before.now + .seconds(3600))
    desk.handle(.answered(id, .absent, askedAt: desk.now + .seconds(1)))
    #expect(desk.desk.slice(id)?.status == .unknown)
  }

  /// An order on its way when a mismatch stopped everything stayed working.
  @Test func anOrderAcknowledgedAfterAMismatchIsCanceled() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.handle(.bust(executionID: "nobody's", clientOrderID: id))
    #expect(desk.desk.breaker.trip?.reason == .reconcileMismatch)
    #expect(desk.cancels == [id], "it may work already")
    desk.accept(id)
    #expect(desk.cancels == [id, id])
  }

  /// Our clock ahead of the venue's made our own orders somebody else's.
  @Test func anOrderKnownByTheVenuesIDIsOursWhateverTheClocks() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.accept(id)
    let report = try desk.report(id, .working)
    let early = OrderReport(
      submission: report.submission, brokerOrderID: report.brokerOrderID, state: .working,
      createdAt: desk.now - .seconds(30), executions: [], filled: .zero)
    desk.handle(.answered(id, .found(early), askedAt: desk.now))
    #expect(desk.desk.breaker.trip == nil)
  }

  /// A full report without its executions, after an end of ours, was forgotten.
  @Test func fillsCountedAfterAnEndAreAskedFor() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.handle(.sent(id, attempt: 1, .rejected(reason: "400")))
    let execution = Execution(
      executionID: "e", clientOrderID: id, quantity: 100, price: try #require(Price(decimal: "187.44")),
      at: desk.now)
    let full = try desk.report(id, .filled, executions: [execution])
    desk.handle(
      .order(
        OrderReport(
          submission: full.submission, brokerOrderID: full.brokerOrderID, state: .filled,
          createdAt: full.createdAt, executions: [], filled: 100)))
    #expect(desk.queries == [id])
    desk.handle(.answered(id, .found(full), askedAt: desk.now))
    #expect(desk.shares(parent).filled == 100)
  }

  /// A parent that a late fact opened again must not go on by itself.
  @Test func aParentOpenedAgainIsHeld() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.accept(id)
    let execution = try desk.fill(id, 100)
    #expect(desk.parent(parent)?.status == .completed)
    desk.handle(.bust(executionID: execution.executionID, clientOrderID: id))
    #expect(desk.parent(parent)?.status == .held)
  }
}

extension SimulationFindingsTests {
  /// The question a bust of a full order asks died with the process: the order worked on, believed canceled.
  @Test func aBustOfAFullOrderIsAskedAboutAfterARestartToo() throws {
    var before = DeskHarness()
    let parent = try before.enter("buy 100 AAPL over 1m")
    before.advance(.milliseconds(100))
    let id = before.slices(parent)[0].id
    before.accept(id)
    let execution = try before.fill(id, 100)
    before.handle(.bust(executionID: execution.executionID, clientOrderID: id))
    var desk = DeskHarness(
      books: before.desk.books, breaker: before.desk.breaker, now: before.now + .seconds(5))
    desk.advance(.seconds(5))
    #expect(desk.queries.contains(id))
  }

  /// Seed 3395: the only fill of an order, which proved it ours against a venue's clock that is behind, was
  /// taken back, and the order's end was then taken for another order's for ever.
  @Test func anOrderOnceOursStaysOurs() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    let execution = try desk.fill(id, 40)
    let behind = desk.now - .seconds(23)
    let submission = try desk.report(id, .canceled).submission
    let counted = OrderReport(
      submission: submission, brokerOrderID: "v", state: .canceled, createdAt: behind, executions: [],
      filled: 0)
    desk.handle(.order(counted))
    desk.handle(.bust(executionID: execution.executionID, clientOrderID: id))
    desk.handle(.order(counted))
    #expect(desk.desk.slice(id)?.status == .canceled)
    #expect(desk.shares(parent).filled == 0)
  }
}
