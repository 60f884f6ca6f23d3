import Testing

@testable import SlicingCore

@Suite struct PriceTests {
  @Test(
    arguments: [
      ("187.50", 187_500_000_000, "187.50"), ("187.5", 187_500_000_000, "187.50"),
      ("187", 187_000_000_000, "187.00"),
      ("0.985", 985_000_000, "0.985"), ("0.9875", 987_500_000, "0.9875"), ("0", 0, "0.00"),
      ("0.000000001", 1, "0.000000001"),
      ("1.123456789", 1_123_456_789, "1.123456789"), (".5", 500_000_000, "0.50"),
      ("00012.30", 12_300_000_000, "12.30"),
      ("9223372036.854775807", Int64.max, "9223372036.854775807"),
    ] as [(String, Int64, String)])
  func readsAndWrites(text: String, nanodollars: Int64, written: String) {
    #expect(Price(decimal: text)?.nanodollars == nanodollars)
    #expect(Price(nanodollars: nanodollars).description == written)
  }

  @Test(arguments: [
    "", ".", "1.", "1..2", "1.2.3", "-1", "+1", "1e5", "$1", "1,234.50", " 1", "1 ", "187.50abc", "0x1",
    "nan", "inf",
    "1.1234567891", "9223372036.854775808", "9223372037", "99999999999999999999", "１.5", "1.５",
  ])
  func refuses(text: String) {
    #expect(Price(decimal: text) == nil)
  }

  @Test func everyPriceReadsBack() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<500 {
      let price = Price(nanodollars: Int64(random.int(0...Int.max)))
      #expect(Price(decimal: price.description) == price)
    }
  }

  @Test func negativeAndExtremeValuesAreWritten() {
    #expect(Price(nanodollars: -1_500_000_000).description == "-1.50")
    #expect(Price(nanodollars: .min).description == "-9223372036.854775808")
  }

  @Test func sumsAreExactWhereBinaryFractionsAreNot() throws {
    let sum = try price("0.1").nanodollars + price("0.2").nanodollars
    #expect(Price(nanodollars: sum) == (try price("0.3")))
  }

  @Test(arguments: [
    ("1.00", true), ("1.01", true), ("1.001", false), ("187.505", false), ("0.9999", true),
    ("0.99991", false),
    ("0.0001", true), ("0.00001", false), ("0.99", true), ("1.0050", false),
  ])
  func entryGrid(text: String, isOn: Bool) throws {
    #expect(try price(text).isOnEntryGrid == isOn)
  }

  @Test func distanceInHundredthsOfABasisPoint() throws {
    #expect(try price("101.00").centibasisPoints(from: price("100.00")) == 10_000)
    #expect(try price("99.00").centibasisPoints(from: price("100.00")) == -10_000)
    let far = Price(nanodollars: .max).centibasisPoints(from: Price(nanodollars: 1))
    #expect(far == Int.max)
  }
}

@Suite struct NotionalTests {
  @Test func productsOfAnyPriceAndQuantityAreExact() {
    let most = Price(nanodollars: .max) * Shares(.max)
    #expect(most.nanodollars == Int128(Int64.max) * Int128(Int64.max))
    #expect((most + most - most) == most)
  }

  @Test(arguments: [
    ("0", "$0", "0"), ("812", "$812", "812"), ("0.004", "$0", "0"), ("0.005", "$0.01", "0"),
    ("999.999", "$1,000", "999"),
    ("1000", "$1,000", "1K"), ("1250", "$1,250", "1.25K"), ("1005", "$1,005", "1K"),
    ("1050", "$1,050", "1.05K"),
    ("31250.5", "$31,250.50", "31.2K"), ("250000", "$250,000", "250K"), ("999999.99", "$999,999.99", "999K"),
    ("2250000", "$2,250,000", "2.25M"), ("3100000", "$3,100,000", "3.1M"), ("20000000", "$20,000,000", "20M"),
    ("1500000000", "$1,500,000,000", "1.5B"), ("9200000000", "$9,200,000,000", "9.2B"),
  ])
  func isWritten(amount: String, full: String, short: String) throws {
    let notional = try price(amount) * 1
    #expect(notional.description == full)
    #expect(notional.short == short)
  }

  @Test func negativeAmountsKeepTheirSign() throws {
    let loss = Notional.zero - (try price("3100000.25") * 1)
    #expect(loss.description == "-$3,100,000.25")
    #expect(loss.short == "-3.1M")
    #expect(loss.decimalText == "-3100000.25")
    #expect((Notional.zero - Notional(nanodollars: 1)).description == "$0")
    #expect((Notional.zero - Notional(nanodollars: 1)).short == "0")
  }

  @Test func hugeAmountsStayNarrow() {
    #expect(Notional(dollars: 4_000_000_000_000).short == "4T")
  }

  @Test func averageIsRoundedHalfUp() throws {
    let cost = try price("187.41") * 120 + price("187.43") * 280
    #expect(cost.average(over: 400) == (try price("187.424")))
    #expect(Notional(nanodollars: 5).average(over: 2)?.nanodollars == 3)
    #expect(Notional(nanodollars: 10).average(over: 3)?.nanodollars == 3)
    #expect(Notional(nanodollars: 11).average(over: 3)?.nanodollars == 4)
    #expect(Notional(nanodollars: -5).average(over: 2)?.nanodollars == -3)
  }

  @Test func noAverageWithoutShares() {
    #expect(Notional(dollars: 5).average(over: 0) == nil)
    #expect(Notional(dollars: 5).average(over: -1) == nil)
    #expect(Notional(nanodollars: .max).average(over: 1) == nil)
  }
}
