import Testing

@testable import SlicingCore

@Suite struct RecoveryTests {
  /// The desk as it comes up from what the harness holds on disk.
  private func restarted(_ before: DeskHarness, after span: TimeSpan) -> DeskHarness {
    let books = before.desk.books.map { book in
      ParentBook(parent: book.parent, slices: book.slices.map { before.rows[$0.id] ?? $0 })
    }
    return DeskHarness(
      books: books, kill: before.desk.kill, breaker: before.desk.breaker, now: before.now + span)
  }

  @Test func everythingUnfinishedComesUpHeldAndThePastIsNotReplayed() throws {
    var before = DeskHarness()
    let id = try before.enter("buy 600 AAPL over 60s every 10s")
    before.advance(.milliseconds(100))
    try before.fillEverythingSent()
    before.advance(.seconds(10))
    let inDoubt = before.slices(id)[1].id
    var desk = restarted(before, after: .seconds(25))
    try desk.quote()
    #expect(desk.parent(id)?.hold?.cause == .restart)
    #expect(desk.desk.slice(inDoubt)?.status == .unknown)
    #expect(desk.queries == [inDoubt])
    #expect(desk.command(.resume(id, .skip)) == .refused(.stillReconciling(id)))
    desk.advance(.seconds(4))
    #expect(desk.submissions.isEmpty)
    desk.handle(.answered(inDoubt, .absent, askedAt: desk.now))
    #expect(desk.desk.slice(inDoubt)?.status == .blockedHold)
    #expect(desk.statuses(id)[2] == .missed)
    guard case .done = desk.command(.resume(id, .catchUp)) else { throw ActTests.Unexpected() }
    for _ in 0..<60 {
      desk.advance(.seconds(1))
      try desk.fillEverythingSent()
    }
    #expect(desk.shares(id).filled == 600)
    #expect(desk.parent(id)?.status == .completed)
  }

  @Test func aWorkingOrderIsAskedAboutAndMerged() throws {
    var before = DeskHarness()
    let id = try before.enter("buy 100 AAPL over 1m")
    before.advance(.milliseconds(100))
    let slice = before.slices(id)[0].id
    before.accept(slice)
    var desk = restarted(before, after: .seconds(5))
    #expect(desk.queries == [slice])
    let execution = Execution(
      executionID: "while down", clientOrderID: slice, quantity: 100,
      price: try #require(Price(decimal: "187.44")),
      at: desk.now)
    desk.handle(
      .answered(slice, .found(try desk.report(slice, .filled, executions: [execution])), askedAt: desk.now))
    #expect(desk.parent(id)?.status == .completed)
  }

  @Test func aHaltSurvivesAndItsCancelsGoOn() throws {
    var before = DeskHarness()
    let id = try before.enter("buy 300 AAPL over 3m")
    before.advance(.milliseconds(100))
    let slice = before.slices(id)[0].id
    before.accept(slice)
    before.command(.kill(reason: "test"))
    var desk = restarted(before, after: .seconds(5))
    #expect(desk.desk.kill.isEngaged)
    #expect(desk.cancels == [slice])
    desk.advance(.seconds(300))
    #expect(desk.submissions.isEmpty)
  }

  @Test func aQuietPeriodGoesOnWhereItWas() throws {
    var before = DeskHarness()
    before.command(.tripBreaker(reason: "x"))
    before.command(.resetBreaker(reason: "y"))
    var desk = restarted(before, after: .seconds(299))
    #expect(!desk.desk.breaker.allowsTrading)
    desk.advance(.seconds(1))
    #expect(desk.desk.breaker.allowsTrading)
  }

  @Test func yesterdaysOrderIsClosedNotOffered() throws {
    var before = DeskHarness()
    let id = try before.enter("buy 300 AAPL over 3m")
    var desk = restarted(before, after: .seconds(86_400))
    desk.advance(.zero)
    #expect(desk.parent(id)?.status == .partial)
    #expect(desk.shares(id).closed == 300)
  }
}
