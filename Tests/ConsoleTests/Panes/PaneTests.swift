import Brokers
import DeskModel
import SlicingCore
import Terminal
import Testing

@testable import Console

@Suite struct PaneTests {
  @Test func `only the rows on the screen are computed`() {
    let window = ListWindow(around: 5_000, count: 100_000, height: 10)
    #expect(window.range == 4_995..<5_005)
    #expect(ListWindow(around: 0, count: 3, height: 10).range == 0..<3)
    #expect(ListWindow(around: 99, count: 100, height: 10).range == 90..<100)
    #expect(ListWindow(around: 0, count: 0, height: 10).range.isEmpty)
  }

  @Test func `a parent of ten thousand slices is drawn like a small one`() {
    var fixture = Fixture()
    fixture.books = [
      Fixture.book(1, "buy 1000000 AAPL over 10000s every 1s", start: Fixture.clock(14, 0, 0)) {
        $0.number < 1_927 ? .init(status: .filled, filled: $0.quantity) : .pending
      }
    ]
    let state = fixture.console(size: TerminalSize(width: 120, height: 40))
    let screen = view(state, size: TerminalSize(width: 120, height: 40)).buffer.plainText()
    #expect(screen.contains("1927 of 10000"))
  }

  @Test func `the speed of a rehearsal and real money are in the first line`() {
    var fixture = Fixture.running()
    fixture.speed = 60
    #expect(Keyboard(fixture).screen().hasPrefix(" "))
    #expect(Keyboard(fixture).screen().split(separator: "\n")[0].contains("×60"))
    fixture.environment = .live
    for size in [(60, 16), (80, 24), (200, 60)] {
      let first = Keyboard(fixture).screen(size.0, size.1).split(separator: "\n")[0]
      #expect(first.contains("LIVE") && first.contains("TRADING") && first.contains("HALT"), "\(size)")
    }
  }

  private func plain(_ line: TextLine) -> String {
    String(String.UnicodeScalarView(line.runs.flatMap(\.text.scalars)))
  }

  @Test(arguments: [
    (MarketSession.aroundTheClock, "TRADING", "day ends in"),
    (.open(closesAt: Fixture.clock(16, 0)), "TRADING", "market open until 16:00"),
    (.open(closesAt: Fixture.clock(13, 0)), "CLOSED", "closed at 13:00"),
    (.closed(opensAt: Fixture.clock(9, 30) + .seconds(86_400)), "CLOSED", "closed, opens Tue 09:30"),
    (.closed(opensAt: Fixture.clock(9, 30) + .seconds(8 * 86_400)), "CLOSED", "opens 2026-03-10"),
    (.closed(opensAt: nil), "CLOSED", "market closed"),
  ])
  func `the first line says whether the market is open`(session: MarketSession, state: String, words: String)
  {
    var fixture = Fixture.running()
    fixture.session = session
    let line = plain(HeaderPane.line(fixture.console(), width: 120))
    #expect(line.contains(state) && line.contains(words), "\(line)")
    #expect(plain(HeaderPane.line(fixture.console(), width: 60)).contains(state))
  }

  @Test func `a link that is down is in the first line, and in the guards with its words`() {
    var fixture = Fixture.running()
    fixture.isLinkUp = false
    #expect(plain(HeaderPane.line(fixture.console(), width: 120)).contains("■ LINK DOWN"))
    let guards = GuardPane.content(fixture.console(), width: 58, height: 12).lines.map(plain)
    #expect(guards.contains { $0.contains("■ DOWN  connecting") })
    #expect(guards.contains { $0.contains("blocked: link down: connecting") })
  }

  @Test func `a console that only looks says nothing of the market`() {
    var fixture = Fixture.closed(opensAt: Fixture.clock(9, 30))
    fixture.readOnlyHolder = "desk1"
    let line = plain(HeaderPane.line(fixture.console(), width: 160))
    #expect(!line.contains("CLOSED") && !line.contains("opens"), "\(line)")
  }

  @Test(arguments: [
    (Sight.held, "READ-ONLY, held by pid 4711"), (.unheld, "READ-ONLY, no engine runs"),
    (.gone, "READ-ONLY, holder gone"),
    (.unread(since: Fixture.clock(14, 33)), "READ-ONLY, not read since 14:33:00"),
  ])
  func `a console that only looks says what it sees`(sight: Sight, words: String) {
    var fixture = Fixture.running()
    (fixture.readOnlyHolder, fixture.sight) = ("pid 4711", sight)
    for width in [80, 120, 200] {
      let line = plain(HeaderPane.line(fixture.console(), width: width))
      #expect(line.contains(words), "\(line)")
    }
    var halted = fixture.console()
    _ = halted.update(.halted)
    let line = plain(HeaderPane.line(halted, width: 80))
    #expect(line.contains("■ HALTED  nothing new is sent; ") && !line.contains("canceling"), "\(line)")
    #expect(sight == .held || line.contains(words.dropFirst("READ-ONLY, ".count)), "\(line)")
  }

