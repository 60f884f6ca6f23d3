import DeskModel
import Foundation
import OrderStore
import SlicingCore
import Testing

@testable import tranche

/// What a console that only looks makes of the files of a desk, real ones in a real folder.
@Suite(.sideBySide) struct DeskReaderTests {
  private static let at = Instant(microseconds: 1_772_479_982_000_000)

  private static func record(_ kind: LogRecord.Kind, _ reason: String) -> LogRecord {
    LogRecord(at: at, actor: .desk, kind: kind, reason: reason)
  }

  /// A desk's folder with one record in its log, and who writes to it.
  private static func begun(_ scratch: Scratch) async throws -> OrderStore {
    let folder = try StateFolder.open(at: scratch.state, readOnly: false)
    let store = try await OrderStore.open(folder, identity: .paperDesk)
    try await store.commit(Commit(changes: [], log: [record(.alarm, "long ago")]))
    return store
  }

  private static func reader(_ scratch: Scratch, _ settings: Settings = Settings()) async throws -> DeskReader
  {
    let folder = try StateFolder.open(at: scratch.state, readOnly: true)
    return try await DeskReader(folder: folder, holder: "pid 4711", settings: settings)
  }

  @Test func theOrdersOfARealDeskAreSeenAsTheyStand() async throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let run = try Program.start(["run", "--state", scratch.state, Orders.slow])
    #expect(try records.fills(10))
    try run.killAndWait()
    let reader = try await Self.reader(scratch)
    let (sequence, snapshot) = try #require(try await reader.read(after: -1))
    let book = try #require(snapshot.desk.books.first)
    #expect(snapshot.desk.books.count == 1 && book.parent.request.symbol.text == "AAPL")
    let filled = book.slices.map(\.filled.count).reduce(0, +)
    #expect(try filled == records.filled())
    #expect(snapshot.readOnlyHolder == "pid 4711" && !snapshot.isLive)
    #expect(snapshot.activity.contains { $0.kind == .fill })
    #expect(snapshot.alerts.isEmpty, "what came before looking began is history")
    #expect(try await reader.read(after: sequence) == nil, "nothing new")
  }

  @Test func aHaltAndItsAlertsAreSeenOnceTheyAreWritten() async throws {
    let scratch = try Scratch()
    let store = try await Self.begun(scratch)
    let reader = try await Self.reader(scratch)
    let (first, before) = try #require(try await reader.read(after: -1))
    #expect(!before.desk.kill.isEngaged && before.alerts.isEmpty)
    #expect(before.activity.map(\.text).contains { $0.contains("long ago") })

    let halt = KillSwitch(
      engagement: .init(at: Self.at, by: Actor("anna"), reason: "why", slicesStopped: 0, orders: []))
    try await store.commit(
      Commit(
        changes: [.kill(halt)],
        log: [Self.record(.session, "AAPL halted: news pending"), Self.record(.killed, "why")]))
    let (second, after) = try #require(try await reader.read(after: first))
    #expect(after.desk.kill.engagement?.by == Actor("anna"))
    #expect(after.alerts.map(\.kind) == [.session, .kill])
    #expect(after.alerts.map(\.text) == ["session: AAPL halted: news pending", "killed: why"])

    // Seen alerts go; a newer one stays.
    reader.seen.note(after.alerts[0].number)
    try await store.commit(Commit(changes: [], log: [Self.record(.fill, "10 at 187.42")]))
    let (_, later) = try #require(try await reader.read(after: second))
    #expect(later.alerts.map(\.kind) == [.kill])
    try await store.close()
  }

  @Test func thereAreAtMostAHundredAlertsTheNewest() async throws {
    let scratch = try Scratch()
    let store = try await Self.begun(scratch)
    let reader = try await Self.reader(scratch)
    let log = (1...300).map { Self.record(.missed, "number \($0)") }
    try await store.commit(Commit(changes: [], log: log))
    let (_, snapshot) = try #require(try await reader.read(after: -1))
    #expect(snapshot.alerts.count == DeskSnapshot.alertLimit)
    #expect(snapshot.alerts.last?.text == "missed: number 300")
    try await store.close()
  }

  /// What the firm's switch says is in no file.
  @Test func aSharedSwitchIsOneThatNobodyHasRead() async throws {
    let scratch = try Scratch()
    let store = try await Self.begun(scratch)
    var settings = Settings()
    settings.firmRedis = "127.0.0.1:1"
    for isShared in [false, true] {
      settings.firmPaper = isShared
      let (_, snapshot) = try #require(try await Self.reader(scratch, settings).read(after: -1))
      #expect(snapshot.desk.settings.sharesFirmSwitch == isShared)
      #expect(snapshot.desk.firm.isReadable == !isShared)
    }
    try await store.close()
  }

  @Test func aFileThatCannotBeReadIsSaidToBe() async throws {
    let scratch = try Scratch()
    let store = try await Self.begun(scratch)
    let reader = try await Self.reader(scratch)
    try await store.close()
    let database = "\(scratch.state)/tranche.sqlite"
    _ = try Program.tool("sqlite3", [database, "ALTER TABLE events RENAME TO gone"])
    await #expect(throws: StoreError.self) { _ = try await reader.read(after: -1) }
    _ = try Program.tool("sqlite3", [database, "ALTER TABLE gone RENAME TO events"])
    #expect(try await reader.read(after: -1) != nil, "it is tried again")
  }
}
