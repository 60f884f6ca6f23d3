import SlicingCore
import Terminal
import Testing

@testable import Console

/// Halts of one symbol or one order: by key, by command, and what is shown and undone.
@Suite struct ScopedHaltTests {
  private func run(_ line: String, _ fixture: Fixture = .running()) -> Keyboard {
    var keyboard = Keyboard(fixture)
    keyboard.press(.char(":"))
    keyboard.type(line)
    keyboard.press(.enter)
    return keyboard
  }

  private let second = KillScope.parent(Fixture.heldSale().parent.id)

  @Test func `K halts the selected order at once`() {
    var keyboard = Keyboard(.running())
    keyboard.press(.char("j"), .char("K"))
    #expect(keyboard.deskCommands == [.kill(second, reason: "")])
    #expect(keyboard.state.dialogs.isEmpty)
  }

  @Test func `K says why it cannot`() {
    var empty = Keyboard(Fixture())
    empty.press(.char("K"))
    #expect(empty.notice == "halt order: no order is selected")
    var again = Keyboard(.halvesHalted())
    again.press(.char("j"), .char("K"))
    #expect(again.notice?.contains("already halted 14:32:07 by desk1") == true)
    var watching = Fixture.running()
    watching.readOnlyHolder = "pid 4711"
    var viewer = Keyboard(watching)
    viewer.press(.char("K"))
    #expect(viewer.notice?.contains("Ctrl-K halts everything") == true)
    #expect(empty.commands.isEmpty && again.commands.isEmpty && viewer.commands.isEmpty)
  }

  @Test func `halt takes a symbol or an order, and else halts everything`() {
    #expect(run("halt").deskCommands == [.kill(.all, reason: "")])
    #expect(run("halt AAPL").deskCommands == [.kill(.symbol(Fixture.aapl), reason: "")])
    #expect(run("halt 2").deskCommands == [.kill(second, reason: "")])
    #expect(run("halt order 2 wrong side").deskCommands == [.kill(second, reason: "wrong side")])
    #expect(run("halt all").deskCommands == [.kill(.all, reason: "")])
    #expect(run("halt odd prices").deskCommands == [.kill(.all, reason: "odd prices")])
  }

  @Test(arguments: [
    "now", "it looks wrong", "on news", "3 rejects in a row", "2 rejects in a row", "AAPL looks wrong",
    "FIRE",
    "APPL", "9", "order 9", "symbol APPL",
  ])
  func `a halt that names nothing halts everything, with its words as the reason`(words: String) {
    let keyboard = run("halt " + words)
    #expect(keyboard.deskCommands == [.kill(.all, reason: words)])
    #expect(keyboard.notice?.contains("halting everything") == true)
  }

  @Test func `a name mistyped is said to be nobody's`() {
    #expect(run("halt APPL").notice == "halting everything: nothing here is called APPL")
    #expect(run("halt 9").notice == "halting everything: nothing here is called 9")
    #expect(run("halt odd prices").notice == "halting everything: odd prices")
  }

  @Test func `a console that only looks halts everything or nothing`() {
    var fixture = Fixture.running()
    fixture.readOnlyHolder = "pid 4711"
    #expect(run("halt", fixture).deskCommands == [.kill(.all, reason: "")])
    #expect(run("halt APPL", fixture).deskCommands == [.kill(.all, reason: "APPL")])
    let scoped = run("halt AAPL", fixture)
    #expect(scoped.commands.isEmpty)
    #expect(scoped.notice?.contains("read-only") == true)
  }

  @Test func `what is halted is in the first line and in the guards`() {
    let screen = Keyboard(.halvesHalted()).screen(120, 40)
    #expect(screen.split(separator: "\n")[0].contains("◐ 2 HALTS"))
    #expect(screen.contains("◐ AAPL, order 2 HALTED"))
    var one = Fixture.halvesHalted()
    one.events.removeLast()
    #expect(Keyboard(one).screen().split(separator: "\n")[0].contains("◐ AAPL HALTED"))
    #expect(Keyboard(one).screen().contains("Kill ◐ AAPL HALTED  Breaker"))
  }

