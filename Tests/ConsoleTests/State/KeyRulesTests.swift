import DeskModel
import SlicingCore
import Terminal
import Testing

@testable import Console

/// Where keys go, and where they must not.
@Suite struct KeyRulesTests {
  @Test func `at start the focus is on the blotter and letters enter nothing`() {
    var keyboard = Keyboard(Fixture())
    #expect(keyboard.state.focus == .orders)
    keyboard.type("buy")
    #expect(keyboard.state.entry.isEmpty)
  }

  @Test(arguments: [Key.ctrl("k"), .function(12)])
  func `the halt keys are nothing to the console`(key: Key) {
    var keyboard = Keyboard.entering("buy 100 AAPL over 5m")
    keyboard.state.entry.focus = .quantity
    #expect(keyboard.press(key).isEmpty)
    #expect(keyboard.state.entry[.quantity].text == "100", "Ctrl-K clears a line elsewhere, never here")
    keyboard.press(.escape, .char(":"))
    keyboard.type("hel")
    keyboard.press(key)
    #expect(keyboard.state.prompt?.field.text == "hel")
  }

  @Test func `the halt key leaves a dialog as it is`() {
    var keyboard = Keyboard(.running())
    keyboard.press(.char("x"), .ctrl("k"), .function(12))
    #expect(keyboard.topDialog is CancelDialog)
    #expect(keyboard.commands.isEmpty)
  }

  @Test func `halted is said at once and cleared only by the record`() {
    var state = Fixture.running().console()
    _ = state.update(.halted)
    let size = TerminalSize(width: 80, height: 24)
    let line = { view(state, size: size).buffer.plainText().split(separator: "\n")[0] }
    #expect(line().contains("■ HALTED"))
    _ = state.update(.snapshot(Fixture.running().snapshot))
    #expect(line().contains("■ HALTED"), "a snapshot from before the halt must not hide it")
    _ = state.update(.snapshot(Fixture.halted().snapshot))
    _ = state.update(.snapshot(Fixture.running().snapshot))
    #expect(line().contains("● TRADING"))
  }

  @Test func `a halted header is reversed from edge to edge`() {
    let buffer = view(Fixture.halted().console(), size: TerminalSize(width: 80, height: 24)).buffer
    #expect((0..<80).allSatisfy { buffer[$0, 0]?.style == Style(.headerHalted, .reverse) })
  }

  @Test func `pane numbers and tab move the focus, escape never quits`() {
    var keyboard = Keyboard(.running())
    for pane in Pane.allCases where pane != .entry {
      keyboard.press(.char(Character("\(pane.rawValue)")))
      #expect(keyboard.state.focus == pane)
    }
    keyboard.press(.tab)
    #expect(keyboard.state.focus == .entry)
    keyboard.press(.escape, .escape, .escape)
    #expect(keyboard.state.focus == .orders)
    #expect(keyboard.commands.isEmpty)
  }

  @Test func `the selection follows the order, not the row`() {
    var keyboard = Keyboard(.running())
    keyboard.press(.char("j"))
    let id = keyboard.state.selectedParent
    var fixture = Fixture.running()
    fixture.books.reverse()
    _ = keyboard.state.update(.snapshot(fixture.snapshot))
    #expect(keyboard.state.selectedParent == id)
  }

  @Test func `q goes back, and at the top asks while orders are live`() {
    var keyboard = Keyboard(.running())
    keyboard.press(.char("4"), .char("q"))
    #expect(keyboard.state.focus == .orders)
    #expect(keyboard.commands.isEmpty)
    keyboard.press(.char("q"))
    #expect(keyboard.topDialog is QuitDialog)
    keyboard.press(.escape)
    #expect(keyboard.commands.isEmpty)
  }

  @Test func `without live orders q quits`() {
    var keyboard = Keyboard(Fixture())
    #expect(keyboard.press(.char("q")) == [.quit(.now)])
  }