  /// Somebody's kill beside a holder that hangs: the screen must not say that the desk trades.
  @Test func `a word that nobody has recorded halts the screen of those who look`() {
    var fixture = Fixture.running()
    fixture.readOnlyHolder = "pid 4711"
    var snapshot = fixture.snapshot
    snapshot.isWordEngaged = true
    var state = fixture.console()
    _ = state.update(.snapshot(snapshot))
    for width in [80, 120, 200] {
      let line = plain(HeaderPane.line(state, width: width))
      #expect(line.contains("■ HALTED  nothing new is sent; not recorded by the desk yet"), "\(line)")
    }
    #expect(plain(GuardFacts(state, snapshot).kill(width: 30)) == "■ HALTED")
    _ = state.update(.snapshot(fixture.snapshot))
    #expect(!state.isHalted, "the word was released")
  }

  @Test func `several halts are counted`() {
    let fixture = Fixture.trading(
      until: Fixture.clock(16, 0), halted: [(Fixture.msft, "news pending"), (Fixture.aapl, "")])
    let guards = GuardPane.content(fixture.console(), width: 58, height: 12).lines.map(plain)
    #expect(guards.contains { $0.contains("AAPL halted, and 1 more") }, "\(guards)")
    #expect(guards.contains { $0.contains("blocked: AAPL halted") }, "\(guards)")
  }

  @Test func `a stale quote is said to be stale`() {
    var keyboard = Keyboard(.running())
    _ = keyboard.state.update(.tick(Fixture.now + .seconds(9)))
    #expect(keyboard.screen(120, 40).contains("stale 9s"))
  }

  @Test func `an alert stays until it is acknowledged and counts those behind it`() {
    var fixture = Fixture.running()
    fixture.alerts = Fixture.posted([
      Alert(kind: .link, text: "link down"), Alert(kind: .missed, text: "slice 3 missed"),
    ])
    let keyboard = Keyboard(fixture)
    #expect(keyboard.screen().contains("! slice 3 missed  (1 more)  a: list"))
  }

  @Test func `hostile text cannot drive the terminal`() {
    var fixture = Fixture.running()
    fixture.alerts = Fixture.posted([Alert(kind: .rejected, text: "no\u{1B}[2J\u{202E}good")])
    let screen = Keyboard(fixture).screen()
    #expect(!screen.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
    #expect(screen.contains("no^[[2Jgood"))
  }

  @Test func `figures are exact and say which way they round`() {
    #expect(Figures.percent(11_999, of: 12_000).string == "99%")
    #expect(Figures.signed(-240).string == "−240")
    #expect(Figures.basisPoints(-128).string == "−1.3")
    #expect(Figures.basisPoints(4).string == "0.0")
    #expect(Figures.countdown(.milliseconds(52_001)).string == "0:53")
    #expect(Figures.countdown(.seconds(-5)).string == "0:00")
    #expect(Figures.average(Fixture.price("187.41495")).string == "187.4150")
    let late = [999, 1_204, 12_345, 123_456].map { Figures.lateness(.milliseconds($0)).string }
    #expect(late == ["+999 ms", "+1.20 s", "+12.3 s", "+123 s"])
    #expect(Figures.lateness(.milliseconds(-1_438)).string == "−1.43 s")
  }

  @Test(arguments: [
    (2_250_000, "2.3m", true), (2_249_999, "2.2m", true), (995_000, "1m", true), (9_400, "9400", true),
    (9_400, "9.4k", true), (50, "50", true), (2_250_000, "2.2m", false), (100, "1000", false),
  ])
  func `a typed notional is compared by two digits`(dollars: Int, text: String, confirms: Bool) {
    #expect(TypedNotional.confirms(text, Notional(dollars: dollars)) == confirms)
  }

  @Test func `where there is room for one list only, the focused one is shown`() {
    let size = TerminalSize(width: 60, height: 17)
    #expect(Layout(size: size)?.slices == nil)
    #expect(Layout(size: size, focus: .slices)?.orders == nil)
    #expect(Layout(size: TerminalSize(width: 80, height: 24))?.slices != nil)
    #expect(Layout(size: TerminalSize(width: 80, height: 24))?.chart == nil)
    #expect(Layout(size: TerminalSize(width: 59, height: 24)) == nil)
  }
}
