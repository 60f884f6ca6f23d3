import Brokers
import DeskModel
import SlicingCore
import Terminal
import Testing

@testable import Console

/// What every dangerous dialog owes the trader.
@Suite struct DialogRulesTests {
  /// A console with the dialog open, its opening key, and the answer that confirms it.
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let opening: Key
    let confirm: @Sendable (inout Keyboard) -> Void
    let expected: @Sendable (Fixture) -> DeskCommand
    var fixture: @Sendable () -> Fixture = { .running() }
    var prepare: @Sendable (inout Keyboard) -> Void = { _ in }

    func opened() -> Keyboard {
      var keyboard = Keyboard(fixture())
      prepare(&keyboard)
      keyboard.press(opening)
      return keyboard
    }
  }

  static let cases = [
    Case(
      description: "cancel", opening: .char("x"), confirm: { $0.press(.char("y")) },
      expected: { .cancelParent($0.books[0].parent.id) }),
    Case(
      description: "cancel a slice", opening: .char("x"), confirm: { $0.press(.char("y")) },
      expected: { .cancelSlice($0.books[0].slices[13].id) }, prepare: { $0.press(.char("4")) }),
    Case(
      description: "cancel all", opening: .char("X"),
      confirm: {
        $0.type("cancel all")
        $0.press(.enter)
      }, expected: { _ in .cancelAll }),
    Case(
      description: "resume", opening: .char("r"), confirm: { $0.press(.down, .down, .char("y")) },
      expected: { .resume($0.books[1].parent.id, .spread) }, prepare: { $0.press(.char("j")) }),
    Case(
      description: "release", opening: .char("R"),
      confirm: {
        $0.type("release")
        $0.press(.tab)
        $0.type("checked")
        $0.press(.enter)
      }, expected: { _ in .release(reason: "checked") }, fixture: { haltedAndKnown() }),
    Case(
      description: "release one of several", opening: .char("R"),
      confirm: {
        $0.press(.down)
        $0.type("release")
        $0.press(.tab)
        $0.type("news is out")
        $0.press(.enter)
      }, expected: { .release(.parent($0.books[1].parent.id), reason: "news is out") },
      fixture: { .halvesHalted() }),
    Case(
      description: "resume with a warning", opening: .char("r"),
      confirm: { $0.press(.down, .down, .char("a"), .char("y")) },
      expected: { .resume($0.books[1].parent.id, .spread, acknowledged: [.sliceNotional]) },
      fixture: { ResumeDialogTests.warned() }, prepare: { $0.press(.char("j")) }),
    Case(
      description: "trip", opening: .char("T"),
      confirm: {
        $0.type("odd prices")
        $0.press(.enter, .char("y"))
      }, expected: { _ in .tripBreaker(reason: "odd prices") }),
    Case(
      description: "reset", opening: .char("B"),
      confirm: {
        $0.type("broker called")
        $0.press(.enter, .char("y"))
      }, expected: { _ in .resetBreaker(reason: "broker called") }, fixture: { tripped() }),
    Case(
      description: "settle", opening: .char("U"),
      confirm: {
        $0.press(.ctrl("u"))
        $0.type("120")
        $0.press(.enter)
        $0.type("187.43")
        $0.press(.enter)
        $0.type("by phone")
        $0.press(.enter, .char("y"))
      },
      expected: {
        .resolve($0.books[0].slices[13].id, .filled(120, at: Fixture.price("187.43")), reason: "by phone")
      }, fixture: { .halted() }),
  ]

  static func haltedAndKnown() -> Fixture {
    var fixture = Fixture.running()
    fixture.kill = KillSwitch(
      engagement: .init(at: Fixture.now, by: Actor("desk1"), reason: "", slicesStopped: 3, orders: []))
    return fixture
  }

  static func tripped() -> Fixture {
    var fixture = Fixture.running()
    let trip = CircuitBreaker.Trip(at: Fixture.now, reason: .rejects, details: "3 slices in a row", by: .desk)
    fixture.breaker = CircuitBreaker(
      state: .tripped(trip), tripsToday: 1, countedOn: NewYork.date(of: Fixture.now))
    return fixture
  }

  @Test(arguments: cases)
  func `the confirming answer is what sends it`(item: Case) {
    var keyboard = item.opened()
    #expect(keyboard.commands.isEmpty)
    item.confirm(&keyboard)
    #expect(keyboard.deskCommands == [item.expected(item.fixture())])
    #expect(keyboard.state.dialogs.isEmpty)
  }

  @Test(arguments: cases)
  func `the opening key, Enter and Space do nothing`(item: Case) {
    var keyboard = item.opened()
    for _ in 0..<4 { keyboard.press(item.opening, .enter, .char(" ")) }
    #expect(keyboard.commands.isEmpty)
    #expect(!keyboard.state.dialogs.isEmpty)
  }

  @Test(arguments: cases)
  func `escape leaves everything as it is, even at once`(item: Case) {
    var keyboard = item.opened()
    keyboard.press(.escape, after: 1)
    #expect(keyboard.state.dialogs.isEmpty)
    #expect(keyboard.commands.isEmpty)
  }

  @Test(arguments: cases)
  func `a paste never confirms`(item: Case) {
    var keyboard = item.opened()
    for text in ["y", "cancel all", "release", "cancel all\n"] { keyboard.press(.paste(text)) }
    keyboard.press(.enter)
    #expect(keyboard.commands.isEmpty)
  }

  @Test func `where confirming adds risk the first 300 ms are thrown away`() {
    var fast = Keyboard(.running())
    fast.press(.char("j"), .char("r"))
    fast.press(.down, .down, .char("y"), after: 90)
    #expect(fast.commands.isEmpty)
    #expect(fast.topDialog is ResumeDialog)
    fast.press(.down, .down, .char("y"), after: 300)
    #expect(fast.deskCommands.count == 1)
  }

  @Test func `a review opened by Enter is not confirmed by the same keystroke repeated`() {
    var keyboard = Keyboard.entering("buy 100 AAPL over 5m every 1m")
    keyboard.press(.enter)
    keyboard.press(.enter, .enter, .enter, after: 60)
    #expect(keyboard.deskCommands.isEmpty)
    keyboard.press(.enter, after: 400)
    #expect(keyboard.deskCommands.count == 1)
  }

  /// As a paste does that the terminal does not mark and a slow line brings bit by bit.
  @Test func `keys that keep coming are not meant for a dialog that came up under them`() {
    var keyboard = Keyboard.entering("buy 100 AAPL over 5m every 1m")
    keyboard.press(.enter)
    for _ in 0..<200 { keyboard.press(.enter, after: 150) }
    #expect(keyboard.deskCommands.isEmpty)
    keyboard.press(.enter, after: 300)
    #expect(keyboard.deskCommands.count == 1)
  }

  /// A review that was opened and is not on the terminal yet.
  private struct Review {
    var state: ConsoleState

    init() {
      var keyboard = Keyboard.entering("buy 100 AAPL over 5m every 1m")
      _ = keyboard.state.update(.key(.enter, KeyTime(earliest: 99_000, latest: 99_000)))
      state = keyboard.state
    }

    mutating func press(_ key: Key, _ earliest: Int64, _ latest: Int64) -> [ConsoleCommand] {
      state.update(.key(key, KeyTime(earliest: earliest, latest: latest)))
    }

    mutating func show(_ number: Int, at milliseconds: Int64) {
      _ = state.update(.shown(number, atMilliseconds: milliseconds))
    }
  }

  @Test func `a review that is not on the terminal is not confirmed, however late the key`() throws {
    var review = Review()
    let number = try #require(review.state.unshownDialog)
    let unseen = review.press(.enter, 160_000, 160_000)
    review.show(number, at: 200_000)
    #expect(review.state.unshownDialog == nil && review.state.unreadUntilMilliseconds == 200_300)
    let hasty = review.press(.enter, 200_100, 200_100)
    #expect(unseen.isEmpty && hasty.isEmpty && review.state.unreadUntilMilliseconds == 200_400)
    let read = review.press(.enter, 200_400, 200_410)
    #expect(read.count == 1)
  }

  /// It waited in the terminal, and may have been pressed before the review was there.
  @Test func `a key counts from the last look at the keyboard and not from its reading`() throws {
    var review = Review()
    review.show(try #require(review.state.unshownDialog), at: 100_000)
    let before = review.press(.enter, 99_500, 160_000)
    let hasty = review.press(.enter, 160_299, 170_000)
    #expect(before.isEmpty && hasty.isEmpty)
    let read = review.press(.enter, 170_300, 500_000)
    #expect(read.count == 1)
  }

  @Test func `what was drawn of one dialog says nothing of another`() throws {
    var review = Review()
    let first = try #require(review.state.unshownDialog)
    for key in [Key.escape, .enter] { _ = review.press(key, 100_000, 100_000) }
    review.show(first, at: 100_001)
    let second = try #require(review.state.unshownDialog)
    let early = review.press(.enter, 120_000, 120_000)
    #expect(second != first && early.isEmpty)
    for milliseconds: Int64 in [130_000, 140_000] { review.show(second, at: milliseconds) }
    let read = review.press(.enter, 130_300, 130_300)
    #expect(read.count == 1, "drawn once more it is not new")
  }

  @Test func `ids are frozen at opening`() {
    var keyboard = Keyboard(.running())
    keyboard.press(.char("x"))
    keyboard.state.selectedParent = Fixture.running().books[1].parent.id
    keyboard.press(.char("y"))
    #expect(keyboard.deskCommands == [.cancelParent(Fixture.running().books[0].parent.id)])
  }

  @Test func `what is done already is not done again`() {
    var keyboard = Keyboard(.running())
    keyboard.press(.char("x"))
    var fixture = Fixture.running()
    let old = fixture.books[0].parent
    fixture.books[0] = Fixture.book(
      1, "buy 12000 AAPL over 30m every 1m limit 187.50", start: Fixture.clock(14, 19, 7), status: .completed
    ) { .init(status: .filled, filled: $0.quantity) }
    #expect(fixture.books[0].parent.id == old.id)
    _ = keyboard.state.update(.snapshot(fixture.snapshot))
    keyboard.press(.char("y"))
    #expect(keyboard.commands.isEmpty)
    #expect(keyboard.notice == "already done: completed")
  }

  @Test func `nothing that adds risk is confirmed on a screen too small to show it`() {
    var keyboard = Keyboard(.running())
    keyboard.press(.char("j"), .char("r"))
    _ = keyboard.state.update(.resize(TerminalSize(width: 40, height: 10)))
    keyboard.press(.down, .down, .char("y"))
    #expect(keyboard.commands.isEmpty)
    #expect(keyboard.notice?.contains("too small") == true)
    var cancel = Keyboard(.running())
    cancel.press(.char("x"))
    _ = cancel.state.update(.resize(TerminalSize(width: 40, height: 10)))
    cancel.press(.char("y"))
    #expect(cancel.deskCommands.count == 1, "stopping is never refused for want of room")
  }

  @Test func `a dialog with rows below the edge is not confirmed`() {
    var fixture = Fixture.running()
    fixture.environment = .live
    var keyboard = Keyboard(fixture)
    _ = keyboard.state.update(.resize(TerminalSize(width: 60, height: 14)))
    keyboard.press(.char("j"), .char("r"), .down, .char("y"))
    #expect(keyboard.commands.filter { $0 != .redraw }.isEmpty)
    _ = keyboard.state.update(.resize(TerminalSize(width: 80, height: 24)))
    keyboard.press(.down, .char("y"))
    #expect(keyboard.deskCommands == [.resume(fixture.books[1].parent.id, .skip)])
  }
}
