import Foundation
import Glibc
import OrderStore
import SlicingCore
import TestSupport
import Testing

@Suite(.alone) struct KillWordTests {
  let temp = TempFolder()
  let path: String

  init() throws {
    _ = try temp.open()
    path = temp.file(.killWord)
  }

  @Test func aNewFolderAllowsTradingAndAnOldOneWithoutAWordDoesNot() async throws {
    #expect(try !temp.open().openKillWord().isEngaged)
    unlink(path)
    try await temp.store().close()
    let word = try temp.open().openKillWord()
    #expect(word.found == .missing)
    #expect(word.isEngaged)
    // It is stored as engaged, so the next start is stopped too.
    #expect(try KillWord(at: path, createIfNew: true).isEngaged)
  }

  @Test func aWordOnceSetIsNeverAllowedByOpeningItAgain() throws {
    try KillWord(at: path, createIfNew: true).engage(atWall: marketOpen)
    let again = try KillWord(at: path, createIfNew: true)
    #expect(again.found == .engaged(atWall: marketOpen))
    #expect(again.isEngaged)
  }

  @Test func lookingMakesNothing() throws {
    #expect(try KillWord.look(at: path) == .missing)
    #expect(access(path, F_OK) != 0)
    let word = try KillWord(at: path, createIfNew: true)
    #expect(try KillWord.look(at: path) == .allowed)
    word.engage(atWall: marketOpen)
    #expect(try KillWord.look(at: path) == .engaged(atWall: marketOpen))
    #expect(truncate(path, 5) == 0)
    #expect(try KillWord.look(at: path) == .damaged)
  }

  @Test func twoOpeningsAgree() throws {
    let here = try KillWord(at: path, createIfNew: true)
    let there = try KillWord(at: path, createIfNew: false)
    #expect(!there.isEngaged)
    #expect(here.engage(atWall: marketOpen))
    #expect(there.isEngaged)
    #expect(there.engagedAt == marketOpen)
    #expect(!there.engage(atWall: marketOpen + .seconds(1)), "engaging twice changes nothing")
    #expect(here.engagedAt == marketOpen)
    try there.release()
    #expect(!here.isEngaged)
    #expect(here.engagedAt == nil)
  }

  @Test func anotherProcessIsHeard() throws {
    let word = try KillWord(at: path, createIfNew: true)
    let engaged = try KillWord(at: path + ".other", createIfNew: false)
    #expect(engaged.isEngaged)
    try run("/bin/dd", "if=\(path).other", "of=\(path)", "conv=notrunc", "status=none")
    #expect(word.isEngaged)
  }

  @Test func aHaltSinceTheDecisionToReleaseWins() throws {
    let word = try KillWord(at: path, createIfNew: true)
    word.engage(atWall: marketOpen)
    let decided = word.halts
    word.engage(atWall: marketOpen + .seconds(1))
    let isReleased = try word.release(unlessHaltedSince: decided)
    #expect(!isReleased)
    #expect(word.isEngaged)
    let isReleasedNow = try word.release(unlessHaltedSince: word.halts)
    #expect(isReleasedNow)
    #expect(!word.isEngaged)
  }

  /// A halt and a release at once, over and over: whichever thread is faster, the halt stands.
  @Test func noReleaseUndoesAHaltItDidNotSee() async throws {
    let word = try KillWord(at: path, createIfNew: true)
    let there = try KillWord(at: path, createIfNew: false)
    for _ in 0..<500 {
      word.engage(atWall: marketOpen)
      let decided = word.halts
      async let halt = Task.detached { word.engage(atWall: marketOpen) }.value
      async let release = Task.detached { try word.release(unlessHaltedSince: decided) }.value
      _ = try await (halt, release)
      #expect(word.isEngaged)
      #expect(there.isEngaged, "for other processes too")
      try word.release()
      #expect(!word.isEngaged)
    }
  }

