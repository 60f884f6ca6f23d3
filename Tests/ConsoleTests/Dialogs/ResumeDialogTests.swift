import Brokers
import SlicingCore
import Terminal
import Testing

@testable import Console

@Suite struct ResumeDialogTests {
  private func opened(_ fixture: Fixture = .running()) -> Keyboard {
    var keyboard = Keyboard(fixture)
    keyboard.press(.char("j"), .char("r"))
    return keyboard
  }

  @Test func `it opens on stay held, and confirming that sends nothing`() {
    var keyboard = opened()
    #expect(keyboard.screen().contains("▸ stay held"))
    keyboard.press(.char("y"))
    #expect(keyboard.commands.isEmpty)
    #expect(!keyboard.state.dialogs.isEmpty, "a reflex must not close it either")
  }

  @Test(arguments: zip(1...3, [OwedDecision.skip, .spread, .catchUp]))
  func `each choice is one step down`(steps: Int, decision: OwedDecision) {
    var keyboard = opened()
    for _ in 0..<steps { keyboard.press(.down) }
    #expect(keyboard.screen().contains("slices kept") || keyboard.screen().contains("slice kept"))
    keyboard.press(.char("y"))
    #expect(keyboard.deskCommands == [.resume(Fixture.heldSale().parent.id, decision)])
  }

  @Test func `on paper the shares owed are followed, and the choice stays`() {
    var keyboard = opened()
    keyboard.press(.down)
    _ = keyboard.state.update(.snapshot(owingMore(.paper).snapshot))
    #expect(keyboard.screen().contains("1,000 shares"))
    keyboard.press(.char("y"))
    #expect(keyboard.deskCommands == [.resume(Fixture.heldSale().parent.id, .skip)])
  }

  @Test func `with real money shares owed since it opened are looked at again`() {
    var fixture = Fixture.running()
    fixture.environment = .live
    var keyboard = opened(fixture)
    keyboard.press(.down)
    _ = keyboard.state.update(.snapshot(owingMore(.live).snapshot))
    keyboard.press(.char("y"))
    #expect(keyboard.commands.isEmpty)
    #expect(keyboard.notice?.contains("look again") == true)
    keyboard.press(.down)
    #expect(keyboard.screen().contains("1,000 shares"))
  }

  /// The held order with more slices blocked than when the dialog opened.
  private func owingMore(_ environment: BrokerEnvironment) -> Fixture {
    var fixture = Fixture.running()
    fixture.environment = environment
    fixture.books[1] = Fixture.book(
      2, "sell 3000 MSFT over 15m every 1m", start: Fixture.clock(14, 29, 2),
      hold: Fixture.heldSale().parent.hold,
      status: .held
    ) { $0.number < 5 ? .init(status: .blockedCircuitBreaker, rest: .owed) : .pending }
    return fixture
  }

  @Test func `owed shares sent with real money are confirmed like an order`() {
    var fixture = Fixture.running()
    fixture.environment = .live
    var keyboard = opened(fixture)
    keyboard.press(.down, .down, .char("y"), .enter)
    #expect(keyboard.commands.isEmpty)
    keyboard.press(.ctrl("u"))
    // 400 shares at the bid of 415.48.
    keyboard.type("170k")
    keyboard.press(.enter)
    #expect(keyboard.deskCommands == [.resume(Fixture.heldSale().parent.id, .spread)])
  }

  @Test func `what stands in the way is said, and nothing is sent`() {
    for (fixture, words) in [
      (Fixture.quiet(), "quiet"), (DialogRulesTests.tripped(), "tripped"),
      (DialogRulesTests.haltedAndKnown(), "kill switch"),
    ] {
      var keyboard = opened(fixture)
      #expect(keyboard.screen().contains("In the way: "))
      #expect(keyboard.screen().contains(words))
      keyboard.press(.down, .char("y"))
      #expect(keyboard.commands.isEmpty)
    }
  }

  /// What is spread makes slices large enough to be warned of.
  static func warned() -> Fixture {
    var fixture = Fixture.running()
    fixture.limits.sliceNotional.warn = Notional(dollars: 50_000)
    return fixture
  }

