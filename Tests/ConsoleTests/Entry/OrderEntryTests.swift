import SlicingCore
import Terminal
import Testing

@testable import Console

@Suite struct OrderEntryTests {
  @Test func `what is typed is parsed and planned while it is typed`() {
    let keyboard = Keyboard.entering("buy 12000 AAPL over 30m every 1m limit 187.50")
    #expect(keyboard.state.entry.request == Fixture.request("buy 12000 AAPL over 30m every 1m limit 187.50"))
    let screen = keyboard.screen()
    #expect(screen.contains("30 × 400, last 15:01:07"))
    #expect(screen.contains("$2,250,000"))
  }

  @Test func `form and line mean the same order`() {
    var form = Keyboard.entering(
      "sell 3000 MSFT until 15:55 every 2m stop 410.00 limit 409.50 tif gtc start 14:40")
    form.press(.enter)
    var line = Keyboard(Fixture())
    line.press(.char(":"))
    line.type("sell 3000 MSFT until 15:55 every 2m stop 410.00 limit 409.50 tif gtc start 14:40")
    line.press(.enter)
    #expect((form.topDialog as? ReviewDialog)?.request == (line.topDialog as? ReviewDialog)?.request)
    #expect(line.topDialog is ReviewDialog)
  }

  @Test func `a missing field is no error before Enter, and one after`() {
    var keyboard = Keyboard(Fixture())
    keyboard.press(.char("n"))
    keyboard.type("buy")
    #expect(keyboard.state.entry.errors.isEmpty)
    #expect(keyboard.screen().contains("still needed: quantity"))
    keyboard.press(.enter)
    #expect(keyboard.state.entry.errors.map(\.field) == [.quantity, .symbol, .horizon])
    #expect(keyboard.state.entry.focus == .quantity, "to the first field that is wrong")
    #expect(keyboard.state.dialogs.isEmpty)
  }

  @Test func `a wrong field is marked by a sign and said in words`() {
    let keyboard = Keyboard.entering("buy 12x AAPL over 30m")
    #expect(keyboard.screen().contains("Qty!12x"))
    #expect(keyboard.screen().contains("not a whole number of shares"))
  }

  @Test func `while halted the form says why nothing can be entered`() {
    let keyboard = Keyboard.entering("buy 100 AAPL over 5m", .halted())
    #expect(keyboard.screen(120, 40).contains("trading is halted since"))
  }

  @Test func `a paste fills the focused field and submits nothing`() {
    var keyboard = Keyboard(Fixture())
    #expect(keyboard.press(.paste("buy 100 AAPL over 5m")).isEmpty)
    #expect(keyboard.state.entry.isEmpty, "no field has the focus")
    keyboard.press(.char("n"), .paste("buy\n\r\u{1B}[2J"))
    #expect(keyboard.state.entry[.side].text == "buy[2J")
    #expect(keyboard.state.dialogs.isEmpty)
    keyboard.press(.pasteCut)
    #expect(keyboard.notice?.contains("cut") == true)
  }

  @Test func `a paste into the prompt does not run it`() {
    var keyboard = Keyboard(.running())
    keyboard.press(.char(":"), .paste("cancel-all\n"))
    #expect(keyboard.state.prompt?.field.text == "cancel-all")
    #expect(keyboard.state.dialogs.isEmpty)
  }

  @Test func `tab goes through the fields and then on, watching the symbol`() {
    var keyboard = Keyboard(Fixture())
    keyboard.press(.char("n"), .tab, .tab)
    keyboard.type("TSLA")
    #expect(keyboard.press(.tab) == [.watch(Fixture.symbol("TSLA"))])
    for _ in 0..<6 { keyboard.press(.tab) }
    #expect(keyboard.state.entry.focus == .timeInForce)
    keyboard.press(.tab)
    #expect(keyboard.state.focus == .guards)
  }

  @Test func `recall is bounded and holds no order twice`() {
    var entry = OrderEntry()
    for count in 1...(OrderEntry.historyLimit + 10) {
      entry.remember(Fixture.request("buy \(count) AAPL over 1m"))
    }
    entry.remember(Fixture.request("buy \(OrderEntry.historyLimit) AAPL over 1m"))
    #expect(entry.history.count == OrderEntry.historyLimit)
    #expect(entry.history.last?[.quantity] == "\(OrderEntry.historyLimit)")
  }

  @Test func `a cut field is marked, so that no price loses a digit unseen`() {
    let field = TextField("1234.56")
    #expect(field.shown(width: 5).string == "1234…")
    #expect(field.window(width: 5).text.string == "….56")
    #expect(field.window(width: 5).cursor == 4)
  }
}

@Suite struct TextFieldTests {
  @Test func `keys edit at the cursor`() {
    var field = TextField("ac")
    press(&field, .left, .char("b"))
    #expect(field.text == "abc")
    press(&field, .backspace, .delete)
    #expect(field.text == "a")
    press(&field, .home, .char("x"), .end, .char("z"))
    #expect(field.text == "xaz")
    for key in [Key.enter, .up, .ctrl("k")] {
      let isTaken = field.edit(key)
      #expect(!isTaken)
    }
  }

  @Test func `text is bounded and control characters are left out`() {
    var field = TextField(limit: 4)
    field.insert("ab\u{7}\u{1B}cdef")
    #expect(field.text == "abcd")
    field.insert("x")
    #expect(field.text == "abcd")
  }

  @Test func `combining marks do not lose the cursor`() {
    var field = TextField("e")
    field.insert("\u{301}")
    #expect(field.cursor <= field.text.count)
    press(&field, .backspace)
    #expect(field.text.isEmpty)
  }

  private func press(_ field: inout TextField, _ keys: Key...) {
    for key in keys {
      let isTaken = field.edit(key)
      #expect(isTaken, "\(key)")
    }
  }
}
