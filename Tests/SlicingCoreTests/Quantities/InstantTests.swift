import Testing

@testable import SlicingCore

@Suite struct InstantTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000000Z"), (1, "1970-01-01T00:00:00.000001Z"),
      (-1, "1969-12-31T23:59:59.999999Z"),
      (1_772_461_927_008_000, "2026-03-02T14:32:07.008000Z"),
      (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
      (4_102_444_799_999_999, "2099-12-31T23:59:59.999999Z"),
    ] as [(Int64, String)])
  func writesAndReads(microseconds: Int64, text: String) {
    #expect(Instant(microseconds: microseconds).description == text)
    #expect(Instant(rfc3339: text)?.microseconds == microseconds)
  }

  @Test(arguments: [
    "", "2026-03-02", "2026-03-02T14:32:07Z", "2026-03-02T14:32:07.008Z", "2026-03-02T14:32:07.008000",
    "2026-03-02T14:32:07.0080000Z", "2026-03-02 14:32:07.008000Z", "2026-02-29T14:32:07.008000Z",
    "2026-13-02T14:32:07.008000Z", "2026-03-02T24:00:00.000000Z", "2026-03-02T14:60:07.008000Z",
    "2026-03-02T14:32:60.008000Z", "2026-03-02T14:32:07.00800xZ", "2026-03-02T14:32:07.008000z",
    "2026-03-02T14-32:07.008000Z", "+026-03-02T14:32:07.008000Z",
  ])
  func refuses(text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test func textOrderIsTimeOrder() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      let a = Instant(microseconds: Int64(random.int(0...4_102_444_800_000_000)))
      let b = Instant(microseconds: Int64(random.int(0...4_102_444_800_000_000)))
      #expect((a < b) == (a.description < b.description))
      #expect(Instant(rfc3339: a.description) == a)
    }
  }

  @Test func nothingTrapsAtTheEnds() {
    let last = Instant(microseconds: .max)
    let first = Instant(microseconds: .min)
    #expect(last + .seconds(1) == last)
    #expect(first - .seconds(1) == first)
    #expect(last - first == TimeSpan(microseconds: .max))
    #expect(last.description == "294247-01-10T04:00:54.775807Z")
    #expect(first.description == "-290308-12-21T19:59:05.224192Z")
    #expect(NewYork.date(of: last) > NewYork.date(of: first))
    #expect(!NewYork.clock(last).isEmpty)
    #expect(!NewYork.clock(first).isEmpty)
  }
}
