import SlicingCore
import Testing

@testable import PaperExchange

@Suite struct FaultScriptTests {
  private func fault(_ line: String) throws -> FaultRule.Kind {
    let rules = try FaultScript(parsing: line).rules
    return try #require(rules.first).kind
  }

  @Test(arguments: [
    ("on submit: refuse", FaultRule.Kind.submit(.refuse("connection refused"))),
    ("on submit: refuse \"no: route # here\"  # why", .submit(.refuse("no: route # here"))),
    ("on submit: reject \"insufficient buying power\"", .submit(.reject("insufficient buying power"))),
    ("on submit: lose request", .submit(.loseRequest)),
    ("on submit: lose answer", .submit(.loseAnswer)),
    ("on submit: lose reports", .submit(.loseReports)),
    ("on submit: delay answer 1500ms", .submit(.delayAnswer(.milliseconds(1500)))),
    ("on submit: delay reports 3s", .submit(.delayReports(.seconds(3)))),
    ("on submit: book late 2m", .submit(.bookLate(.seconds(120)))),
    ("on submit: fill first", .submit(.fillFirst)),
    ("on submit: duplicate reports", .submit(.duplicateReports)),
    ("on submit: answer 401", .submit(.unauthorized)),
    ("on submit: answer 429", .submit(.tooMany(retryAfter: nil))),
    ("on submit: answer 429 3s", .submit(.tooMany(retryAfter: .seconds(3)))),
    ("on submit: answer 503", .submit(.unavailable(booked: false))),
    ("on submit: answer 503 booked", .submit(.unavailable(booked: true))),
    ("on submit: disconnect 10s", .submit(.disconnect(.seconds(10), booked: false))),
    ("on submit: disconnect 10s booked", .submit(.disconnect(.seconds(10), booked: true))),
    ("on cancel: refuse \"too late\"", .cancel(.refuse("too late"))),
    ("on cancel: lose request", .cancel(.loseRequest)),
    ("on cancel: lose answer", .cancel(.loseAnswer)),
    ("on cancel: delay answer 1s", .cancel(.delayAnswer(.seconds(1)))),
    ("on cancel: answer 503", .cancel(.unavailable)),
    ("on query: absent", .query(.absent)),
    ("on query: lose answer", .query(.loseAnswer)),
    ("on query: delay answer 1h", .query(.delayAnswer(.seconds(3600)))),
    ("on query: answer 503", .query(.unavailable)),
    ("at 30s: disconnect 10s", .disconnect(after: .seconds(30), length: .seconds(10))),
    ("venue: deduplicate never", .deduplicate(.never)),
    ("venue: deduplicate 10s", .deduplicate(.window(.seconds(10)))),
    ("venue: deduplicate forever", .deduplicate(.forever)),
    ("venue: texts \"\u{1B}[2J\"", .texts("\u{1B}[2J")),
  ])
  func everyActionIsRead(line: String, expected: FaultRule.Kind) throws {
    #expect(try fault(line) == expected)
  }