  @Test func openersOfAMissingWordAgreeOnOne() async throws {
    let path = path
    let words = try await withThrowingTaskGroup(of: KillWord.self) { group in
      for index in 0..<16 { group.addTask { try KillWord(at: path, createIfNew: index % 2 == 0) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(words.map(\.isEngaged)).count == 1)
    words[3].engage(atWall: marketOpen)
    #expect(words.allSatisfy { $0.isEngaged })
  }

  @Test func releaseSurvivesReopening() throws {
    let word = try KillWord(at: path, createIfNew: true)
    word.engage(atWall: marketOpen)
    try word.release()
    try word.sync()
    #expect(try !KillWord(at: path, createIfNew: false).isEngaged)
  }

  @Test(arguments: [0, 1, 8, 16, 63, 65, 4096])
  func aWordOfAnotherLengthIsEngaged(length: Int) throws {
    let word = try KillWord(at: path, createIfNew: true)
    #expect(!word.isEngaged)
    #expect(truncate(path, length) == 0)
    #expect(word.isEngaged, "seen by the one who had it open")
    #expect(try KillWord(at: path, createIfNew: true).isEngaged)
    try word.release()
    #expect(!word.isEngaged)
  }

  @Test func everyFlippedBitIsEngaged() throws {
    let word = try KillWord(at: path, createIfNew: true)
    let sound = try temp.bytes(of: .killWord)
    #expect(sound.count == 64)
    for byte in sound.indices {
      for bit in 0..<8 {
        var damaged = sound
        damaged[byte] ^= 1 << bit
        try temp.write(damaged, to: .killWord)
        #expect(word.isEngaged, "byte \(byte) bit \(bit)")
      }
    }
    try temp.write(sound, to: .killWord)
    #expect(!word.isEngaged)
  }

  @Test func aRemovedOrReplacedFileIsEngagedAndCannotBeReleased() throws {
    let word = try KillWord(at: path, createIfNew: true)
    unlink(path)
    #expect(word.isEngaged)
    #expect(!word.engage(atWall: marketOpen) || word.isEngaged)
    let other = try KillWord(at: path, createIfNew: true)
    #expect(!other.isEngaged)
    #expect(word.isEngaged, "another file at the same path is not ours")
    #expect(throws: KillWordError.replaced(path: path)) { try word.release() }
    #expect(word.isEngaged)
  }

  @Test func engagingADamagedWordMakesItSound() throws {
    let word = try KillWord(at: path, createIfNew: true)
    #expect(truncate(path, 3) == 0)
    #expect(!word.engage(atWall: marketOpen), "it counted as engaged already")
    #expect(try KillWord(at: path, createIfNew: false).found == .engaged(atWall: marketOpen))
  }

  @Test func aWriteThatFailsStillStopsThisProcess() async throws {
    // In a process of its own, because a limit on file size holds for all of one.
    await #expect(processExitsWith: .success) { [path = path as String] in
      let word = try KillWord(at: path, createIfNew: true)
      signal(SIGXFSZ, SIG_IGN)
      var none = rlimit(rlim_cur: 0, rlim_max: rlim_t.max)
      guard !word.isEngaged, setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &none) == 0 else {
        exit(2)
      }
      guard word.engage(atWall: Instant(microseconds: 1)), word.isEngaged else { exit(3) }
      do {
        try word.release()
        exit(4)
      } catch {
        exit(word.isEngaged ? 0 : 5)
      }
    }
  }

  @Test func aWordThatCannotBeMadeIsAnErrorNotAPermission() {
    let path = "/nowhere/kill.word"
    #expect(throws: KillWordError.system(operation: "create", path: path, code: ENOENT)) {
      try KillWord(at: path, createIfNew: true)
    }
  }

  @Test func manyThreadsLeaveItEngagedOnce() async throws {
    let word = try KillWord(at: path, createIfNew: true)
    let firsts = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<64 { group.addTask { word.engage(atWall: marketOpen) } }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(firsts == 1)
    #expect(word.isEngaged)
  }

  private func run(_ tool: String, _ arguments: String...) throws {
    let process = try Process.run(URL(fileURLWithPath: tool), arguments: arguments)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
