import Foundation
import Glibc
import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

@Suite(.alone) struct HeadFileTests {
  let temp = TempFolder()

  private func commit(_ store: OrderStore, _ count: Int = 1) async throws {
    for _ in 0..<count { try await store.commit(Commit(changes: [], log: [Fixture.record()])) }
  }

  @Test func everyCommitIsSealed() async throws {
    let store = try await temp.store()
    for sequence in 1...5 {
      try await commit(store)
      let seal = try HeadFile.read(temp.file(.logHead)).get()
      #expect(seal.newest.sequence == sequence)
      #expect(seal.oldest.sequence == sequence - 1)
    }
    #expect(try temp.bytes(of: .logHead).count == 2 * HeadFile.slotSize)
  }

  /// A crash after a commit and before its seal leaves a log longer than its seal: legal, and sealed anew.
  @Test func aCrashBetweenCommitAndSealIsAccepted() async throws {
    let store = try await temp.store()
    try await commit(store, 3)
    let head = try temp.bytes(of: .logHead)
    try await commit(store, 2)
    try await store.close()
    try temp.write(head, to: .logHead)
    let again = try await temp.store()
    #expect(try HeadFile.read(temp.file(.logHead)).get().newest.sequence == 5)
    try await commit(again)
    #expect(try await again.verify().isSound)
  }

  @Test func aTornSlotCostsNothing() async throws {
    let store = try await temp.store()
    try await commit(store, 4)
    try await store.close()
    let sound = try temp.bytes(of: .logHead)
    for slot in 0..<2 {
      for byte in 0..<HeadFile.slotSize {
        var torn = sound
        torn[slot * HeadFile.slotSize + byte] ^= 0x40
        try temp.write(torn, to: .logHead)
        let seal = try HeadFile.read(temp.file(.logHead)).get()
        #expect(seal.newest == seal.oldest, "byte \(byte) of slot \(slot)")
      }
    }
    let again = try await temp.store()
    try await commit(again)
    #expect(try await again.verify().isSound)
  }

  @Test(arguments: [
    ("DELETE FROM events WHERE seq > 2", ChainFault.cutTail(sealed: 3, found: 2)),
    ("DELETE FROM events", .cutTail(sealed: 3, found: 0)),
    ("UPDATE events SET reason = 'x' WHERE seq = 4", .edited(sequence: 4)),
    ("UPDATE events SET reason = 'x' WHERE seq = 3", .edited(sequence: 3)),
  ])
  func aDamagedTailIsNotOpenedForWriting(damage: String, fault: ChainFault) async throws {
    let store = try await temp.store()
    try await commit(store, 4)
    try await store.close()
    try temp.tamper("DROP TRIGGER events_are_fixed; DROP TRIGGER events_are_kept; \(damage)")
    let before = try temp.bytes(of: .database)
    let folder = try temp.open()
    await #expect(throws: StoreError.damaged(fault)) {
      _ = try await OrderStore.open(folder, identity: .paper)
    }
    #expect(try temp.bytes(of: .database) == before, "never repaired")
    let looker = try await OrderStore.openReadOnly(folder)
    #expect(try await !looker.verify().isSound)
    try await looker.close()
  }

  @Test func aMissingOrUnreadableHeadFileIsADamage() async throws {
    let store = try await temp.store()
    try await commit(store)
    try await store.close()
    try temp.write([UInt8](repeating: 7, count: 128), to: .logHead)
    await #expect(throws: StoreError.damaged(.sealUnreadable)) { _ = try await temp.store() }
    try temp.write([], to: .logHead)
    await #expect(throws: StoreError.damaged(.sealUnreadable)) { _ = try await temp.store() }
    unlink(temp.file(.logHead))
    await #expect(throws: StoreError.damaged(.sealMissing)) { _ = try await temp.store() }
    let looker = try await OrderStore.openReadOnly(try temp.open(readOnly: true))
    #expect(try await looker.verify().faults == [.sealMissing])
    try await looker.close()
  }

  @Test func aRemovedDatabaseIsFoundByItsSeal() async throws {
    let store = try await temp.store()
    try await commit(store, 2)
    try await store.close()
    unlink(temp.file(.database))
    await #expect(throws: StoreError.damaged(.cutTail(sealed: 2, found: 0))) { _ = try await temp.store() }
  }

  @Test func anOldFilePutBackIsFound() async throws {
    let store = try await temp.store()
    try await commit(store, 2)
    try await store.close()
    let old = try temp.bytes(of: .database)
    let later = try await temp.store()
    try await commit(later, 2)
    try await later.close()
    try temp.write(old, to: .database)
    await #expect(throws: StoreError.damaged(.cutTail(sealed: 3, found: 2))) { _ = try await temp.store() }
  }

  /// The commit stands, and is the last one until its seal could be written.
  @Test func aSealThatFailsStopsTheNextCommit() async {
    let path = temp.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      let folder = try StateFolder.open(at: path, readOnly: false)
      let head = try HeadFile.create(folder.path(of: .logHead))
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 0, rlim_max: rlim_t.max)
      guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(2) }
      let hash = String(repeating: "ab", count: 32)
      head.seal(LogHead(sequence: 1, hash: hash))
      do throws(StoreError) {
        try head.settle()
        exit(3)
      } catch {
        guard error == .sealFailed(code: EFBIG) else { exit(4) }
      }
      limit.rlim_cur = rlim_t.max
      guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(5) }
      try head.settle()
      let seal = try HeadFile.read(folder.path(of: .logHead)).get()
      exit(seal.newest == LogHead(sequence: 1, hash: hash) ? 0 : 6)
    }
  }
}
