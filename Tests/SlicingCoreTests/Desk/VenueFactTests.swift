import Testing

@testable import SlicingCore

@Suite struct VenueFactTests {
  @Test func aFillBeforeTheAcknowledgementCounts() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    try desk.fill(id, 40)
    #expect(desk.desk.slice(id)?.status == .partiallyFilled)
    desk.accept(id)
    #expect(desk.desk.slice(id)?.brokerOrderID == "v-\(id)")
    try desk.fill(id, 60)
    #expect(desk.parent(parent)?.status == .completed)
  }

  @Test func anExecutionIsAppliedOnce() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    let execution = try desk.fill(id, 40)
    desk.handle(.execution(execution))
    #expect(desk.shares(parent).filled == 40)
  }

  @Test func silenceIsUnknownAndStaysReservedUntilTheBrokerAnswers() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.advance(.seconds(5))
    #expect(desk.desk.slice(id)?.status == .unknown)
    #expect(desk.queries == [id])
    #expect(desk.shares(parent).unknown == 100)
    for wait in [1, 2] {
      desk.handle(.answered(id, .failed(reason: "link"), askedAt: desk.now))
      desk.advance(.seconds(wait))
    }
    #expect(desk.queries.count == 3)
    desk.handle(.answered(id, .found(try desk.report(id, .working)), askedAt: desk.now))
    #expect(desk.desk.slice(id)?.status == .submitted)
    #expect(desk.submissions.count == 1)
  }

  @Test func absentIsBelievedOnlyAfterTheLongestDelay() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.handle(.sent(id, attempt: 1, .unknown(reason: "connection reset")))
    desk.handle(.answered(id, .absent, askedAt: desk.now))
    #expect(desk.desk.slice(id)?.status == .unknown)
    desk.advance(.seconds(3))
    desk.handle(.answered(id, .absent, askedAt: desk.now))
    #expect(desk.submissions.map(\.0.id) == [id, id])
    #expect(desk.submissions.map(\.0.attempt) == [1, 2])
  }

  @Test func withoutDeduplicationNothingIsSentAgain() throws {
    let broker = BrokerCapabilities(
      deduplicates: .never, answersByClientID: true, longestDelay: .seconds(2), messagesPerMinute: nil,
      mayShort: true, answerLimit: .seconds(5))
    var desk = DeskHarness(broker: broker)
    let parent = try desk.enter("buy 100 AAPL over 1m")
    desk.advance(.milliseconds(100))
    let id = desk.slices(parent)[0].id
    desk.handle(.sent(id, attempt: 1, .unknown(reason: "reset")))
    desk.advance(.seconds(3))
    desk.handle(.answered(id, .absent, askedAt: desk.now))
    #expect(desk.submissions.count == 1)
    #expect(desk.desk.slice(id)?.status == .failed)
  }

  @Test func whereTheDelayHasNoBoundAnUnknownWaitsForAPerson() throws {
    let broker = BrokerCapabilities(
      deduplicates: .forever, answersByClientID: true, longestDelay: nil, messagesPerMinute: nil,
      mayShort: true,
      answerLimit: .seconds(5))
    var desk = DeskHarness(broker: broker)
    let parent = try desk.enter("buy 100 AAPL over 1m")
    desk.advance(.seconds(30))
    let id = desk.slices(parent)[0].id
    desk.handle(.answered(id, .absent, askedAt: desk.now))
    #expect(desk.desk.slice(id)?.status == .unknown)
    #expect(desk.alerts.contains { $0.kind == .unknown })
    #expect(desk.command(.resolve(id, .notPlaced, reason: "")) == .refused(.reasonMissing))
    desk.command(.resolve(id, .notPlaced, reason: "asked by telephone"))
    #expect(desk.desk.slice(id)?.status == .failed)
    try desk.fill(id, 100)
    #expect(desk.desk.slice(id)?.status == .filled)
    #expect(desk.alerts.contains { $0.kind == .mismatch })
  }

  @Test func aPersonCanSettleAFill() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.advance(.seconds(5))
    let price = try #require(Price(decimal: "187.43"))
    #expect(
      desk.command(.resolve(id, .filled(101, at: price), reason: "phone"))
        == .refused(.badSettlement(quantity: 101)))
    for (cents, beyond) in [(187430, Price(decimal: "187.44")), (9371, Price(decimal: "187.44")), (0, nil)] {
      let slip = Price(nanodollars: Int64(cents) * 10_000_000)
      #expect(
        desk.command(.resolve(id, .filled(60, at: slip), reason: "phone"))
          == .refused(.badSettlementPrice(slip, beyond: beyond)))
    }
    desk.command(.resolve(id, .filled(60, at: price), reason: "phone"))
    #expect(desk.desk.slice(id)?.status == .canceled)
    #expect(desk.shares(parent).filled == 60)
    #expect(desk.shares(parent).owed == 40)
  }

  /// After the close a stub stands where the price was: it is no measure of what was paid.
  @Test func aStubDoesNotMakeATruePriceASlip() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.advance(.seconds(5))
    desk.handle(.session(.closed(opensAt: nil)))
    try desk.quote(bid: "0.01", ask: "199999.00")
    let price = try #require(Price(decimal: "187.43"))
    guard case .done = desk.command(.resolve(id, .filled(60, at: price), reason: "phone")) else {
      throw ActTests.Unexpected()
    }
  }

  /// An order never fills beyond its own limit.
  @Test(arguments: [("buy", "187.43", "187.42"), ("sell", "187.41", "187.42")])
  func aSettlementBeyondTheOrdersLimitIsRefused(side: String, price: String, limit: String) throws {
    var (desk, _, id) = try DeskHarness.sent("\(side) 100 AAPL limit \(limit) over 1m")
    desk.advance(.seconds(5))
    let (bad, good) = (try #require(Price(decimal: price)), try #require(Price(decimal: limit)))
    #expect(
      desk.command(.resolve(id, .filled(60, at: bad), reason: "phone"))
        == .refused(.badSettlementPrice(bad, beyond: good)))
    guard case .done = desk.command(.resolve(id, .filled(60, at: good), reason: "phone")) else {
      throw ActTests.Unexpected()
    }
  }

  @Test func anotherOrderUnderOurIDIsAMismatchNotAMerge() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.advance(.seconds(5))
    let ours = try desk.report(id, .working)
    let theirs = OrderReport(
      submission: Submission(
        id: id, attempt: 1, symbol: ours.submission.symbol, side: .sell, quantity: 100, type: .market,
        timeInForce: .day),
      brokerOrderID: "other", state: .working, createdAt: desk.now, executions: [], filled: .zero)
    desk.handle(.answered(id, .found(theirs), askedAt: desk.now))
    #expect(desk.desk.slice(id)?.status == .unknown)
    #expect(desk.desk.breaker.trip?.reason == .reconcileMismatch)
  }

  @Test func anEndWaitsForTheExecutionsItCounts() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.accept(id)
    let execution = Execution(
      executionID: "late", clientOrderID: id, quantity: 30, price: try #require(Price(decimal: "187.44")),
      at: desk.now)
    let full = try desk.report(id, .canceled, executions: [execution])
    let bare = OrderReport(
      submission: full.submission, brokerOrderID: full.brokerOrderID, state: .canceled,
      createdAt: full.createdAt,
      executions: [], filled: 30)
    desk.handle(.order(bare))
    #expect(desk.desk.slice(id)?.status == .submitted)
    #expect(desk.queries == [id])
    desk.handle(.answered(id, .found(full), askedAt: desk.now))
    #expect(desk.desk.slice(id)?.status == .canceled)
    #expect(desk.shares(parent).filled == 30)
    #expect(desk.shares(parent).owed == 70)
  }

  @Test func aFillAfterTheCancelIsApplied() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.accept(id)
    desk.command(.cancelParent(parent))
    desk.handle(.order(try desk.report(id, .canceled)))
    #expect(desk.parent(parent)?.status == .canceled)
    try desk.fill(id, 25)
    #expect(desk.shares(parent).filled == 25)
    #expect(desk.shares(parent).closed == 75)
    #expect(desk.desk.slice(id)?.status == .canceled)
    #expect(desk.alerts.contains { $0.kind == .mismatch })
  }

  @Test func anOverfillTripsAndCancels() throws {
    var (desk, parent, id) = try DeskHarness.sent("buy 200 AAPL over 2m")
    desk.accept(id)
    try desk.fill(id, 100)
    desk.advance(.seconds(60))
    let second = desk.slices(parent)[1].id
    desk.accept(second)
    try desk.fill(id, 10)
    #expect(desk.desk.breaker.trip?.reason == .overfill)
    #expect(desk.cancels.contains(second))
    #expect(desk.parent(parent)?.hold != nil)
  }

  @Test func aBustGivesTheSharesBackOnce() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.accept(id)
    let execution = try desk.fill(id, 100)
    desk.handle(.bust(executionID: execution.executionID, clientOrderID: id))
    #expect(desk.shares(parent).filled == 0)
    #expect(desk.shares(parent).owed == 100)
    desk.handle(.bust(executionID: execution.executionID, clientOrderID: id))
    desk.handle(.execution(execution))
    #expect(desk.shares(parent).filled == 0)
    #expect(desk.desk.breaker.trip?.reason == .reconcileMismatch)
  }

  @Test func aWorkingOrderTheVenueDoesNotHaveIsAMismatch() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.accept(id)
    desk.handle(.answered(id, .absent, askedAt: desk.now))
    #expect(desk.desk.breaker.trip == nil, "asked before it could have been there")
    desk.advance(.seconds(3))
    desk.handle(.answered(id, .absent, askedAt: desk.now))
    #expect(desk.desk.breaker.trip?.reason == .reconcileMismatch)
  }

  @Test func anExecutionForAnOrderNobodySentIsAMismatch() throws {
    var (desk, parent, _) = try DeskHarness.sent("buy 200 AAPL over 2m")
    try desk.fill(desk.slices(parent)[1].id, 10)
    #expect(desk.desk.breaker.trip?.reason == .reconcileMismatch)
    #expect(desk.shares(parent).filled == 0)
  }

  @Test func aLateDefiniteAnswerNeverClearsADoubt() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.handle(.sent(id, attempt: 1, .unknown(reason: "reset")))
    desk.advance(.seconds(3))
    desk.handle(.answered(id, .absent, askedAt: desk.now))
    desk.handle(.sent(id, attempt: 1, .rejected(reason: "late word of attempt 1")))
    #expect(desk.desk.slice(id)?.status == .sending)
  }
}
