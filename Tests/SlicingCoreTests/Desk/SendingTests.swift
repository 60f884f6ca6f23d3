import Testing

@testable import SlicingCore

@Suite struct SendingTests {
  @Test func slicesGoOutOnTheBeatAndTheParentCompletes() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 1000 AAPL over 10s every 1s")
    let start = try #require(desk.parent(id)).start
    for _ in 0..<12 {
      desk.advance(.milliseconds(1000))
      try desk.fillEverythingSent()
    }
    #expect(desk.submissions.map(\.0.quantity) == Array(repeating: 100, count: 10))
    #expect(desk.submissions.map(\.at) == (0..<10).map { start + .seconds($0) })
    #expect(desk.parent(id)?.status == .completed)
    #expect(desk.shares(id).filled == 1000)
    #expect(desk.alerts.map(\.kind) == [.done])
  }

  @Test func theIntentIsOnDiskBeforeTheDueTime() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 20 AAPL over 2m")
    let second = try #require(desk.slices(id).last)
    desk.advance(.milliseconds(100))
    try desk.fillEverythingSent()
    desk.advance(second.due - PlanContext.armingLead - desk.now)
    #expect(desk.rows[second.id]?.status == .sending)
    #expect(desk.submissions.count == 1)
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 3)])
  func aRefusedConnectionIsTriedAgainUnderTheSameID(failures: Int, attempts: Int) throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 100 AAPL over 10s every 10s")
    desk.advance(.milliseconds(100))
    let slice = try #require(desk.slices(id).first)
    var sentAt = [desk.now]
    for attempt in 1...failures {
      desk.handle(.sent(slice.id, attempt: attempt, .notSent(reason: "connection refused", retryAfter: nil)))
      desk.advance(.seconds(attempt == 1 ? 2 : 4))
      if desk.submissions.count > sentAt.count { sentAt.append(desk.now) }
    }
    if failures < 3 {
      #expect(desk.submissions.map(\.0.id) == Array(repeating: slice.id, count: failures + 1))
      let waits = zip(sentAt.dropFirst(), sentAt).map { $0 - $1 }
      #expect(waits == Array([TimeSpan.seconds(2), .seconds(4)].prefix(failures)))
    } else {
      let end = try #require(desk.slices(id).first)
      #expect(end.status == .failed)
      #expect(end.reason == "retries exhausted: connection refused (3 attempts)")
      #expect(desk.shares(id).owed == 100)
    }
  }

  @Test func noRetryAtOrPastTheNextSlicesDueTime() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 100 AAPL over 4s every 2s")
    desk.advance(.milliseconds(100))
    let first = try #require(desk.slices(id).first)
    desk.handle(.sent(first.id, attempt: 1, .notSent(reason: "connection refused", retryAfter: nil)))
    #expect(desk.slices(id).first?.status == .failed)
  }

  @Test func retryAfterIsHonoured() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 100 AAPL over 1m")
    desk.advance(.milliseconds(100))
    let slice = try #require(desk.slices(id).first)
    desk.handle(.sent(slice.id, attempt: 1, .notSent(reason: "429", retryAfter: .seconds(7))))
    desk.advance(.milliseconds(6900))
    #expect(desk.submissions.count == 1)
    desk.advance(.milliseconds(100))
    #expect(desk.submissions.count == 2)
  }

  @Test func aHaltDuringAWaitStopsTheNextAttempt() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 100 AAPL over 10s every 10s")
    desk.advance(.milliseconds(100))
    let slice = try #require(desk.slices(id).first)
    desk.handle(.sent(slice.id, attempt: 1, .notSent(reason: "connection refused", retryAfter: nil)))
    desk.command(.kill(reason: "test"))
    desk.advance(.seconds(20))
    #expect(desk.submissions.count == 1)
    #expect(desk.slices(id).first?.status == .blockedKillSwitch)
    #expect(desk.shares(id).owed == 100)
  }

  @Test func threeFailuresOrRejectsInARowTripTheBreaker() throws {
    for outcome in [SendOutcome.rejected(reason: "no"), .notSent(reason: "refused", retryAfter: nil)] {
      var desk = DeskHarness()
      let id = try desk.enter("buy 50 AAPL over 5s every 1s")
      for number in 0..<3 {
        desk.advance(.milliseconds(number == 0 ? 100 : 1000))
        desk.handle(.sent(desk.slices(id)[number].id, attempt: 1, outcome))
      }
      #expect(
        desk.desk.breaker.trip?.reason == (outcome == .rejected(reason: "no") ? .rejects : .brokerErrors))
      #expect(desk.parent(id)?.hold?.cause == .breaker)
      desk.advance(.seconds(2))
      #expect(desk.statuses(id)[3] == .blockedCircuitBreaker)
      #expect(desk.submissions.count == 3)
    }
  }

  @Test func oneRefusalOfTheKeysTripsAtOnce() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 50 AAPL over 5s every 1s")
    desk.advance(.milliseconds(100))
    desk.handle(.sent(desk.slices(id)[0].id, attempt: 1, .unauthorized(reason: "unauthorized.")))
    #expect(desk.desk.breaker.trip?.reason == .auth)
    #expect(desk.slices(id)[0].status == .rejected)
  }

  @Test func aLateSliceIsMissedAndTwoHoldTheParent() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 60 AAPL over 60s every 10s")
    desk.advance(.milliseconds(100))
    try desk.fillEverythingSent()
    desk.now = desk.now + .seconds(26)
    try desk.quote()
    desk.handle(.tick)
    #expect(desk.statuses(id).prefix(4) == [.filled, .missed, .missed, .pending])
    #expect(desk.slices(id)[1].reason == "late by 16s")
    #expect(desk.parent(id)?.hold?.cause == .late)
    desk.advance(.seconds(60))
    #expect(desk.submissions.count == 1)
    #expect(desk.shares(id).owed == 50)
  }

  @Test func oneLateSliceLetsTheParentGoOn() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 30 AAPL over 30s every 10s")
    desk.advance(.milliseconds(100))
    try desk.fillEverythingSent()
    desk.now = desk.now + .seconds(16)
    try desk.quote()
    desk.handle(.tick)
    desk.advance(.seconds(4))
    try desk.fillEverythingSent()
    #expect(desk.statuses(id) == [.filled, .missed, .filled])
  }

  @Test func theKillWordAloneStopsASendBeforeTheModelHasHeard() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 20 AAPL over 20s every 10s")
    desk.killWord = true
    desk.advance(.milliseconds(100))
    #expect(desk.submissions.isEmpty)
    #expect(desk.statuses(id) == [.blockedKillSwitch, .pending])
  }

  @Test func aStaleQuoteBlocksAndThreeInARowHold() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 40 AAPL over 40s every 10s")
    desk.advance(.milliseconds(100))
    try desk.fillEverythingSent()
    desk.advance(.seconds(35), quoting: false)
    #expect(desk.statuses(id) == [.filled, .blockedRiskLimit, .blockedRiskLimit, .blockedRiskLimit])
    #expect(desk.parent(id)?.hold?.cause == .limit)
    #expect(desk.slices(id)[1].reason?.contains("quote of AAPL") == true)
  }

  @Test func storageThatCannotWriteStopsSendsAndCancelsStillGo() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 30 AAPL over 30s every 10s")
    desk.advance(.milliseconds(100))
    desk.accept(desk.slices(id)[0].id)
    desk.handle(.storage(failure: "disk full"))
    desk.advance(.seconds(10))
    #expect(desk.submissions.count == 1)
    #expect(desk.slices(id)[1].status == .blockedHold)
    desk.command(.cancelParent(id))
    #expect(desk.cancels == [desk.slices(id)[0].id])
  }

  @Test func aLinkThatIsDownCountsAsNotSent() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 10 AAPL over 30s every 30s")
    desk.handle(.link(up: false, reason: "gone"))
    desk.advance(.milliseconds(100))
    #expect(desk.submissions.isEmpty)
    desk.handle(.link(up: true, reason: "back"))
    desk.advance(.seconds(2))
    #expect(desk.submissions.count == 1)
    #expect(desk.slices(id)[0].attempts == 2)
  }
}