  @Test func `explain gives the named halt its reason, or the widest there is`() {
    #expect(
      run("explain AAPL bad tape", .halvesHalted()).deskCommands == [
        .explainKill(.symbol(Fixture.aapl), reason: "bad tape")
      ])
    #expect(
      run("explain bad tape", .halvesHalted()).deskCommands == [
        .explainKill(.symbol(Fixture.aapl), reason: "bad tape")
      ])
    #expect(run("explain 2", .halvesHalted()).notice?.contains("a reason is needed") == true)
    #expect(run("explain bad tape").notice == "explain: nothing is halted")
  }

  @Test func `release names the halt, and the others are an arrow away`() {
    let named = run("release 2", .halvesHalted())
    #expect(named.screen().contains("▸ order 2, sell 3,000 MSFT"))
    var other = Keyboard(.halvesHalted())
    other.press(.char("R"))
    #expect(other.screen().contains("▸ AAPL"))
    #expect(other.screen().contains("Still halted after it: order 2"), "one release is not another")
    other.type("release")
    // Another halt is another decision: the word is typed anew.
    other.press(.down, .tab)
    other.type("checked")
    other.press(.enter)
    #expect(other.commands.isEmpty)
    #expect(run("release MSFT", .halvesHalted()).notice == "MSFT is not halted")
    #expect(run("release when ready", .halvesHalted()).notice?.contains("release what") == true)
  }

  @Test func `a halt released meanwhile is not released again`() {
    var keyboard = Keyboard(.halvesHalted())
    keyboard.press(.char("R"))
    keyboard.type("release")
    keyboard.press(.tab)
    keyboard.type("checked")
    _ = keyboard.state.update(.snapshot(Fixture.running().snapshot))
    keyboard.press(.enter)
    #expect(keyboard.commands.isEmpty)
    #expect(keyboard.notice == "already done: AAPL is not halted")
  }

  @Test func `before the halt is recorded there is nothing to release or to list`() {
    var keyboard = Keyboard(.running())
    _ = keyboard.state.update(.halted)
    keyboard.press(.char("R"), .char("2"), .enter)
    #expect(keyboard.state.dialogs.isEmpty)
    #expect(keyboard.notice == "receipts: the halt is not recorded yet")
  }

  @Test func `the firm's halt is released by asking for everything`() {
    var fixture = Fixture.running()
    fixture.sharesFirmSwitch = true
    fixture.events = [
      .firm(.open), .firm(.engaged(.init(by: "risk", at: Fixture.now, reason: "limits"))),
      .command(.kill(.symbol(Fixture.aapl), reason: ""), by: Actor("desk1")),
    ]
    #expect(fixture.desk.releasable == [.all])
    #expect(Keyboard(fixture).screen().split(separator: "\n")[0].contains("■ HALTED"))
  }

  @Test func `receipts tell what became of each order, halt by halt`() {
    var keyboard = Keyboard(.halted())
    keyboard.press(.char("2"), .enter)
    let screen = keyboard.screen(120, 40)
    for words in [
      "17 slices stopped", "slice 11", "canceled, 400 of 400 not filled", "filled first, 400", "still asking",
    ] {
      #expect(screen.contains(words), "\(words)")
    }
    var two = Keyboard(.halvesHalted())
    two.press(.char("2"), .enter)
    #expect(two.screen(120, 40).contains("AAPL halted 14:32:07 by desk1: news pending"))
    two.press(.tab)
    #expect(two.screen(120, 40).contains("order 2 halted 14:32:07 by desk1"))
    two.press(.tab)
    #expect(two.screen(120, 40).contains("AAPL halted"))
    #expect(run("receipts 2", .halvesHalted()).screen().contains("order 2 halted"))
    #expect(run("receipts MSFT", .halvesHalted()).notice == "MSFT is not halted")
    #expect(run("receipts").notice == "receipts: nothing is halted")
  }

  @Test func `names are completed`() {
    var keyboard = Keyboard(.halvesHalted())
    keyboard.press(.char(":"))
    keyboard.type("halt aa")
    keyboard.press(.tab)
    #expect(keyboard.state.prompt?.field.text == "halt AAPL ")
    keyboard.press(.ctrl("u"))
    keyboard.type("halt order ")
    #expect(keyboard.state.prompt?.completions(keyboard.state.vocabulary) == ["1", "2"])
    keyboard.press(.ctrl("u"))
    keyboard.type("halt symbol ms")
    #expect(keyboard.state.prompt?.completions(keyboard.state.vocabulary) == ["MSFT"])
    keyboard.press(.ctrl("u"))
    keyboard.type("release ")
    #expect(keyboard.state.prompt?.completions(keyboard.state.vocabulary) == ["AAPL", "2"])
  }
}
