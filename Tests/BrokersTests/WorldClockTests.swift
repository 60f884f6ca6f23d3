import SlicingCore
import Testing

@testable import Brokers

@Suite struct WorldClockTests {
  @Test func atSpeedOneItShowsTheWall() {
    let clock = WorldClock(speed: 1)
    let difference = clock.now() - clock.wallNow()
    // A machine may stop between the two looks; a clock that shows something else is off by years.
    #expect(abs(difference.microseconds) < 60_000_000)
    #expect(abs(clock.drift().microseconds) < 60_000_000)
  }

  @Test func itGoesOnFromWhereItStopped() {
    let stopped = Instant(microseconds: 1_000_000_000_000)
    let clock = WorldClock(speed: 1, resumingAt: stopped)
    #expect(clock.now() >= stopped && clock.now() < stopped + .seconds(120))
  }

  @Test func itNeverRunsBackwards() {
    let clock = WorldClock(speed: 1000)
    var last = clock.now()
    for _ in 0..<10_000 {
      let now = clock.now()
      #expect(now >= last)
      last = now
    }
  }

  @Test func aSleepTakesItsPartOfTheTimeAtSpeed() async throws {
    let clock = WorldClock(speed: 100)
    let real = ContinuousClock.now
    let until = clock.now() + .seconds(20)
    try await clock.sleep(until: until)
    #expect(clock.now() >= until)
    let took = ContinuousClock.now - real
    #expect(took > .milliseconds(150), "twenty world seconds are 0.2 s, not \(took)")
  }

  @Test func aSleepThatIsOverReturnsAtOnce() async throws {
    let clock = WorldClock(speed: 1)
    try await clock.sleep(until: clock.now() - .seconds(1))
    try await clock.sleep(until: Instant(microseconds: .min / 2))
  }

  @Test func aSleepToTheEndOfTimeCanBeCanceled() async {
    let clock = WorldClock(speed: 1)
    let sleeper = Task { try await clock.sleep(until: Instant(microseconds: .max)) }
    sleeper.cancel()
    await #expect(throws: CancellationError.self) { try await sleeper.value }
  }

  @Test func realTimeIsRoundedUp() {
    let clock = WorldClock(speed: 60, resumingAt: Instant(microseconds: 0))
    let left = clock.realTime(until: clock.now() + .seconds(6000))
    #expect(left > 0 && left <= 100_000_000)
    #expect(clock.realTime(until: Instant(microseconds: -1)) == 0)
  }
}
