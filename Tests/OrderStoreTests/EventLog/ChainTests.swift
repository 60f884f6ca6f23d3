import Foundation
import GRDB
import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

/// What `verify` and an opening must find, each damage made by a connection that knows nothing of our rules.
@Suite(.alone) struct ChainTests {
  let temp = TempFolder()
  private static let unprotected = """
    DROP TRIGGER events_are_fixed; DROP TRIGGER events_are_kept; DROP TRIGGER events_have_no_gap;
    PRAGMA ignore_check_constraints = ON;
    """

  /// Some records, each its own commit.
  private func log(_ count: Int) async throws -> OrderStore {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    for number in 1...count {
      let record = LogRecord(
        at: marketOpen + .seconds(number), actor: Actor("trader:anna"), kind: .fill, parentID: parent.id,
        sliceID: number % 2 == 0 ? slices[0].id : nil, reason: "fill \(number)")
      try await store.commit(Commit(changes: [], log: [record]))
    }
    return store
  }

  @Test func aSoundLogIsSound() async throws {
    let store = try await log(7)
    let report = try await store.verify()
    #expect(report.isSound)
    #expect(report.records == 7)
    #expect(report.head?.sequence == 7)
    #expect(report.sealed == report.head)
    #expect(try await store.events(limit: 1).first?.hash == report.head?.hash)
  }

  /// P10, literally: every byte of every column of every record, each in eight ways.
  @Test func everyFlippedByteIsFound() async throws {
    let store = try await log(3)
    let columns = [
      "at", "logged_at", "actor", "kind", "parent_order_id", "slice_order_id", "reason", "prev_hash", "hash",
    ]
    try temp.tamper(Self.unprotected)
    let queue = try temp.raw()
    var flips = 0
    for sequence in 1...3 {
      for column in columns {
        let sql = "SELECT CAST(\(column) AS BLOB) FROM events WHERE seq = \(sequence)"
        guard let original = try await queue.read({ try Data.fetchOne($0, sql: sql) }) else { continue }
        for index in original.indices {
          var damaged = original
          damaged[index] ^= 1 << (flips % 8)
          flips += 1
          try await update(queue, column, sequence, to: damaged)
          let report = try await store.verify()
          #expect(report.faults.contains(.edited(sequence: sequence)), "\(column) \(index) of \(sequence)")
        }
        try await update(queue, column, sequence, to: original)
      }
    }
    #expect(flips > 600)
    #expect(try await store.verify().faults.isEmpty)
  }

  @Test func bytesHiddenBehindANulAreFound() async throws {
    let store = try await log(2)
    try temp.tamper(Self.unprotected)
    let queue = try temp.raw()
    try await update(queue, "reason", 1, to: Data("fill 1\0and more".utf8))
    #expect(try await store.verify().faults == [.edited(sequence: 1)])
  }

  @Test func textMovedBetweenColumnsIsFound() async throws {
    let store = try await log(2)
    try temp.tamper(Self.unprotected + "UPDATE events SET actor = actor || 'f', kind = 'ill' WHERE seq = 1")
    #expect(try await store.verify().faults == [.edited(sequence: 1)])
  }

  @Test(arguments: [
    ("UPDATE events SET slice_order_id = NULL WHERE seq = 2", [ChainFault.edited(sequence: 2)]),
    ("UPDATE events SET reason = '' WHERE seq = 2", [.edited(sequence: 2)]),
    ("DELETE FROM events WHERE seq = 1", [.missing(sequence: 1), .brokenLink(sequence: 2)]),
    ("DELETE FROM events WHERE seq = 3", [.missing(sequence: 3), .brokenLink(sequence: 4)]),
    ("DELETE FROM events WHERE seq = 5", [.cutTail(sealed: 5, found: 4)]),
    ("DELETE FROM events WHERE seq > 2", [.cutTail(sealed: 5, found: 2)]),
    ("DELETE FROM events", [.cutTail(sealed: 5, found: 0)]),
    ("UPDATE events SET seq = 6 WHERE seq = 5", [.missing(sequence: 5), .edited(sequence: 6)]),
    (
      "UPDATE events SET seq = -2 WHERE seq = 2; UPDATE events SET seq = 2 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = -2",
      [.edited(sequence: 2), .edited(sequence: 3)]
    ),
  ])
  func whatWasDoneToTheRowsIsNamed(damage: String, faults: [ChainFault]) async throws {
    let store = try await log(5)
    try temp.tamper(Self.unprotected + damage)
    let found = try await store.verify().faults
    #expect(faults.allSatisfy { found.contains($0) }, "\(found)")
  }

  /// A forger who hashes everything anew still cannot have the hash that was sealed.
  @Test func aRewrittenLogIsFound() async throws {
    let store = try await log(3)
    let head = try temp.bytes(of: .logHead)
    try await store.close()
    for file in try FileManager.default.contentsOfDirectory(atPath: temp.path) {
      try FileManager.default.removeItem(atPath: "\(temp.path)/\(file)")
    }
    let forged = try await temp.store()
    for _ in 1...3 { try await forged.commit(Commit(changes: [], log: [Fixture.record()])) }
    try temp.write(head, to: .logHead)
    #expect(try await forged.verify().faults == [.sealMismatch(sequence: 3)])
  }

  @Test func aLongLogIsCheckedInPages() async throws {
    let store = try await temp.store()
    let records = (1...2500).map { Fixture.record(.fill, "\($0)") }
    try await store.commit(Commit(changes: [], log: records))
    #expect(try await store.verify().records == 2500)
    try temp.tamper(Self.unprotected + "UPDATE events SET reason = 'x' WHERE seq IN (1000, 1001, 2500)")
    #expect(
      try await store.verify().faults == [
        .edited(sequence: 1000), .edited(sequence: 1001), .edited(sequence: 2500),
      ])
  }

  @Test func pagesOfTheLogFollowEachOther() async throws {
    let store = try await log(5)
    #expect(try await store.events(after: 0, limit: 2).map(\.sequence) == [1, 2])
    #expect(try await store.events(after: 2, limit: 10).map(\.sequence) == [3, 4, 5])
    #expect(try await store.events(limit: 2).map(\.sequence) == [4, 5])
    #expect(try await store.events(limit: 9, since: marketOpen + .seconds(4)).map(\.sequence) == [4, 5])
    let (parent, slices) = try Fixture.parent()
    #expect(try await store.events(of: parent.id, limit: 3).map(\.sequence) == [3, 4, 5])
    #expect(try await store.events(of: slices[0].id, limit: 9).map(\.sequence) == [2, 4])
    #expect(try await store.events(of: slices[1].id, limit: 9).isEmpty)
  }

  private func update(_ queue: DatabaseQueue, _ column: String, _ sequence: Int, to bytes: Data) async throws
  {
    try await queue.write { db in
      try db.execute(
        sql: "UPDATE events SET \(column) = CAST(? AS TEXT) WHERE seq = ?", arguments: [bytes, sequence])
    }
  }
}
