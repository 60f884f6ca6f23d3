import Testing

@testable import SlicingCore

@Suite struct SharesTests {
  @Test(arguments: [
    ("12000", 12_000), ("12,000", 12_000), ("12k", 12_000), ("12K", 12_000), ("1.5m", 1_500_000),
    ("2.25k", 2250),
    ("1", 1), ("0", 0), ("1,234,567", 1_234_567), ("007", 7), ("2.3m", 2_300_000), ("1.500000m", 1_500_000),
    ("0.001k", 1), ("1.0000000m", 1_000_000), ("100,000", 100_000), ("9223372036854775807", Int.max),
  ])
  func reads(text: String, count: Int) {
    #expect(Shares(entered: text)?.count == count)
  }

  @Test(arguments: [
    "", "12.5", "12.0", "1,00", "1,0000", ",100", "100,", "12,,000", "0,100", "1234,567", "12,000k", "1.5",
    "k", ".5k",
    "5.k", "1.2345k", "1.0000001m", "1.2.3k", "1e5", "-5", "+5", "12 000", "12kk", "0x10", "１２", "12k ",
    "twelve",
    "1,5k", "12b",
  ])
  func refuses(text: String) {
    #expect(Shares(entered: text) == nil)
  }

  /// Too large to hold is not "no number": the rule on the largest quantity must be the one to refuse it.
  @Test(arguments: [
    "9223372036854775808", "99999999999999999999999", "9999999999999999999m", "9,223,372,036,854,775,808",
  ])
  func saturates(text: String) {
    #expect(Shares(entered: text)?.count == Int.max)
  }

  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (12_000, "12,000"), (1_234_567, "1,234,567"),
    (-1000, "-1,000"),
    (-7, "-7"), (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func describes(count: Int, text: String) {
    #expect(Shares(count).description == text)
  }

  @Test func describedCountsReadBack() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<500 {
      let shares = Shares(random.int(0...1_000_000_000_000))
      #expect(Shares(entered: shares.description) == shares)
    }
  }
}
