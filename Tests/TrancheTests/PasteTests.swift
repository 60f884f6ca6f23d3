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
}
