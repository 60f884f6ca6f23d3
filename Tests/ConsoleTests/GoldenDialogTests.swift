import Brokers
import DeskModel
import SlicingCore
import Terminal
import Testing

@testable import Console

/// The remaining dialogs and the odd sizes, at the size that has least room.
@Suite struct GoldenDialogTests {
  private func check(_ keyboard: Keyboard, _ name: String, _ width: Int = 80, _ height: Int = 24) throws {
    try Golden.check(keyboard.screen(width, height), "dialog-\(name)")
  }

  @Test func cancel() throws {
    var keyboard = Keyboard(.running())
    keyboard.press(.char("x"))
    try check(keyboard, "cancel")
    keyboard.press(.escape, .char("4"), .char("x"))
    try check(keyboard, "cancel-slice")
    keyboard.press(.escape, .char("X"))
    keyboard.type("cancel a")
    try check(keyboard, "cancel-all")
  }

  @Test func guards() throws {
    var release = Keyboard(.halted())
    release.press(.char("R"))
    try check(release, "release")
    var reset = Keyboard(DialogRulesTests.tripped())
    reset.press(.char("B"))
    reset.type("broker called")
    try check(reset, "reset")
    var trip = Keyboard(.running())
    trip.press(.char("T"), .enter)
    try check(trip, "trip")
  }

  @Test func halts() throws {
    var release = Keyboard(.halvesHalted())
    release.press(.char("R"), .down)
    try check(release, "release-one")
    var receipts = Keyboard(.halted())
    receipts.press(.char("2"), .enter)
    try check(receipts, "receipts")
    var reset = Keyboard(.lost())
    reset.press(.char("B"))
    reset.type("looked at it")
    try check(reset, "reset-lost")
  }

  @Test func `the firm's switch`() throws {
    var release = Keyboard(.firmHalted())
    release.press(.char("R"))
    try check(release, "release-firm")
    var reset = Keyboard(.firmTripped())
    reset.press(.char("B"))
    try check(reset, "reset-firm")
    var both = Keyboard(.firmHaltedAndTripped())
    both.press(.char("B"))
    try check(both, "reset-firm-halted")
    both.press(.escape, .char("R"))
    try check(both, "release-firm-tripped")
    try check(Keyboard(.firmNotKnown()), "firm-not-known")
    try check(Keyboard(.firmNotKnown()), "firm-not-known-120x40", 120, 40)
  }

  @Test func history() throws {
    var keyboard = Keyboard(.running())
    keyboard.press(.char(":"))
    keyboard.type("history")
    keyboard.press(.enter)
    _ = keyboard.state.update(.history(.read(HistoryTests.events)))
    keyboard.press(.down)
    try check(keyboard, "history")
  }

  @Test func `past the close`() throws {
    let fixture = Fixture.trading(until: Fixture.clock(16, 0))
    var keyboard = Keyboard.entering("buy 9000 AAPL over 2h every 1m limit 187.50", fixture)
    try check(keyboard, "past-close-form")
    keyboard.press(.enter)
    try check(keyboard, "past-close")
    keyboard.press(.char("s"))
    try check(keyboard, "past-close-review")
  }

  @Test func settle() throws {
    var keyboard = Keyboard(.halted())
    keyboard.press(.char("U"), .ctrl("u"))
    keyboard.type("120")
    keyboard.press(.enter)
    keyboard.type("187.43")
    keyboard.press(.enter)
    keyboard.type("by phone")
    keyboard.press(.enter)
    try check(keyboard, "settle")
  }

  @Test func quit() throws {
    var keyboard = Keyboard(.running())
    keyboard.press(.char("q"), .down, .down)
    try check(keyboard, "quit")
  }

  @Test func `same order`() throws {
    var fixture = Fixture.running()
    fixture.speed = 60
    var keyboard = Keyboard.entering("buy 12000 AAPL over 30m every 1m limit 187.50", fixture)
    keyboard.press(.enter)
    try check(keyboard, "same-order")
  }

  @Test func `live money`() throws {
    var fixture = Fixture()
    fixture.environment = .live
    var review = Keyboard.entering("buy 12000 AAPL over 30m every 1m limit 187.50", fixture)
    review.press(.enter, .char("a"))
    review.type("2.3")
    try check(review, "live-review")
    var running = Fixture.running()
    running.environment = .live
    var resume = Keyboard(running)
    resume.press(.char("j"), .char("r"), .down, .down)
    try check(resume, "live-resume")
  }

  @Test func details() throws {
    var keyboard = Keyboard(.running())
    keyboard.press(.enter)
    _ = keyboard.state.update(.details(Fixture.running().books[0].parent.id, Fixture.someActivity))
    try check(keyboard, "details")
  }

  @Test func `command line`() throws {
    var keyboard = Keyboard(.running())
    keyboard.press(.char(":"))
    keyboard.type("re")
    try check(keyboard, "command")
  }

  @Test func `read-only`() throws {
    var fixture = Fixture.running()
    fixture.readOnlyHolder = "pid 4711"
    var keyboard = Keyboard(fixture)
    keyboard.press(.char("x"))
    try check(keyboard, "read-only")
  }

  @Test func `blocked resume`() throws {
    var keyboard = Keyboard(.quiet())
    keyboard.press(.char("j"), .char("r"), .down)
    try check(keyboard, "resume-quiet")
  }

  @Test func `little room`() throws {
    try check(Keyboard(.running()), "60x16", 60, 16)
    try check(Keyboard(.halted()), "too-small", 48, 12)
  }
}
