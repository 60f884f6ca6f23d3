import SlicingCore
import Testing

@testable import AlpacaBroker

@Suite struct SweepPatienceTests {
  private let start = ContinuousClock.now
  private var patience = SweepPatience(.seconds(1))

  private func after(_ span: Duration) -> ContinuousClock.Instant { start + span }

  @Test func itCountsFromTheFirstAnswer() {
    var patience = patience
    #expect(!patience.isOver(at: after(.seconds(100))) && !patience.hasBegun)
    patience.begin(at: start)
    patience.begin(at: after(.seconds(5)))
    #expect(!patience.isOver(at: after(.milliseconds(999))))
    #expect(patience.isOver(at: after(.seconds(1))))
    #expect(patience.takePause(at: start) == SweepPatience.usualPause)
  }

  @Test func aRefusalMakesItLongerOnce() {
    var patience = patience
    patience.begin(at: start)
    patience.refused(told: nil, at: start)
    patience.refused(told: nil, at: after(.seconds(5)))
    #expect(!patience.isOver(at: after(.milliseconds(10_999))))
    #expect(patience.isOver(at: after(.seconds(11))))
  }

  @Test func itWaitsAsToldAndOnlyOnce() {
    var patience = patience
    patience.begin(at: start)
    patience.refused(told: .seconds(7), at: start)
    patience.refused(told: .seconds(3), at: after(.seconds(1)))
    #expect(patience.takePause(at: after(.seconds(1))) == .seconds(6))
    #expect(patience.takePause(at: after(.seconds(7))) == SweepPatience.usualPause)
  }

  @Test func itWaitsASecondWhereNothingIsTold() {
    var patience = patience
    patience.begin(at: start)
    patience.refused(told: nil, at: start)
    #expect(patience.takePause(at: start) == .seconds(1))
  }

  /// Retry-After: 0, and a window that begins anew this moment.
  @Test func itNeverRuns() {
    var patience = patience
    patience.begin(at: start)
    patience.refused(told: .zero, at: start)
    #expect(patience.takePause(at: start) == SweepPatience.usualPause)
  }

  /// Whoever halts is not kept for a minute, and what works is asked for once more.
  @Test func itDoesNotWaitPastItsEnd() {
    var patience = patience
    patience.begin(at: start)
    patience.refused(told: .seconds(60), at: after(.milliseconds(500)))
    #expect(patience.takePause(at: after(.seconds(1))) == .seconds(10))
  }
}
