import Brokers
import Foundation
import GRDB
import SlicingCore
import Testing

@testable import DeskModel
@testable import OrderStore

/// What is told to whom while commits cannot be written, and what never leaves then.
extension ActorTests {
  @Suite struct StoringTests {
    /// An order whose commit needs pages that a full disk does not have.
    static let big = "buy 3000 MSFT over 500m every 10s"

    @Test func aFullDiskSendsNothingSaysSoStillCancelsAndIsCaughtUpWith() async throws {
      let engine = try await ScriptedEngine()
      let working = try await engine.enter("buy 10 AAPL over 10m every 5m")
      try await engine.until("a working order") {
        await engine.snapshot.desk.book(working)?.shares.working == 5
      }
      try await engine.fillDisk()
      let answer = await engine.command(.submit(try ScriptedEngine.ticket(StoringTests.big)))
      guard case .unstored(let words) = answer else { throw Engine.Unexpected(text: "\(answer)") }
      #expect(words.contains("not on disk"))
      #expect(await engine.snapshot.desk.storageFailure != nil)
      #expect(await engine.snapshot.alerts.contains { $0.kind == .storage })
      let next = await engine.command(.submit(try ScriptedEngine.ticket("buy 10 TSLA over 2m every 1m")))
      guard case .refused(.storageDown) = next else { throw Engine.Unexpected(text: "\(next)") }
      // The cancel leaves, and its answer does not pretend to be on disk.
      let cancel = await engine.command(.cancelParent(working))
      guard case .unstored = cancel else { throw Engine.Unexpected(text: "\(cancel)") }
      #expect(engine.broker.canceled.count == 1)
      try await Task.sleep(for: .milliseconds(2500))
      #expect(engine.broker.sent.count == 1, "something was sent while nothing could be written")
      try await engine.emptyDisk()
      try await engine.until("the disk to be noticed") { await engine.snapshot.desk.storageFailure == nil }
      try await resumeWhatTheDiskHeld(engine)
      try await engine.until("life to go on") { engine.broker.sent.count > 1 }
      try await expectDiskEqualsDesk(engine)
      try await engine.end()
    }

    /// Slices fell due meanwhile: their order waits for the trader, with their shares owed.
    private func resumeWhatTheDiskHeld(_ engine: ScriptedEngine) async throws {
      let held = await engine.snapshot.desk.books.filter { $0.parent.hold?.cause == .storage }
      // A machine that stood still missed the slice, or saw it fall due only when the disk had room: then the
      // order goes on by itself.
      guard let book = held.first else {
        return #expect(await engine.snapshot.desk.books.allSatisfy { $0.parent.hold == nil })
      }
      #expect(book.slices.contains { $0.status == .blockedHold && $0.reason?.contains("full") == true })
      #expect(engine.broker.sent.count == 1)
      let answer = await engine.command(.resume(book.parent.id, .spread))
      guard case .done = answer else { throw Engine.Unexpected(text: "\(answer)") }
    }

    private func expectDiskEqualsDesk(_ engine: ScriptedEngine) async throws {
      _ = await engine.command(.holdAll(reason: "compare"))
      try await engine.until("quiet") { await engine.snapshot.desk.inFlight == 0 }
      let flushed = await engine.command(.explainKill(reason: ""))
      #expect(flushed == .refused(.reasonMissing))
      let desk = await engine.snapshot.desk
      for book in desk.books {
        let stored = try await engine.store.slices(ofParent: book.parent.id)
        #expect(stored.map(\.status) == book.slices.map(\.status))
      }
      #expect(try await engine.store.verify().isSound)
    }

    @Test func anAnswerIsGivenOnlyWhenItsCommitIsOnDisk() async throws {
      let engine = try await ScriptedEngine()
      let id = try await engine.enter("buy 10 AAPL over 10m every 5m")
      let disk = await engine.hangDisk()
      let answer = engine.begin(.hold(id, reason: "wait"))
      try await engine.until("the hold in memory") { await engine.snapshot.desk.book(id)?.parent.hold != nil }
      try await Task.sleep(for: .milliseconds(200))
      #expect(answer.value == nil)
      disk.letGo()
      try await engine.until("the answer") { answer.value != nil }
      #expect(try await engine.store.parents(limit: 1).first?.parent.hold != nil)
      try await engine.end()
    }

    @Test func aSecondWriterStopsThisOneForGood() async throws {
      let engine = try await ScriptedEngine()
      let id = try await engine.enter("buy 100 AAPL over 400s every 4s")
      try await engine.until("a first order") { engine.broker.sent.count >= 1 }
      let second = try await OrderStore.open(engine.lock, identity: Engine.identity)
      try await engine.until("the model to notice") { await engine.snapshot.desk.storageFailure != nil }
      let sent = engine.broker.sent.count
      let written = try await second.events(limit: 10_000).count
      let answer = await engine.command(.cancelParent(id))
      guard case .unstored = answer else { throw Engine.Unexpected(text: "\(answer)") }
      try await Task.sleep(for: .milliseconds(4500))
      #expect(engine.broker.sent.count == sent)
      #expect(try await second.events(limit: 10_000).count == written)
      #expect(await engine.model.shutdown(hold: "end").failure != nil)
      try await second.close()
      try await engine.end()
    }