  @Test(arguments: [
    ("on", "the end of the line", "submit, cancel or query"),
    ("at noon: disconnect 1s", "\"noon\"", "a time such as 250ms, 10s, 2m or 1h"),
    ("at 1s disconnect 1s", "\"disconnect\"", "\":\""),
    ("at 1s: reject", "\"reject\"", "\"disconnect\""),
    ("when submit: refuse", "\"when\"", "\"on\", \"at\" or \"venue\""),
    ("venue deduplicate never", "\"deduplicate\"", "\":\""),
    ("venue: forget", "\"forget\"", "deduplicate or texts"),
    ("venue: texts", "the end of the line", "words in quotes"),
    ("venue: deduplicate twice", "\"twice\"", "never, forever or a time such as 10s"),
    ("on fill: refuse", "\"fill\"", "submit, cancel or query"),
    (
      "on submit", "the end of the line",
      "symbol, side, order, every, attempt, within, times, one-in or \":\""
    ),
    ("on submit refuse", "\"refuse\"", "symbol, side, order, every, attempt, within, times, one-in or \":\""),
    ("on submit symbol a_b: refuse", "\"a_b\"", "a symbol"),
    ("on submit side up: refuse", "\"up\"", "buy or sell"),
    ("on submit order 0: refuse", "\"0\"", "a count such as 3, 3-5 or 3-"),
    ("on submit order 5-3: refuse", "\"5-3\"", "a count such as 3, 3-5 or 3-"),
    ("on submit attempt x: refuse", "\"x\"", "a count such as 1, 1-2 or 2-"),
    ("on submit every 0: refuse", "\"0\"", "a count from 1"),
    ("on submit times -1: refuse", "\"-1\"", "a count from 1"),
    ("on submit one-in: refuse", "\":\"", "a count from 1"),
    ("on submit within 10s: refuse", "\"10s\"", "two times such as 10s-20s"),
    ("on submit within 20s-10s: refuse", "\"20s-10s\"", "two times such as 10s-20s"),
    (
      "on submit:", "the end of the line",
      "refuse, reject, lose, delay, book, fill, duplicate, answer or disconnect"
    ),
    ("on submit: refuse now", "\"now\"", "words in quotes, or nothing"),
    ("on submit: reject \"open", "an open quote", "a quote that ends"),
    ("on submit: lose hope", "\"hope\"", "answer or reports or request"),
    ("on submit: delay fills 1s", "\"fills\"", "answer or reports"),
    ("on submit: delay answer soon", "\"soon\"", "a time such as 250ms, 10s, 2m or 1h"),
    ("on submit: delay answer 1234567890s", "\"1234567890s\"", "a time such as 250ms, 10s, 2m or 1h"),
    ("on submit: book early", "\"early\"", "\"late\""),
    ("on submit: answer 418", "\"418\"", "401, 429 or 503"),
    ("on submit: answer 503 maybe", "\"maybe\"", "\"booked\""),
    ("on submit: fill first twice", "\"twice\"", "the end of the line"),
    ("on cancel: book late 1s", "\"book\"", "refuse, lose, delay or answer"),
    ("on cancel: answer 401", "\"401\"", "\"503\""),
    ("on query: refuse", "\"refuse\"", "absent, lose, delay or answer"),
    ("on query: lose request", "\"request\"", "answer"),
  ])
  func mistakesSayWhatWasFoundAndExpected(line: String, found: String, expected: String) {
    #expect(throws: FaultScriptError(line: 3, found: found, expected: expected)) {
      try FaultScript(parsing: "# a comment\n\n\(line)\non submit: refuse")
    }
  }

  @Test func aScriptFileIsRead() throws {
    let folder = ScratchFolder()
    let path = folder.write(Array("on submit: refuse\n".utf8), to: "faults")
    #expect(try FaultScript(contentsOf: path).rules.count == 1)
    #expect(throws: FaultScriptError.self) {
      try FaultScript(contentsOf: folder.write([0xff, 0xfe, 0x0a], to: "faults"))
    }
    #expect(throws: LedgerError.self) { try FaultScript(contentsOf: "\(folder.path)/none") }
  }

  @Test func aBrokerCanOwnUpToItsDelays() throws {
    #expect(FaultScript.none.longestBookingDelay == .zero)
    let script = try FaultScript(
      parsing: "on submit: book late 3s\non submit: book late 20s\non query: absent")
    #expect(script.longestBookingDelay == .seconds(20))
  }

  // MARK: Matching

  private func faults(_ text: String, _ orders: [NewOrder], apart: TimeSpan = .seconds(1)) throws -> [Bool] {
    var matcher = FaultMatcher(try FaultScript(parsing: text), seed: 1, startedAt: monday)
    return orders.enumerated().map { matcher.submit($1, at: monday + apart * $0) != nil }
  }

  @Test func refusedTwiceThenAcceptedIsOneLine() throws {
    let orders = [order("a"), order("a"), order("a"), order("b"), order("b"), order("b")]
    #expect(try faults("on submit attempt 1-2: refuse", orders) == [true, true, false, true, true, false])
    #expect(try faults("on submit times 2: refuse", orders) == [true, true, false, false, false, false])
  }

  @Test(arguments: [
    ("symbol tsla", [false, false, true, false]), ("side sell", [false, true, false, true]),
    ("order 2", [false, true, false, false]), ("order 2-3", [false, true, true, false]),
    ("order 3-", [false, false, true, true]), ("every 2", [false, true, false, true]),
    ("within 1s-2s", [false, true, true, false]), ("symbol AAPL side sell", [false, true, false, true]),
    ("symbol AAPL side sell times 1", [false, true, false, false]), ("one-in 1", [true, true, true, true]),
  ])
  func everyConditionIsKept(condition: String, expected: [Bool]) throws {
    let orders = [
      order("a", "AAPL", .buy), order("b", "AAPL", .sell), order("c", "TSLA", .buy),
      order("d", "AAPL", .sell),
    ]
    #expect(try faults("on submit \(condition): lose answer", orders) == expected)
  }

  @Test func chanceIsTheSameForTheSameSeed() throws {
    let orders = (0..<400).map { order("c\($0)") }
    let hits = try faults("on submit one-in 4: refuse", orders)
    #expect(hits == (try faults("on submit one-in 4: refuse", orders)))
    #expect((60...140).contains(hits.count(where: \.self)))
  }

  @Test func theFirstRuleThatFitsActs() throws {
    let script = try FaultScript(parsing: "on submit times 1: lose request\non submit: lose answer")
    var matcher = FaultMatcher(script, seed: 1, startedAt: monday)
    #expect(matcher.submit(order("a"), at: monday) == .loseRequest)
    #expect(matcher.submit(order("b"), at: monday) == .loseAnswer)
  }

  @Test func cancelsAndQuestionsAreCountedForThemselves() throws {
    let script = try FaultScript(
      parsing:
        "on cancel order 2 attempt 2: answer 503\non query symbol AAPL times 1: absent\nat 5s: disconnect 2s")
    var matcher = FaultMatcher(script, seed: 1, startedAt: monday)
    #expect(matcher.query("a", at: monday) == nil, "an order nobody submitted has no symbol")
    for id in ["a", "b"] { #expect(matcher.submit(order(id), at: monday) == nil) }
    #expect(matcher.cancel("b", at: monday) == nil)
    #expect(matcher.cancel("a", at: monday) == nil)
    #expect(matcher.cancel("b", at: monday) == .unavailable)
    #expect(matcher.query("a", at: monday) == .absent)
    #expect(matcher.query("a", at: monday) == nil)
    #expect(matcher.outages == [monday + .seconds(5)...monday + .seconds(7)])
  }
}
