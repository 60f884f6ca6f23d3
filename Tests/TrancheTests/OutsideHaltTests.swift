import Foundation
import OrderStore
import SlicingCore
import Testing

@testable import tranche

/// The halt of a console that only looks, over real folders: with an engine, with one that hangs, with none.
@Suite(.sideBySide) struct OutsideHaltTests {
  /// On a thread of its own, as the console does: it waits, and a pool of two threads would wait for itself.
  private func outcome(_ state: String, _ settings: Settings) async throws -> OutsideHalt.Outcome {
    let folder = try StateFolder.open(at: state, readOnly: true)
    try folder.openKillWord().engage(atWall: WallTime.now())
    let outside = OutsideHalt(
      folder: folder, settings: settings, actor: Actor("anna"), reason: "fat finger")
    return await withCheckedContinuation { done in
      Thread.detachNewThread { done.resume(returning: outside.carryOut()) }
    }
  }

  /// One that failed says so first: a screen of 80 columns cuts the rest.
  private func halt(_ state: String, _ settings: Settings = Settings()) async throws -> String {
    let outcome = try await outcome(state, settings)
    #expect(outcome.isDone != outcome.words.hasPrefix("NOT canceled: "), "\(outcome)")
    return outcome.words
  }

  /// The engine has three seconds to answer, which a busy machine does not always leave it.
  private func answeredHalt(_ state: String) async throws -> String {
    let giveUp = Date().addingTimeInterval(patience)
    while true {
      let words = try await halt(state)
      let isSilent = words.hasPrefix("NOT canceled: the engine does not answer")
      guard isSilent, Date() < giveUp else { return words }
    }
  }

  /// A folder that belongs to somebody, and in which nothing runs.
  private func begun(_ scratch: Scratch, _ identity: Identity) async throws {
    let folder = try StateFolder.open(at: scratch.state, readOnly: false)
    try await OrderStore.open(folder, identity: identity).close()
  }

  /// A server that nobody listens at.
  private var sharing: Settings {
    var settings = Settings()
    settings.firmRedis = "127.0.0.1:1"
    return settings
  }

  @Test func aRunningEngineIsToldWhoAndWhy() async throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    // A console, which ends only when it is told to, whatever became of its orders.
    let console = try PtyProgram(["--state", scratch.state])
    try console.waitsForDesk()
    try console.enter(Orders.slow, records)
    #expect(try records.fills(10))
    let first = try await answeredHalt(scratch.state)
    #expect(first.hasPrefix("halted:") || first.hasPrefix("already halted"), "\(first)")
    let killed = try records.rows("SELECT actor, reason FROM events WHERE kind = 'killed'")
    #expect(killed == [["remote:anna", "fat finger"]])
    // Its halt is in the record already: whoever halts a halted desk has what they want.
    let again = try await answeredHalt(scratch.state)
    #expect(again.hasPrefix("already halted"), "\(again)")

    console.send(SIGSTOP)
    try console.waitUntilStopped()
    let words = try await halt(scratch.state)
    #expect(
      words == "NOT canceled: the engine does not answer; the kill word is set: nothing new goes out",
      "\(words)")
    #expect(!words.contains("firm"))
    console.send(SIGKILL)
    #expect(try console.wait() == .killed(by: SIGKILL))
  }

  /// The firm is told from here where no engine does it, by those who share its switch.
  @Test func withoutAnEngineTheFirmIsToldFromHere() async throws {
    let scratch = try Scratch()
    try await begun(scratch, .paperDesk)
    var settings = sharing
    let alone = try await halt(scratch.state, settings)
    #expect(
      alone.contains("the kill word is set: nothing new goes out") && !alone.contains("firm"), "\(alone)")
    settings.firmPaper = true
    let told = try await halt(scratch.state, settings)
    #expect(told.hasPrefix("NOT canceled: no engine runs: give tranche kill; "), "\(told)")
    #expect(told.contains(". The firm's switch: not"), "\(told)")
  }

  /// No keys, and so no way to the broker: that is said, and the word and the firm all the same.
  @Test func anAccountThatCannotBeReachedIsSaid() async throws {
    let scratch = try Scratch()
    try await begun(scratch, Identity(broker: "alpaca", account: "PA123", environment: "paper"))
    let words = try await halt(scratch.state, sharing)
    #expect(
      words.hasPrefix("NOT canceled: cancel in account PA123 at ") && words.contains("the kill word is set"),
      "\(words)")
    #expect(words.contains(". The firm's switch: not"), "an account's desk always shares it: \(words)")
  }

  @Test func aFolderOfNobodyKnowsWhomIsPerhapsAnAccounts() async throws {
    let scratch = try Scratch()
    try await begun(scratch, Identity(broker: "elsewhere", account: "1", environment: "live"))
    let words = try await halt(scratch.state, sharing)
    #expect(words.hasPrefix("NOT canceled: no engine runs; ") && words.contains("does not know"), "\(words)")
    #expect(words.contains(". The firm's switch: not"), "\(words)")
  }
}
