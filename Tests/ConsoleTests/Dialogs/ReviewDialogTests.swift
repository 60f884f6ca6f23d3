import Brokers
import SlicingCore
import Terminal
import Testing

@testable import Console

@Suite struct ReviewDialogTests {
  static let small = "buy 100 AAPL over 5m every 1m"
  static let large = "buy 12000 AAPL over 30m every 1m limit 187.50"

  @Test func `a paper order is confirmed by a second Enter`() {
    var keyboard = Keyboard.entering(Self.small)
    keyboard.press(.enter)
    #expect(keyboard.topDialog is ReviewDialog)
    #expect(keyboard.deskCommands.isEmpty)
    keyboard.press(.enter)
    #expect(keyboard.deskCommands == [.submit(OrderTicket(request: Fixture.request(Self.small)))])
  }

  @Test func `warnings are acknowledged one by one, and go with the ticket`() {
    var fixture = Fixture()
    fixture.limits.orderShares.warn = 10_000
    var keyboard = Keyboard.entering(Self.large, fixture)
    keyboard.press(.enter, .enter)
    #expect(keyboard.notice?.contains("acknowledge") == true)
    keyboard.press(.char("a"), .enter)
    #expect(keyboard.deskCommands.isEmpty, "one of two is not enough")
    keyboard.press(.char("a"), .enter)
    guard case .submit(let ticket)? = keyboard.deskCommands.first else {
      Issue.record("no order: \(keyboard.screen())")
      return
    }
    #expect(ticket.acknowledged == [.orderNotional, .orderShares])
  }

  @Test func `a blocked order cannot be confirmed`() {
    var fixture = Fixture()
    fixture.limits.orderNotional.block = Notional(dollars: 2_000_000)
    var keyboard = Keyboard.entering(Self.large, fixture)
    keyboard.press(.enter, .char("a"), .enter, .char("a"), .enter, .char("y"))
    #expect(keyboard.deskCommands.isEmpty)
    #expect(keyboard.screen().contains("■ refused"))
  }

  @Test(arguments: ["2.3m", "2300000", "2,250,000", "$2.25m", "2.3M"])
  func `a live order is confirmed by typing its notional`(text: String) {
    var keyboard = Self.live()
    keyboard.type(text)
    keyboard.press(.enter)
    #expect(keyboard.deskCommands.count == 1)
  }

  @Test(arguments: ["", "y", "2.2m", "23m", "2.3", "230000", "2.3b", "m", "-2.3m"])
  func `nothing else confirms a live order`(text: String) {
    var keyboard = Self.live()
    keyboard.type(text)
    keyboard.press(.enter)
    #expect(keyboard.deskCommands.isEmpty)
    #expect(keyboard.topDialog is ReviewDialog)
  }

  @Test func `a pasted notional is not typed`() {
    var keyboard = Self.live()
    keyboard.press(.paste("2.3m"), .enter)
    #expect(keyboard.deskCommands.isEmpty)
  }

  private static func live() -> Keyboard {
    var fixture = Fixture()
    fixture.environment = .live
    var keyboard = Keyboard.entering(large, fixture)
    keyboard.press(.enter, .char("a"))
    return keyboard
  }

  @Test func `a live review says LIVE and what to type, not the answer`() {
    let screen = Self.live().screen()
    #expect(screen.contains("Review LIVE order"))
    #expect(screen.contains("Type the notional"))
    #expect(!screen.contains("2.3m"))
  }

  @Test func `a review has at most seven rows`() {
    var fixture = Fixture()
    fixture.limits.orderShares.warn = 10_000
    for environment in [BrokerEnvironment.paper, .live] {
      fixture.environment = environment
      var keyboard = Keyboard.entering(Self.large, fixture)
      keyboard.press(.enter)
      for _ in 0..<3 {
        guard let dialog = keyboard.topDialog, let context = keyboard.state.dialogContext else {
          Issue.record("no review")
          return
        }
        #expect(dialog.body(context, width: 56).lines.count <= 7)
        keyboard.press(.char("a"))
      }
    }
  }

