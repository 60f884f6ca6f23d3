import SlicingCore
import Testing

@testable import AlpacaBroker

@Suite struct ClockSkewTests {
  private let asked = Instant(microseconds: 1_795_618_800_000_000)

  /// Asks a broker whose clock is behind by `behind`, and which reads it right away or at the last moment.
  private func compare(
    _ skew: inout ClockSkew, behind: TimeSpan, took: TimeSpan, readsLate: Bool = false
  ) -> Bool {
    let read = readsLate ? asked + took : asked
    return skew.take(read - behind, askedAt: asked, answeredAt: asked + took)
  }

  @Test func aFirstComparisonIsTakenForWhatItIs() {
    var skew = ClockSkew()
    #expect(skew.value == .zero)
    #expect(compare(&skew, behind: .seconds(40), took: .milliseconds(900)))
    #expect(skew.value == .seconds(40) + .milliseconds(450))
  }

  @Test func aSlowAnswerDoesNotDisturbAQuickOne() {
    var skew = ClockSkew()
    _ = compare(&skew, behind: .milliseconds(30), took: .milliseconds(4))
    #expect(compare(&skew, behind: .milliseconds(30), took: .milliseconds(932), readsLate: true))
    #expect(skew.value == .milliseconds(32))
    #expect(compare(&skew, behind: .milliseconds(30), took: .milliseconds(2)))
    #expect(skew.value == .milliseconds(31), "a quicker one is better")
  }

  @Test func aSlowAnswerThatContradictsIsNews() {
    var skew = ClockSkew()
    _ = compare(&skew, behind: .zero, took: .milliseconds(4))
    #expect(compare(&skew, behind: .seconds(3), took: .seconds(1)))
    #expect(skew.value == .milliseconds(3500))
    #expect(compare(&skew, behind: .seconds(3), took: .milliseconds(4)))
    #expect(skew.value == .milliseconds(3002))
  }

  @Test func whatTakesTooLongSaysNothing() {
    var skew = ClockSkew()
    #expect(!compare(&skew, behind: .seconds(3), took: .milliseconds(2001)))
    #expect(skew.value == .zero)
    #expect(compare(&skew, behind: .seconds(3), took: .seconds(2)))
  }
}
