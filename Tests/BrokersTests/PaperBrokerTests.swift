import Foundation
import PaperExchange
import SlicingCore
import TestSupport
import Testing

@testable import Brokers

/// A broker that runs, and what it says.
private struct Running {
  let broker: PaperBroker
  let clock: WorldClock
  private var iterator: AsyncStream<BrokerEvent>.Iterator

  init(_ ledger: ScratchLedger, _ script: String = "", speed: Int = 120, resumingAt: Instant = monday)
    async throws
  {
    clock = WorldClock(speed: speed, resumingAt: resumingAt)
    broker = try PaperBroker(
      seed: nil, ledgerPath: ledger.path, faults: try FaultScript(parsing: script), clock: clock)
    iterator = broker.events.makeAsyncIterator()
    try await broker.start()
  }

  /// Events up to and with the first that fits; quotes are left out unless one fits.
  mutating func until(_ fits: (BrokerEvent) -> Bool) async -> [BrokerEvent] {
    var events: [BrokerEvent] = []
    while let event = await iterator.next() {
      if case .quote = event, !fits(event) { continue }
      events.append(event)
      if fits(event) { break }
    }
    return events
  }

  mutating func words(until word: String) async -> [String] { await until { $0.word == word }.map(\.word) }
}

@Suite(.alone, .timeLimit(.minutes(10))) struct PaperBrokerTests {
  private let ledger = ScratchLedger()

  @Test func acceptedThenFilledThenDone() async throws {
    var desk = try await Running(ledger)
    desk.broker.submit(submission(1, "AAPL", .buy, 20_000)) { true }
    let words = await desk.words(until: "order filled")
    #expect(words.prefix(3) == ["up", "accepted", "order working"])
    #expect(words.dropFirst(3).dropLast().allSatisfy { $0 == "execution" } && words.count > 6)
    await desk.broker.stop()
  }

  @Test func aPermitThatSaysNoSendsNothing() async throws {
    var desk = try await Running(ledger)
    desk.broker.submit(submission()) { false }
    #expect(
      await desk.words(until: "not sent stopped at the last moment") == [
        "up", "not sent stopped at the last moment",
      ])
    await desk.broker.stop()
    #expect(try PaperLedger.read(ledger.path).orders.isEmpty)
  }

  @Test func nothingIsSentBeforeTheStart() async throws {
    let broker = try PaperBroker(seed: nil, ledgerPath: ledger.path, clock: WorldClock(speed: 1))
    broker.submit(submission()) { true }
    var iterator = broker.events.makeAsyncIterator()
    #expect(await iterator.next()?.word == "not sent the paper venue is not ready")
    await broker.stop()
    #expect(await iterator.next() == nil)
  }

  @Test func aSecondOrderUnderAnIDIsNeverBooked() async throws {
    var desk = try await Running(ledger)
    for attempt in 1...3 { desk.broker.submit(submission(1, attempt: attempt)) { true } }
    _ = await desk.words(until: "order filled")
    await desk.broker.stop()
    let books = try PaperLedger.read(ledger.path).books
    #expect(books.orders.count == 1 && books.clientIDsBookedTwice.isEmpty)
  }

  @Test func afterARestartItKnowsEverythingAndWorkingOrdersGoOn() async throws {
    var first = try await Running(ledger)
    first.broker.submit(submission(1, "AAPL", .buy, 20)) { true }
    first.broker.submit(submission(2, "AAPL", .buy, 10, farBelow, .gtc)) { true }
    _ = await first.until { if case .sent(clientID(2), _, .accepted) = $0 { true } else { false } }
    await first.broker.stop()
    var second = try await Running(ledger, resumingAt: monday + .seconds(3600))
    for number in 1...3 { second.broker.query(clientID(number)) }
    let words = await second.words(until: "absent")
    #expect(words.first == "position AAPL 20", "before anything may be sent")
    let rest = words.dropFirst().filter { $0 != "position AAPL 20" }
    #expect(rest == ["up", "found filled", "found working", "absent"])
    second.broker.cancel(clientID(2), brokerOrderID: nil)
    let last = await second.words(until: "order canceled").filter { $0 != "position AAPL 20" }
    #expect(last == ["cancel accepted", "order canceled"])
    await second.broker.stop()
  }

  @Test func oneBrokerAtATimeHasTheLedger() async throws {
    let desk = try await Running(ledger)
    #expect(throws: LedgerError.inUse(path: ledger.path)) {
      try PaperBroker(seed: nil, ledgerPath: ledger.path, clock: desk.clock)
    }
    await desk.broker.stop()
    let canceled = try PaperVenueMaintenance.cancelAll(ledgerPath: ledger.path, at: monday)
    #expect(canceled.isEmpty)
  }

  @Test func watchedSymbolsAreQuotedAndOthersAreNot() async throws {
    var desk = try await Running(ledger, speed: 20)
    desk.broker.watch(symbol("MSFT"))
    desk.broker.watch(symbol("MSFT"))
    var quotes: [Quote] = []
    while quotes.count < 5 {
      let events = await desk.until { if case .quote = $0 { true } else { false } }
      if case .quote(let quote)? = events.last { quotes.append(quote) }
    }
    await desk.broker.stop()
    #expect(quotes.allSatisfy { $0.symbol == symbol("MSFT") && $0.bid < $0.ask })
    #expect(zip(quotes, quotes.dropFirst()).allSatisfy { $0.at < $1.at }, "asking twice is asking once")
  }

  @Test func thePositionComesBeforeTheQuotes() async throws {
    var desk = try await Running(ledger, speed: 20)
    desk.broker.watch(symbol("MSFT"))
    let words = await desk.until { if case .quote = $0 { true } else { false } }.map(\.word)
    #expect(words == ["up", "volume MSFT", "position MSFT 0", "quote"])
    await desk.broker.stop()
  }

  /// At 120 times the speed of the world, from sixteen minutes before the close on: eight real seconds, so
  /// that a busy machine has begun by then.
  @Test func theBellsAreTold() async throws {
    let closes = Instant(microseconds: 1_772_485_200_000_000)
    let clock = WorldClock(speed: 120, resumingAt: closes - .seconds(960))
    let broker = try PaperBroker(seed: nil, ledgerPath: ledger.path, clock: clock, sessions: .regular)
    #expect(broker.capabilities.tellsSession)
    var iterator = broker.events.makeAsyncIterator()
    try await broker.start()
    #expect(await iterator.next() == .session(.open(closesAt: closes)))
    #expect(await iterator.next()?.word == "up")
    let opens = closes + .seconds(17 * 3600 + 1800)
    #expect(await iterator.next() == .session(.closed(opensAt: opens)))
    #expect(clock.now() >= closes)
    broker.submit(submission()) { true }
    let refusal = await iterator.next()?.word ?? ""
    #expect(refusal.hasPrefix("rejected the market is closed; it opens on 2026-03-03 at 09:30:00"))
    await broker.stop()
  }

  @Test func anUnwatchedSymbolIsQuotedNoMore() async throws {
    var desk = try await Running(ledger, speed: 20)
    desk.broker.watch(symbol("MSFT"))
    _ = await desk.until { if case .quote = $0 { true } else { false } }
    desk.broker.unwatch(symbol("MSFT"))
    // The answer to a question asked afterwards comes after every quote that was still on its way.
    desk.broker.query(clientID(1))
    _ = await desk.words(until: "absent")
    #expect(try await sleeps(desk.broker), "six world seconds passed, and six more")
    await desk.broker.stop()
  }

  /// Whether it stops going round; a busy machine may let it finish late.
  private func sleeps(_ broker: PaperBroker) async throws -> Bool {
    for _ in 0..<100 {
      let before = broker.turns
      try await Task.sleep(for: .milliseconds(300))
      if broker.turns == before { return true }
    }
    return false
  }

  @Test func withNothingToDoItSleeps() async throws {
    var desk = try await Running(ledger)
    desk.broker.submit(submission()) { true }
    // Far from the market, without an end: nothing will happen for days.
    desk.broker.submit(submission(2, "AAPL", .buy, 10, farBelow, .gtc)) { true }
    _ = await desk.until { if case .order(let report) = $0 { report.state == .filled } else { false } }
    desk.broker.cancel(clientID(2), brokerOrderID: nil)
    _ = await desk.words(until: "order canceled")
    // It goes round once more to find that there is nothing left.
    #expect(try await sleeps(desk.broker), "36 world seconds passed, and 36 more")
    await desk.broker.stop()
  }

  @Test func aCancelAndAFillCanRace() async throws {
    var desk = try await Running(ledger)
    for number in 1...30 {
      desk.broker.submit(submission(number, "AAPL", .buy, 3000)) { true }
      desk.broker.cancel(clientID(number), brokerOrderID: nil)
    }
    var ended: Set<ClientOrderID> = []
    while ended.count < 30 {
      let events = await desk.until {
        if case .order(let report) = $0 { report.state != .working } else { false }
      }
      if case .order(let report)? = events.last { ended.insert(report.submission.id) }
    }
    await desk.broker.stop()
    for order in try PaperLedger.read(ledger.path).orders {
      #expect(!order.isOpen && order.filled <= order.terms.quantity)
    }
  }

  @Test func theScriptActsInTheRunningBroker() async throws {
    var desk = try await Running(ledger, "on submit attempt 1-2: refuse")
    for attempt in 1...3 { desk.broker.submit(submission(1, attempt: attempt)) { true } }
    let words = await desk.words(until: "order filled")
    #expect(words.filter { $0 == "not sent connection refused" }.count == 2)
    await desk.broker.stop()
  }

  @Test func itsCapabilitiesAreHonest() throws {
    let script = try FaultScript(parsing: "on submit: book late 30s")
    let broker = try PaperBroker(
      seed: 5, ledgerPath: ledger.path, faults: script, clock: WorldClock(speed: 1),
      deduplication: .window(.seconds(60)), messagesPerMinute: 200)
    #expect(broker.capabilities.longestDelay == .seconds(30))
    #expect(broker.capabilities.deduplicates == .window(.seconds(60)))
    #expect(broker.capabilities.messagesPerMinute == 200 && broker.capabilities.mayShort)
    #expect(!broker.capabilities.tellsSession, "it never closes")
    #expect(broker.name == "paper" && broker.environment == .paper)
  }
}
