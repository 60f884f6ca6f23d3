import DeskModel
import SlicingCore
import Terminal
import Testing

@testable import Console

/// Alerts: what waits, what rings, what is acknowledged and what is not.
@Suite struct AlertTests {
  private func fixture(_ alerts: [Alert]) -> Fixture {
    var fixture = Fixture.running()
    fixture.alerts = Fixture.posted(alerts)
    return fixture
  }

  @Test(arguments: Alert.Kind.allCases)
  func `every kind stays on the screen until it is acknowledged, at every size`(kind: Alert.Kind) {
    for readOnly in [nil, "pid 4711"] {
      var fixture = fixture([Alert(kind: kind, text: "this happened")])
      fixture.readOnlyHolder = readOnly
      var keyboard = Keyboard(fixture)
      for size in [(60, 16), (80, 24), (120, 40), (200, 60)] {
        #expect(keyboard.screen(size.0, size.1).contains("! this happened  a: seen"), "\(size)")
      }
      #expect(keyboard.press(.char("a")) == [.acknowledgeAlerts(through: 1)])
      #expect(!keyboard.screen().contains("this happened"), "gone before the desk has heard of it")
      _ = keyboard.state.update(.snapshot(fixture.snapshot))
      #expect(!keyboard.screen().contains("this happened"), "and it does not come back")
    }
  }

  @Test func `of several the newest is shown with a count, and a lists them with their times`() {
    var keyboard = Keyboard(.alarmed())
    #expect(keyboard.screen(120, 40).contains("connection reset by peer  (3 more)  a: list"))
    #expect(keyboard.press(.char("a")).isEmpty, "what has not been read is not acknowledged")
    let screen = keyboard.screen(120, 40)
    #expect(screen.contains("14:32:07  link"))
    #expect(screen.contains("14:30:07  rejected  order 2 slice 3 rejected: insufficient buying power"))
    #expect(keyboard.press(.char("a")) == [.acknowledgeAlerts(through: 4)])
    #expect(keyboard.state.dialogs.isEmpty && keyboard.state.alerts.isEmpty)
  }

  @Test func `acknowledging the list loses none that came while it was read`() {
    var keyboard = Keyboard(.alarmed())
    keyboard.press(.char("a"))
    var later = Fixture.alarmed()
    later.alerts.append(
      PostedAlert(number: 5, at: later.now, alert: Alert(kind: .breaker, text: "breaker tripped: REJECTS")))
    _ = keyboard.state.update(.snapshot(later.snapshot))
    #expect(keyboard.press(.char("a")) == [.acknowledgeAlerts(through: 4)])
    #expect(keyboard.state.alerts.map(\.number) == [5])
    #expect(keyboard.screen().contains("! breaker tripped: REJECTS  a: seen"))
  }

  @Test func `an alert that comes just before the key is listed, not acknowledged unread`() {
    var keyboard = Keyboard(fixture([Alert(kind: .done, text: "order 1 completed")]))
    _ = keyboard.state.update(
      .snapshot(
        fixture([
          Alert(kind: .done, text: "order 1 completed"), Alert(kind: .kill, text: "halted by firm"),
        ]).snapshot))
    #expect(keyboard.press(.char("a")).isEmpty)
    #expect(keyboard.topDialog is AlertsDialog)
  }

  @Test func `the bell rings once for what is new, and says whether a guard is among it`() {
    var state = ConsoleState()
    let done = Alert(kind: .done, text: "order 1 completed")
    #expect(state.update(.snapshot(fixture([done]).snapshot)) == [.ring(.other)])
    #expect(state.update(.snapshot(fixture([done]).snapshot)).isEmpty)
    let both = fixture([done, Alert(kind: .missed, text: "late"), Alert(kind: .breaker, text: "tripped")])
    #expect(state.update(.snapshot(both.snapshot)) == [.ring(.guard)])
    _ = state.take(.char("a"), at: 0)
    _ = state.take(.char("a"), at: 500)
    #expect(state.update(.snapshot(both.snapshot)).isEmpty, "what was acknowledged is not news")
  }

  @Test func `the list can be opened by name and left without acknowledging`() {
    var keyboard = Keyboard(.alarmed())
    keyboard.press(.char(":"))
    keyboard.type("alerts")
    keyboard.press(.enter, .down, .down)
    #expect(keyboard.screen().contains("3 of 4"))
    keyboard.press(.escape)
    #expect(keyboard.commands.isEmpty)
    #expect(keyboard.state.alerts.count == 4)
    var calm = Keyboard(.running())
    calm.press(.char("a"))
    #expect(calm.notice == "seen: no alert waits")
  }

  @Test(arguments: [
    (LogRecord.Kind.killed, "AAPL: news", Alert.Kind.kill), (.tripped, "REJECTS: 3", .breaker),
    (.rejected, "no", .rejected), (.unknown, "no answer", .unknown), (.missed, "late", .missed),
    (.finished, "completed", .done), (.link, "down: reset", .link), (.held, "limit, three in a row", .held),
    (.alarm, "overfill", .remark), (.clock, "moved on", .clock),
    (.session, "AAPL halted", .session), (.session, "BRK.B halted: news pending", .session),
  ])
  func `who only looks hears of them from the log`(kind: LogRecord.Kind, reason: String, alert: Alert.Kind) {
    let record = LogRecord(at: Fixture.now, actor: .desk, kind: kind, reason: reason)
    let posted = PostedAlert(number: 7, record: record)
    #expect(posted?.kind == alert)
    #expect(posted?.text.contains(reason) == true)
    #expect(posted?.number == 7 && posted?.at == Fixture.now)
  }

  @Test(arguments: [
    (LogRecord.Kind.fill, "400"), (.link, "up: connected"), (.held, "REJECTS"), (.released, "checked"),
    (.accepted, ""), (.session, MarketSession.aroundTheClock.words),
    (.session, MarketSession.open(closesAt: Fixture.now).words),
    (.session, MarketSession.closed(opensAt: Fixture.now).words), (.session, "AAPL trades again"),
  ])
  func `what needs nobody's attention is no alert`(kind: LogRecord.Kind, reason: String) {
    let record = LogRecord(at: Fixture.now, actor: .desk, kind: kind, reason: reason)
    #expect(PostedAlert(number: 1, record: record) == nil)
    let byTrader = LogRecord(
      at: Fixture.now, actor: Actor("anna"), kind: .held, reason: "held at the console")
    #expect(PostedAlert(number: 1, record: byTrader) == nil)
  }
}
