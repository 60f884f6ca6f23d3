import Foundation
import Glibc
import OrderStore
import SlicingCore
import TestSupport
import Testing

@Suite(.alone) struct FolderLockTests {
  let temp = TempFolder()

  @Test func aSecondOpenerLearnsWhoHasTheFolder() throws {
    let before = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000) - 1_000_000)
    let first = try temp.open()
    let error = #expect(throws: StateFolderError.self) { try temp.open() }
    guard case .inUse(let holder) = error else {
      Issue.record("\(error.map { "\($0)" } ?? "nothing") instead of inUse")
      return
    }
    #expect(holder.pid == getpid())
    #expect(holder.user == String(cString: getpwuid(geteuid()).pointee.pw_name))
    #expect(try #require(holder.since) > before)
    #expect(try first.currentHolder() == holder)
  }

  @Test func anotherProcessThatHoldsTheLockIsMet() throws {
    _ = try temp.open()
    let lock = temp.file(.lock)
    try Data("pid=4711\nuser=anna\ntty=/dev/pts/3\nsince=2026-03-02T14:30:00.000000Z\n".utf8)
      .write(to: URL(fileURLWithPath: lock))
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    child.arguments = [lock, "-c", "echo held; read line"]
    let (input, output) = (Pipe(), Pipe())
    (child.standardInput, child.standardOutput) = (input, output)
    try child.run()
    _ = try output.fileHandleForReading.read(upToCount: 5)
    let since = Instant(microseconds: 1_772_461_800_000_000)
    let holder = Holder(pid: 4711, user: "anna", tty: "/dev/pts/3", since: since)
    #expect(throws: StateFolderError.inUse(holder: holder)) { try temp.open() }
    #expect(try temp.open(readOnly: true).currentHolder() == holder)
    try input.fileHandleForWriting.close()
    child.waitUntilExit()
    #expect(try temp.open(readOnly: true).currentHolder() == nil)
    _ = try temp.open()
  }

  @Test func theLockGoesWithItsHolder() throws {
    var folder: StateFolder? = try temp.open()
    #expect(try folder?.currentHolder() != nil)
    folder = nil
    let looker = try temp.open(readOnly: true)
    #expect(try looker.currentHolder() == nil)
    folder = try temp.open()
    #expect(folder != nil)
  }

  @Test func lookersDoNotTakeIt() throws {
    let owner = try temp.open()
    let looker = try temp.open(readOnly: true)
    #expect(try looker.currentHolder()?.pid == getpid())
    #expect(!owner.isReadOnly)
  }

  @Test func aHolderThatSaysNothingHasNoName() {
    let nobody = Holder(pid: nil, user: nil, tty: nil, since: nil)
    #expect(Holder(fileText: "") == nobody)
    #expect(Holder(fileText: "pid=x\nsince=yesterday\nrubbish\n=\n") == nobody)
    #expect("\(StateFolderError.inUse(holder: nobody))".contains("not yet said"))
  }
}
