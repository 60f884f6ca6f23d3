import Testing

@testable import SlicingCore

/// The broker tells when the market is open: what is planned, sent and ended by it.
@Suite struct SessionTests {
  /// 2026-03-02, New York.
  private static func at(_ hour: Int, _ minute: Int) throws -> Instant {
    NewYork.instant(
      of: try #require(ClockTime(hour: hour, minute: minute)), on: TradeDate(year: 2026, month: 3, day: 2))
  }

  private static let telling = BrokerCapabilities(
    deduplicates: .forever, answersByClientID: true, longestDelay: .seconds(2), messagesPerMinute: nil,
    mayShort: true, answerLimit: .seconds(5), tellsSession: true)

  /// 14:30 with a close at 16:00.
  private static func open(at now: Instant = DeskHarness.opening) throws -> DeskHarness {
    var desk = DeskHarness(broker: telling, now: now)
    desk.handle(.session(.open(closesAt: try at(16, 0))))
    return desk
  }

  /// A new process over the rows of another.
  private static func restarted(_ before: DeskHarness) -> DeskHarness {
    let books = before.desk.books.map { ParentBook(parent: $0.parent, slices: $0.slices) }
    return DeskHarness(broker: telling, books: books, now: before.now)
  }

  private static func refusal(_ desk: inout DeskHarness, _ line: String) throws -> String {
    do {
      _ = try desk.enter(line)
      return "entered"
    } catch let refused as DeskHarness.Refused {
      guard case .refused(let refusal) = refused.answer else { return "done" }
      return refusal.words
    }
  }

  // MARK: Planning

  @Test func aPlanPastTheCloseIsRefusedWithTheLongestThatFits() throws {
    var desk = try Self.open()
    #expect(
      try Self.refusal(&desk, "buy 300 AAPL over 100m")
        == "the plan would run past the close at 16:00:00 ET: make it 1h29m or shorter, "
        + "or say until with an earlier time")
    let id = try desk.enter("buy 300 AAPL over 1h29m")
    #expect(desk.slices(id).allSatisfy { $0.due < desk.desk.books[0].sessionEnd })
  }

  /// The second parent of a day starts 619 ms into the second: to the close means to the close.
  @Test func untilTheCloseIsCutAtTheClose() throws {
    var desk = try Self.open()
    _ = try desk.enter("buy 10 AAPL over 10m")
    try desk.quote("MSFT")
    let request = try OrderLine.parse("buy 300 MSFT until 16:00")
    let plan = try desk.desk.preview(request, repeatNumber: 1, at: desk.now).get().plan
    #expect(plan.end == (try Self.at(16, 0)))
    #expect(plan.shortenedFrom == (try Self.at(16, 0)) + .milliseconds(619))
    #expect(try #require(plan.slices.last).due < plan.end)
    let later = try Self.refusal(&desk, "buy 300 MSFT until 16:01")
    #expect(later.hasPrefix("the plan would run past the close"))
  }

