import Foundation
import Glibc
import OrderStore
import TestSupport
import Testing

@Suite(.alone) struct StateFolderTests {
  let temp = TempFolder()

  @Test func aNewFolderAndItsFilesAreClosedToOthers() async throws {
    let folder = try StateFolder.open(at: temp.path + "/deep/er", readOnly: false)
    #expect(folder.isNew)
    #expect(mode(of: temp.path) == 0o700)
    #expect(mode(of: folder.path) == 0o700)
    let store = try await OrderStore.open(folder, identity: .paper)
    _ = try folder.openKillWord()
    for file: StateFolder.File in [.database, .databaseWAL, .databaseIndex, .killWord, .logHead, .lock] {
      #expect(mode(of: folder.path(of: file)) == 0o600, "\(file.rawValue)")
    }
    try await store.close()
  }

  @Test(arguments: [0o701, 0o710, 0o750, 0o755, 0o777] as [mode_t])
  func aFolderOthersMayEnterIsRefusedWithTheCommand(mode: mode_t) throws {
    _ = try temp.open()
    #expect(chmod(temp.path, mode) == 0)
    let expected = StateFolderError.tooOpen(path: temp.path, mode: mode, mend: "chmod 700 '\(temp.path)'")
    #expect(throws: expected) { try temp.open() }
    #expect(throws: expected) { try temp.open(readOnly: true) }
    #expect(chmod(temp.path, 0o700) == 0)
    _ = try temp.open()
  }

  @Test(
    arguments: StateFolder.File.allCases.filter { $0 != .controlSocket }, [0o640, 0o604, 0o666] as [mode_t])
  func aFileOthersMayReadIsRefusedWithTheCommand(file: StateFolder.File, mode: mode_t) throws {
    _ = try temp.open()
    let path = temp.file(file)
    close(creat(path, 0o600))
    #expect(chmod(path, mode) == 0)
    #expect(throws: StateFolderError.tooOpen(path: path, mode: mode, mend: "chmod 600 '\(path)'")) {
      try temp.open()
    }
  }

  @Test func aQuoteInAPathStaysOneWordOfTheCommand() throws {
    let path = temp.path + "/it's"
    _ = try StateFolder.open(at: path, readOnly: false)
    #expect(chmod(path, 0o755) == 0)
    let mend = "chmod 700 '\(temp.path)/it'\\''s'"
    #expect(throws: StateFolderError.tooOpen(path: path, mode: 0o755, mend: mend)) {
      try StateFolder.open(at: path, readOnly: false)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
  func aForeignOwnerIsRefusedWithTheCommand() throws {
    _ = try temp.open()
    let path = temp.file(.database)
    close(creat(path, 0o600))
    #expect(chown(path, 4711, 4711) == 0)
    let mend = "sudo chown \(geteuid()):\(getegid()) '\(path)'"
    #expect(throws: StateFolderError.foreignOwner(path: path, owner: 4711, mend: mend)) { try temp.open() }
  }

  @Test func aLinkInPlaceOfAFileIsRefused() throws {
    _ = try temp.open()
    #expect(symlink("/etc/passwd", temp.file(.database)) == 0)
    #expect(throws: StateFolderError.notAFile(path: temp.file(.database))) { try temp.open() }
  }

  @Test func aFileInPlaceOfTheFolderIsRefused() throws {
    close(creat(temp.path, 0o700))
    #expect(throws: StateFolderError.notAFolder(path: temp.path)) { try temp.open() }
  }

  @Test func aReadOnlyOpeningMakesNothing() throws {
    #expect(throws: StateFolderError.missing(path: temp.path)) { try temp.open(readOnly: true) }
    #expect(access(temp.path, F_OK) != 0)
    _ = try temp.open()
    let before = try FileManager.default.contentsOfDirectory(atPath: temp.path)
    let folder = try temp.open(readOnly: true)
    #expect(folder.isReadOnly)
    #expect(try FileManager.default.contentsOfDirectory(atPath: temp.path) == before)
  }

  @Test func aFolderWithADatabaseIsNotNew() async throws {
    try await temp.store().close()
    #expect(try !temp.open().isNew)
  }

  private func mode(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
  }
}
