import Foundation
import GRDB
import OrderStore
import Testing

@testable import SlicingCore

/// A state folder of a test's own, removed with its content when the test lets go of it.
final class TempFolder {
  let path: String

  init() {
    // In memory where there is such a folder: these tests ask hundreds of times for what an fsync would wait
    // for.
    let base = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
    path = base + "tranche-store-\(UUID().uuidString)"
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: path) } catch CocoaError.fileNoSuchFile {
    } catch { Issue.record("cannot remove \(path): \(error)") }
  }

  func file(_ file: StateFolder.File) -> String { "\(path)/\(file.rawValue)" }

  func open(readOnly: Bool = false) throws -> StateFolder {
    try StateFolder.open(at: path, readOnly: readOnly)
  }

  /// A connection of somebody who knows nothing of our rules: how tests tamper and look.
  func raw() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA ignore_check_constraints = ON") }
    return try DatabaseQueue(path: file(.database), configuration: configuration)
  }

  /// Runs statements past our rules and closes again.
  func tamper(_ sql: String) throws {
    let queue = try raw()
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  func bytes(of file: StateFolder.File) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: self.file(file))))
  }

  func write(_ bytes: [UInt8], to file: StateFolder.File) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: self.file(file)))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
  }
}

extension Identity {
  static let paper = Identity(broker: "paper", account: "rehearsal", environment: "paper")
}
