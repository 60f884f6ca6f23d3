import Brokers
import Foundation
import OrderStore
import SlicingCore
import Testing

@testable import DeskModel

/// Snapshots, alerts, quotes, and what an idle desk does: nothing.
extension ActorTests {
  @Suite struct PublishingTests {
    static let symbol = Symbol("AAPL").unsafelyUnwrapped  // Safe because AAPL is a symbol.

    @Test func snapshotsAreBoundedTheFirstIsAtOnceAndTheLastIsNeverLost() async throws {
      let engine = try await ScriptedEngine()
      try await Task.sleep(for: .milliseconds(200))
      let taken = Box<[ContinuousClock.Instant]>()
      taken.value = []
      let newest = Box<Instant>()
      let box = engine.model.snapshots
      _ = box.take()
      box.onPublish {
        taken.value?.append(.now)
        newest.value = box.take()?.desk.quotes[PublishingTests.symbol]?.at
      }
      let begin = ContinuousClock.now
      var last = Instant(microseconds: 0)
      // Until there are some, also where this machine stops.
      while ContinuousClock.now - begin < .seconds(1)
        || (taken.value?.count ?? 0) < 3 && ContinuousClock.now - begin < .seconds(60)
      {
        for _ in 0..<20 {
          last = engine.clock.now()
          let price = Price(nanodollars: 100_000_000_000)
          engine.broker.tell(.quote(Quote(symbol: PublishingTests.symbol, bid: price, ask: price, at: last)))
        }
        try await Task.sleep(for: .milliseconds(2))
      }
      try await engine.until("the last one") { newest.value == last }
      let times = taken.value ?? []
      let seconds = (ContinuousClock.now - begin) / .seconds(1)
      // At once, and then one in 34 ms: however they lie, no more than these.
      #expect(Double(times.count) <= seconds * 30 + 2, "\(times.count) in \(seconds) s")
      #expect(times.count >= 3)
      try await engine.end()
    }

    /// Whoever only looks reads the alert off the log: a new wording must not lose it.
    @Test func aHaltOfASymbolIsAnAlertForThoseWhoOnlyLook() async throws {
      let engine = try await ScriptedEngine()
      for reason in ["news pending", "", nil] {
        engine.broker.tell(.halt(PublishingTests.symbol, reason: reason))
      }
      try await engine.until("all are on disk") {
        try await engine.store.events(limit: 100).count { $0.record.reason.hasPrefix("AAPL") } >= 3
      }
      let events = try await engine.store.events(limit: 100).filter { $0.record.kind == .session }
      let posted = events.compactMap { PostedAlert(number: $0.sequence, record: $0.record) }
      #expect(posted.allSatisfy { $0.kind == .session })
      #expect(posted.map(\.text).first == "session: AAPL halted: news pending")
      #expect(posted.count == 2, "trading again is none: \(events.map(\.record.reason))")
      try await engine.end()
    }

    @Test func tenThousandAlertsAreAHundred() async throws {
      let engine = try await ScriptedEngine()
      for number in 1...10_000 { await engine.model.enqueue([.alert(Alert(kind: .link, text: "\(number)"))]) }
      let alerts = await engine.snapshot.alerts
      #expect(alerts.count == DeskSnapshot.alertLimit)
      #expect(alerts.last?.text == "10000")
      await engine.model.acknowledgeAlerts(through: 9_999)
      #expect(await engine.snapshot.alerts.map(\.text) == ["10000"], "what nobody has seen stays")
      await engine.model.acknowledgeAlerts(through: 10_000)
      #expect(await engine.snapshot.alerts.isEmpty)
      try await engine.end()
    }

    @Test func seeingTheAlertsIsNotSeeingTheRecovery() async throws {
      let (folder, id) = try await unfinished()
      let engine = try await ScriptedEngine(in: folder)
      #expect(await engine.snapshot.recovered == [id])
      await engine.model.acknowledgeAlerts(through: 0)
      #expect(await engine.snapshot.recovered == [id])
      await engine.model.recoverySeen()
      #expect(await engine.snapshot.recovered.isEmpty)
      try await engine.end()
    }

    private func unfinished() async throws -> (URL, ClientOrderID) {
      let engine = try await ScriptedEngine()
      let id = try await engine.enter("buy 10 AAPL over 2m every 1m")
      try await engine.end(remove: false)
      return (engine.folder, id)
    }

