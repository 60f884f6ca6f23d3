import DeskModel
import Foundation
import OrderStore
import SlicingCore
import Testing

@testable import tranche

/// What a console that only looks knows of the desk, of its holder, and of itself.
@Suite(.sideBySide) struct OnlookerTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func begun() async throws {
    let folder = try StateFolder.open(at: scratch.state, readOnly: false)
    _ = try folder.openKillWord()
    try await OrderStore.open(folder, identity: .paperDesk).close()
  }

  private func onlooker(isHeld: Bool) async throws -> Onlooker {
    let folder = try StateFolder.open(at: scratch.state, readOnly: true)
    let reader = try await DeskReader(folder: folder, holder: "nobody", settings: Settings())
    return Onlooker(reader, folder: folder, isHeld: isHeld)
  }

  @Test func aHolderThatComesAndGoesIsNoticed() async throws {
    try await begun()
    let onlooker = try await onlooker(isHeld: false)
    let first = try #require(await onlooker.look())
    #expect(first.sight == .unheld && first.readOnlyHolder == "nobody")
    #expect(await onlooker.look() == nil, "nothing is new")
    let run = try Program.start(["run", "--state", scratch.state, Orders.slow])
    #expect(try Records(state: scratch.state).fills(10))
    let held = try #require(await onlooker.look())
    #expect(held.sight == .held && held.readOnlyHolder?.contains("\(run.pid)") == true)
    try run.killAndWait()
    #expect(try #require(await onlooker.look()).sight == .gone)
  }

  /// A holder that hangs, or none, records no halt: the word alone says that nothing is sent.
  @Test func theWordIsSeenThoughNobodyRecordsTheHalt() async throws {
    try await begun()
    let onlooker = try await onlooker(isHeld: false)
    #expect(try #require(await onlooker.look()).isWordEngaged == false)
    let word = try StateFolder.open(at: scratch.state, readOnly: true).openKillWord()
    word.engage(atWall: WallTime.now())
    let halted = try #require(await onlooker.look())
    #expect(halted.isWordEngaged && !halted.desk.kill.isEngaged)
    #expect(await onlooker.look() == nil, "nothing is new")
    // What counts is the file that is there now, and not one that this process had open.
    try FileManager.default.removeItem(atPath: "\(scratch.state)/kill.word")
    _ = try KillWord(at: "\(scratch.state)/kill.word", createIfNew: true)
    #expect(try #require(await onlooker.look()).isWordEngaged == false)
  }

  @Test func whatCannotBeReadIsSaidWithSinceWhen() async throws {
    try await begun()
    let onlooker = try await onlooker(isHeld: true)
    let read = try #require(await onlooker.look())
    #expect(read.sight == .gone)
    let database = "\(scratch.state)/tranche.sqlite"
    _ = try Program.tool("sqlite3", [database, "ALTER TABLE events RENAME TO away"])
    let unread = try #require(await onlooker.look())
    guard case .unread(let since) = unread.sight else {
      Issue.record("\(unread.sight)")
      return
    }
    #expect(since <= read.now && read.now < unread.now)
    #expect(await onlooker.look() == nil, "it stays so, since then")
    try StateFolder.open(at: scratch.state, readOnly: true).openKillWord().engage(atWall: WallTime.now())
    let halted = try #require(await onlooker.look())
    #expect(halted.isWordEngaged && halted.sight == unread.sight, "a halt is seen all the same")
    _ = try Program.tool("sqlite3", [database, "ALTER TABLE away RENAME TO events"])
    #expect(try #require(await onlooker.look()).sight == .gone)
  }

  /// Each alert of its own stays until it was seen, and seeing it hides nothing that came after.
  @Test func alertsOfItsOwnStayUntilTheyAreSeen() async throws {
    try await begun()
    let onlooker = try await onlooker(isHeld: false)
    _ = await onlooker.look()
    _ = await onlooker.post(.kill, "NOT canceled: first")
    let both = try #require(await onlooker.post(.kill, "NOT canceled: second"))
    #expect(both.alerts.map(\.text) == ["NOT canceled: first", "NOT canceled: second"])
    await onlooker.acknowledge(through: both.alerts[1].number)
    let third = try #require(await onlooker.post(.kill, "NOT canceled: third"))
    #expect(third.alerts.map(\.text) == ["NOT canceled: third"])
    #expect(third.alerts[0].number > both.alerts[1].number)
    let folder = try StateFolder.open(at: scratch.state, readOnly: false)
    let store = try await OrderStore.open(folder, identity: .paperDesk)
    let record = LogRecord(at: third.now, actor: .desk, kind: .alarm, reason: "of the desk")
    try await store.commit(Commit(changes: [], log: [record]))
    let later = try #require(await onlooker.look())
    #expect(later.alerts.map(\.text) == ["NOT canceled: third", "alarm: of the desk"])
    try await store.close()
  }
}
