import Foundation
import Testing

/// A venue whose every id and reason drives a terminal, if it is let: on the screen, in the output of every
/// command, in JSON and in the log.
@Suite(.sideBySide) struct HostileTextTests {
  /// A window title, colours in 7 and 8 bits, a device string, a cursor report, a bell, C1, DEL, text that
  /// runs backwards, and characters that nobody sees. The numbers occur nowhere else.
  private static let text =
    "pwned\u{1B}]0;title\u{7}\u{1B}[31337m\u{9B}31338m\u{90}q31339\u{1B}\\\u{1B}[6n\r\u{8}\u{7F}\u{0}"
    + "\u{202E}live\u{200B}\u{2066}\u{E0041}\u{FEFF}\u{85}end"

  private static let faults = """
    venue: texts "\(text)"
    on submit order 2: reject "no"
    on submit order 3 attempt 1: refuse "down"
    on submit order 4: lose answer
    on cancel times 1: refuse "busy"
    on query times 1: answer 503
    at 4s: disconnect 1s
    """

  /// What must never come out: the beginnings of what the text would do.
  private static let forbidden = [
    "\u{1B}]0;", "\u{1B}[31337m", "\u{9B}", "\u{90}", "\u{1B}[6n", "title\u{7}", "\u{7F}", "\u{0}",
    "\u{202E}", "\u{200B}",
    "\u{2066}", "\u{E0041}", "\u{FEFF}", "\u{85}",
  ].map { Array($0.utf8) }

  private func expectTame(_ bytes: [UInt8], _ what: String, sourceLocation: SourceLocation = #_sourceLocation)
  {
    for sequence in Self.forbidden {
      let found = Data(bytes).range(of: Data(sequence)) != nil
      #expect(
        !found, "\(what): \(String(decoding: sequence, as: UTF8.self).debugDescription)",
        sourceLocation: sourceLocation)
    }
  }

  @Test func nothingTheVenueSaysReachesTheTerminalAsMoreThanText() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let faults = try scratch.file("faults", Self.faults)
    let console = try PtyProgram(
      ["--state", scratch.state, "--faults", faults], width: 200, height: 60)
    try console.waitsForDesk()
    try console.enter("buy 60 MSFT over 12s every 2s", records)
    // The details of the order, which show every reason; then a cancel that is refused.
    console.type("\u{1B}")
    usleep(200_000)
    console.type("\r")
    let isOver = try records.going {
      try records.events("rejected") >= 1 && records.filled() >= 20 && records.events("link") >= 3
    }
    #expect(isOver)
    try console.waits(for: "pwned")
    console.type("\u{1B}")
    usleep(200_000)
    console.type("\u{0C}")
    usleep(500_000)
    console.send(SIGTERM)
    _ = try console.wait()
    expectTame(console.bytes, "screen")
    let log = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.state)/tranche.log"))
    expectTame(Array(log), "log")
    try expectTameCommands(scratch.state)
  }

  private func expectTameCommands(_ state: String) throws {
    for command in [["events"], ["orders"], ["slices", "1"], ["status"], ["verify"]] {
      let plain = try Program.run(command + ["--state", state])
      #expect(plain.status == 0, "\(command): \(plain.errors)")
      expectTame(Array((plain.output + plain.errors).utf8), "\(command)")
      if command == ["events"] { #expect(plain.output.contains("pwned")) }
      guard command != ["verify"] else { continue }
      let json = try Program.run(command + ["--json", "--state", state])
      #expect(json.output.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A }, "\(command) --json")
      // One document, or one a line.
      let documents = [json.output] + json.output.split(separator: "\n").map(String.init)
      let isValid = documents.dropFirst().allSatisfy(isJSON) || isJSON(documents[0])
      #expect(isValid, "\(command): \(json.output)")
    }
  }

  private func isJSON(_ text: String) -> Bool {
    // The error would say what the text shows anyway.
    (try? JSONSerialization.jsonObject(with: Data(text.utf8))) != nil
  }

  @Test func neitherDoesItThroughARun() throws {
    let scratch = try Scratch()
    let faults = try scratch.file("faults", Self.faults)
    for json in [[], ["--json", "--repeat", "--accept-warnings"]] {
      let run = try Program.run(
        ["run", "--state", scratch.state, "--faults", faults] + json + ["buy 30 MSFT over 6s every 2s"])
      #expect(run.output.contains("pwned"))
      expectTame(Array((run.output + run.errors).utf8), "run \(json)")
      guard !json.isEmpty else { continue }
      #expect(run.output.split(separator: "\n").map(String.init).allSatisfy(isJSON), "\(run.output)")
    }
  }
}
