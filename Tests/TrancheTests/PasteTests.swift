import Foundation
import Testing

/// Ten megabytes into the terminal: nothing is entered, and the halt key works right after. That nothing is
/// late meanwhile, `TerminalPromiseTests` measures.
@Suite(.sideBySide) struct PasteTests {
  /// Where the paste goes, and whether the terminal marks it.
  enum Case: String, CaseIterable, CustomTestStringConvertible {
    case markedIntoAField, markedIntoNoField, bareIntoAField, bareIntoNoField

    var isMarked: Bool { self == .markedIntoAField || self == .markedIntoNoField }
    var hasField: Bool { self == .markedIntoAField || self == .bareIntoAField }
    var testDescription: String { rawValue }
  }

  /// Order lines with everything that could confirm one after another, letters that are keys of every pane,
  /// and no halt key.
  static let text: [UInt8] = {
    let lines = [
      ":buy 100 AAPL over 5m every 1m\r", "\r", "y\r", "a", "\u{1B}", "n", "X", "cancel all\r", "p", "r",
      "jjjy",
      "R", "release\rnow\r", "T", "news\ry", "q", "y\n", "\t", "buy 100 AAPL over 5m every 1m\r\r\r",
    ]
    var bytes: [UInt8] = []
    while bytes.count < 10_000_000 { for line in lines { bytes += line.utf8 } }
    return bytes
  }()

  @Test(arguments: Case.allCases)
  func tenMegabytesEnterNothing(how: Case) throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let console = try PtyProgram(["--state", scratch.state])
    try console.waitsForDesk()
    try console.enter(Orders.slow, records)
    // After an order was entered the form has the focus; Esc leaves it.
    console.type(how.hasField ? "\u{1B}n" : "\u{1B}")
    usleep(300_000)
    let acts = "SELECT group_concat(kind) FROM events WHERE actor LIKE 'trader%'"
    let before = try records.value(acts)
    let start = Date()
    if how.isMarked { console.type("\u{1B}[200~") }
    console.type(Self.text)
    if how.isMarked { console.type("\u{1B}[201~") }
    console.type("\u{0B}")
    let isHalted = try eventually { try records.events("killed") == 1 }
    #expect(isHalted, "the halt key was not heard \(Date().timeIntervalSince(start)) s after the paste began")
    #expect(console.isRunning)
    // The halt is the only act of the trader's, and so is what it does to the order.
    #expect(try records.value(acts + " AND at < (SELECT at FROM events WHERE kind = 'killed')") == before)
    #expect(try records.count("SELECT count(*) FROM parents") == 1)
    console.send(SIGTERM)
    #expect(try console.wait() == .exited(1))
    try records.expectSoundBooks()
  }

  /// A short text that the terminal does not mark is keys, and one of them is Enter; the review that it opens
  /// is not confirmed by what comes with it. A key that comes 300 ms after the one before may be a person's,
  /// and confirm: so it says something where no two were that far apart.
  @Test func anOrderLineThatIsPastedUnmarkedIsNotSent() throws {
    for _ in 0..<20 {
      let (entered, longestGap) = try pastesUnmarked()
      guard longestGap < .milliseconds(300) else { continue }
      #expect(entered == 0, "a paste entered an order, no two of its keys more than \(longestGap) apart")
      return
    }
    Issue.record("the machine stood still in each of twenty pastes", severity: .warning)
  }

  /// How many orders a short paste entered, and by how much two of its keys were apart at most.
  private func pastesUnmarked() throws -> (entered: Int, longestGap: Duration) {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let console = try PtyProgram(["--state", scratch.state])
    try console.waitsForDesk()
    var (longest, last) = (Duration.zero, ContinuousClock.now)
    console.type(":buy 100 AAPL over 5m every 1m\r\r\r\ry\r")
    // Not only when the review is seen, which on a slow machine is long after it was opened.
    for _ in 0..<10 {
      usleep(100_000)
      let begin = ContinuousClock.now
      console.type("\r")
      longest = max(longest, .now - last)
      last = begin
    }
    _ = try eventually {
      try console.text.contains("send to paper") || records.count("SELECT count(*) FROM parents") > 0
    }
    console.send(SIGTERM)
    try console.wait()
    return (try records.count("SELECT count(*) FROM parents"), longest)
  }
}
