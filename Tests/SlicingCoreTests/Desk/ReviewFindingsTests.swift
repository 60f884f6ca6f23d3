import Testing

@testable import SlicingCore

/// What a reader of the code found, each as the smallest case that showed it.
@Suite struct ReviewFindingsTests {
  /// The program ended between the hand-over and its commit; a person settled the doubt, and the order works.
  @Test func anOrderSettledAfterACrashIsRevivedWhenTheVenueHasIt() throws {
    var before = DeskHarness()
    let parent = try before.enter("buy 100 AAPL over 1m")
    before.advance(.zero)
    let armed = try #require(before.slices(parent).first)
    var slice = armed
    slice.status = .sending
    slice.attempts = 1
    slice.firstIntentAt = before.now
    let book = ParentBook(parent: try #require(before.parent(parent)), slices: [slice])
    var desk = DeskHarness(books: [book], now: before.now + .seconds(5))
    desk.command(.resolve(slice.id, .notPlaced, reason: "phone"))
    desk.handle(.answered(slice.id, .found(try desk.report(slice.id, .working)), askedAt: desk.now))
    #expect(desk.desk.slice(slice.id)?.status == .submitted)
    #expect(desk.cancels == [slice.id])
    #expect(desk.desk.breaker.trip?.reason == .reconcileMismatch)
  }

  /// A report that keeps leading to the same question is no loop at the speed of the network.
  @Test func theSameQuestionIsNotAskedTwiceInAMoment() throws {
    var desk = DeskHarness()
    let parent = try desk.enter("buy 100 AAPL over 1m")
    desk.advance(.milliseconds(100))
    let id = desk.slices(parent)[0].id
    desk.accept(id)
    try desk.fill(id, 60)
    let short = OrderReport(
      submission: try desk.report(id, .canceled).submission, brokerOrderID: "v-\(id)", state: .canceled,
      createdAt: desk.now, executions: [], filled: 30)
    for _ in 0..<50 { desk.handle(.answered(id, .found(short), askedAt: desk.now)) }
    #expect(desk.queries.count <= 1)
  }

  /// The plan's end is not one interval after the last slice when the duration is no multiple of it.
  @Test func theLeftoverRuleLeavesTheLastSliceItsInterval() throws {
    var desk = DeskHarness()
    let parent = try desk.enter("buy 20 AAPL over 61s every 60s limit 187.00")
    desk.advance(.seconds(62))
    for slice in desk.slices(parent) { desk.accept(slice.id) }
    desk.advance(.seconds(50))
    #expect(desk.cancels.isEmpty)
    desk.advance(.seconds(10))
    #expect(desk.cancels.count == 2)
  }

  /// Each resume multiplied the limit again.
  @Test(arguments: [OwedDecision.spread, .catchUp])
  func aGrownSliceDoesNotGrowThreeTimesAgain(decision: OwedDecision) throws {
    let parent = try #require(ClientOrderID("0123456789abcdef01234567"))
    let grown = PlannedSlice(number: 9, quantity: 30, due: DeskHarness.opening + .seconds(60), id: parent)
    let plan = try #require(
      Replan.make(
        decision, owed: 100, pending: [grown], typical: 10, interval: .seconds(60), now: DeskHarness.opening,
        close: NewYork.endOfDay(TradeDate(year: 2026, month: 3, day: 2))))
    #expect(plan.replaced.isEmpty)
    #expect(plan.added.allSatisfy { $0.quantity <= 30 })
    #expect(plan.added.map(\.quantity).sum() == 100)
  }

  /// What was given up before the halt came back as owed.
  @Test func aHaltLeavesGivenUpWhatWasGivenUp() throws {
    var desk = DeskHarness()
    let parent = try desk.enter("buy 100 AAPL over 1m")
    desk.advance(.milliseconds(100))
    let id = desk.slices(parent)[0].id
    desk.accept(id)
    desk.command(.cancelParent(parent))
    desk.command(.kill(reason: "test"))
    desk.handle(.order(try desk.report(id, .canceled)))
    #expect(desk.shares(parent).closed == 100)
    #expect(desk.parent(parent)?.status == .canceled)
  }

  /// The venue took each order in and refused it afterwards.
  @Test func rejectionsAfterAcceptanceCountToo() throws {
    var desk = DeskHarness()
    let parent = try desk.enter("buy 50 AAPL over 5s every 1s")
    for number in 0..<3 {
      desk.advance(.milliseconds(number == 0 ? 100 : 1000))
      let id = desk.slices(parent)[number].id
      desk.accept(id)
      desk.handle(.order(try desk.report(id, .rejected(reason: "no"))))
    }
    #expect(desk.desk.breaker.trip?.reason == .rejects)
  }

  /// The offset within the second ate into the only interval of every parent but the day's first.
  @Test func anOrderUntilATimeHasItsWholeLastInterval() throws {
    var desk = DeskHarness(now: DeskHarness.opening - .seconds(60))
    _ = try desk.enter("buy 10 MSFT over 5m")
    let second = try desk.enter("buy 10 AAPL start 14:30 until 14:31 every 1m")
    #expect(desk.slices(second).count == 1)
  }

  @Test func aRefusedCommandIsRecorded() {
    var desk = DeskHarness()
    desk.command(.release(reason: "nothing to release"))
    #expect(desk.log.last?.kind == .refused)
  }
}
