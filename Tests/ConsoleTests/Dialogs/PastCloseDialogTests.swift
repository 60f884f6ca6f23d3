import SlicingCore
import Terminal
import Testing

@testable import Console

/// A plan past the close: offered shorter, never shortened unasked unless the settings say so.
@Suite struct PastCloseDialogTests {
  static let line = "buy 9000 AAPL over 2h every 1m limit 187.50"
  static let fixture = Fixture.trading(until: Fixture.clock(16, 0))

  private func shortened(_ keyboard: Keyboard) -> Bool {
    guard case .submit(let ticket)? = keyboard.deskCommands.last else { return false }
    return ticket.pastClose == .shorten && ticket.request == Fixture.request(Self.line)
  }

  @Test func `the offer shows both plans, and is reviewed before anything is sent`() {
    var keyboard = Keyboard.entering(Self.line, Self.fixture)
    #expect(keyboard.screen().contains("■ past the close 16:00; Enter: shorten"))
    keyboard.press(.enter)
    #expect(keyboard.topDialog is PastCloseDialog)
    #expect(keyboard.screen().contains("as typed   120 × 75, last 16:31:07"))
    #expect(keyboard.screen().contains("shortened  88 × 103 then 102, last 15:59:07, cut at the close"))
    keyboard.press(.char("s"))
    #expect(keyboard.topDialog is ReviewDialog)
    #expect(keyboard.screen().contains("! cut at the close, unfilled canceled; asked 120 × 75"))
    #expect(keyboard.deskCommands.isEmpty)
    keyboard.press(.char("a"), .enter)
    #expect(shortened(keyboard))
  }

  @Test func `Enter, Space and y do not shorten, Escape goes back to the form`() {
    var keyboard = Keyboard.entering(Self.line, Self.fixture)
    keyboard.press(.enter, .enter, .char(" "), .char("y"))
    #expect(keyboard.topDialog is PastCloseDialog)
    keyboard.press(.escape)
    #expect(keyboard.state.focus == .entry && keyboard.state.dialogs.isEmpty)
    #expect(keyboard.deskCommands.isEmpty)
  }

  @Test func `where the settings say so the plan is shortened while it is typed, and the review says it`() {
    var state = ConsoleState(options: ConsoleOptions(pastClose: .shorten))
    _ = state.update(.snapshot(Self.fixture.snapshot))
    var keyboard = Keyboard(state)
    keyboard.press(.char(":"))
    keyboard.type(Self.line)
    keyboard.press(.enter)
    #expect(keyboard.topDialog is ReviewDialog)
    #expect(keyboard.screen().contains("! cut at the close, unfilled canceled; asked 120 × 75"))
    keyboard.press(.char("a"), .enter)
    #expect(shortened(keyboard))
  }

  @Test(arguments: [(LeftoverRule.cancel, "unfilled canceled;"), (.leave, "unfilled stays;")])
  func `the review of a shortened plan says what becomes of what is not filled`(
    rule: LeftoverRule, words: String
  ) {
    var state = ConsoleState(options: ConsoleOptions(leftover: rule, pastClose: .shorten))
    _ = state.update(.snapshot(Self.fixture.snapshot))
    var keyboard = Keyboard(state)
    keyboard.press(.char(":"))
    keyboard.type(Self.line)
    keyboard.press(.enter)
    #expect(keyboard.screen().contains("! cut at the close, " + words))
  }

  @Test func `where not one interval is left there is nothing to shorten to`() {
    var keyboard = Keyboard.entering(Self.line, .trading(until: Fixture.clock(14, 32, 30)))
    keyboard.press(.enter)
    #expect(keyboard.screen().contains("shortened: "))
    keyboard.press(.char("s"))
    #expect(keyboard.topDialog is PastCloseDialog)
    #expect(keyboard.deskCommands.isEmpty)
  }

  @Test func `a plan that fits is not talked about`() {
    var keyboard = Keyboard.entering("buy 900 AAPL over 30m every 1m limit 187.50", Self.fixture)
    keyboard.press(.enter)
    #expect(keyboard.topDialog is ReviewDialog)
    #expect(!keyboard.screen().contains("cut at the close"))
    keyboard.press(.enter)
    guard case .submit(let ticket)? = keyboard.deskCommands.last else {
      return #expect(Bool(false), "no order")
    }
    #expect(ticket.pastClose == .refuse)
  }
}
