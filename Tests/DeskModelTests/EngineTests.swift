import Brokers
import Foundation
import OrderStore
import PaperExchange
import SlicingCore
import Testing

@testable import DeskModel

/// The main job over the real store and the real paper venue.
extension ActorTests {
  @Suite struct EngineTests {
    @Test func anOrderFillsAndTheBooksOfDeskDiskAndVenueAgree() async throws {
      let engine = try await Engine(speed: 1)
      let id = try await engine.enter("buy 300 AAPL over 36s every 12s")
      try await engine.until("the order to fill") { $0.book(id)?.parent.status == .completed }
      await engine.flush()
      let slices = try await engine.store.slices(ofParent: id)
      #expect(slices.map(\.quantity) == Array(repeating: 100, count: 3))
      #expect(slices.map(\.filled).sum() == 300)
      let fills = try await engine.store.fills(of: id)
      #expect(fills.map(\.execution.quantity).sum() == 300)
      let ledger = try engine.ledger()
      #expect(ledger.executions.map(\.quantity).sum() == 300)
      #expect(slices.allSatisfy { $0.submittedAt.map { $0 >= slices[0].due } ?? false })
      let report = try await engine.store.verify()
      #expect(report.isSound, "\(report.faults)")
      try await engine.stop()
    }

    @Test func theThirdAttemptGoesThroughUnderTheSameID() async throws {
      // In real time and with a window of minutes: a moment of this machine is no wait of the desk's.
      let engine = try await Engine(faults: "on submit attempt 1-2: refuse", speed: 1)
      let id = try await engine.enter("buy 10 AAPL over 2m every 2m")
      try await engine.until("the order to fill") { $0.book(id)?.parent.status == .completed }
      await engine.flush()
      let slice = try #require(await engine.model.snapshot().desk.book(id)?.slices.first)
      #expect(slice.attempts == 3)
      let events = try await engine.store.events(of: slice.id, limit: 100)
      let sends = events.filter { $0.record.kind == .sent }.map(\.record.at).sorted()
      let waits = zip(sends.dropFirst(), sends).map { ($0 - $1).wholeSeconds }
      #expect(waits.count == 2 && waits[0] >= 2 && waits[1] >= 4 && waits[1] < 9, "\(waits)")
      #expect(try engine.ledger().orders.count == 1)
      try await engine.stop()
    }

    @Test func aHaltStopsEverythingAndSurvives() async throws {
      let (folder, id, booked) = try await haltedRun()
      let engine = try await Engine(in: folder)
      #expect(await engine.model.snapshot().desk.kill.isEngaged)
      #expect(await engine.model.snapshot().desk.book(id)?.parent.status == .held)
      try await Task.sleep(for: .milliseconds(500))
      #expect(try engine.ledger().orders.count == booked, "something was sent after the restart")
      try await engine.until("the venue's word on everything") {
        $0.usage(at: engine.clock.now()).unknownOrders == 0
      }
      try await engine.release()
      #expect(!engine.killWord.isEngaged)
      let resumed = await engine.command(.resume(id, .spread))
      guard case .done = resumed else { throw Engine.Unexpected(text: "\(resumed)") }
      try await engine.complete(id)
      #expect(try engine.ledger().executions.map(\.quantity).sum() == 180)
      try await engine.stop()
    }

    /// Runs an order, halts it in the middle, and ends: its folder, its id, and what the venue has booked.
    private func haltedRun() async throws -> (URL, ClientOrderID, Int) {
      let engine = try await Engine()
      let id = try await engine.enter("buy 180 MSFT over 3m every 10s")
      try await engine.filled(20, of: id)
      engine.model.halt(by: Engine.trader, reason: "test")
      #expect(engine.killWord.isEngaged)
      try await engine.until("the halt to be recorded") { $0.kill.isEngaged && $0.inFlight == 0 }
      let booked = try engine.ledger().orders.count
      try await Task.sleep(for: .milliseconds(1000))
      #expect(try engine.ledger().orders.count == booked, "something was sent after the halt")
      try await engine.stop(remove: false)
      return (engine.folder, id, booked)
    }

    @Test func theKillWordFromAnotherProcessIsObeyed() async throws {
      let engine = try await Engine()
      let id = try await engine.enter("buy 600 MSFT over 1h every 10m")
      let other = try KillWord(at: engine.folder.appending(path: "kill.word").path, createIfNew: false)
      other.engage(atWall: engine.clock.wallNow())
      try await engine.until("the model to notice") {
        $0.kill.isEngaged && $0.book(id)?.parent.hold?.cause == .kill
      }
      try await engine.stop()
    }

    @Test func cancelingAWorkingParentCancelsAtTheVenue() async throws {
      let engine = try await Engine(speed: 5)
      let quote = try await engine.quote("AAPL")
      let limit = Price(nanodollars: quote.bid.nanodollars / 10_000_000 * 10_000_000 - 2_000_000_000)
      let id = try await engine.enter("buy 300 AAPL over 30m every 10m limit \(limit)")
      try await engine.until("a working order") { ($0.book(id)?.shares.working ?? .zero) > .zero }
      guard case .done(let words) = await engine.command(.cancelParent(id)) else {
        throw Engine.Unexpected(text: "cancel")
      }
      #expect(words.contains("pending") && words.contains("working"))
      try await engine.until("the end") { $0.book(id)?.parent.status == .canceled }
      #expect(try engine.ledger().orders.allSatisfy { !$0.isOpen })
      try await engine.stop()
    }

    @Test func aLostAcknowledgementIsAskedForAndNotSentAgain() async throws {
      // Two slices 6 s apart in real time, each with 3 s of grace.
      let engine = try await Engine(faults: "on submit times 1: lose answer", speed: 10)
      let id = try await engine.enter("buy 20 AAPL over 2m every 1m")
      try await engine.complete(id)
      #expect(try engine.ledger().orders.count == 2)
      try await engine.stop()
    }
  }
}

extension Engine {
  /// Releases the kill switch as soon as no order is in doubt.
  func release() async throws {
    for _ in 0..<2000 {
      switch await command(.release(reason: "checked")) {
      case .done: return
      case .refused(.unknownOrders): try await Task.sleep(for: .milliseconds(50))
      case let answer: throw Unexpected(text: "\(answer)")
      }
    }
    throw Unexpected(text: "still in doubt")
  }

  /// Waits for some fills; where the machine missed slices in a row, the order is told to go on.
  func filled(_ shares: Shares, of id: ClientOrderID) async throws {
    let late = Task {
      while true {
        try await Task.sleep(for: .milliseconds(100))
        guard await model.snapshot().desk.book(id)?.parent.hold?.cause == .late else { continue }
        await command(.resume(id, .spread))
      }
    }
    defer { late.cancel() }
    try await until("some fills") { ($0.book(id)?.shares.filled ?? .zero) >= shares }
  }

  /// The first quote of a symbol.
  func quote(_ text: String) async throws -> Quote {
    let symbol = try #require(Symbol(text))
    await model.watch(symbol)
    try await until("a quote") { $0.quotes[symbol] != nil }
    return try #require(await model.snapshot().desk.quotes[symbol])
  }
}
