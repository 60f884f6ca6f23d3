import Testing

@testable import SlicingCore

/// Why the next slice cannot go, and until when.
@Suite struct BlockerTests {
  private static let trip = FirmReading.Trip(reason: "MANUAL", details: "", at: nil)

  @Test func nothingStandsInTheWayOfAQuietDesk() throws {
    var desk = DeskHarness()
    _ = try desk.enter("buy 300 AAPL over 3m")
    #expect(desk.desk.blocker(at: desk.now) == nil)
    #expect(desk.desk.blockerEnds(at: desk.now) == nil)
  }

  @Test func aHaltEndsWithAPerson() throws {
    var desk = DeskHarness()
    desk.command(.kill(reason: "test"))
    #expect(desk.desk.blocker(at: desk.now)?.contains("kill switch") == true)
    #expect(desk.desk.blockerEnds(at: desk.now) == nil)
  }

  @Test func aTripEndsWithAPersonAndTheQuietPeriodByItself() throws {
    var desk = DeskHarness()
    desk.command(.tripBreaker(reason: "test"))
    #expect(desk.desk.blocker(at: desk.now)?.contains("tripped") == true)
    #expect(desk.desk.blockerEnds(at: desk.now) == nil)
    desk.command(.resetBreaker(reason: "test"))
    let until = desk.now + RiskLimits().quietPeriod
    #expect(desk.desk.blockerEnds(at: desk.now) == until)
  }

  @Test func theFirmsQuietPeriodEndsByItselfAndNothingElseOfTheFirms() throws {
    var desk = DeskHarness(sharesFirmSwitch: true)
    #expect(desk.desk.blockerEnds(at: desk.now) == nil)
    desk.handle(.firm(.open))
    desk.command(.tripBreaker(reason: "test"))
    desk.command(.resetBreaker(reason: "test"))
    desk.advance(.seconds(300))
    desk.handle(.firm(.tripped(Self.trip)))
    desk.command(.resetBreaker(reason: "test"))
    desk.advance(.seconds(300))
    #expect(desk.desk.breaker.state == .open)
    #expect(desk.desk.blocker(at: desk.now) == desk.desk.firm.words)
    #expect(desk.desk.blockerEnds(at: desk.now) == nil)
    let until = desk.now + .seconds(60)
    desk.handle(.firm(.quiet(until: until, after: Self.trip)))
    #expect(desk.desk.blockerEnds(at: desk.now) == until)
  }

  @Test func aClosedMarketEndsWithItsOpening() throws {
    var desk = DeskHarness()
    let opening = desk.now + .seconds(3600)
    desk.handle(.session(.closed(opensAt: opening)))
    #expect(desk.desk.blocker(at: desk.now) != nil)
    #expect(desk.desk.blockerEnds(at: desk.now) == opening)
    desk.handle(.link(up: false, reason: "test"))
    #expect(desk.desk.blockerEnds(at: desk.now) == nil)
  }

  @Test func theSwitchSaysWhatIsHalted() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 300 AAPL over 3m")
    #expect(desk.desk.kill.words == "trading allowed")
    desk.command(.kill(.symbol(try #require(Symbol("AAPL"))), reason: "news"))
    desk.command(.kill(.parent(id), reason: ""))
    #expect(desk.desk.kill.words.hasPrefix("trading allowed but AAPL, halted since "))
    #expect(desk.desk.kill.words.contains("(news); order \(id), halted since "))
    desk.command(.kill(reason: "all"))
    #expect(desk.desk.kill.words.hasPrefix("HALTED since "))
    #expect(desk.desk.profit.position(try #require(Symbol("AAPL"))) == .zero)
  }
}
