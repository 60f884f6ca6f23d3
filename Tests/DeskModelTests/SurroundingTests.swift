import Brokers
import Foundation
import OrderStore
import SlicingCore
import Testing

@testable import DeskModel

/// What a broker tells beside orders reaches the desk, its record and its snapshot.
extension ActorTests {
  @Suite struct SurroundingTests {
    private let apple = Symbol("AAPL") ?? { preconditionFailure("AAPL is a symbol") }()

    @Test func theSessionAndHaltsAreInTheSnapshotAndTheStatusLine() async throws {
      let engine = try await ScriptedEngine()
      #expect(!StatusLine.text(of: await engine.snapshot).contains("market"))
      let close = engine.clock.now() + .seconds(3600)
      engine.broker.tell(.session(.open(closesAt: close)))
      engine.broker.tell(.halt(apple, reason: "LULD"))
      try await engine.until("the halt") { await engine.snapshot.desk.halts[apple] == "LULD" }
      #expect(await engine.snapshot.desk.session == .open(closesAt: close))
      let line = StatusLine.text(of: await engine.snapshot)
      #expect(line.hasSuffix(", \(MarketSession.open(closesAt: close).words), AAPL halted: LULD"), "\(line)")
      engine.broker.tell(.session(.closed(opensAt: nil)))
      engine.broker.tell(.halt(apple, reason: nil))
      try await engine.until("the end of the halt") { await engine.snapshot.desk.halts.isEmpty }
      #expect(StatusLine.text(of: await engine.snapshot).hasSuffix(", market closed"))
      try await engine.end()
    }

    @Test func aSkewAndARemarkAreAlerts() async throws {
      let engine = try await ScriptedEngine()
      engine.broker.tell(.clockSkew(.seconds(40)))
      engine.broker.tell(.remark("positions differ"))
      try await engine.until("the remark") { await engine.snapshot.alerts.count >= 2 }
      #expect(await engine.snapshot.alerts.map(\.kind) == [.clock, .remark])
      try await engine.end()
    }

    /// The wall is moved by an hour while the desk has nothing to do, and once more while it has.
    @Test func aStepOfTheWallTripsOnlyWhileAnOrderLives() async throws {
      let ahead = Box<TimeSpan>()
      let engine = try await ScriptedEngine(wall: { WorldClock.systemWall() + (ahead.value ?? .zero) })
      ahead.value = .seconds(3600)
      let id = try await engine.enter("buy 10 AAPL over 10m every 1m")
      #expect(await engine.snapshot.desk.breaker.state == .open)
      #expect(await engine.snapshot.desk.book(id)?.parent.hold == nil)
      #expect(await engine.snapshot.alerts.map(\.alert.kind) == [.clock])
      ahead.value = .zero
      try await engine.until("the trip") { await engine.snapshot.desk.breaker.trip?.reason == .clockStep }
      try await engine.until("it is on disk") {
        try await engine.store.events(limit: 100).contains { $0.record.kind == .tripped }
      }
      let records = try await engine.store.events(limit: 100).map(\.record)
      #expect(records.filter { $0.kind == .tripped }.count == 1)
      let steps = records.filter { $0.kind == .clock }.map(\.reason)
      #expect(steps.count == 2 && steps.first?.contains("while no order was live") == true, "\(steps)")
      try await engine.end()
    }

    /// The hold and its cause are on disk: the next start finds them.
    @Test func aLostLinkHoldsWhereTheSettingSaysSo() async throws {
      let engine = try await ScriptedEngine(onLinkLoss: .hold)
      let id = try await engine.enter("buy 10 AAPL over 10m every 1m")
      engine.broker.tell(.link(up: false, reason: "reset"))
      try await engine.until("the hold") { await engine.snapshot.desk.book(id)?.parent.hold != nil }
      try await engine.until("the row") {
        try await engine.store.parents(limit: 1).first?.parent.hold?.cause == .link
      }
      try await engine.end()
    }
  }
}
