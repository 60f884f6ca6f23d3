import SlicingCore
import Terminal
import Testing

@testable import Console

/// One look tells whether the next slice can go and, if not, why and until when.
@Suite struct GuardPaneTests {
  private func lines(_ fixture: Fixture, width: Int = 36, height: Int = 5) -> [String] {
    GuardPane.content(fixture.console(), width: width, height: height).lines.map {
      String(String.UnicodeScalarView($0.runs.flatMap(\.text.scalars)))
    }
  }

  private func next(_ fixture: Fixture, width: Int = 36) -> String {
    lines(fixture, width: width, height: width > 56 ? 12 : 5).last ?? ""
  }

  private static func firm(_ readings: FirmReading...) -> Fixture {
    var fixture = Fixture.running()
    fixture.sharesFirmSwitch = true
    fixture.events = readings.map { .firm($0) }
    return fixture
  }

  static let trip = FirmReading.Trip(reason: "MAX_DRAWDOWN", details: "", at: nil)

  @Test func `the next slice: that it can go, and when`() {
    #expect(next(.running()) == "next slice can go, in 1:00")
    #expect(next(.running(), width: 58).hasSuffix("can go: order 1 in 1:00"))
    #expect(next(Fixture()) == "next slice can go")
  }

  @Test func `the next slice: why not, and until when`() {
    #expect(next(.halted()) == "■ blocked: halted, until released")
    #expect(next(.quiet()) == "■ blocked: quiet for another 4:12")
    #expect(next(DialogRulesTests.tripped()) == "■ blocked: REJECTS, until reset")
    #expect(next(.lost()) == "■ DAILY_LOSS_EXCEEDED, until reset")
    let opening = Fixture.clock(9, 30) + .seconds(86_400)
    #expect(next(.closed(opensAt: opening)) == "■ blocked: closed until Tue 09:30 ET")
    #expect(
      next(.trading(until: Fixture.clock(16, 0), halted: [(Fixture.aapl, "LULD")]))
        == "■ blocked: AAPL halted: LULD")
  }

  @Test func `the quiet period is counted down by the clock alone`() {
    var state = Fixture.quiet().console()
    _ = state.update(.tick(Fixture.now + .seconds(200)))
    let pane = GuardPane.content(state, width: 36, height: 5)
    #expect(pane.lines.last?.runs.map(\.text.string).joined() == "■ blocked: quiet for another 0:52")
  }

  @Test func `the firm's switch stops the next slice in its own words`() {
    #expect(next(.firmUnread()) == "■ blocked: firm's switch unread")
    let quiet = FirmReading.quiet(until: Fixture.now + .seconds(400), after: Self.trip)
    #expect(next(resetHere(quiet)) == "■ firm quiet for another 1:40")
    #expect(next(resetHere(.tripped(Self.trip))) == "■ blocked: firm, until reset")
    let engaged = FirmReading.engaged(.init(by: "risk", at: nil, reason: ""))
    #expect(next(Self.firm(.open, engaged)) == "■ blocked: halted, until released")
    #expect(next(Self.firm(.open)).hasPrefix("next slice can go"))
  }

  /// Tripped with the firm, reset here and quiet no more; the firm's breaker reads so still.
  private func resetHere(_ reading: FirmReading) -> Fixture {
    var fixture = Self.firm(.open, .tripped(Self.trip))
    fixture.events.append(.command(.resetBreaker(reason: "looked at it"), by: Actor("desk1")))
    fixture.events.append(.firm(reading))
    fixture.later = .seconds(300)
    return fixture
  }

  @Test func `what stops first is said first: this desk's breaker before the firm's switch`() {
    #expect(next(Self.firm(.open, .tripped(Self.trip))) == "■ blocked: MAX_DRAWDOWN, until reset")
    var tripped = DialogRulesTests.tripped()
    tripped.sharesFirmSwitch = true
    #expect(next(tripped) == "■ blocked: REJECTS, until reset", "the switch is not read yet, either")
    tripped.kill = DialogRulesTests.haltedAndKnown().kill
    #expect(next(tripped) == "■ blocked: halted, until released")
  }

  @Test func `the firm's row outlasts figures in narrow panes`() {
    for (width, height) in [(36, 6), (36, 5), (20, 5)] {
      #expect(
        lines(.firmUnread(), width: width, height: height).contains("Firm ■ cannot be read"),
        "\(width)x\(height)")
    }
  }

  @Test func `neither loss nor drawdown is less than none`() {
    #expect(LimitUse("drawdown", Notional(dollars: -5), of: nil).text.string == "drawdown 0/–")
    let limit = Notional(dollars: 500_000)
    #expect(LimitUse("loss", Notional(dollars: -600_000), of: limit).level == .calm)
  }

  @Test func `to a console that only looks the firm's switch is neither a stop nor a leave`() {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
      let screen = Keyboard(.firmNotKnown()).screen(width, height)
      #expect(screen.split(separator: "\n")[0].contains("firm: not known here"))
      #expect(screen.contains("Firm") && screen.contains("– not known here"))
      #expect(!screen.contains("TRADING") && !screen.contains("UNREAD") && !screen.contains("blocked"))
    }
    #expect(next(.firmNotKnown()) == "no guard here stops it, firm unknown")
    var halted = Fixture.firmNotKnown()
    halted.events = Fixture.halvesHalted().events
    #expect(Keyboard(halted).screen().split(separator: "\n")[0].contains("◐ 2 HALTS"))
  }

  @Test func `the firm's row is there only where the switch is shared`() {
    #expect(!lines(.running(), width: 58, height: 12).contains { $0.hasPrefix("Firm") })
    #expect(lines(Self.firm(.open), width: 58, height: 12).contains { $0 == "Firm          ● trading" })
    #expect(lines(.firmUnread(), width: 100, height: 12).contains { $0.contains("no answer for 2 s") })
  }

  @Test func `nothing is to come where every order is held`() {
    #expect(next(.halvesHalted()) == "nothing to send: 2 orders are held")
  }

  @Test func `loss and drawdown stand against their limits, realised and marked apart`() {
    let all = lines(.lost(), width: 58, height: 12)
    #expect(all.contains { $0.hasSuffix("■ loss 505K/500K  ■ drawdown 505K/500K") })
    #expect(all.contains { $0.hasSuffix("realised 0  marked −505K") })
    #expect(lines(.lost()).contains { $0.hasPrefix("■ loss 505K/500K") }, "also where there is least room")
    #expect(all.contains { $0.hasSuffix("DAILY_LOSS_EXCEEDED  trips 1") })
  }

  @Test func `a loss from four fifths of its limit on is marked`() {
    let limit = Notional(dollars: 500_000)
    let levels = [0, 399_999, 400_000, 500_000, 500_001].map {
      LimitUse("loss", Notional(dollars: $0), of: limit).level
    }
    #expect(levels == [.calm, .calm, .warn, .warn, .block])
    #expect(LimitUse("loss", Notional(dollars: 9), of: nil).text.string == "loss 9/–")
  }

  @Test func `limits above their warning carry a sign, agreed ones do not`() {
    let all = lines(.nearLimits(), width: 58, height: 12).joined(separator: "\n")
    for words in ["! AAPL 2.24M/2.5M", "! day 3.49M/4M", "! open 2/3", "! +1.40 s", " volume 8%/20%"] {
      #expect(all.contains(words), "\(words)")
    }
    #expect(!all.contains("! order") && !all.contains("! volume"), "acknowledged when it was entered")
    #expect(lines(.nearLimits()).contains("! AAPL 2.24M/2.5M  ! day 3.49M/4M"))
    let typed = Keyboard.entering("buy 12000 AAPL over 30m every 1m limit 187.50").screen(120, 40)
    #expect(typed.contains("! order 2.25M/20M"))
  }

  @Test func `a limit at its level passes, above it is marked`() {
    let limit = Limit(warn: 10, block: 20)
    let levels = [10, 11, 20, 21].map { LimitUse("x", $0, limit) { "\($0)" }.level }
    #expect(levels == [.calm, .warn, .warn, .block])
    #expect(LimitUse("x", 20, limit, judged: 21) { "\($0)" }.level == .block, "the next one would be over")
    #expect(LimitUse("x", Int?.none, limit) { "\($0)" }.text.string == "x –/20")
  }

  @Test func `with less room rows go, and never that nothing can be sent`() {
    for width in [20, 36, 58, 120] {
      for height in 1...14 {
        let rows = lines(.quiet(), width: width, height: height)
        #expect(rows.count <= height)
        #expect(rows.contains { $0.contains("4:12") }, "\(width)x\(height)")
      }
    }
  }

  @Test func `a console that only looks claims nothing it cannot know`() {
    var fixture = Fixture.running()
    fixture.readOnlyHolder = "desk1"
    fixture.isLinkUp = false
    let all = lines(fixture, width: 58, height: 12).joined(separator: "\n")
    #expect(all.contains("result not known here") && all.contains("– not known here"))
    #expect(!all.contains("DOWN") && !all.contains("loss 0"))
    fixture.kill = DialogRulesTests.haltedAndKnown().kill
    #expect(next(fixture) == "■ blocked: halted, until released")
  }
}
