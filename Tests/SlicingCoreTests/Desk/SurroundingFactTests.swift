import Testing

@testable import SlicingCore

/// Halts of a symbol, the broker's clock, remarks, and the rule for a lost link.
@Suite struct SurroundingFactTests {
  private let apple = Symbol("AAPL") ?? { preconditionFailure("AAPL is a symbol") }()

  // MARK: Halts

  @Test func aHaltBlocksItsSymbolOnly() throws {
    var desk = DeskHarness()
    let halted = try desk.enter("buy 100 AAPL over 4m")
    let free = try desk.enter("buy 100 MSFT over 4m")
    desk.handle(.halt(apple, reason: "LULD"))
    desk.advance(.seconds(1))
    #expect(desk.statuses(halted)[0] == .blockedSession)
    #expect(desk.slices(halted)[0].reason == "AAPL halted: LULD")
    #expect(desk.statuses(free)[0] == .sending)
    #expect(desk.desk.blocker(at: desk.now) == "AAPL halted: LULD")
    desk.handle(.halt(apple, reason: nil))
    #expect(desk.desk.blocker(at: desk.now) == nil)
    desk.advance(.seconds(60))
    #expect(desk.statuses(halted)[1] == .sending)
    let lines = desk.log.filter { $0.kind == .session }.map(\.reason)
    #expect(lines == ["AAPL halted: LULD", "AAPL trades again"])
  }

  /// What is due next decides: a halt of another symbol does not stand in its way.
  @Test func theBlockerSpeaksOfTheNextSlice() throws {
    var desk = DeskHarness()
    let first = try desk.enter("buy 100 MSFT over 4m")
    desk.now = desk.now + .seconds(5)
    try desk.quote()
    _ = try desk.enter("buy 100 AAPL over 4m")
    desk.handle(.halt(apple, reason: ""))
    #expect(desk.desk.blocker(at: desk.now) == nil)
    desk.command(.hold(first, reason: "x"))
    #expect(desk.desk.blocker(at: desk.now) == "AAPL halted")
  }

  @Test func aHaltIsAnAlertOnce() throws {
    var desk = DeskHarness()
    desk.handle(.halt(apple, reason: "LULD"))
    desk.handle(.halt(apple, reason: "LULD"))
    desk.handle(.halt(apple, reason: "news pending"))
    #expect(desk.alerts.filter { $0.kind == .session }.map(\.text) == ["AAPL halted: LULD"])
    #expect(desk.log.filter { $0.kind == .session }.count == 2)
    desk.handle(.halt(apple, reason: nil))
    desk.handle(.halt(apple, reason: nil))
    desk.handle(.halt(apple, reason: "LULD"))
    #expect(desk.alerts.filter { $0.kind == .session }.count == 2)
  }

  // MARK: Clock

  /// There are no due times that could mean something else now; the next order is read on the wall as it is.
  @Test func aStepWhileNoOrderLivesIsSaidAndTripsNothing() throws {
    var desk = DeskHarness()
    desk.handle(.clockStep(.seconds(-7)))
    #expect(desk.desk.breaker.state == .open)
    let text = "the wall clock moved back by 7s while no order was live: start again to follow it"
    #expect(desk.log.last?.kind == .clock && desk.log.last?.reason == text)
    #expect(desk.alerts.last == Alert(kind: .clock, text: text))
    let id = try desk.enter("buy 300 AAPL over 3m")
    desk.advance(.seconds(2))
    #expect(desk.parent(id)?.hold == nil && desk.submissions.count == 1)
    desk.handle(.clockStep(.seconds(7)))
    #expect(desk.desk.breaker.trip?.reason == .clockStep)
    #expect(desk.parent(id)?.hold?.cause == .breaker)
  }

