import SlicingCore
import Testing

@testable import AlpacaBroker

@Suite struct SilenceWatchTests {
  private let start = Instant(microseconds: 1_795_618_800_000_000)
  private func at(_ seconds: Int) -> Instant { start + .seconds(seconds) }

  @Test func twentySecondsWithoutAMessageAreTooLong() {
    var watch = SilenceWatch(MarketTiming(), at: start)
    #expect(watch.tooLong(at: at(19), expecting: .quotes) == nil)
    watch.heard(at: at(19))
    #expect(watch.tooLong(at: at(38), expecting: .quotes) == nil)
    #expect(watch.tooLong(at: at(39), expecting: .quotes) == .seconds(20))
  }

  /// A symbol nobody quotes is not connected anew every twenty seconds.
  @Test func eachSilenceThatANewConnectionDoesNotEndMayBeLonger() {
    var watch = SilenceWatch(MarketTiming(), at: start)
    var now = 0
    for limit in [20, 40, 80, 160, 320, 320] {
      #expect(watch.tooLong(at: at(now + limit - 1), expecting: .quotes) == nil)
      now += limit
      #expect(watch.tooLong(at: at(now), expecting: .quotes) == .seconds(limit))
      // What it was connected for: a message that is no quote.
      watch.heard(at: at(now))
    }
    watch.quoted()
    #expect(watch.tooLong(at: at(now + 20), expecting: .quotes) == .seconds(20))
  }

  @Test func whereNothingIsExpectedNoSilenceBegins() {
    var watch = SilenceWatch(MarketTiming(), at: start)
    #expect(watch.tooLong(at: at(3600), expecting: .nothing) == nil)
    #expect(watch.tooLong(at: at(3619), expecting: .quotes) == nil, "the market has just opened")
  }

  @Test func whatANewConnectionWouldForgetIsWorthTheLongestSilence() {
    var watch = SilenceWatch(MarketTiming(), at: start)
    #expect(watch.tooLong(at: at(319), expecting: .quotesAtACost) == nil)
    #expect(watch.tooLong(at: at(320), expecting: .quotesAtACost) == .seconds(320))
  }
}
