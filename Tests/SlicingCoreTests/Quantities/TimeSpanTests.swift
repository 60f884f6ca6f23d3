import Testing

@testable import SlicingCore

@Suite struct TimeSpanTests {
  @Test(arguments: [
    ("45s", 45), ("30m", 1800), ("2h", 7200), ("1h30m", 5400), ("90m", 5400), ("1h0m5s", 3605), ("90s", 90),
    ("1H30M", 5400), ("0s", 0), ("007s", 7), ("1m30s", 90), ("1h5s", 3605),
  ])
  func reads(text: String, seconds: Int) {
    #expect(TimeSpan(entered: text) == .seconds(seconds))
  }

  @Test(arguments: [
    "", "30", "m", "30 m", "30x", "m30", "30m1h", "5s5s", "1m1m", "1.5h", "-5m", "+5m", "1h30", "1:30", "５m",
    "30min",
    "\u{0}5m",
  ])
  func refuses(text: String) {
    #expect(TimeSpan(entered: text) == nil)
  }

  /// Absurd spans saturate and stay positive, so that the rule on the longest duration refuses them.
  @Test(arguments: [
    "1000000000000h", "99999999999999999999999999999s", "9223372036854775807m", "2562047788h60m",
  ])
  func saturates(text: String) throws {
    let span = try #require(TimeSpan(entered: text))
    #expect(span > OrderRequest.maximumDuration)
  }

  @Test func arithmeticNeverTraps() {
    let most = TimeSpan(microseconds: .max)
    let least = TimeSpan(microseconds: .min)
    #expect(TimeSpan.seconds(.max) == most)
    #expect(TimeSpan.seconds(.min) == least)
    #expect(TimeSpan.milliseconds(.max) == most)
    #expect(most + .seconds(1) == most)
    #expect(least + .seconds(-1) == least)
    #expect(least - .seconds(1) == least)
    #expect(most - .seconds(-1) == most)
    #expect(most * 2 == most)
    #expect(most * -2 == least)
    #expect(least * -2 == most)
    #expect(.seconds(7) * 0 == TimeSpan.zero)
    #expect(.seconds(7) / 2 == TimeSpan.milliseconds(3500))
  }

  @Test(
    arguments: [
      (0, "0s"), (1_000_000, "1s"), (45_000_000, "45s"), (60_000_000, "1m"), (90_000_000, "1m30s"),
      (3_600_000_000, "1h"), (5_400_000_000, "1h30m"), (3_605_000_000, "1h5s"), (604_800_000_000, "168h"),
      (250_000, "0.250s"), (1_008_000, "1.008s"), (60_001_000, "1m0.001s"), (999, "0s"), (-999, "0s"),
      (-250_000, "-0.250s"), (-90_000_000, "-1m30s"), (-5_000_000, "-5s"),
    ] as [(Int64, String)])
  func describes(microseconds: Int64, text: String) {
    #expect(TimeSpan(microseconds: microseconds).description == text)
  }

  @Test func extremesDescribeThemselves() {
    #expect(TimeSpan(microseconds: .max).description == "2562047788h54.775s")
    #expect(TimeSpan(microseconds: .min).description == "-2562047788h54.775s")
  }

  @Test func everyWholeSecondReadsBack() {
    for seconds in stride(from: 0, to: 200_000, by: 37) {
      let span = TimeSpan.seconds(seconds)
      #expect(TimeSpan(entered: span.description) == span)
    }
  }
}
