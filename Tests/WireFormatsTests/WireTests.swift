import SlicingCore
import Testing
import WireFormats

@Suite struct JSONTests {
  @Test func numbersKeepTheirDigits() {
    let value = JSONReader.read(#" {"qty": 10.0, "limit_price":0.10000000000000000001, "n":-1.5e3} "#.utf8)
    #expect(value?["qty"] == .number("10.0"))
    #expect(value?["limit_price"] == .number("0.10000000000000000001"))
    #expect(value?["n"]?.digits == "-1.5e3")
  }

  @Test func whatIsWrittenReadsBack() {
    let value: WireValue = .object([
      .init("text", .string("a\"b\\c\n\u{1}é😀")),
      .init("list", .array([.null, .bool(true), .integer(-7)])),
      .init("empty", .object([])),
    ])
    #expect(JSONReader.read(value.json.utf8) == value)
    #expect(JSONReader.read(#""😀 \u00e9""#.utf8) == .string("😀 é"))
  }

  /// What is shown on a terminal must not drive it, nor turn a line around.
  @Test func whatHidesOrDrivesATerminalIsEscaped() {
    let text = "a\u{1b}[2J\u{7f}\u{9b}\u{202e}\u{2028}\u{e000}\u{e0041}\r\t😀é"
    let written = #""a\u001b[2J\u007f\u009b\u202e\u2028\ue000\udb40\udc41\r\t😀é""#
    #expect(WireValue.string(text).json == written)
    #expect(WireValue.object([.init(text, .null)]).json == "{\(written):null}")
    #expect(JSONReader.read(written.utf8) == .string(text))
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,}", "01", "1.", "+1", "nul", "\"\u{1}\"", "\"\\x\"", "1 2", "{a:1}",
    "\"\\ud83d\"",
    "\"\\u+123\"",
  ])
  func whatIsNotJSONIsRefused(text: String) { #expect(JSONReader.read(text.utf8) == nil) }

  @Test func whatIsTooDeepIsRefused() {
    #expect(JSONReader.read((String(repeating: "[", count: 10_000)).utf8) == nil)
  }
}

@Suite struct WireDecimalTests {
  @Test(
    arguments: [
      ("10.0", 10_000_000_000), ("1e3", 1_000_000_000_000), ("1.5E+1", 15_000_000_000),
      ("25e-2", 250_000_000),
      ("0.000000001", 1), ("9223372036.854775807", Int64.max),
    ] as [(String, Int64)])
  func decimalsAreExact(text: String, nanodollars: Int64) {
    #expect(WireDecimal.price(text)?.nanodollars == nanodollars)
  }

  @Test(arguments: ["", "-1", "1e", "e3", "1.2.3", "0x10", "1e99", "nan", "0.0000000001"])
  func whatIsNoDecimalIsRefused(text: String) { #expect(WireDecimal.price(text) == nil) }

  @Test func textHasNoZerosAtItsEnd() {
    #expect(WireDecimal.text(Price(nanodollars: 190_000_000_000)) == "190")
    #expect(WireDecimal.text(Price(nanodollars: 189_980_000_000)) == "189.98")
    #expect(WireDecimal.cents(Notional(nanodollars: -1_005_000_000)) == "-1.01")
    #expect(WireDecimal.cents(Notional(nanodollars: 1_004_999_999)) == "1")
    #expect(WireDecimal.ratio(Notional(dollars: -1), of: Notional(dollars: 8)) == "-0.125")
  }
}

@Suite struct WireTimeTests {
  @Test func timesHaveNineDigitsAndKeepTheirOrder() {
    let at = Instant(microseconds: 1_791_385_200_000_001)
    #expect(WireTime.text(at) == "2026-10-07T15:00:00.000001919Z")
    #expect(WireTime.text(Instant(microseconds: 1_791_385_200_000_000)) == "2026-10-07T15:00:00Z")
    let texts = (0..<2000).map { WireTime.parts(at + TimeSpan(microseconds: $0)).nanoseconds }
    #expect(texts == texts.sorted() && Set(texts).count == texts.count)
    #expect(Instant(foreignRFC3339: WireTime.text(at)) == at)
  }

  @Test func newYorkHasItsOffsetOfTheDay() {
    #expect(
      WireTime.newYork(Instant(microseconds: 1_795_618_800_000_000), decimals: false)
        == "2026-11-25T10:00:00-05:00")
    let summer = Instant(microseconds: 1_791_385_200_123_456)
    #expect(WireTime.newYork(summer, decimals: true).hasSuffix("-04:00"))
  }
}