    /// The next commit would work: it must not be tried, because the file would have a gap.
    @Test func aCommitThatCanNeverWorkStopsEverythingAfterIt() async throws {
      let engine = try await ScriptedEngine()
      let id = try await engine.enter("buy 100 AAPL over 400s every 4s")
      try await engine.until("a first order") { engine.broker.sent.count >= 1 }
      try await engine.store.write { transaction in
        try transaction.db.execute(
          sql: "UPDATE orders SET status = 'missed' WHERE parent_order_id = ? AND status = 'pending'",
          arguments: [id.text])
      }
      try await engine.until("the model to notice") { await engine.snapshot.desk.storageFailure != nil }
      let sent = engine.broker.sent.count
      let written = try await engine.store.events(limit: 10_000).count
      _ = await engine.command(.tripBreaker(reason: "this alone could be written"))
      try await Task.sleep(for: .milliseconds(4500))
      #expect(await engine.snapshot.desk.storageFailure?.contains("restart") == true)
      #expect(engine.broker.sent.count == sent)
      #expect(try await engine.store.events(limit: 10_000).count == written)
      try await engine.end()
    }

    @Test func theProgramEndsThoughTheDiskIsFullAndSaysWhatIsMissing() async throws {
      var options = DeskModelOptions.patient
      options.writeLimit = .milliseconds(300)
      let engine = try await ScriptedEngine(options: options)
      try await engine.fillDisk()
      _ = await engine.command(.submit(try ScriptedEngine.ticket(StoringTests.big)))
      let report = await engine.model.shutdown(hold: "end")
      #expect(report.failure != nil)
      #expect(report.words.contains("not on disk"))
      let late = await engine.command(.cancelAll)
      guard case .refused = late else { throw Engine.Unexpected(text: "\(late)") }
      try await engine.store.close()
      try FileManager.default.removeItem(at: engine.folder)
    }

    @Test func everyAnswerIsGivenThoughTheProgramEndsMeanwhile() async throws {
      let engine = try await ScriptedEngine()
      let id = try await engine.enter("buy 10 AAPL over 10m every 5m")
      let disk = await engine.hangDisk()
      let answers = (0..<50).map { engine.begin(.hold(id, reason: "hold \($0)")) }
      try await engine.until("all of them were heard") { await engine.model.replies.count == 50 }
      let ended = Box<ShutdownReport>()
      Task { ended.value = await engine.model.shutdown(hold: "end") }
      try await Task.sleep(for: .milliseconds(300))
      #expect(answers.allSatisfy { $0.value == nil })
      disk.letGo()
      try await engine.until("every answer") { answers.allSatisfy { $0.value != nil } }
      try await engine.until("the end") { ended.value != nil }
      #expect(ended.value?.failure == nil)
      #expect(try await engine.store.parents(limit: 1).first?.parent.hold != nil)
      try await engine.store.close()
      try FileManager.default.removeItem(at: engine.folder)
    }

    @Test func nothingIsSentOnceTheProgramEnds() async throws {
      var options = DeskModelOptions.patient
      options.settleLimit = .milliseconds(4500)
      let engine = try await ScriptedEngine(options: options)
      _ = try await engine.enter("buy 100 AAPL over 400s every 4s")
      try await engine.until("an order") { engine.broker.sent.count >= 1 }
      // No answer is owed and none comes, so the end waits while slices fall due.
      engine.broker.with { $0.acknowledges = false }
      try await engine.until("an order without an answer") { await engine.snapshot.desk.inFlight > 0 }
      let ended = Box<ShutdownReport>()
      Task { ended.value = await engine.model.shutdown(hold: nil) }
      try await engine.until("the end to begin") { await engine.model.stage != .running }
      let sent = engine.broker.sent.count
      try await engine.until("the end") { ended.value != nil }
      #expect(engine.broker.sent.count == sent)
      try await engine.store.close()
      try FileManager.default.removeItem(at: engine.folder)
    }

    /// What the broker says last, on its way down, is written too.
    @Test func theLastFactsAreOnDisk() async throws {
      let engine = try await ScriptedEngine()
      let id = try await engine.enter("buy 2000 AAPL over 10m every 5m")
      try await engine.until("a working order") {
        await engine.snapshot.desk.book(id)?.shares.working == 1000
      }
      let order = try #require(engine.broker.sent.first)
      let fills = (1...500).map { share in
        BrokerEvent.execution(
          Execution(
            executionID: "x\(share)", clientOrderID: order.id, quantity: 1,
            price: Price(nanodollars: 100_000_000_000), at: engine.clock.now()))
      }
      engine.broker.with { $0.lastWords = fills }
      _ = await engine.model.shutdown(hold: "end")
      #expect(try await engine.store.fills(of: id).count == 500)
      try await engine.store.close()
      try FileManager.default.removeItem(at: engine.folder)
    }

    @Test func aRehearsalsClockIsNeverBehindItsRecords() async throws {
      let engine = try await ScriptedEngine(speed: 20)
      try await engine.store.saveRehearsalClock(RehearsalClock(instant: engine.clock.now(), speed: 20))
      _ = try await engine.enter("buy 10 AAPL over 10m every 1m")
      try await engine.until("some orders") { engine.broker.sent.count >= 3 }
      // As after kill -9: nothing is said to anybody first.
      let newest = try #require(try await engine.store.events(limit: 1).last)
      let stored = try await engine.store.load(today: NewYork.date(of: engine.clock.now()))
      let clock = try #require(stored.rehearsalClock)
      #expect(clock.instant >= newest.record.at)
      #expect(
        stored.books.flatMap(\.slices).allSatisfy {
          ($0.lastSentAt ?? .init(microseconds: 0)) <= clock.instant
        }
      )
      try await engine.end()
    }
  }
}
