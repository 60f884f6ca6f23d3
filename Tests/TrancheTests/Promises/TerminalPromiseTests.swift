import Foundation
import TestSupport
import Testing

/// A terminal that misbehaves while slices fall due: the engine never touches it.
@Suite(.byItself) struct TerminalPromiseTests {
  private static let order = "buy 1200 MSFT over 4m every 2s"

  /// How late the slices went that were sent; one that was missed was late by its grace of a second at least.
  private struct Lateness {
    var worst = Duration.zero
    var typical = Duration.zero
    var count = 0

    init(_ records: Records) throws {
      let milliseconds = try records.rows(
        """
        SELECT CASE status WHEN 'missed' THEN 1000.0
          ELSE (julianday(submitted_at) - julianday(scheduled_time)) * 86400000.0 END FROM slices
        WHERE submitted_at != '' OR status = 'missed' ORDER BY 1
        """
      ).compactMap { Double($0[0]) }
      guard let last = milliseconds.last else { return }
      (worst, typical) = (.milliseconds(last), .milliseconds(milliseconds[milliseconds.count / 2]))
      count = milliseconds.count
    }
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
    try Promise.expect(
      "slices beside a frozen terminal, later than beside one that is read", within: .milliseconds(50)
    ) {
      let (late, base) = try freezesOneOfTwo()
      // One that is late once counts as much as one that is always a little late.
      return max(late.typical - base.typical, (late.worst - base.worst) / 10)
    }
  }

  /// Lateness at the frozen terminal, and at the one that is read.
  private func freezesOneOfTwo() throws -> (late: Lateness, base: Lateness) {
    let (quiet, frozen) = (try Scratch(), try Scratch())
    let (control, controlRecords) = try begin(quiet)
    let (console, records) = try begin(frozen)
    console.freeze(true)
    // A screen is drawn anew for each size, so that the terminal is full at once.
    for width in 80..<120 {
      console.resize(width: width, height: 24)
      usleep(20_000)
    }
    #expect(try records.going { try Lateness(records).count >= 4 })
    let (late, base) = (try Lateness(records), try Lateness(controlRecords))
    // The halt key is read though nothing can be drawn, and the program ends though its terminal hangs.
    console.type("\u{0B}")
    #expect(try eventually { try records.events("killed") == 1 })
    console.send(SIGTERM)
    #expect(try console.wait() == .exited(1))
    #expect(try records.events("stopped") == 1)
    control.send(SIGTERM)
    #expect(try control.wait() == .exited(1))
    return (late, base)
  }

  @Test func aStormOfSizesLeavesTheScreenRightAndTheSlicesOnTime() throws {
    try Promise.expect("slices in a storm of sizes, typically late", within: .milliseconds(250)) {
      try stormsAndLooks().typical
    }
  }

  private func stormsAndLooks() throws -> Lateness {
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
    #expect(try records.going { try Lateness(records).count >= 3 })
    let late = try Lateness(records)
    // A key, and with it the last notice goes from the footer.
    try pane.press("Escape")
    try pane.waits(for: "? help")
    // What stands there is what a screen drawn from nothing shows: the frame, the three panes, the footer.
    let places = [(0, " TRANCHE"), (1, "Order entry"), (1, "Guards"), (23, "? help")]
    let isRight = try eventually {
      let lines = try pane.screen().split(separator: "\n", omittingEmptySubsequences: false)
      return lines.count > 23 && places.allSatisfy { lines[$0].contains($1) }
    }
    let screen = try pane.screen()
    #expect(isRight && screen.hasPrefix(" TRANCHE"), "\(screen)")
    try pane.press("C-k")
    try pane.waits(for: "HALTED")
    try pane.press("C-l")
    try pane.waits(for: "HALTED")
    return late
  }

  /// Ten megabytes of keys are read beside the slices, not before them.
  @Test func aPasteOfTenMegabytesDelaysNoSlice() throws {
    try Promise.expect("slices during a paste of ten megabytes, at worst late", within: .milliseconds(500)) {
      let scratch = try Scratch()
      let (console, records) = try begin(scratch)
      console.type("\u{1B}")
      console.type(PasteTests.text)
      console.type("\u{0B}")
      #expect(try eventually { try records.events("killed") == 1 })
      console.send(SIGTERM)
      #expect(try console.wait() == .exited(1))
      return try Lateness(records).worst
    }
  }
}