  @Test func aClosedMarketTakesOnlyAPlanThatStartsWhenItOpens() throws {
    var desk = DeskHarness(broker: Self.telling, now: try Self.at(8, 0))
    #expect(try Self.refusal(&desk, "buy 10 AAPL over 10m").contains("not said whether the market is open"))
    desk.handle(.session(.closed(opensAt: try Self.at(9, 30))))
    #expect(
      try Self.refusal(&desk, "buy 10 AAPL over 10m")
        == "market closed; opens 2026-03-02 09:30 ET: choose a start then or later")
    #expect(try Self.refusal(&desk, "buy 10 AAPL over 10m start 9:29").hasPrefix("market closed"))
    let id = try desk.enter("buy 10 AAPL over 10m start 9:30")
    #expect(desk.slices(id).first?.due == (try Self.at(9, 30)))
    desk.handle(.session(.closed(opensAt: nil)))
    #expect(
      try Self.refusal(&desk, "buy 20 AAPL over 10m start 9:30")
        == "market closed: enter the order when it is open")
  }

  /// Nobody has told the close yet: the calendar knows it.
  @Test func beforeTheOpeningNothingIsPlannedPastTheCalendarsClose() throws {
    var desk = DeskHarness(broker: Self.telling, now: try Self.at(8, 0))
    desk.handle(.session(.closed(opensAt: try Self.at(9, 30))))
    let words = try Self.refusal(&desk, "sell 700 KO over 8h every 10m start 9:30")
    #expect(words.hasPrefix("the plan would run past the close"))
    let request = try OrderLine.parse("sell 700 KO over 8h every 10m start 9:30")
    let plan = try desk.desk.preview(request, repeatNumber: 1, pastClose: .shorten, at: desk.now).get().plan
    #expect(try #require(plan.slices.last).due < (try Self.at(16, 0)))
    #expect(plan.slices.map(\.quantity.count).reduce(0, +) == 700)
    // A broker that opens when the calendar has closed is not measured by it.
    desk.handle(.session(.closed(opensAt: try Self.at(17, 0))))
    _ = try desk.enter("sell 60 KO over 1h start 17:00")
  }

  @Test func afterItsCloseAnOpenSessionIsClosed() throws {
    var desk = try Self.open()
    desk.now = try Self.at(16, 0)
    #expect(try Self.refusal(&desk, "buy 10 AAPL over 10m").hasPrefix("market closed:"))
    #expect(desk.desk.blocker(at: desk.now) == "market closed at 16:00")
  }

  @Test func addedSlicesStayBeforeTheClose() throws {
    var desk = try Self.open(at: try Self.at(15, 50))
    let id = try desk.enter("buy 100 AAPL over 5m")
    desk.command(.hold(id, reason: "x"))
    desk.advance(.seconds(299))
    #expect(desk.shares(id).owed == 100)
    let preview = try desk.desk.previewResume(id, .spread, at: desk.now).get()
    #expect(try #require(preview.lastDue) < (try Self.at(16, 0)))
    desk.now = try Self.at(15, 59)
    #expect(throws: Refusal.noRoom(owed: 100)) {
      try desk.desk.previewResume(id, .catchUp, at: desk.now).get()
    }
  }

  @Test func whileClosedSlicesAreAddedFromTheOpeningOn() throws {
    var desk = try Self.open()
    let id = try desk.enter("buy 100 AAPL over 2m")
    desk.command(.hold(id, reason: "x"))
    desk.advance(.seconds(121))
    desk.handle(.session(.closed(opensAt: try Self.at(15, 0))))
    let preview = try desk.desk.previewResume(id, .spread, at: desk.now).get()
    #expect(preview.added.map(\.due) == [try Self.at(15, 1), try Self.at(15, 2)])
    desk.handle(.session(.closed(opensAt: try Self.at(15, 59))))
    #expect(throws: Refusal.noRoom(owed: 100)) {
      try desk.desk.previewResume(id, .spread, at: desk.now).get()
    }
  }

  // MARK: The gate

  @Test func aSliceOutsideTheSessionIsBlockedAndTheNextGoes() throws {
    var desk = try Self.open()
    let id = try desk.enter("buy 100 AAPL over 4m")
    desk.handle(.session(.closed(opensAt: try Self.at(14, 32))))
    desk.advance(.seconds(61))
    #expect(desk.statuses(id) == [.blockedSession, .blockedSession, .pending, .pending])
    #expect(desk.slices(id)[0].reason == "market closed; opens 2026-03-02 14:32")
    #expect(desk.desk.blocker(at: desk.now) == "market closed; opens 2026-03-02 14:32")
    #expect(desk.parent(id)?.hold == nil)
    desk.handle(.session(.open(closesAt: try Self.at(16, 0))))
    desk.advance(.seconds(60))
    #expect(desk.statuses(id)[2] == .sending)
    #expect(desk.shares(id).owed == 50)
  }

  /// The word that it is open comes after the bell: the day's first slice waits for it, within its grace.
  @Test(arguments: [200, 29_900, nil])
  func theFirstSliceWaitsForTheOpeningToBeTold(after milliseconds: Int?) throws {
    var desk = DeskHarness(broker: Self.telling, now: try Self.at(9, 0))
    desk.handle(.session(.closed(opensAt: try Self.at(9, 30))))
    let id = try desk.enter("buy 100 AAPL over 10m start 9:30")
    desk.advance(.seconds(1800))
    guard let milliseconds else {
      // No timer wakes to the microsecond, and none of this is lateness of the program's own.
      for _ in 0..<2 {
        desk.advance(.milliseconds(29_950))
        desk.now = desk.now + .milliseconds(51)
        desk.handle(.tick)
        desk.advance(.milliseconds(29_999))
      }
      #expect(desk.statuses(id).prefix(2) == [.blockedSession, .blockedSession] && desk.submissions.isEmpty)
      #expect(desk.parent(id)?.hold == nil)
      return
    }
    desk.advance(.milliseconds(milliseconds))
    #expect(desk.slices(id)[0].status == .pending && desk.submissions.isEmpty)
    desk.handle(.session(.open(closesAt: try Self.at(16, 0))))
    desk.advance(.milliseconds(100))
    #expect(desk.submissions.map(\.0.id) == [desk.slices(id)[0].id])
  }

  @Test func aHaltIsNotWaitedOut() throws {
    var desk = DeskHarness(broker: Self.telling, now: try Self.at(9, 0))
    desk.handle(.session(.closed(opensAt: try Self.at(9, 30))))
    let id = try desk.enter("buy 100 AAPL over 10m start 9:30")
    desk.advance(.milliseconds(1_800_050))
    desk.command(.kill(reason: "news"))
    desk.advance(.milliseconds(200))
    #expect(desk.slices(id)[0].status == .blockedKillSwitch)
  }

  @Test func aRetryOutsideTheSessionIsBlocked() throws {
    var desk = try Self.open()
    let id = try desk.enter("buy 100 AAPL over 4m")
    desk.advance(.milliseconds(100))
    let slice = desk.slices(id)[0].id
    desk.handle(.sent(slice, attempt: 1, .notSent(reason: "429", retryAfter: nil)))
    desk.handle(.session(.closed(opensAt: nil)))
    desk.advance(.seconds(5))
    #expect(desk.statuses(id)[0] == .blockedSession)
    #expect(desk.slices(id)[0].reason == "market closed")
    #expect(desk.submissions.count == 1)
  }

  /// The close passes between the intent and the hand-over.
  @Test func theGateAsksForTheSessionOnceMore() throws {
    var desk = try Self.open(at: try Self.at(15, 58))
    let id = try desk.enter("buy 100 AAPL over 1m")
    desk.handle(.tick)
    let slice = desk.slices(id)[0].id
    #expect(desk.statuses(id) == [.sending])
    desk.handle(.session(.closed(opensAt: nil)))
    let (decision, effects) = desk.desk.authorize(slice, attempt: 1, killWord: false, at: desk.now)
    desk.carryOut(effects)
    #expect(decision == .stop)
    #expect(desk.statuses(id) == [.blockedSession])
  }

  @Test func beforeTheBrokerHasSaidItNothingIsSent() throws {
    var before = try Self.open()
    let id = try before.enter("buy 100 AAPL over 4m")
    var desk = Self.restarted(before)
    try desk.quote()
    desk.command(.resume(id, .spread))
    #expect(desk.desk.blocker(at: desk.now) == Reason.sessionUnknown)
    desk.advance(.seconds(1))
    #expect(desk.statuses(id)[0] == .blockedSession)
    #expect(desk.slices(id)[0].reason == Reason.sessionUnknown)
    desk.handle(.session(.open(closesAt: try Self.at(16, 0))))
    desk.advance(.seconds(60))
    #expect(desk.statuses(id)[1] == .sending)
  }

  @Test func aBrokerThatTellsNoSessionsIsAlwaysOpen() throws {
    let desk = DeskHarness()
    #expect(desk.desk.session == .aroundTheClock)
    #expect(desk.desk.blocker(at: desk.now) == nil)
  }

  // MARK: The end

  @Test func whatIsLeftAtTheCloseIsClosed() throws {
    var desk = try Self.open(at: try Self.at(15, 50))
    let id = try desk.enter("buy 100 AAPL over 4m")
    desk.command(.hold(id, reason: "x"))
    desk.advance(.seconds(500))
    #expect(desk.shares(id).owed == 100)
    desk.now = try Self.at(16, 0)
    desk.handle(.tick)
    #expect(desk.parent(id)?.status == .partial)
    #expect(desk.shares(id).closed == 100)
    #expect(desk.slices(id)[0].restReason == Reason.sessionEnded)
  }

  /// An order good till canceled outlives the close: what it owes waits until the date ends.
  @Test func goodTillCanceledEndsWithTheDate() throws {
    var desk = try Self.open(at: try Self.at(15, 50))
    let id = try desk.enter("buy 100 AAPL over 4m tif gtc")
    desk.command(.hold(id, reason: "x"))
    desk.advance(.seconds(700))
    #expect(desk.parent(id)?.status == .held)
    desk.now = NewYork.endOfDay(TradeDate(year: 2026, month: 3, day: 2))
    desk.handle(.tick)
    #expect(desk.parent(id)?.status == .partial)
  }

  /// Found by the simulation: a cancel by the breaker made owed again what the session's end had given up.
  @Test func whatTheCloseGaveUpStaysGivenUp() throws {
    var desk = try Self.open(at: try Self.at(15, 58))
    let id = try desk.enter("buy 100 AAPL over 1m")
    desk.advance(.milliseconds(100))
    let slice = desk.slices(id)[0].id
    desk.accept(slice)
    desk.command(.hold(id, reason: "x"))
    desk.now = try Self.at(16, 0)
    desk.handle(.tick)
    desk.handle(.bust(executionID: "nobody's", clientOrderID: slice))
    #expect(desk.cancels.contains(slice))
    desk.handle(.order(try desk.report(slice, .canceled)))
    #expect(desk.shares(id).owed == 0)
    #expect(desk.parent(id)?.status == .partial)
    #expect(desk.slices(id)[0].restReason == Reason.sessionEnded)
  }

  @Test func aSessionLearntAfterARestartReschedulesTheEnd() throws {
    var before = try Self.open(at: try Self.at(15, 50))
    let id = try before.enter("buy 100 AAPL over 4m")
    var desk = Self.restarted(before)
    desk.handle(.session(.open(closesAt: try Self.at(16, 0))))
    desk.now = try Self.at(16, 0)
    desk.handle(.tick)
    #expect(desk.parent(id)?.status == .partial)
    #expect(desk.log.count { $0.kind == .sessionEnded } == 1)
  }

  /// Reported closed at noon, to close at four: the parent waits, and goes on should the market reopen.
  @Test func closedBeforeItsTimeBlocksAndEndsNothing() throws {
    var desk = try Self.open()
    let id = try desk.enter("buy 100 AAPL over 4m")
    desk.handle(.session(.closed(opensAt: nil)))
    desk.advance(.seconds(600))
    #expect(desk.statuses(id) == Array(repeating: .blockedSession, count: 4))
    #expect(desk.shares(id).owed == 100)
    desk.now = try Self.at(16, 0)
    desk.handle(.tick)
    #expect(desk.parent(id)?.status == .partial)
  }

  @Test func theCloseMovesBothWays() throws {
    var desk = try Self.open()
    let early = try desk.enter("buy 100 AAPL over 80m")
    desk.handle(.session(.open(closesAt: try Self.at(15, 0))))
    desk.handle(.session(.open(closesAt: try Self.at(15, 30))))
    desk.advance(.seconds(31 * 60))
    #expect(desk.parent(early)?.status.isFinal == false)
    desk.advance(.seconds(30 * 60))
    #expect(desk.shares(early).pending == 0)
    #expect(desk.slices(early).last?.reason == Reason.sessionEnded)
  }

  /// A close that has passed when it is told ends nothing; the gate is shut all the same.
  @Test func aCloseInThePastEndsNothing() throws {
    var desk = try Self.open()
    let id = try desk.enter("buy 100 AAPL over 4m")
    desk.handle(.session(.open(closesAt: try Self.at(13, 0))))
    desk.advance(.seconds(61))
    #expect(desk.statuses(id) == [.blockedSession, .blockedSession, .pending, .pending])
    #expect(desk.slices(id)[0].reason == "market closed at 13:00")
  }

  @Test func aMarketThatNeverClosesEndsWithTheDate() throws {
    var desk = try Self.open()
    let id = try desk.enter("buy 100 AAPL over 4m")
    desk.handle(.session(.aroundTheClock))
    #expect(desk.log.last?.reason == "market open around the clock")
    desk.command(.hold(id, reason: "x"))
    desk.advance(.seconds(2 * 3600))
    #expect(desk.parent(id)?.status == .held)
    desk.now = NewYork.endOfDay(TradeDate(year: 2026, month: 3, day: 2))
    desk.handle(.tick)
    #expect(desk.parent(id)?.status == .partial)
  }

  @Test func toldAgainIsNoNews() throws {
    var desk = try Self.open()
    desk.handle(.session(.open(closesAt: try Self.at(16, 0))))
    #expect(desk.log.filter { $0.kind == .session }.map(\.reason) == ["market open until 16:00"])
    let waiting = desk.desk.deadlinesWaiting
    _ = try desk.enter("buy 100 AAPL over 4m")
    let entered = desk.desk.deadlinesWaiting
    for minute in 0..<60 {
      desk.handle(.session(.open(closesAt: try Self.at(16, minute))))
      desk.handle(.session(.open(closesAt: try Self.at(16, 0))))
    }
    #expect(waiting < entered && desk.desk.deadlinesWaiting == entered)
  }
}
