import Brokers
import Foundation
import OrderStore
import SlicingCore
import Testing

@testable import DeskModel

/// The halt against everything that may be going on, and the release against the halt.
extension ActorTests {
  @Suite struct HaltTests {
    @Test func aHaltDuringACommitOfSecondsLetsNothingOutAndCancelsAtOnce() async throws {
      let engine = try await ScriptedEngine()
      let id = try await engine.enter("buy 100 AAPL over 10m every 5m")
      try await engine.until("a working order") { engine.broker.sent.count == 1 }
      try await engine.until("answers") { await engine.snapshot.desk.inFlight == 0 }
      let disk = await engine.hangDisk()
      // Orders come due meanwhile: their intents wait for the disk, and they for their intents.
      let tickets = try (1...5).map { try ScriptedEngine.ticket("buy \(10 + $0) AAPL over 10m every 5m") }
      let answers = tickets.map { engine.begin(.submit($0)) }
      try await engine.until("all to be due") {
        await engine.snapshot.desk.books.count { $0.slices[0].status == .sending } == 5
      }
      try await Task.sleep(for: .milliseconds(1300))
      let sent = engine.broker.sent.count
      let model = engine.model
      Thread.detachNewThread { model.halt(by: Engine.trader, reason: "now") }
      try await engine.until("the cancels, with the disk still hanging") {
        engine.broker.canceled.count >= sent
      }
      disk.letGo()
      try await engine.until("the record") {
        try await engine.store.load(today: NewYork.date(of: engine.clock.now())).kill.isEngaged
      }
      try await engine.until("the answers") { answers.allSatisfy { $0.value != nil } }
      #expect(engine.broker.sent.count == sent)
      #expect(await engine.snapshot.desk.kill.engagement?.by == Engine.trader)
      #expect(await engine.snapshot.desk.book(id)?.parent.hold?.cause == .kill)
      try await engine.end()
    }

    @Test func theNextSendOfTheSameRoundSeesTheHalt() async throws {
      let engine = try await ScriptedEngine()
      let disk = await engine.hangDisk()
      let tickets = try (1...100).map { try ScriptedEngine.ticket("buy \(10 + $0) AAPL over 10m every 5m") }
      let answers = tickets.map { engine.begin(.submit($0)) }
      try await engine.until("all to be due") {
        await engine.snapshot.desk.books.count { $0.slices[0].status == .sending } == 100
      }
      try await Task.sleep(for: .milliseconds(1200))
      let model = engine.model
      engine.broker.with { $0.afterSends = (10, { model.halt(by: Engine.trader, reason: "in the round") }) }
      disk.letGo()
      try await engine.until("the record") { await engine.snapshot.desk.kill.isEngaged }
      try await engine.until("the answers") { answers.allSatisfy { $0.value != nil } }
      #expect(engine.broker.sent.count == 10)
      try await engine.until("the rest of the round") {
        await engine.snapshot.desk.books.count { $0.slices[0].status == .blockedKillSwitch } == 90
      }
      try await engine.until("the cancels") { Set(engine.broker.canceled).count == 10 }
      try await engine.end()
    }

    /// Looking around while the release's commit is slow finds the word still set: that is no halt from
    /// outside.
    @Test func aReleaseIsNotUndoneWhileItsCommitIsSlow() async throws {
      let engine = try await ScriptedEngine()
      _ = try await engine.enter("buy 10 AAPL over 10m every 1m")
      _ = await engine.command(.kill(reason: "test"))
      try await engine.until("the venue's word") { await engine.snapshot.desk.inFlight == 0 }
      let disk = await engine.hangDisk()
      let answer = engine.begin(.release(reason: "checked"))
      try await Task.sleep(for: .milliseconds(2500))
      #expect(answer.value == nil)
      #expect(engine.killWord.isEngaged, "opened before the release was on disk")
      disk.letGo()
      try await engine.until("the answer") { answer.value != nil }
      guard case .done = answer.value else { throw Engine.Unexpected(text: "\(answer)") }
      #expect(!engine.killWord.isEngaged)
      #expect(await !engine.snapshot.desk.kill.isEngaged)
      try await engine.end()
    }

