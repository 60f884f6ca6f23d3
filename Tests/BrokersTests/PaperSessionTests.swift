import Glibc
import PaperExchange
import SlicingCore
import Testing

@testable import Brokers

@Suite struct PaperSessionTests {
  /// What the desk hears of one small market order under a script, and after how long it hears the last of
  /// it.
  private func words(_ script: String, _ length: TimeSpan = .seconds(60)) throws -> [String] {
    var desk = try Desk(script)
    desk.submit(submission())
    return desk.run(length).map(\.word)
  }

  private let normal = ["accepted", "order working", "execution", "order filled"]

  // MARK: Without faults

  @Test func anOrderIsAcceptedThenFilledThenDone() throws {
    #expect(try words("") == normal)
  }

  @Test func partialFillsComeInTheirOrder() throws {
    var desk = try Desk()
    desk.submit(submission(1, "AAPL", .buy, 20_000))
    let events = desk.run(.seconds(10))
    #expect(events.first?.word == "accepted" && events.last?.word == "order filled")
    let executions = events.compactMap { if case .execution(let execution) = $0 { execution } else { nil } }
    #expect(executions.count > 4)
    #expect(executions.map(\.quantity).sum() == 20_000)
    #expect(executions == executions.sorted { $0.at < $1.at })
  }

  @Test func answersTakeTheLatencyOfTheLine() throws {
    var desk = try Desk()
    desk.submit(submission())
    let first = try #require(desk.runTimed(.seconds(1)).first)
    #expect((TimeSpan.milliseconds(2)...TimeSpan.milliseconds(8)).contains(first.at - monday))
  }

  @Test func theSameSeedIsTheSameRun() throws {
    func run() throws -> [String] {
      var desk = try Desk("on submit one-in 3: lose answer\non submit one-in 3: duplicate reports")
      for number in 1...40 { desk.submit(submission(number, "TSLA", .sell, number * 97)) }
      return desk.runTimed(.seconds(60)).map { "\($0.at) \($0.event)" }
    }
    #expect(try run() == run())
  }

  @Test func nothingIsSentWithoutAPermit() throws {
    var desk = try Desk()
    desk.submit(submission(), allowed: false)
    #expect(desk.run(.seconds(60)).map(\.word) == ["not sent stopped at the last moment"])
    #expect(try PaperLedger.read(desk.ledger.path).orders.isEmpty)
  }

  @Test func thePermitIsNotAskedForWhatIsRefusedAnyway() throws {
    var desk = try Desk("on submit: refuse")
    desk.session.submit(submission(), permit: { preconditionFailure("asked") }, at: desk.now)
    #expect(desk.run(.seconds(1)).map(\.word) == ["not sent connection refused"])
  }

  @Test func everythingToldIsInTheLedgerBefore() throws {
    var desk = try Desk()
    for number in 1...20 {
      desk.submit(submission(number, "AAPL", .buy, 3000))
      for event in desk.run(.seconds(3)) {
        let ledger = try PaperLedger.read(desk.ledger.path)
        switch event {
        case .sent(_, _, .accepted(let id)): #expect(ledger.books.order(id) != nil)
        case .execution(let execution):
          #expect(ledger.executions.contains { $0.id == execution.executionID })
        default: break
        }
      }
    }
  }

  @Test func aSecondOrderUnderAnIDIsDoubtNotRejection() throws {
    var desk = try Desk()
    desk.submit(submission())
    _ = desk.run(.seconds(1))
    desk.submit(submission(1, attempt: 2))
    let events = desk.run(.seconds(1))
    guard case .sent(_, 2, .unknown(let reason)) = events.first else {
      Issue.record("\(events)")
      return
    }
    #expect(reason.contains("client_order_id must be unique"))
    #expect(try PaperLedger.read(desk.ledger.path).orders.count == 1)
  }

  @Test func questionsAreAnsweredWithEveryExecution() throws {
    var desk = try Desk()
    desk.query()
    #expect(desk.run(.seconds(1)).map(\.word) == ["absent"])
    desk.submit(submission(1, "AAPL", .buy, 20_000))
    _ = desk.run(.seconds(10))
    desk.query()
    guard case .answered(let id, .found(let report), let askedAt)? = desk.run(.seconds(1)).first else {
      Issue.record("no answer")
      return
    }
    #expect(id == clientID(1) && askedAt == monday + .seconds(11))
    #expect(report.state == .filled && report.filled == 20_000)
    #expect(report.executions.map(\.quantity).sum() == 20_000)
    #expect(report.submission == submission(1, "AAPL", .buy, 20_000))
  }

  @Test func aCancelEndsAWorkingOrderAndIsRefusedForAnEndedOne() throws {
    var desk = try Desk()
    desk.submit(submission(1, "AAPL", .buy, 10, farBelow))
    _ = desk.run(.seconds(1))
    desk.cancel()
    #expect(desk.run(.seconds(1)).map(\.word) == ["cancel accepted", "order canceled"])
    desk.cancel()
    #expect(desk.run(.seconds(1)).map(\.word) == ["cancel refused order is already canceled"])
    desk.cancel(9)
    #expect(desk.run(.seconds(1)).map(\.word) == ["cancel refused no such order: \(clientID(9))"])
  }

