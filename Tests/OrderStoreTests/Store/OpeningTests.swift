import Foundation
import GRDB
import Glibc
import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

@Suite(.alone) struct OpeningTests {
  let temp = TempFolder()

  @Test(arguments: [
    Identity(broker: "alpaca", account: "rehearsal", environment: "paper"),
    Identity(broker: "paper", account: "other", environment: "paper"),
    Identity(broker: "paper", account: "rehearsal", environment: "live"),
  ])
  func aDatabaseOfAnotherAccountIsRefused(other: Identity) async throws {
    try await temp.store().close()
    let before = try temp.bytes(of: .database)
    await #expect(throws: StoreError.wrongIdentity(stored: .paper, wanted: other)) {
      _ = try await temp.store(other)
    }
    #expect(try temp.bytes(of: .database) == before)
    try await temp.store().close()
  }

  @Test func ordersWithoutAnIdentityAreRefused() async throws {
    let store = try await temp.store()
    try await store.commit(Commit(changes: [], log: [Fixture.record()]))
    try await store.close()
    try temp.tamper("DELETE FROM identity")
    await #expect(throws: StoreError.identityMissing) { _ = try await temp.store() }
  }

  @Test func aDatabaseOfANewerProgramIsRefused() async throws {
    try await temp.store().close()
    try temp.tamper("INSERT INTO grdb_migrations VALUES ('0042_options'), ('0043_futures')")
    let expected = StoreError.newerProgram(unknownMigrations: ["0042_options", "0043_futures"])
    await #expect(throws: expected) { _ = try await temp.store() }
    let folder = try temp.open(readOnly: true)
    await #expect(throws: expected) { _ = try await OrderStore.openReadOnly(folder) }
  }

  @Test func aDatabaseOfAnOlderProgramIsBroughtUpToDateByItsOwnerAlone() async throws {
    let old = try OldFile(temp, before: M0009ScopedGuards.name)
    let parent = try old.insertParent(hold: HoldCause.link.rawValue)
    let id = parent.id
    try old.haltAll(reason: "before")
    try old.close()
    let folder = try temp.open(readOnly: true)
    let expected = StoreError.olderProgram(missingMigrations: [M0009ScopedGuards.name])
    await #expect(throws: expected) { _ = try await OrderStore.openReadOnly(folder) }
    let store = try await temp.store()
    let desk = try await store.load(today: today)
    #expect(desk.guardFault == nil)
    #expect(desk.kill.engagement?.reason == "before")
    #expect(desk.kill.scoped.isEmpty)
    #expect(desk.breaker == CircuitBreaker())
    #expect(desk.profitPeak == nil)
    #expect(desk.books.map(\.parent.id) == [id])
    #expect(desk.books.map(\.parent.limits) == [""])
    #expect(desk.books.map(\.parent.hold?.cause) == [.link])
    #expect(try await store.killHistory().map(\.scope) == [.all])
    let held = parent.with(
      status: .held, hold: Hold(cause: .firm, by: .desk, at: marketOpen, reason: "unreadable"))
    try await store.commit(Commit(changes: [.parent(held)], log: [Fixture.record()]))
    #expect(try await store.parents(limit: 1).map(\.parent.hold?.cause) == [.firm])
    #expect(try await store.verify().isSound)
    try await store.close()
  }

  /// A kill -9 before the file was in WAL mode: its journal has to be played back, which a connection that
  /// only looks may not do.
  @Test func aDatabaseWhoseMakingWasCutShortIsMadeAgain() async throws {
    let (other, database) = (TempFolder(), StateFolder.File.database.rawValue)
    _ = try (temp.open(), other.open())
    _ = try HeadFile.create(temp.file(.logHead))
    let queue = try other.raw()
    try await queue.writeWithoutTransaction { [source = other.path, target = temp.path] db in
      // So small a cache that pages of an open transaction reach the file.
      try db.execute(sql: "PRAGMA cache_size = 1; BEGIN IMMEDIATE; CREATE TABLE orders (text TEXT)")
      for _ in 0..<200 { try db.execute(sql: "INSERT INTO orders VALUES (hex(randomblob(500)))") }
      for name in [database, "\(database)-journal"] {
        try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(target)/\(name)")
        #expect(chmod("\(target)/\(name)", 0o600) == 0)
      }
      try db.execute(sql: "ROLLBACK")
    }
    let folder = try temp.open(readOnly: true)
    await #expect(throws: StoreError.self) { _ = try await OrderStore.openReadOnly(folder) }
    let store = try await temp.store()
    #expect(try await store.verify().isSound)
    try await store.close()
  }

  @Test func somebodyElsesFileIsRefusedAndLeftAlone() async throws {
    _ = try temp.open()
    close(creat(temp.file(.database), 0o600))
    try temp.tamper("CREATE TABLE recipes (name TEXT)")
    let before = try temp.bytes(of: .database)
    await #expect(throws: StoreError.foreignFile(applicationID: 0)) { _ = try await temp.store() }
    #expect(try temp.bytes(of: .database) == before)
  }

  @Test func whatIsNoDatabaseIsCorrupt() async throws {
    _ = try temp.open()
    close(creat(temp.file(.database), 0o600))
    try temp.write(
      Array("not a database, and long enough to be looked at as one".utf8)
        + [UInt8](repeating: 1, count: 4096), to: .database)
    let error = await #expect(throws: StoreError.self) { _ = try await temp.store() }
    guard case .corrupt = error else {
      Issue.record("\(error.map { "\($0)" } ?? "nothing")")
      return
    }
  }

  @Test func aHalfMadeDatabaseIsFinished() async throws {
    try await temp.store().close()
    try temp.tamper(
      """
      DELETE FROM identity; DELETE FROM epoch; DELETE FROM kill_state; DELETE FROM breaker_state;
      DELETE FROM profit_peak
      """)
    let desk = try await temp.store().load(today: today)
    #expect(!desk.kill.isEngaged)
    #expect(desk.guardFault == nil)
  }

  /// I18: who was replaced may write no more, and what it tried is not stored.
  @Test func aStaleWritersCommitFails() async throws {
    let folder = try temp.open()
    let old = try await OrderStore.open(folder, identity: .paper)
    try await old.commit(Commit(changes: [], log: [Fixture.record()]))
    let new = try await OrderStore.open(folder, identity: .paper)
    let (parent, slices) = try Fixture.parent()
    await #expect(throws: StoreError.staleEpoch(ours: 2, found: 3)) {
      try await old.createParent(parent, slices: slices, log: [])
    }
    #expect(try await new.parents(limit: 1).isEmpty)
    try await new.createParent(parent, slices: slices, log: [])
    #expect(try await new.verify().isSound)
  }

  @Test func aMissingEpochStopsTheWriter() async throws {
    let store = try await temp.store()
    try temp.tamper("DELETE FROM epoch")
    await #expect(throws: StoreError.staleEpoch(ours: 2, found: 0)) {
      try await store.commit(Commit(changes: [], log: [Fixture.record()]))
    }
  }

  @Test func aClosedStoreRefuses() async throws {
    let store = try await temp.store()
    try await store.close()
    await #expect(throws: StoreError.self) {
      try await store.commit(Commit(changes: [], log: [Fixture.record()]))
    }
    await #expect(throws: StoreError.self) { _ = try await store.parents(limit: 1) }
  }

  @Test func lookersSeeEveryCommitAndWriteNothing() async throws {
    let store = try await temp.store()
    let looking = try temp.open(readOnly: true)
    let looker = try await OrderStore.openReadOnly(looking)
    #expect(looker.isReadOnly)
    #expect(looker.identity == .paper)
    for ordinal in 1...20 {
      let (parent, slices) = try Fixture.parent(ordinal)
      try await store.createParent(parent, slices: slices, log: [Fixture.record()])
      #expect(try await looker.parents(limit: 1).map(\.parent) == [parent])
    }
    #expect(try await looker.verify().isSound)
    await #expect(throws: StoreError.readOnly) {
      try await looker.commit(Commit(changes: [], log: [Fixture.record()]))
    }
    await #expect(throws: StoreError.readOnly) { _ = try await OrderStore.open(looking, identity: .paper) }
  }

  /// Only the owner checkpoints: a looker that opens, reads and closes leaves database and WAL as they were.
  @Test func aLookerNeverCheckpoints() async throws {
    let store = try await temp.store()
    try await store.commit(Commit(changes: [], log: [Fixture.record()]))
    let before = try (temp.bytes(of: .database), temp.bytes(of: .databaseWAL))
    let looker = try await OrderStore.openReadOnly(try temp.open(readOnly: true))
    _ = try await looker.verify()
    try await looker.close()
    #expect(try temp.bytes(of: .database) == before.0)
    #expect(try temp.bytes(of: .databaseWAL) == before.1)
    try await store.close()
  }

  @Test func aLookerNeedsNoOwner() async throws {
    let folder = try temp.open(readOnly: false)
    await #expect(throws: StoreError.missing(path: temp.file(.database))) {
      _ = try await OrderStore.openReadOnly(folder)
    }
    let store = try await OrderStore.open(folder, identity: .paper)
    try await store.commit(Commit(changes: [], log: [Fixture.record()]))
    try await store.close()
    let looker = try await OrderStore.openReadOnly(try temp.open(readOnly: true))
    #expect(try await looker.events(limit: 5).count == 1)
    try await looker.close()
  }

  /// What kill -9 leaves: a WAL nobody wrote back.
  @Test func aCrashedOwnersCommitsAreThere() async throws {
    let path = temp.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try await OrderStore.open(
        try StateFolder.open(at: path, readOnly: false),
        identity: Identity(broker: "paper", account: "rehearsal", environment: "paper"))
      let record = LogRecord(at: Instant(microseconds: 0), actor: .desk, kind: .sent, reason: "")
      for _ in 1...50 { try await store.commit(Commit(changes: [], log: [record])) }
      kill(getpid(), SIGKILL)
    }
    #expect(try !temp.bytes(of: .databaseWAL).isEmpty)
    let looker = try await OrderStore.openReadOnly(try temp.open(readOnly: true))
    #expect(try await looker.verify().records == 50)
    try await looker.close()
    let store = try await temp.store()
    #expect(try await store.verify().isSound)
    #expect(try await store.events(limit: 100).count == 50)
  }
}
