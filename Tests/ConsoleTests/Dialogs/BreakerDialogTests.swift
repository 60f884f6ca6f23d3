import SlicingCore
import Terminal
import Testing

@testable import Console

@Suite struct BreakerDialogTests {
  private func reset(_ fixture: Fixture) -> Keyboard {
    var keyboard = Keyboard(fixture)
    keyboard.press(.char("B"))
    keyboard.type("looked at it")
    keyboard.press(.enter, .char("y"))
    return keyboard
  }

  @Test func `a reset says what stands in the way, and is not sent`() {
    let keyboard = reset(.lost())
    #expect(keyboard.commands.isEmpty)
    #expect(keyboard.screen().contains("In the way: lost $505,200 today, at most $500,000."))
    #expect(keyboard.notice?.contains("refused: lost $505,200") == true)
  }

  @Test func `with the firm's switch unread it cannot be reset`() {
    var fixture = DialogRulesTests.tripped()
    fixture.sharesFirmSwitch = true
    let keyboard = reset(fixture)
    #expect(keyboard.commands.isEmpty)
    #expect(keyboard.notice?.contains("cannot be read") == true)
  }

  @Test func `the quiet period is announced, and after the reset counted down`() {
    var keyboard = reset(DialogRulesTests.tripped())
    #expect(keyboard.deskCommands == [.resetBreaker(reason: "looked at it")])
    keyboard = Keyboard(.quiet())
    _ = keyboard.state.update(.tick(Fixture.now + .seconds(13)))
    #expect(keyboard.screen().split(separator: "\n")[0].contains("◐ QUIET 3:59"))
  }

  @Test func `a trip by hand says that it stops every desk where the switch is shared`() {
    var fixture = Fixture.running()
    fixture.sharesFirmSwitch = true
    fixture.events = [.firm(.open)]
    var keyboard = Keyboard(fixture)
    keyboard.press(.char("T"))
    #expect(keyboard.screen().contains("every desk stops"))
    var alone = Keyboard(.running())
    alone.press(.char("T"))
    #expect(!alone.screen().contains("every desk stops"))
  }

  @Test func `a reset says that the firm's breaker is reset with it`() {
    var keyboard = Keyboard(.firmTripped())
    keyboard.press(.char("B"))
    #expect(keyboard.screen().contains("The firm's breaker is reset with it."))
    // Open again, or never shared: nothing of the firm's is touched.
    for fixture in [DialogRulesTests.tripped(), Self.shared(DialogRulesTests.tripped())] {
      var alone = Keyboard(fixture)
      alone.press(.char("B"))
      #expect(!alone.screen().contains("firm's breaker"))
    }
  }

  private static let trip = FirmReading.Trip(reason: "REJECTS", details: "desk2", at: Fixture.now)
  private static func halted(_ trip: FirmReading.Trip?) -> FirmReading {
    .engaged(.init(by: "desk2", at: Fixture.now, reason: "news", trip: trip))
  }

  @Test func `a reset behind the firm's halt says that the firm's trip stays`() {
    for trip in [Self.trip, nil] {
      var fixture = Fixture.firmTripped()
      fixture.events.append(.firm(Self.halted(trip)))
      var keyboard = Keyboard(fixture)
      keyboard.press(.char("B"))
      let screen = keyboard.screen()
      #expect(screen.contains("and its breaker tripped") == (trip != nil), "\(screen)")
      #expect(screen.contains("released with R") == (trip == nil), "\(screen)")
    }
  }

  @Test func `where only the firm's breaker is tripped, behind its halt, both are said`() {
    var fixture = Self.shared(.running())
    fixture.events.append(.firm(Self.halted(Self.trip)))
    var keyboard = Keyboard(fixture)
    keyboard.press(.char("B"))
    #expect(keyboard.commands.isEmpty && keyboard.topDialog == nil)
    #expect(keyboard.notice?.contains("only the firm's breaker is tripped, and the firm is halted") == true)
    fixture.events.append(.firm(Self.halted(nil)))
    keyboard = Keyboard(fixture)
    keyboard.press(.char("B"))
    #expect(keyboard.notice?.contains("the breaker is not tripped") == true)
  }

  private static func shared(_ fixture: Fixture) -> Fixture {
    var shared = fixture
    shared.sharesFirmSwitch = true
    shared.events = [.firm(.open)]
    return shared
  }

  @Test func `a reset of the firm's breaker alone is possible`() {
    var fixture = Fixture.running()
    fixture.sharesFirmSwitch = true
    let trip = FirmReading.Trip(reason: "REJECTS", details: "", at: nil)
    fixture.events = [.firm(.open), .firm(.tripped(trip))]
    // This desk trips with the firm's; reset and over here, the firm's may still stand.
    #expect(fixture.desk.isFirmTripped)
    #expect(DisabledReason.reset(fixture.console()) == nil)
  }
}