  @Test func `suspend is refused while an order could send`() {
    var keyboard = Keyboard(.running())
    #expect(keyboard.press(.ctrl("z")).isEmpty)
    #expect(keyboard.notice?.contains("hold first") == true)
    var idle = Keyboard(Fixture())
    #expect(idle.press(.ctrl("z")) == [.suspend])
  }

  @Test func `before the first snapshot nothing can be opened or sent`() {
    var keyboard = Keyboard(ConsoleState())
    for key in Fixture.everyLetter { keyboard.press(key) }
    #expect(keyboard.state.dialogs.isEmpty)
    #expect(keyboard.deskCommands.isEmpty)
    #expect(keyboard.screen().contains("the desk is starting"))
  }

  @Test func `holding is sent at once and named`() {
    var keyboard = Keyboard(.running())
    keyboard.press(.char("p"))
    guard case .hold(let id, let reason)? = keyboard.deskCommands.first else {
      Issue.record("no hold")
      return
    }
    #expect(id == keyboard.state.selectedParent)
    #expect(!reason.isEmpty)
  }

  @Test func `copying, themes, redraw and alerts come out as commands`() {
    var fixture = Fixture.running()
    fixture.alerts = Fixture.posted([Alert(kind: .link, text: "link down")])
    var keyboard = Keyboard(fixture)
    let id = fixture.books[0].parent.id.text
    #expect(keyboard.press(.char("y")) == [.copy(id)])
    #expect(keyboard.press(.char("t")) == [.theme(.next)])
    #expect(keyboard.press(.ctrl("l")) == [.redraw])
    #expect(keyboard.press(.char("a")) == [.acknowledgeAlerts(through: 1)])
  }

  @Test func `a read-only console acts on nothing`() {
    var fixture = Fixture.running()
    fixture.readOnlyHolder = "pid 4711"
    for key in "xXpr" {
      var keyboard = Keyboard(fixture)
      keyboard.press(.char(key))
      #expect(keyboard.commands.isEmpty)
      #expect(keyboard.state.dialogs.isEmpty)
      #expect(keyboard.notice?.contains("read-only: pid 4711") == true)
    }
    var keyboard = Keyboard.entering("buy 100 AAPL over 5m", fixture)
    keyboard.press(.enter)
    #expect(keyboard.state.dialogs.isEmpty)
    #expect(keyboard.screen(120, 40).contains("READ-ONLY"))
    #expect(keyboard.press(.escape, .char("q")) == [.quit(.now)], "looking on is not worth a question")
  }

  @Test func `a click selects and does nothing else`() {
    var keyboard = Keyboard(.running())
    let second = CellPosition(x: 10, y: 10)
    #expect(keyboard.press(.mouse(MouseEvent(action: .press, position: second))).isEmpty)
    #expect(keyboard.state.selectedBook?.parent.ordinal == 2)
    keyboard.press(.char("x"))
    keyboard.press(.mouse(MouseEvent(action: .press, position: CellPosition(x: 10, y: 9))))
    #expect(keyboard.state.selectedBook?.parent.ordinal == 2, "no clicks through a dialog")
  }

  @Test func `the timeline follows the schedule until the trader moves, and again after G`() {
    var keyboard = Keyboard(.running())
    keyboard.press(.char("4"))
    #expect(keyboard.state.selectedSlice?.number == 13)
    keyboard.press(.up, .up)
    #expect(keyboard.state.selectedSlice?.number == 11)
    keyboard.press(.char("g"))
    #expect(keyboard.state.selectedSlice?.number == 0)
    keyboard.press(.char("G"))
    #expect(keyboard.state.selectedSlice?.number == 13)
  }

  @Test func `details are asked for and shown when they come`() {
    var keyboard = Keyboard(.running())
    let id = Fixture.running().books[0].parent.id
    #expect(keyboard.press(.enter) == [.loadDetails(id)])
    #expect(keyboard.screen().contains("reading the log"))
    _ = keyboard.state.update(.details(id, Fixture.someActivity))
    #expect(keyboard.screen().contains("slice 14 · accepted"))
    keyboard.press(.char("q"))
    #expect(keyboard.state.dialogs.isEmpty)
  }
}
