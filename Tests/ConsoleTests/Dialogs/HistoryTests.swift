import SlicingCore
import Terminal
import Testing

@testable import Console

@Suite struct HistoryTests {
  static let events = [
    GuardEvent(at: Fixture.clock(14, 20), what: .opened, by: "desk", text: "quiet period over"),
    GuardEvent(
      at: Fixture.clock(14, 15), what: .reset, by: "trader:anna",
      text: "broker called: their gateway refused everything for two minutes, orders are accepted again"),
    GuardEvent(at: Fixture.clock(14, 11), what: .tripped, by: "desk", text: "REJECTS: 3 slices in a row"),
    GuardEvent(
      at: Fixture.clock(9, 41) - .seconds(86_400 * 3), what: .released, by: "trader:anna",
      text: "AAPL: news is out"),
    GuardEvent(
      at: Fixture.clock(9, 35) - .seconds(86_400 * 3), what: .halted, by: "trader:anna",
      text: "AAPL: news pending"),
  ]

  private func opened(_ history: GuardHistory?) -> Keyboard {
    var keyboard = Keyboard(.running())
    keyboard.press(.char(":"))
    keyboard.type("history")
    let asked = keyboard.press(.enter)
    #expect(asked == [.loadHistory])
    if let history { _ = keyboard.state.update(.history(history)) }
    return keyboard
  }

  @Test func `the history is asked for, and shown when it comes`() {
    #expect(opened(nil).screen().contains("reading the log"))
    var keyboard = opened(.read(Self.events))
    #expect(keyboard.screen(120, 40).contains("2026-03-02 14:11:00  tripped   desk  REJECTS"))
    #expect(
      keyboard.screen(120, 40).contains("2026-02-27 09:35:00  halted    trader:anna  AAPL: news pending"))
    keyboard.press(.down)
    #expect(keyboard.screen().contains("2 of 5"))
    keyboard.press(.char("q"))
    #expect(keyboard.state.dialogs.isEmpty)
  }

  @Test func `a history that is empty or cannot be read says so`() {
    #expect(opened(.read([])).screen().contains("nothing was ever halted or tripped"))
    #expect(opened(.failed("disk I/O error")).screen().contains("cannot be read: disk I/O error"))
  }

  @Test func `it is read in a console that only looks, too`() {
    var fixture = Fixture.running()
    fixture.readOnlyHolder = "pid 4711"
    var keyboard = Keyboard(fixture)
    keyboard.press(.char(":"))
    keyboard.type("history")
    keyboard.press(.enter)
    #expect(keyboard.commands == [.loadHistory])
  }
}
