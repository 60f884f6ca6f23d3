import GRDB
import Glibc
import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

/// A disk that refuses: typed, nothing stored, and the store goes on once it does not.
@Suite(.alone) struct DiskTests {
  let temp = TempFolder()

  @Test func aFullDiskStoresNothing() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent(slices: 2000, quantity: 2000)
    try await store.write { transaction in
      let pages = try Int.fetchOne(transaction.db, sql: "PRAGMA page_count") ?? 0
      try transaction.db.execute(sql: "PRAGMA max_page_count = \(pages + 4)")
    }
    let error = await #expect(throws: StoreError.self) {
      try await store.createParent(parent, slices: slices, log: [Fixture.record()])
    }
    guard case .diskFull = error else {
      Issue.record("\(error.map { "\($0)" } ?? "nothing")")
      return
    }
    #expect(error?.isPassing == true)
    #expect(try await store.parents(limit: 1).isEmpty)
    #expect(try await store.events(limit: 1).isEmpty)
    try await store.write { try $0.db.execute(sql: "PRAGMA max_page_count = 1000000") }
    try await store.createParent(parent, slices: slices, log: [Fixture.record()])
    #expect(try await store.verify().isSound)
  }

  @Test func aWriteTheSystemRefusesStoresNothing() async {
    let path = temp.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      let store = try await OrderStore.open(
        try StateFolder.open(at: path, readOnly: false),
        identity: Identity(broker: "paper", account: "rehearsal", environment: "paper"))
      let record = LogRecord(at: Instant(microseconds: 0), actor: .desk, kind: .sent, reason: "kept")
      try await store.commit(Commit(changes: [], log: [record]))
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1, rlim_max: rlim_t.max)
      guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(2) }
      do throws(StoreError) {
        try await store.commit(Commit(changes: [], log: [record]))
        exit(3)
      } catch {
        guard case .ioError = error, error.isPassing else { exit(4) }
      }
      guard try await store.events(limit: 9).count == 1 else { exit(5) }
      limit.rlim_cur = rlim_t.max
      guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(6) }
      try await store.commit(Commit(changes: [], log: [record]))
      guard try await store.verify().isSound else { exit(7) }
      exit(try await store.events(limit: 9).count == 2 ? 0 : 8)
    }
  }

  @Test func aDatabaseSomebodyElseLocksIsSaidToBeLocked() async throws {
    let store = try await temp.store()
    try await store.write { try $0.db.execute(sql: "PRAGMA busy_timeout = 20") }
    let queue = try temp.raw()
    try await queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    let error = await #expect(throws: StoreError.self) {
      try await store.commit(Commit(changes: [], log: [Fixture.record()]))
    }
    guard case .locked = error else {
      Issue.record("\(error.map { "\($0)" } ?? "nothing")")
      return
    }
    try await queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try await store.commit(Commit(changes: [], log: [Fixture.record()]))
  }
}