  @Test func aCancelRacesTheFillAndBothAreTold() throws {
    var desk = try Desk()
    desk.submit(submission(1, "AAPL", .buy, 20_000))
    _ = desk.run(.milliseconds(300))
    desk.cancel()
    let words = desk.run(.seconds(5)).map(\.word)
    #expect(words.filter { $0 == "cancel accepted" }.count == 1)
    #expect(words.last == "order canceled")
    let order = try #require(try PaperLedger.read(desk.ledger.path).orders.first)
    #expect(order.filled > 0 && order.filled < 20_000)
  }

  @Test func whereTheVenueLetsDuplicatesThroughACancelGetsAllOfThem() throws {
    var desk = try Desk("", .never)
    desk.submit(submission(1, "AAPL", .buy, 10, farBelow))
    desk.submit(submission(1, attempt: 2, "AAPL", .buy, 10, farBelow))
    _ = desk.run(.seconds(1))
    desk.cancel()
    _ = desk.run(.seconds(1))
    let books = try PaperLedger.read(desk.ledger.path).books
    #expect(books.clientIDsBookedTwice.count == 1 && books.openOrders.isEmpty)
  }

  @Test func aDayOrderExpiresWithNewYorksDate() throws {
    var desk = try Desk()
    desk.submit(submission(1, "AAPL", .buy, 10, farBelow))
    let events = desk.runTimed(.seconds(86_400))
    #expect(events.last?.event.word == "order expired")
    let midnight = NewYork.endOfDay(NewYork.date(of: monday))
    #expect(try #require(events.last).at - midnight < .seconds(1))
  }

  @Test func withNothingToDoThereIsNoDeadline() throws {
    var desk = try Desk()
    #expect(desk.session.nextDeadline == nil)
    desk.submit(submission())
    _ = desk.run(.seconds(10))
    #expect(desk.session.nextDeadline == nil)
  }

