import Foundation
import Testing

/// Two orders at once, one of them canceled with `x` and `y`; quitting with the other alive.
@Suite(.sideBySide) struct CancelTests {
  @Test func xAndThenYCancelsWhatIsPendingAndWhatWorks() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let pane = try Pane()
    try pane.openConsole(scratch.state)
    try pane.enter("buy 300 MSFT over 10m every 1m")
    // Its first slice works and does not fill.
    try pane.enter(Orders.resting)
    #expect(try eventually { try records.count("SELECT count(*) FROM parents") == 2 })
    let working = "SELECT count(*) FROM slices WHERE symbol = 'AAPL' AND status = 'submitted'"
    #expect(try eventually { try records.count(working) == 1 })

    try pane.press("x")
    try pane.waits(for: "Cancel order")
    // The key that opened it does nothing.
    try pane.press("x")
    usleep(400_000)
    #expect(try records.events("cancel_requested") == 0)
    try pane.press("y")
    try pane.waits(for: "pending slices canceled, 1 working")
    #expect(try eventually { try records.count(working) == 0 })
    let aapl = try records.rows("SELECT DISTINCT status FROM slices WHERE symbol = 'AAPL'")
    #expect(aapl == [["canceled"]])
    let ledger = try String(contentsOfFile: "\(scratch.state)/paper-ledger", encoding: .utf8)
    #expect(ledger.contains(" canceled "))
    #expect(try records.value("SELECT status FROM parents WHERE symbol = 'MSFT'") == "working")

    try pane.press("q")
    try pane.waits(for: "Quit with live orders")
    try pane.leave("Quit with live orders")
    #expect(try pane.screen().contains("Order entry"))
    try pane.press("q")
    try pane.waits(for: "Quit with live orders")
    try pane.press("Down")
    try pane.waits(for: "y  hold and quit")
    try pane.press("y")
    try pane.waits(for: "1 unfinished order")
    #expect(try records.value("SELECT status FROM parents WHERE symbol = 'MSFT'") == "held")
    try records.expectSoundBooks()
  }
}
