import Brokers
import Foundation
import GRDB
import SlicingCore
import Testing

@testable import DeskModel
@testable import OrderStore

/// The check of the whole file behind a start that looks at the newest records only.
extension ActorTests {
  @Suite struct StoreCheckTests {
    private static let unprotected = "DROP TRIGGER events_are_fixed; DROP TRIGGER events_are_kept;"

    /// A folder with an order held in it and a log of many records, one of which `damage` changes.
    private func folder(_ damage: String) async throws -> (URL, ClientOrderID) {
      let engine = try await ScriptedEngine()
      let id = try await engine.enter("buy 10 AAPL over 50m every 5m")
      try await engine.until("a working order") { await engine.snapshot.desk.book(id)?.shares.working == 1 }
      for number in 0..<1500 {
        let record = LogRecord(at: engine.clock.now(), actor: .desk, kind: .link, reason: "\(number)")
        try await engine.store.commit(Commit(changes: [], log: [record]))
      }
      try await engine.end(remove: false)
      let queue = try DatabaseQueue(path: engine.folder.appending(path: "tranche.sqlite").path)
      try await queue.writeWithoutTransaction { try $0.execute(sql: Self.unprotected + damage) }
      try queue.close()
      return (engine.folder, id)
    }

    @Test(arguments: [
      ("UPDATE events SET reason = 'x' WHERE seq = 2", "record 2 of the event log was edited"),
      ("DELETE FROM events WHERE seq = 1200", "record 1200 of the event log is missing"),
    ])
    func anOldRecordThatWasChangedClosesTheDeskToNewOrders(damage: String, words: String) async throws {
      let (folder, id) = try await folder(damage)
      let engine = try await ScriptedEngine(in: folder)
      try await engine.until("the finding") {
        await engine.snapshot.desk.storageFailure?.contains(words) == true
      }
      #expect(await engine.snapshot.alerts.contains { $0.kind == .storage && $0.text.contains(words) })
      let order = await engine.command(.submit(try ScriptedEngine.ticket("buy 10 TSLA over 2m every 1m")))
      guard case .refused(.storageDown) = order else { throw Engine.Unexpected(text: "\(order)") }
      let resume = await engine.command(.resume(id, .skip))
      guard case .refused = resume else { throw Engine.Unexpected(text: "\(resume)") }
      // What reduces risk is done, and is on disk.
      let cancel = await engine.command(.cancelParent(id))
      guard case .done = cancel else { throw Engine.Unexpected(text: "\(cancel)") }
      #expect(try await engine.store.parents(limit: 1).first?.parent.canceledReason != nil)
      #expect(engine.broker.canceled.count == 1)
      #expect(try await engine.store.events(limit: 50).contains { $0.record.reason.contains(words) })
      #expect(await engine.snapshot.desk.storageFailure?.contains(words) == true, "no commit clears it")
      #expect(engine.broker.sent.isEmpty)
      try await engine.end()
    }

    @Test func aFullDiskThatRecoversDoesNotClearAFinding() async throws {
      let (folder, _) = try await folder("UPDATE events SET actor = 'x' WHERE seq = 3")
      let engine = try await ScriptedEngine(in: folder)
      try await engine.until("the finding") { await engine.model.damage != nil }
      try await engine.fillDisk()
      let records = (0..<200).map { "hold \($0) \(String(repeating: "x", count: 150))" }
      for reason in records where await engine.model.writingFailure == nil {
        _ = await engine.command(.holdAll(reason: reason))
        _ = await engine.command(.tripBreaker(reason: reason))
      }
      #expect(await engine.snapshot.desk.storageFailure != nil)
      try await engine.emptyDisk()
      try await engine.until("the disk to be noticed") { await engine.model.writingFailure == nil }
      #expect(await engine.snapshot.desk.storageFailure?.contains("record 3") == true)
      try await engine.end()
    }

    @Test func aSoundFileIsCheckedAndTradingGoesOn() async throws {
      let (folder, id) = try await folder("SELECT 1")
      let engine = try await ScriptedEngine(in: folder)
      await engine.model.checking?.value
      #expect(await engine.snapshot.desk.storageFailure == nil)
      #expect(await engine.snapshot.desk.book(id)?.parent.hold != nil)
      try await engine.end()
    }
  }
}