  @Test func aSkewIsToldWhenItPassesASecondAndHalfAMinute() throws {
    var desk = DeskHarness()
    for millis in [0, 900, 1000, -1000, 1001, 2000, -1500, 30_000, 30_001, 90_000, 5000, 700, 400, -31_000] {
      desk.handle(.clockSkew(.milliseconds(millis)))
    }
    desk.handle(.clockSkew(TimeSpan(microseconds: .min)))
    let said = desk.log.filter { $0.kind == .clock }.map(\.reason)
    #expect(
      said == [
        "this machine's clock is \(TimeSpan.milliseconds(1001)) ahead of the broker's",
        "this machine's clock is \(TimeSpan.milliseconds(30_001)) ahead of the broker's: "
          + "due times differ from the broker's clock by as much",
        "this machine's clock and the broker's are within a second again",
        "this machine's clock is 31s behind the broker's: due times differ from the broker's clock by as much",
      ])
    #expect(desk.alerts.count { $0.kind == .clock } == 3)
    #expect(desk.desk.breaker.allowsTrading)
  }

  // MARK: Remarks

  @Test func aRemarkIsALineAndAnAlertAndIsBounded() throws {
    var desk = DeskHarness()
    desk.handle(.remark("status \u{1B}[2J" + String(repeating: "x", count: 5000)))
    let line = try #require(desk.log.last)
    #expect(line.kind == .alarm && line.actor == .broker)
    #expect(line.reason.count <= BrokerText.longestReason + 1 && !line.reason.contains("\u{1B}"))
    #expect(desk.alerts.last == Alert(kind: .remark, text: line.reason))
    #expect(desk.desk.breaker.allowsTrading)
  }

  // MARK: Link

  private func desk(onLinkLoss rule: LinkLossRule) -> DeskHarness {
    var desk = DeskHarness(onLinkLoss: rule)
    desk.alerts = []
    return desk
  }

  @Test func aLostLinkHoldsEveryLiveParentAtOnce() throws {
    var desk = desk(onLinkLoss: .hold)
    let working = try desk.enter("buy 100 AAPL over 2m")
    let other = try desk.enter("buy 100 MSFT over 2m")
    desk.advance(.seconds(1))
    desk.handle(.link(up: false, reason: "reset"))
    for id in [working, other] {
      #expect(desk.parent(id)?.hold?.cause == .link)
      #expect(desk.parent(id)?.hold?.reason == "link down: reset")
    }
    #expect(desk.alerts.map(\.kind) == [.link])
    #expect(desk.command(.resume(working, .spread)) == .refused(.linkDown("reset")))
    #expect(throws: DeskHarness.Refused.self) { try desk.enter("buy 100 TSLA over 2m") }
    desk.advance(.seconds(60))
    #expect(desk.statuses(working)[1] == .blockedHold)
    desk.handle(.link(up: true, reason: "connected"))
    #expect(desk.parent(working)?.hold?.cause == .link, "only the trader lifts it")
  }

  @Test func aParentHeldAlreadyKeepsItsCause() throws {
    var desk = desk(onLinkLoss: .hold)
    let id = try desk.enter("buy 100 AAPL over 2m")
    desk.command(.hold(id, reason: "lunch"))
    desk.handle(.link(up: false, reason: "reset"))
    #expect(desk.parent(id)?.hold?.cause == .trader)
  }

  /// What a broken link kept from leaving says nothing about the broker, and trips nothing.
  @Test func whatFailsForTheLinkIsNotCounted() throws {
    var desk = desk(onLinkLoss: .goOn)
    let id = try desk.enter("buy 100 AAPL over 5m")
    desk.handle(.link(up: false, reason: "reset"))
    desk.advance(.seconds(300))
    #expect(desk.statuses(id).allSatisfy { $0 == .failed })
    #expect(desk.submissions.isEmpty && desk.desk.failuresInARow == 0)
    #expect(desk.desk.breaker.allowsTrading)
  }

  @Test func elseALostLinkHoldsNothing() throws {
    var desk = desk(onLinkLoss: .goOn)
    let id = try desk.enter("buy 100 AAPL over 2m")
    desk.handle(.link(up: false, reason: "reset"))
    #expect(desk.parent(id)?.hold == nil)
    desk.command(.hold(id, reason: "x"))
    guard case .done = desk.command(.resume(id, .spread)) else {
      Issue.record("a resume is refused though nothing is held by the link")
      return
    }
  }

  @Test func theTraderResumesOnceTheLinkIsUp() throws {
    var desk = desk(onLinkLoss: .hold)
    let id = try desk.enter("buy 100 AAPL over 4m")
    desk.handle(.link(up: false, reason: "reset"))
    desk.advance(.seconds(30))
    desk.handle(.link(up: true, reason: "connected"))
    desk.command(.resume(id, .spread))
    desk.advance(.seconds(60))
    #expect(desk.submissions.count == 1)
  }
}
