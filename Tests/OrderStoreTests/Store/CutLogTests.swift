import Foundation
import GRDB
import Glibc
import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

/// SQLite's write-ahead log cut short, scribbled over or gone, as a power cut and a bad disk leave it: what
/// is opened is the desk after some whole number of commits, and never fewer than the seal knows of.
@Suite(.alone) struct CutLogTests {
  private static let commits = 14
  private static let header = 32
  private static let frameHeader = 24

  /// The files after every commit, none of them checkpointed: the log holds them all.
  private func images() async throws -> [FolderImage] {
    let temp = TempFolder()
    var journal = try await Journal.open(temp.path)
    var images = [try FolderImage(of: temp)]
    for _ in 0..<CutLogTests.commits {
      try await journal.advance()
      images.append(try FolderImage(of: temp))
    }
    try await journal.store.close()
    return images
  }

  private func log(_ image: FolderImage) throws -> [UInt8] { try #require(image.files[.databaseWAL]) }

  private func pageSize(_ log: [UInt8]) -> Int { log[8..<12].reduce(0) { $0 << 8 | Int($1) } }

  /// How many commits are whole in the first `length` bytes.
  private func whole(_ images: [FolderImage], in length: Int) throws -> Int? {
    try images.lastIndex { try log($0).count <= length }
  }

  @Test func aLogCutAnywhereIsAPrefixOfTheCommits() async throws {
    let images = try await images()
    let states = try await Journal.states(upTo: CutLogTests.commits)
    let log = try log(images[CutLogTests.commits])
    let frame = pageSize(log) + CutLogTests.frameHeader
    let founded = try self.log(images[0]).count
    var random = Seeded(7)
    let boundaries = stride(from: CutLogTests.header, through: log.count, by: frame).filter { $0 >= founded }
    let anywhere = (0..<60).map { _ in Int.random(in: founded...log.count, using: &random) }
    #expect(boundaries.count > CutLogTests.commits)
    for length in boundaries + anywhere {
      let commits = try #require(try whole(images, in: length))
      // The seal of the moment before: a commit is sealed once it stands, so the seal is never newer.
      var image = images[max(0, commits - 1)]
      image.files[.databaseWAL] = Array(log.prefix(length))
      try await expectOpens(image, as: states[commits], "cut at \(length)")
    }
  }

  @Test func aScribbledLogIsAPrefixOfTheCommits() async throws {
    let images = try await images()
    let states = try await Journal.states(upTo: CutLogTests.commits)
    let log = try log(images[CutLogTests.commits])
    let founded = try self.log(images[0]).count
    var random = Seeded(11)
    for _ in 0..<60 {
      let place = Int.random(in: founded..<log.count, using: &random)
      var image = images[0]
      image.files[.databaseWAL] = log
      image.files[.databaseWAL]?[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      let commits = try #require(try whole(images, in: place))
      try await expectOpens(image, as: states[commits], "bit flipped at \(place)")
    }
  }

  private func expectOpens(_ image: FolderImage, as state: String, _ what: String) async throws {
    let temp = try image.placed()
    let store = try await temp.store()
    let found = try Journal.content(of: temp.file(.database))
    #expect(found == state, "\(what)")
    try await store.commit(Commit(changes: [], log: [Fixture.record()]))
    #expect(try await store.verify().isSound, "\(what)")
    try await store.close()
  }

  /// Fewer commits than were sealed: refused, with what was expected and what to do, and not written to.
  @Test func aLogShorterThanItsSealIsRefusedAndNamed() async throws {
    let images = try await images()
    let last = images[CutLogTests.commits]
    for commits in 0..<CutLogTests.commits {
      var image = last
      image.files[.databaseWAL] = try log(images[commits])
      let fault = ChainFault.cutTail(sealed: CutLogTests.commits, found: commits)
      try await expectRefused(image, fault)
    }
    let words = StoreError.damaged(.cutTail(sealed: 14, found: 9)).words
    for part in ["ends at record 9", "record 14 was sealed", "copy of the whole folder", "--state"] {
      #expect(words.contains(part))
    }
  }

  @Test func aLogThatIsGoneIsRefused() async throws {
    let temp = TempFolder()
    var journal = try await Journal.open(temp.path)
    for _ in 0..<5 { try await journal.advance() }
    try await journal.store.close()
    var again = try await Journal.open(temp.path)
    for _ in 0..<3 { try await again.store.commit(Commit(changes: [], log: [Fixture.record()])) }
    var image = try FolderImage(of: temp)
    #expect(image.files[.databaseWAL]?.isEmpty == false)
    image.files[.databaseWAL] = nil
    try await expectRefused(image, .cutTail(sealed: 8, found: 5))
    try await again.store.close()
    again = try await Journal.open(temp.path)
    #expect(try await again.store.verify().isSound)
    try await again.store.close()
  }

  /// A file of yesterday beside a seal of today, also where both come from a clean end.
  @Test func anOldFileUnderANewSealIsRefused() async throws {
    let temp = TempFolder()
    let store = try await temp.store()
    for _ in 0..<5 { try await store.commit(Commit(changes: [], log: [Fixture.record()])) }
    try await store.close()
    let old = try FolderImage(of: temp)
    let later = try await temp.store()
    for _ in 0..<4 { try await later.commit(Commit(changes: [], log: [Fixture.record()])) }
    try await later.close()
    var mixed = try FolderImage(of: temp)
    mixed.files[.database] = old.files[.database]
    try await expectRefused(mixed, .cutTail(sealed: 9, found: 5))
    // The whole folder of that day is whole.
    let folder = try old.placed()
    let restored = try await folder.store()
    #expect(try await restored.verify().isSound)
    try await restored.close()
  }

  private func expectRefused(_ image: FolderImage, _ fault: ChainFault) async throws {
    let temp = try image.placed()
    let error = await #expect(throws: StoreError.self) { _ = try await temp.store() }
    // The check begins at the older of the two sealed records, so that may be the one it misses.
    guard case .damaged(.cutTail(let sealed, let found)) = error, case .cutTail(let newest, let last) = fault
    else {
      Issue.record("\(error.map { "\($0)" } ?? "nothing") instead of \(fault)")
      return
    }
    #expect(found == last && (sealed == newest || sealed == newest - 1), "\(fault)")
    #expect(try temp.bytes(of: .database) == image.files[.database], "never repaired")
    let looker = try await OrderStore.openReadOnly(try temp.open(readOnly: true))
    #expect(try await looker.verify().faults == [fault])
    try await looker.close()
  }
}