    @Test func quotesEndWhenNobodyLooksAndNothingIsLive() async throws {
      var options = DeskModelOptions.patient
      options.watchLease = .milliseconds(1500)
      let engine = try await ScriptedEngine(options: options)
      let id = try await engine.enter("buy 10 AAPL over 10m every 5m")
      try await engine.until("a working order") { await engine.snapshot.desk.book(id)?.shares.working == 5 }
      try await Task.sleep(for: .milliseconds(1600))
      engine.broker.quote(PublishingTests.symbol)
      try await Task.sleep(for: .milliseconds(100))
      #expect(engine.broker.with(\.unwatched).isEmpty, "an order of it is live")
      _ = await engine.command(.cancelParent(id))
      for order in engine.broker.sent {
        engine.broker.tell(
          .order(
            OrderReport(
              submission: order, brokerOrderID: "B", state: .canceled, createdAt: engine.clock.now(),
              executions: [],
              filled: 0)))
      }
      try await engine.until("its end") { await engine.snapshot.desk.book(id)?.parent.status.isFinal == true }
      engine.broker.quote(PublishingTests.symbol)
      try await engine.until("no more quotes") { engine.broker.with(\.watched).isEmpty }
      try await engine.until("nothing that wakes") { await engine.model.isAsleep }
      try await engine.end()
    }

    /// A position of today is marked after its order is over: its loss trips the breaker all the same.
    @Test func whatWasTradedTodayIsQuotedAfterItsOrderIsOver() async throws {
      var options = DeskModelOptions.patient
      options.watchLease = .milliseconds(1500)
      let engine = try await ScriptedEngine(options: options)
      let id = try await engine.enter("buy 10000 AAPL over 1m every 1m")
      try await engine.until("its order") { !engine.broker.sent.isEmpty }
      for order in engine.broker.sent {
        engine.broker.tell(
          .execution(
            Execution(
              executionID: "x1", clientOrderID: order.id, quantity: order.quantity,
              price: Price(nanodollars: 100_010_000_000), at: engine.clock.now())))
      }
      try await engine.until("its end") { await engine.snapshot.desk.book(id)?.parent.status.isFinal == true }
      try await Task.sleep(for: .milliseconds(1600))
      engine.broker.quote(PublishingTests.symbol)
      engine.broker.tell(
        .quote(
          Quote(
            symbol: PublishingTests.symbol, bid: Price(nanodollars: 40_000_000_000),
            ask: Price(nanodollars: 40_010_000_000), at: engine.clock.now())))
      try await engine.until("the trip") { await engine.snapshot.desk.breaker.trip?.reason == .dailyLoss }
      #expect(engine.broker.with(\.unwatched).isEmpty)
      try await engine.end()
    }

    @Test func aSymbolWithoutQuotesIsRefusedAfterItsOwnWait() async throws {
      try await inTime("the end of the first one's wait was the end of the second's") {
        try await theSecondHasItsOwnWait()
      }
    }

    private func theSecondHasItsOwnWait() async throws -> Bool {
      var options = DeskModelOptions.patient
      options.quoteWait = .milliseconds(1200)
      let engine = try await ScriptedEngine(options: options)
      engine.broker.with { $0.quotes = false }
      let ticket = try ScriptedEngine.ticket("buy 10 AAPL over 2m every 1m")
      let first = engine.begin(.submit(ticket))
      try await Task.sleep(for: .milliseconds(1000))
      let second = engine.begin(.submit(ticket))
      try await engine.until("the first answer") { first.value != nil }
      guard case .refused(.limits) = first.value else {
        throw Engine.Unexpected(text: "\(String(describing: first.value))")
      }
      // The second has a wait of its own: the end of the first one's is not its end.
      engine.broker.quote(PublishingTests.symbol)
      try await engine.until("the second answer") { second.value != nil }
      let isEntered = if case .entered = second.value { true } else { false }
      try await engine.end()
      return isEntered
    }

    @Test func aBrokerWhoseStreamEndsIsDown() async throws {
      let engine = try await ScriptedEngine()
      try await engine.until("the link") { await engine.snapshot.desk.link.isUp }
      await engine.broker.stop()
      try await engine.until("the link down") { await !engine.snapshot.desk.link.isUp }
      #expect(await engine.snapshot.alerts.contains { $0.kind == .link })
      try await engine.end()
    }
  }
}

extension DeskModel {
  /// Nothing of the actor's own will wake it before something happens, deadlines of past orders apart.
  var isAsleep: Bool { watchdog == nil && publishTask == nil && !isDraining && work.isEmpty }
}