    @Test(arguments: [true, false])
    func aHaltWhileAReleaseIsBeingWrittenWins(isToldByName: Bool) async throws {
      let engine = try await ScriptedEngine()
      _ = await engine.command(.kill(reason: "first"))
      let disk = await engine.hangDisk()
      let answer = engine.begin(.release(reason: "checked"))
      try await engine.until("the release in memory") { await !engine.snapshot.desk.kill.isEngaged }
      if isToldByName {
        engine.model.halt(by: Engine.trader, reason: "second")
      } else {
        engine.killWord.engage(atWall: engine.clock.wallNow())
      }
      disk.letGo()
      try await engine.until("the answer") { answer.value != nil }
      try await engine.until("the record") { await engine.snapshot.desk.kill.isEngaged }
      #expect(engine.killWord.isEngaged)
      _ = await engine.command(.explainKill(reason: "flush"))
      #expect(try await engine.store.load(today: NewYork.date(of: engine.clock.now())).kill.isEngaged)
      // And it can be released again.
      let again = await engine.command(.release(reason: "checked again"))
      guard case .done = again else { throw Engine.Unexpected(text: "\(again)") }
      #expect(!engine.killWord.isEngaged)
      try await engine.end()
    }

    /// Every combination a crash can leave of record and word.
    @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
    func recordAndWordAgreeAfterAStartAndCanBeReleased(record: Bool, word: Bool) async throws {
      let engine = try await ScriptedEngine(in: try await leaving(record: record, word: word))
      #expect(engine.killWord.isEngaged == (record || word))
      #expect(await engine.snapshot.desk.kill.isEngaged == (record || word))
      if record || word {
        let refused = await engine.command(
          .submit(try ScriptedEngine.ticket("buy 10 AAPL over 10m every 5m")))
        guard case .refused(.killed) = refused else { throw Engine.Unexpected(text: "\(refused)") }
        let answer = await engine.command(.release(reason: "checked"))
        guard case .done = answer else { throw Engine.Unexpected(text: "\(answer)") }
      }
      #expect(!engine.killWord.isEngaged)
      #expect(await !engine.snapshot.desk.kill.isEngaged)
      try await engine.end()
    }

    private func leaving(record: Bool, word: Bool) async throws -> URL {
      let engine = try await ScriptedEngine()
      if record { _ = await engine.command(.kill(reason: "recorded")) }
      try await engine.end(remove: false)
      if word {
        engine.killWord.engage(atWall: engine.clock.wallNow())
      } else {
        try engine.killWord.release()
      }
      return engine.folder
    }

    @Test func aWordSetFromOutsideStopsAnIdleDeskToo() async throws {
      let engine = try await ScriptedEngine()
      let other = try KillWord(at: engine.folder.appending(path: "kill.word").path, createIfNew: false)
      other.engage(atWall: engine.clock.wallNow())
      let answer = await engine.command(.submit(try ScriptedEngine.ticket("buy 10 AAPL over 10m every 5m")))
      guard case .refused(.killed) = answer else { throw Engine.Unexpected(text: "\(answer)") }
      try await engine.end()
    }

    @Test func aFullDiskDoesNotStopAHalt() async throws {
      let engine = try await ScriptedEngine()
      let id = try await engine.enter("buy 10 AAPL over 10m every 5m")
      try await engine.until("a working order") { await engine.snapshot.desk.book(id)?.shares.working == 5 }
      try await engine.fillDisk()
      _ = await engine.command(.submit(try ScriptedEngine.ticket(StoringTests.big)))
      engine.model.halt(by: Engine.trader, reason: "now")
      #expect(engine.killWord.isEngaged)
      try await engine.until("the cancel") { engine.broker.canceled.count == 1 }
      let release = await engine.command(.release(reason: "while nothing can be written"))
      guard case .refused(.storageDown) = release else { throw Engine.Unexpected(text: "\(release)") }
      #expect(engine.killWord.isEngaged)
      try await engine.emptyDisk()
      try await engine.until("the record on disk") {
        try await engine.store.load(today: NewYork.date(of: engine.clock.now())).kill.isEngaged
      }
      try await engine.end()
    }
  }
}