  @Test func `a warning that appears after opening is shown instead of sent`() {
    var keyboard = Keyboard.entering(Self.small)
    keyboard.press(.enter)
    var fixture = Fixture()
    fixture.limits.orderShares.warn = 50
    _ = keyboard.state.update(.snapshot(fixture.snapshot))
    keyboard.press(.enter)
    #expect(keyboard.deskCommands.isEmpty)
    #expect(keyboard.notice?.contains("look again") == true)
    keyboard.press(.char("a"), .enter)
    #expect(keyboard.deskCommands.count == 1)
  }

  @Test func `a halt after opening refuses the order`() {
    var keyboard = Keyboard.entering(Self.small)
    keyboard.press(.enter)
    _ = keyboard.state.update(.snapshot(Fixture.halted().snapshot))
    keyboard.press(.enter)
    #expect(keyboard.deskCommands.isEmpty)
    #expect(keyboard.notice?.contains("halted") == true)
  }

  @Test func `the same order again asks, and a repeat has its own review`() {
    var fixture = Fixture()
    fixture.limits.orderNotional.warn = nil
    fixture.books = [Fixture.buying()]
    var keyboard = Keyboard.entering(Self.large, fixture)
    keyboard.press(.enter)
    #expect(keyboard.topDialog is RepeatDialog)
    keyboard.press(.enter, .char(" "), .char("y"))
    #expect(keyboard.deskCommands.isEmpty)
    keyboard.press(.char("r"))
    #expect(keyboard.screen().contains("repeat #2"))
    keyboard.press(.char("a"), .enter)
    guard case .submit(let ticket)? = keyboard.deskCommands.first else {
      Issue.record("no order: \(keyboard.screen())")
      return
    }
    #expect(ticket.repeatNumber == 2)
  }

  @Test func `the same order can be looked at instead`() {
    var fixture = Fixture.running()
    fixture.books.reverse()
    var keyboard = Keyboard.entering(Self.large, fixture)
    keyboard.press(.enter, .char("s"))
    #expect(keyboard.state.dialogs.isEmpty)
    #expect(keyboard.state.selectedBook?.parent.ordinal == 1)
    #expect(keyboard.deskCommands.isEmpty)
  }

  @Test func `an order on its way is not sent twice`() {
    var keyboard = Keyboard.entering(Self.small)
    keyboard.press(.enter, .enter, .enter, .enter, .enter)
    #expect(keyboard.deskCommands.count == 1)
    #expect(keyboard.notice?.contains("waiting") == true)
  }

  @Test func `an accepted order empties the form, is selected and can be recalled`() {
    var keyboard = Keyboard.entering(Self.small)
    keyboard.press(.enter, .enter)
    guard let command = keyboard.deskCommands.first else {
      Issue.record("no order")
      return
    }
    let id = Fixture.running().books[1].parent.id
    _ = keyboard.state.update(.answer(.entered(id, slices: 5), to: command))
    #expect(keyboard.state.entry.isEmpty)
    #expect(keyboard.state.selectedParent == id)
    keyboard.press(.char("n"), .up)
    #expect(keyboard.state.entry.request == Fixture.request(Self.small))
    keyboard.press(.down)
    #expect(keyboard.state.entry.isEmpty)
  }

  @Test func `a refused order stays in the form with the reason`() {
    var keyboard = Keyboard.entering(Self.small)
    keyboard.press(.enter, .enter)
    guard let command = keyboard.deskCommands.first else {
      Issue.record("no order")
      return
    }
    _ = keyboard.state.update(.answer(.refused(.storageDown("disk full")), to: command))
    #expect(keyboard.state.entry.request == Fixture.request(Self.small))
    #expect(keyboard.notice?.contains("disk full") == true)
  }
}
