import Foundation
import GRDB
import Glibc
import SlicingCore

@testable import OrderStore

/// A store's life as a fixed row of commits: what the file holds after the first `n` of them is known, so
/// that whatever a crash leaves can be compared with every state there may have been.
///
/// Commit 0 enters an order of five slices; every later one moves the next slice on, or fills a share of it.
struct Journal {
  let store: OrderStore
  private let parent: Parent
  private var slices: [Slice]
  private(set) var count = 0

  static func open(_ path: String) async throws -> Journal {
    try Journal(
      store: try await OrderStore.open(
        try StateFolder.open(at: path, readOnly: false), identity: .paper, wall: { marketOpen }))
  }

  private init(store: OrderStore) throws {
    self.store = store
    (parent, slices) = try Fixture.parent(slices: 5, quantity: 5000)
  }

  /// The next commit; it is on disk when this returns.
  mutating func advance() async throws(StoreError) {
    try await store.commit(next)
    if count > 0 { slices[index] = moved }
    count += 1
  }

  /// The next commit, for a test that carries it out itself.
  var next: Commit {
    let record = LogRecord(at: marketOpen, actor: .desk, kind: .fill, parentID: parent.id, reason: "\(count)")
    guard count > 0 else { return Commit(changes: [.parentAdded(parent, slices)], log: [record]) }
    let change = Change.slice(moved, from: slices[index].status)
    let fill = Change.fill(Fixture.execution("x\(count)", of: slices[index]))
    return Commit(changes: moved.filled == .zero ? [change] : [fill, change], log: [record])
  }

  private var index: Int { (count - 1) % slices.count }

  private var moved: Slice {
    let slice = slices[index]
    switch slice.status {
    case .pending: return slice.at(.sending)
    case .sending: return slice.at(.submitted)
    default:
      let filled = slice.filled.count + 1
      return slice.at(
        .partiallyFilled, filled: filled, cost: Price(nanodollars: 187_500_000_000) * Shares(filled))
    }
  }

  /// Everything the file holds of the desk, as another process reads it: the last commits of `count`, or of a
  /// part of it, and never half of one.
  static func content(of path: String) throws -> String {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let content = try queue.read { db in
      try ["orders", "fills", "events"].map { table in
        guard try db.tableExists(table) else { return "" }
        return try Row.fetchAll(db, sql: "SELECT * FROM \(table) ORDER BY 1").map(\.description).joined()
      }
    }.joined(separator: "\n")
    try queue.close()
    return content
  }

  /// The content after no commit, one, and so on up to `count`.
  static func states(upTo count: Int) async throws -> [String] {
    let temp = TempFolder()
    var journal = try await open(temp.path)
    var states = [try content(of: temp.file(.database))]
    for _ in 0..<count {
      try await journal.advance()
      states.append(try content(of: temp.file(.database)))
    }
    try await journal.store.close()
    return states
  }
}

/// The files of a state folder at one moment, as a crash or a power cut leaves them.
struct FolderImage {
  var files: [StateFolder.File: [UInt8]] = [:]

  static let kept: [StateFolder.File] = [.database, .databaseWAL, .logHead]

  init(of temp: TempFolder) throws {
    for file in FolderImage.kept where FileManager.default.fileExists(atPath: temp.file(file)) {
      files[file] = try temp.bytes(of: file)
    }
  }

  /// A new folder with these files in it.
  func placed() throws -> TempFolder {
    let temp = TempFolder()
    _ = try temp.open()
    for (file, bytes) in files {
      guard
        FileManager.default.createFile(
          atPath: temp.file(file), contents: Data(bytes), attributes: [.posixPermissions: 0o600])
      else { preconditionFailure("cannot write \(temp.file(file)): errno \(errno)") }
    }
    return temp
  }
}
