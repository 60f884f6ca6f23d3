import Foundation
import GRDB
import Glibc
import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

/// kill -9 in a child that writes: every commit that was answered is there, at most one more, never half of
/// one; and the file goes on being written.
@Suite(.alone) struct KilledTests {
  /// Where in the path of a commit the child dies.
  enum Point: String, CaseIterable {
    case inTheTransaction, beforeTheCommit, afterTheCommit, afterTheSeal

    /// Commits answered before, and commits found at most.
    static let answered = 7
    var stored: Int { self == .inTheTransaction || self == .beforeTheCommit ? 7 : 8 }
  }

  let temp = TempFolder()

  @Test(arguments: Point.allCases)
  func aCommitInWhichTheProcessDiesIsThereOrIsNot(point: Point) async throws {
    let (path, name) = (temp.path, point.rawValue)
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, name = name as String] in
      let point = try #require(Point(rawValue: name))
      var journal = try await Journal.open(path)
      for _ in 0..<Point.answered { try await journal.advance() }
      if point == .afterTheSeal {
        try await journal.advance()
        kill(getpid(), SIGKILL)
      }
      let commit = journal.next
      try await journal.store.write { transaction in
        try transaction.apply(commit)
        if point == .inTheTransaction { kill(getpid(), SIGKILL) }
        transaction.db.add(transactionObserver: Executioner(point: point), extent: .nextTransaction)
      }
    }
    try await expectCommits(point.stored...point.stored, upTo: Point.answered + 1)
  }

  /// Dies at the commit, on the writer's queue.
  private final class Executioner: TransactionObserver {
    private let point: Point
    init(point: Point) { self.point = point }
    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseWillCommit() throws { if point == .beforeTheCommit { kill(getpid(), SIGKILL) } }
    func databaseDidCommit(_ db: Database) { if point == .afterTheCommit { kill(getpid(), SIGKILL) } }
    func databaseDidRollback(_ db: Database) {}
  }

  @Test(arguments: [3, 17, 41])
  func whateverTheMomentWhatWasAnsweredIsThere(milliseconds: Int) async throws {
    let path = temp.path
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, milliseconds = milliseconds as Int] in
      var journal = try await Journal.open(path)
      let answers = open("\(path)/answers", O_WRONLY | O_CREAT | O_APPEND, 0o600)
      Thread.detachNewThread {
        usleep(UInt32(milliseconds) * 1000)
        kill(getpid(), SIGKILL)
      }
      for _ in 0..<400 {
        try await journal.advance()
        guard write(answers, "x", 1) == 1 else { exit(2) }
      }
      kill(getpid(), SIGKILL)
    }
    let answered = try Data(contentsOf: URL(fileURLWithPath: "\(path)/answers")).count
    try await expectCommits(answered...answered + 1, upTo: answered + 1)
  }

  private func expectCommits(_ range: ClosedRange<Int>, upTo count: Int) async throws {
    let states = try await Journal.states(upTo: count)
    let store = try await temp.store()
    let content = try Journal.content(of: temp.file(.database))
    let found = try #require(states.firstIndex(of: content), "no state there ever was")
    #expect(range.contains(found))
    #expect(try await store.verify().isSound)
    try await store.commit(Commit(changes: [], log: [Fixture.record()]))
    #expect(try await store.verify().isSound)
    try await store.close()
  }
}