  /// In a process of its own, because the limit that stands in for a full disk holds for all of it.
  @Test func aLedgerThatCannotBeWrittenMakesTheAnswerUnknownAndEndsTheSession() async {
    await #expect(processExitsWith: .success) {
      var desk = try Desk()
      desk.submit(submission(1))
      _ = desk.run(.seconds(1))
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 100, rlim_max: 100)
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      desk.submit(submission(2))
      #expect(desk.run(.seconds(60)).map(\.word) == ["unknown", "down"])
      desk.submit(submission(3))
      desk.query(1)
      desk.cancel(1)
      let words = desk.run(.seconds(60)).map(\.word)
      #expect(words.first?.contains("File too large") == true)
      #expect(words.dropFirst() == ["failed", "cancel unknown"])
      #expect(try PaperLedger.read(desk.ledger.path).orders.count == 1)
    }
  }

  // MARK: Faults on submit

  @Test func refusedTwiceThenAccepted() throws {
    var desk = try Desk("on submit attempt 1-2: refuse")
    var words: [String] = []
    for attempt in 1...3 {
      desk.submit(submission(1, attempt: attempt))
      words += desk.run(.seconds(2)).map(\.word)
    }
    #expect(words == ["not sent connection refused", "not sent connection refused"] + normal)
  }

  @Test func aRejectionCarriesTheWordsAndIsKept() throws {
    var desk = try Desk("on submit: reject \"no money\"")
    desk.submit(submission())
    #expect(desk.run(.seconds(9)).first?.word == "rejected no money")
    desk.query()
    #expect(desk.run(.seconds(1)).map(\.word) == ["found rejected(reason: \"no money\")"])
  }

  @Test func aLostRequestIsUnknownAndNeverBooked() throws {
    var desk = try Desk("on submit: lose request")
    desk.submit(submission())
    let events = desk.runTimed(.seconds(60))
    #expect(events.map(\.event.word) == ["unknown"])
    #expect(events[0].at == monday + .seconds(5), "after the answer limit")
    desk.query()
    #expect(desk.run(.seconds(1)).map(\.word) == ["absent"])
  }

  @Test func aLostAnswerIsUnknownThoughTheOrderFills() throws {
    #expect(try words("on submit: lose answer") == ["order working", "execution", "order filled", "unknown"])
  }

  @Test func aDelayedAnswerIsLateOrUnknown() throws {
    #expect(
      try words("on submit: delay answer 3s") == ["order working", "execution", "order filled", "accepted"])
    #expect(
      try words("on submit: delay answer 6s") == ["order working", "execution", "order filled", "unknown"])
  }

  @Test func anOrderBookedLateCannotBeCalledBack() throws {
    var desk = try Desk("on submit: book late 20s")
    desk.submit(submission())
    #expect(desk.run(.seconds(10)).map(\.word) == ["unknown"])
    desk.query()
    desk.cancel()
    #expect(desk.run(.seconds(5)).map(\.word).contains("absent"))
    #expect(desk.run(.seconds(60)).map(\.word) == ["order working", "execution", "order filled"])
    let created = try #require(try PaperLedger.read(desk.ledger.path).orders.first).createdAt
    #expect(created == monday + .seconds(20))
    #expect(try words("on submit: book late 2s") == normal)
  }

  @Test func aFillCanOvertakeItsAnswer() throws {
    #expect(try words("on submit: fill first") == ["order working", "execution", "accepted", "order filled"])
    var resting = try Desk("on submit: fill first")
    resting.submit(submission(1, "AAPL", .buy, 10, farBelow))
    #expect(
      resting.run(.seconds(60)).map(\.word) == ["order working", "accepted"], "it does not wait for ever")
  }

  @Test func reportsCanComeTwiceLateOrNever() throws {
    #expect(
      try words("on submit: duplicate reports") == [
        "accepted", "order working", "order working", "execution", "execution", "order filled",
        "order filled",
      ])
    #expect(try words("on submit: lose reports") == ["accepted"])
    var desk = try Desk("on submit: delay reports 7s")
    desk.submit(submission())
    let events = desk.runTimed(.seconds(60))
    #expect(events.map(\.event.word) == normal)
    #expect(events[1].at == monday + .seconds(7))
  }

  @Test func answersOfTheServerMeanWhatTheyMean() throws {
    #expect(try words("on submit: answer 401") == ["unauthorized"])
    #expect(try words("on submit: answer 429 3s") == ["not sent 429 too many requests 3s"])
    #expect(try words("on submit: answer 503") == ["unknown"])
    #expect(
      try words("on submit: answer 503 booked") == ["unknown", "order working", "execution", "order filled"])
  }

  @Test func aBrokenConnectionLosesReportsAndComesBack() throws {
    var desk = try Desk("on submit order 1: disconnect 10s booked")
    desk.submit(submission())
    #expect(desk.run(.milliseconds(1)).map(\.word) == ["down"])
    desk.submit(submission(2))
    desk.cancel(1)
    desk.query(1)
    #expect(
      desk.run(.seconds(9)).map(\.word) == [
        "unknown", "not sent not connected", "cancel unknown", "failed",
      ], "and no report")
    #expect(desk.run(.seconds(5)).map(\.word) == ["position AAPL 20", "up"])
    desk.query(1)
    #expect(desk.run(.seconds(1)).map(\.word) == ["found filled", "position AAPL 20"])
  }

  @Test func theConnectionBreaksByTheClock() throws {
    var desk = try Desk("at 30s: disconnect 10s\nat 35s: disconnect 10s")
    let events = desk.runTimed(.seconds(100))
    #expect(events.map(\.event.word) == ["down", "up"])
    #expect(events.map { $0.at - monday } == [.seconds(30), .seconds(45)])
  }

  @Test func anAnswerUnderWayWhenTheConnectionBreaksIsUnknown() throws {
    var desk = try Desk("on submit: delay answer 3s\nat 1s: disconnect 10s")
    desk.submit(submission())
    #expect(
      desk.run(.seconds(60)).map(\.word) == [
        "order working", "execution", "order filled", "down", "unknown", "position AAPL 20", "up",
      ])
  }

  // MARK: Faults on cancel and query

  @Test(arguments: [
    ("refuse \"too late\"", ["cancel refused too late"], true),
    ("lose request", ["cancel unknown"], true),
    ("lose answer", ["order canceled", "cancel unknown"], false),
    ("delay answer 3s", ["order canceled", "cancel accepted"], false),
    ("answer 503", ["cancel unknown"], true),
  ])
  func cancelsGoWrong(action: String, expected: [String], goesOn: Bool) throws {
    var desk = try Desk("on cancel: \(action)")
    desk.submit(submission(1, "AAPL", .buy, 10, farBelow))
    _ = desk.run(.seconds(1))
    desk.cancel()
    #expect(desk.run(.seconds(10)).map(\.word) == expected)
    #expect(try PaperLedger.read(desk.ledger.path).books.openOrders.isEmpty == !goesOn)
  }

  @Test(arguments: [
    ("absent", "absent", 0), ("answer 503", "failed", 0), ("lose answer", "failed", 5),
    ("delay answer 3s", "found filled", 3),
  ])
  func questionsGoWrong(action: String, expected: String, seconds: Int) throws {
    var desk = try Desk("on query times 1: \(action)")
    desk.submit(submission())
    _ = desk.run(.seconds(1))
    desk.query()
    let asked = desk.now
    let events = desk.runTimed(.seconds(10))
    #expect(events.map(\.event.word) == [expected])
    #expect((events[0].at - asked).wholeSeconds == seconds)
    desk.query()
    #expect(desk.run(.seconds(10)).first?.word == "found filled")
  }
}
