import Foundation
import Testing

/// A terminal that misbehaves while slices fall due: the engine never touches it.
@Suite(.oneAtATime) struct TerminalStormTests {
  static let order = "buy 600 MSFT over 4m every 4s"

  /// Worst lateness of the slices sent, in milliseconds, and how many there are.
  private func lateness(_ records: Records) throws -> (worst: Double, typical: Double, count: Int) {
    let rows = try records.rows(
      """
      SELECT (julianday(submitted_at) - julianday(scheduled_time)) * 86400000.0 FROM slices
      WHERE submitted_at != '' ORDER BY 1
      """
    ).compactMap { Double($0[0]) }
    let sorted = rows.sorted()
    return (sorted.last ?? .infinity, sorted.isEmpty ? .infinity : sorted[sorted.count / 2], sorted.count)
  }

  private func begin(_ scratch: Scratch) throws -> (PtyProgram, Records) {
    let records = Records(state: scratch.state)
    let console = try PtyProgram(["--state", scratch.state])
    try console.waitsForDesk()
    try console.enter(Self.order, records)
    return (console, records)
  }

  /// Two consoles at the same time on the same machine, one of whose terminals takes nothing: what makes one
  /// of them late makes the other late too, unless it is the terminal.
  @Test func aFrozenTerminalChangesNoDueTime() throws {
    let (quiet, frozen) = (try Scratch(), try Scratch())
    let (control, controlRecords) = try begin(quiet)
    let (console, records) = try begin(frozen)
    console.freeze(true)
    // A screen is drawn anew for each size, so that the terminal is full at once.
    for width in 80..<120 {
      console.resize(width: width, height: 24)
      usleep(20_000)
    }
    #expect(try eventually { try self.lateness(records).count >= 4 })
    let (late, base) = (try lateness(records), try lateness(controlRecords))
    // An engine that waited for its terminal would send nothing at all. What a busy machine does to one and
    // not to the other is less than this, and a missed slice, which is two seconds late, is more.
    #expect(late.typical < base.typical + 500, "frozen \(late), read \(base)")
    #expect(late.worst < base.worst + 1500, "frozen \(late), read \(base)")
    let missed = "SELECT count(*) FROM slices WHERE status = 'missed'"
    #expect(try records.count(missed) <= (try controlRecords.count(missed)) + 1)
    // The halt key is read though nothing can be drawn, and the program ends though its terminal hangs.
    console.type("\u{0B}")
    #expect(try eventually { try records.events("killed") == 1 })
    console.send(SIGTERM)
    #expect(try console.wait() == .exited(1))
    #expect(try records.events("stopped") == 1)
    control.send(SIGTERM)
    #expect(try control.wait() == .exited(1))
  }

  @Test func aStormOfSizesLeavesTheScreenRightAndTheSlicesOnTime() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let pane = try Pane()
    try pane.openConsole(scratch.state)
    try pane.enter(Self.order)
    let sizes = [
      (1, 1), (500, 200), (2, 500), (500, 1), (80, 24), (59, 15), (61, 17), (120, 40), (10, 3), (300, 9),
    ]
    for round in 0..<40 {
      for (width, height) in sizes {
        try pane.resize(width: width + round % 3, height: height)
        usleep(5_000)
      }
    }
    try pane.resize(width: 80, height: 24)
    #expect(try eventually { try self.lateness(records).count >= 3 })
    #expect(try records.count("SELECT count(*) FROM slices WHERE status = 'missed'") == 0)
    #expect(try lateness(records).typical < 1000)
    // A key, and with it the last notice goes from the footer.
    try pane.press("Escape")
    try pane.waits(for: "? help")
    // What stands there is what a screen drawn from nothing shows: the frame, the three panes, the footer.
    let places = [(0, " TRANCHE"), (1, "Order entry"), (1, "Guards"), (23, "? help")]
    let isRight = try eventually(30) {
      let lines = try pane.screen().split(separator: "\n", omittingEmptySubsequences: false)
      return lines.count > 23 && places.allSatisfy { lines[$0].contains($1) }
    }
    let screen = try pane.screen()
    #expect(isRight && screen.hasPrefix(" TRANCHE"), "\(screen)")
    try pane.press("C-k")
    try pane.waits(for: "HALTED")
    try pane.press("C-l")
    usleep(300_000)
    try pane.waits(for: "HALTED")
  }
}
