import Foundation
import Testing

@testable import tranche

/// The file with a broker's keys: who may have written it, what stands in it, and that no error says it.
@Suite struct KeyFileTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func refusal(_ path: String) -> KeyError? {
    do throws(KeyError) {
      _ = try KeyFile.read(path)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [0o600, 0o400])
  func aClosedFileIsRead(mode: Int) throws {
    let path = try scratch.file("k", "# paper\nkey = \"PK1\"\nsecret = \"a/b+c\"\n", mode: mode)
    let pair = try KeyFile.read(path)
    #expect(pair.keyID == "PK1" && pair.secret == "a/b+c")
    #expect("\(pair)" == "broker keys" && String(reflecting: pair) == "broker keys")
    var dumped = ""
    dump(pair, to: &dumped)
    #expect(!dumped.contains("PK1") && !dumped.contains("a/b+c"))
  }

  @Test(arguments: [0o640, 0o604, 0o620, 0o644, 0o660])
  func anOpenFileIsRefused(mode: Int) throws {
    let path = try scratch.file("k", "key = \"PK1\"\nsecret = \"s\"", mode: mode)
    #expect(refusal(path) == .file(.tooOpen(path: path, mode: UInt32(0o100000 + mode))))
    #expect(refusal(path)?.status == .notPermitted)
  }

  @Test func whatIsNoPlainFileIsRefused() throws {
    let path = try scratch.file("k", "key = \"PK1\"\nsecret = \"s\"")
    let link = "\(scratch.path)/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(refusal(link) == .file(.notAFile(path: link)))
    #expect(refusal(scratch.path) == .file(.notAFile(path: scratch.path)))
    #expect(refusal("/dev/null") == .file(.notAFile(path: "/dev/null")))
    let pipe = "\(scratch.path)/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(refusal(pipe) == .file(.notAFile(path: pipe)))
    #expect(refusal("\(path)-none") == .noFile(path: "\(path)-none"))
  }

  @Test func anotherOwnersFileIsRefused() throws {
    let path = try scratch.file("k", "key = \"PK1\"\nsecret = \"s\"")
    // Only root can give a file away.
    guard chown(path, 4711, 4711) == 0 else { return }
    #expect(refusal(path) == .file(.foreignOwner(path: path, owner: 4711)))
  }

  @Test(arguments: [
    "key = \"CANARY\"", "secret = \"CANARY\"", "key = CANARY", "key = \"CANARY\nsecret = \"CANARY\"",
    "CANARY = \"CANARY\"\nkey = \"CANARY\"\nsecret = \"CANARY\"", "key = \"\"\nsecret = \"CANARY\"",
    "key = \"CANARY\"\nsecret = \"\"", "key = \"CANARY \"\nsecret = \"CANARY\"",
    "key = \"CANARY\"\nsecret = \"CANARY\\n\"", "key = \"CANARY\"\nsecret = \"CANARYé\"",
    "key = 4711\nsecret = \"CANARY\"", "key = \"CANARY\"\nsecret = [\"CANARY\"]", "CANARY", "",
  ])
  func noErrorSaysWhatStandsInTheFile(text: String) throws {
    let path = try scratch.file("k", text)
    let words = try #require(refusal(path)?.words)
    #expect(words.contains(path))
    #expect(!words.contains("CANARY") && !words.contains("4711"))
  }

  @Test func aFileOfTheWrongSizeIsRefused() throws {
    let path = try scratch.file("k", String(repeating: "#\n", count: KeyFile.bytesMax))
    #expect(refusal(path) == .file(.tooLarge(path: path, limit: KeyFile.bytesMax)))
    let long = try scratch.file(
      "l", "key = \"\(String(repeating: "A", count: KeyPair.lengthMax + 1))\"\nsecret = \"s\"")
    #expect(refusal(long) == .badCharacters(place: "'key' in \(long)"))
  }
}
