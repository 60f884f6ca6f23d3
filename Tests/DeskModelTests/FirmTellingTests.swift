import Foundation
import OrderStore
import SlicingCore
import Testing

@testable import DeskModel

/// What the actor tells the firm's switch, when, and what it says at the end of what nobody heard.
extension ActorTests {
  @Suite struct FirmTellingTests {
    @Test func aReasonGivenLaterIsToldOnceItIsOnDisk() async throws {
      let firm = ScriptedFirm()
      let engine = try await ScriptedEngine(firm: firm)
      await engine.command(.kill(reason: ""))
      let disk = await engine.hangDisk()
      let answer = engine.begin(.explainKill(reason: "fat finger"))
      try await engine.until("the reason in the state") {
        await engine.snapshot.desk.kill.engagement?.reason == "fat finger"
      }
      try await Task.sleep(for: .milliseconds(200))
      #expect(firm.acts.allSatisfy { $0 == .engage(reason: "", by: Engine.trader) })
      disk.letGo()
      try await engine.until("the firm to be told") {
        firm.acts.last == .explain(reason: "fat finger", by: Engine.trader)
      }
      try await engine.until("the answer") { answer.value != nil }
      try await engine.end()
    }

    /// The commit of a release or a reset hangs; what happens meanwhile is meant, and the firm is not let go.
    @Test func whatAllowsTradingIsNotToldOnceItIsOvertaken() async throws {
      let firm = ScriptedFirm()
      let engine = try await ScriptedEngine(firm: firm)
      await engine.command(.kill(reason: "first"))
      await engine.command(.tripBreaker(reason: "odd"))
      let disk = await engine.hangDisk()
      // One after the other: the disk keeps back the answers, and not what they are about.
      var answers = [engine.begin(.release(reason: "seen"))]
      try await engine.until("the release") { await !engine.snapshot.desk.kill.isEngaged }
      answers.append(engine.begin(.resetBreaker(reason: "seen")))
      try await engine.until("the reset") { await !engine.snapshot.desk.breaker.isTripped }
      answers.append(engine.begin(.kill(reason: "second")))
      try await engine.until("the second halt") { await engine.snapshot.desk.kill.isEngaged }
      answers.append(engine.begin(.tripBreaker(reason: "odd again")))
      try await engine.until("the second trip") { await engine.snapshot.desk.breaker.isTripped }
      let all = answers
      disk.letGo()
      try await engine.until("the answers") { all.allSatisfy { $0.value != nil } }
      #expect(
        firm.acts == [
          .engage(reason: "first", by: Engine.trader), .trip(.manual, details: "odd", by: Engine.trader),
          .engage(reason: "second", by: Engine.trader),
          .trip(.manual, details: "odd again", by: Engine.trader),
        ])
      let said = await engine.snapshot.alerts.map(\.alert.text)
      #expect(said.contains { $0.contains("NOT released") } && said.contains { $0.contains("NOT reset") })
      try await engine.end()
    }

    @Test(arguments: [
      ([FirmAct.engage(reason: "", by: Engine.trader)], "NOT told of 1 of this desk's halts and trips"),
      (
        [.engage(reason: "", by: Engine.trader), .explain(reason: "why", by: Engine.trader)],
        "NOT told of 1 of this desk's halts and trips"
      ),
      ([.explain(reason: "why", by: Engine.trader)], "NOT told why this desk was halted"),
    ])
    func theEndSaysWhatTheFirmNeverHeard(untold: [FirmAct], words: String) async throws {
      let firm = ScriptedFirm(untold: untold)
      let engine = try await ScriptedEngine(firm: firm)
      let folder = engine.folder
      try await engine.end(remove: false)
      let lock = try StateFolder.open(at: folder.path, readOnly: true)
      let store = try await OrderStore.openReadOnly(lock)
      let said = try await store.events(limit: 100).map(\.record.reason)
      #expect(said.contains { $0.contains(words) }, "\(said)")
      try await store.close()
      try FileManager.default.removeItem(at: folder)
    }
  }

  /// A switch that allows trading, and remembers what it was told.
  private final class ScriptedFirm: FirmSwitching {
    private let told = Box<[FirmAct]>()
    private let untold: [FirmAct]

    init(untold: [FirmAct] = []) { self.untold = untold }

    var acts: [FirmAct] { told.value ?? [] }
    var reading: FirmReading { .open }
    var allowsTrading: Bool { true }
    func start(onChange: @escaping @Sendable (FirmReading) -> Void) {}
    func perform(_ act: FirmAct, onFailure: @escaping @Sendable (String) -> Void) {
      told.value = acts + [act]
    }
    func stop() async -> [FirmAct] { untold }
  }
}
