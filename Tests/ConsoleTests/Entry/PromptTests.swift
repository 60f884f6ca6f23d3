import DeskModel
import SlicingCore
import Terminal
import Testing

@testable import Console

@Suite struct PromptTests {
  private func run(_ line: String, _ fixture: Fixture = .running()) -> Keyboard {
    var keyboard = Keyboard(fixture)
    keyboard.press(.char(":"))
    keyboard.type(line)
    keyboard.press(.enter)
    return keyboard
  }

  @Test func `dangerous commands open their dialogs like their keys`() {
    #expect(run("cancel 2").topDialog is CancelDialog)
    #expect(run("cancel-all").topDialog is CancelAllDialog)
    #expect(run("resume 2").topDialog is ResumeDialog)
    #expect(run("trip").topDialog is BreakerDialog)
    #expect(run("release", .halted()).topDialog is ReleaseDialog)
    #expect(run("quit").topDialog is QuitDialog)
    #expect(run("help").topDialog is HelpDialog)
    for line in ["cancel 2", "cancel-all", "resume 2", "trip", "quit"] { #expect(run(line).commands.isEmpty) }
  }

  @Test func `an order number selects`() {
    var keyboard = run("cancel 2")
    keyboard.press(.char("y"))
    #expect(keyboard.deskCommands == [.cancelParent(Fixture.heldSale().parent.id)])
    #expect(run("cancel 9").notice == "there is no order 9")
  }

  @Test func `commands with words`() {
    #expect(run("halt odd prices").deskCommands == [.kill(reason: "odd prices")])
    #expect(run("explain fat finger", .halted()).deskCommands == [.explainKill(reason: "fat finger")])
    #expect(run("watch tsla").commands == [.watch(Fixture.symbol("TSLA"))])
    #expect(run("theme light").commands == [.theme(.named("light"))])
    #expect(run("filter msft").state.shownBooks.count == 1)
  }

  @Test func `what means nothing is said and does nothing`() {
    #expect(run("frobnicate").notice?.contains("no command") == true)
    #expect(run("release").notice == "release: nothing is halted")
    #expect(run("trip now").notice?.contains("nothing after it") == true)
    #expect(run("").state.prompt == nil)
    #expect(run("frobnicate").commands.isEmpty)
  }

  @Test func `a wrong order line goes into the form with its reason`() {
    let keyboard = run("buy 12x AAPL over 30m")
    #expect(keyboard.state.focus == .entry)
    #expect(keyboard.state.entry[.quantity].text == "12x")
    #expect(keyboard.notice?.contains("12x") == true)
    #expect(keyboard.state.dialogs.isEmpty)
  }

  @Test func `tab completes as far as it is certain`() {
    var keyboard = Keyboard(.running())
    keyboard.press(.char(":"))
    keyboard.type("can")
    keyboard.press(.tab)
    #expect(keyboard.state.prompt?.field.text == "cancel")
    #expect(keyboard.state.prompt?.completions(keyboard.state.vocabulary) == ["cancel-all"])
    keyboard.press(.ctrl("u"))
    keyboard.type("buy 100 AAPL ov")
    keyboard.press(.tab)
    #expect(keyboard.state.prompt?.field.text == "buy 100 AAPL over ")
  }

  @Test func `a filter narrows while it is typed, and escape brings all back`() {
    var keyboard = Keyboard(.running())
    keyboard.press(.char("/"))
    keyboard.type("ms")
    #expect(keyboard.state.shownBooks.map(\.parent.ordinal) == [2])
    #expect(keyboard.state.selectedBook?.parent.ordinal == 2)
    keyboard.press(.escape)
    #expect(keyboard.state.shownBooks.count == 2)
    keyboard.press(.char("/"))
    keyboard.type("sell")
    keyboard.press(.enter)
    #expect(keyboard.screen().contains("Orders 1 of 2, filter \"sell\""))
    keyboard.press(.escape)
    #expect(keyboard.state.filter.isEmpty)
  }
}
