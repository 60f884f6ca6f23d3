import Foundation
import Glibc
import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

/// A disk that stops taking writes at any byte, and one whose descriptor fails: what was answered is there,
/// what was refused is not, and after the trouble the same store goes on.
@Suite(.alone) struct FailingDiskTests {
  let temp = TempFolder()

  /// EFBIG at any place of a commit: in its first frame, between frames, in its last; and the process is
  /// killed in the end, so that nothing is tidied up.
  @Test func aWriteThatFailsAtAnyByteStoresNothing() async throws {
    let path = temp.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      var journal = try await Journal.open(path)
      signal(SIGXFSZ, SIG_IGN)
      var refused = 0
      var random = Seeded(3)
      for _ in 0..<120 {
        let room = Int.random(in: 0..<24_000, using: &random)
        FailingDisk.limit(to: FailingDisk.size("\(path)/tranche.sqlite-wal") + room)
        do throws(StoreError) { try await journal.advance() } catch {
          guard error.isPassing else { exit(3) }
          refused += 1
        }
        FailingDisk.limit(to: nil)
      }
      guard refused > 20, journal.count > 20 else { exit(4) }
      try await journal.advance()
      guard try await journal.store.verify().isSound else { exit(5) }
      try "\(journal.count)".write(toFile: "\(path)/answers", atomically: true, encoding: .utf8)
      kill(getpid(), SIGKILL)
    }
    let text = try String(contentsOfFile: "\(path)/answers", encoding: .utf8)
    let count = try #require(Int(text))
    let states = try await Journal.states(upTo: count)
    let store = try await temp.store()
    #expect(try Journal.content(of: temp.file(.database)) == states[count])
    #expect(try await store.verify().isSound)
    try await store.close()
  }

  /// A descriptor that takes no writes, as a file system that was remounted to read only leaves it (EBADF).
  @Test func aDescriptorThatTakesNoWritesStoresNothing() async {
    let path = temp.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      var journal = try await Journal.open(path)
      for _ in 0..<3 { try await journal.advance() }
      let log = "\(path)/tranche.sqlite-wal"
      let swapped = FailingDisk.makeReadOnly(log)
      guard !swapped.isEmpty else { exit(2) }
      for _ in 0..<2 {
        var failure: StoreError?
        do throws(StoreError) { try await journal.advance() } catch { failure = error }
        guard case .ioError = failure else { exit(3) }
      }
      FailingDisk.restore(swapped)
      for _ in 0..<3 { try await journal.advance() }
      guard try await journal.store.events(limit: 99).count == 6 else { exit(5) }
      exit(try await journal.store.verify().isSound ? 0 : 6)
    }
  }

  /// Permission taken away while nobody runs. As root nothing is refused, so there is nothing to see.
  @Test(.enabled(if: geteuid() != 0, "root may write everything"))
  func aFileThatMayNotBeWrittenIsNotOpened() async throws {
    let store = try await temp.store()
    try await store.commit(Commit(changes: [], log: [Fixture.record()]))
    try await store.close()
    chmod(temp.file(.database), 0o400)
    await #expect(throws: StoreError.self) { _ = try await temp.store() }
    chmod(temp.file(.database), 0o600)
    let again = try await temp.store()
    #expect(try await again.events(limit: 9).count == 1)
    try await again.close()
  }

  /// A real full file system, where this process may mount one.
  @Test func aFullFileSystemStoresNothing() async throws {
    guard let disk = SmallDisk(kibibytes: 640) else { return }
    var journal = try await Journal.open(disk.folder)
    for _ in 0..<4 { try await journal.advance() }
    try disk.fill()
    var error: StoreError?
    for _ in 0..<400 where error == nil {
      do throws(StoreError) { try await journal.advance() } catch let failure { error = failure }
    }
    guard case .diskFull = error else {
      Issue.record("\(error.map { "\($0)" } ?? "nothing")")
      return
    }
    let states = try await Journal.states(upTo: journal.count + 1)
    #expect(try Journal.content(of: "\(disk.folder)/tranche.sqlite") == states[journal.count])
    try disk.makeRoom()
    try await journal.advance()
    #expect(try Journal.content(of: "\(disk.folder)/tranche.sqlite") == states[journal.count])
    #expect(try await journal.store.verify().isSound)
    try await journal.store.close()
  }
}