  @Test func `a warning is acknowledged before a resume, for the choice it was made about`() {
    var keyboard = opened(Self.warned())
    keyboard.press(.down, .down)
    #expect(keyboard.screen().contains("! warning 1 of 1: slice of $"))
    keyboard.press(.char("y"))
    #expect(keyboard.commands.isEmpty)
    #expect(keyboard.notice?.contains("acknowledge first") == true)
    keyboard.press(.char("a"), .down, .char("y"))
    #expect(keyboard.commands.isEmpty, "what was seen of spreading says nothing of catching up")
    keyboard.press(.char("a"), .char("y"))
    let id = Fixture.heldSale().parent.id
    #expect(keyboard.deskCommands == [.resume(id, .catchUp, acknowledged: [.sliceNotional])])
  }

  @Test func `a blocked schedule cannot be acknowledged away`() {
    var fixture = Fixture.running()
    fixture.limits.sliceNotional = Limit(warn: nil, block: Notional(dollars: 50_000))
    var keyboard = opened(fixture)
    keyboard.press(.down, .down, .char("a"), .char("y"))
    #expect(keyboard.screen().contains("■ refused: slice of $"))
    #expect(keyboard.commands.isEmpty)
  }

  @Test func `what stops another order does not stop this one`() {
    var fixture = Fixture.running()
    fixture.events = [.halt(Fixture.aapl, reason: "LULD")]
    var keyboard = opened(fixture)
    #expect(!keyboard.screen().contains("In the way"))
    keyboard.press(.down, .char("y"))
    #expect(keyboard.deskCommands == [.resume(Fixture.heldSale().parent.id, .skip)])
  }

  @Test func `release is refused in words while an order is unknown`() {
    var keyboard = Keyboard(.halted())
    keyboard.press(.char("R"))
    #expect(keyboard.screen().contains("Refused while 1 order is unknown"))
    keyboard.type("release")
    keyboard.press(.enter)
    keyboard.type("why not")
    keyboard.press(.enter)
    #expect(keyboard.commands.isEmpty)
    #expect(keyboard.notice?.contains("unknown") == true)
  }

  @Test func `release wants the word and the reason`() {
    var keyboard = Keyboard(DialogRulesTests.haltedAndKnown())
    keyboard.press(.char("R"))
    keyboard.type("yes")
    keyboard.press(.enter, .tab)
    keyboard.type("because")
    keyboard.press(.enter)
    #expect(keyboard.commands.isEmpty)
    keyboard.press(.ctrl("u"))
    keyboard.type("release")
    keyboard.press(.tab, .ctrl("u"), .enter)
    #expect(keyboard.commands.isEmpty)
  }

  @Test func `quitting with live orders: stay, hold, or cancel all by its words`() {
    var hold = Keyboard(.running())
    hold.press(.char("q"), .char("y"))
    #expect(hold.commands.isEmpty, "stay is selected first")
    hold.press(.char("q"), .down, .char("y"))
    #expect(hold.commands == [.quit(.holdAndQuit)])
    var cancel = Keyboard(.running())
    cancel.press(.char("q"), .down, .down, .char("y"), .enter)
    #expect(cancel.commands.isEmpty)
    cancel.press(.ctrl("u"))
    cancel.type("cancel all")
    cancel.press(.enter)
    #expect(cancel.commands == [.quit(.cancelAllAndQuit)])
  }

  @Test func `recovery opens first, once, and leaves every order held`() {
    var keyboard = Keyboard(.restarted())
    #expect(keyboard.topDialog is RecoveryDialog)
    #expect(keyboard.screen().contains("filled 4,400, owed 800, pending 6,400"))
    #expect(keyboard.screen().contains("the broker is being asked"))
    keyboard.press(.enter, .char(" "), .char("y"))
    #expect(keyboard.commands.isEmpty)
    keyboard.press(.escape)
    _ = keyboard.state.update(.snapshot(Fixture.restarted().snapshot))
    #expect(keyboard.state.dialogs.isEmpty)
  }

  @Test func `from recovery each order can be resumed or canceled`() {
    var keyboard = Keyboard(.restarted())
    keyboard.press(.down, .char("r"))
    #expect(keyboard.topDialog is ResumeDialog)
    keyboard.press(.down, .char("y"))
    #expect(keyboard.deskCommands == [.resume(Fixture.heldSale().parent.id, .skip)])
    #expect(keyboard.topDialog is RecoveryDialog, "the other order is still to be decided")
    keyboard.press(.up, .char("x"), .char("y"))
    #expect(keyboard.deskCommands.last == .cancelParent(Fixture.restarted().books[0].parent.id))
  }
}
