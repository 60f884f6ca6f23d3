import Testing

@testable import Terminal

@Suite struct SafeTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("€ × – … ● ◐ ⠿ ╭ ▌", "€ × – … ● ◐ ⠿ ╭ ▌"), ("é ñ Ω Ж", "é ñ Ω Ж"),
    ("a\u{1B}[2Jb", "a^[[2Jb"), ("a\nb\r\tc", "a^Jb^M^Ic"), ("\0", "^@"), ("\u{7F}", "^?"),
    ("\u{9B}31m", "M-^[31m"), ("\u{85}", "M-^E"),
    ("AAPL\u{202E}LPAA", "AAPLLPAA"), ("\u{2066}a\u{2069}", "a"), ("a\u{200B}b\u{FEFF}c", "abc"),
    ("a\u{E0041}\u{E007F}b", "ab"), ("\u{2028}\u{2029}", ""), ("a\u{AD}b", "ab"),
    ("日本", "??"), ("👍🏽", "??"), ("👨‍👩‍👧", "???"), ("⌚", "?"), ("\u{1100}", "?"),
    ("e\u{301}", "e"), ("a\u{20DD}", "a"), ("שלום", "????"), ("\u{3000}", "?"), ("\u{FF21}", "?"),
    ("\u{FFFD}", "\u{FFFD}"), ("❤\u{FE0F}", "?"),
  ])
  func showsDropsOrReplaces(raw: String, shown: String) {
    #expect(SafeText(untrusted: raw).string == shown)
    #expect(("\(raw)" as SafeText).string == shown)
  }

  @Test func replacesBytesThatAreNotUTF8() {
    #expect(SafeText(untrustedBytes: [0x41, 0xFF, 0xC3, 0x28]).string == "A\u{FFFD}\u{FFFD}(")
  }

  @Test func isBounded() {
    #expect(SafeText(untrusted: String(repeating: "x", count: 100_000)).width == SafeText.widthMax)
    #expect(SafeText(untrusted: "abcdef", limit: 4).string == "abc…")
    #expect(SafeText(untrusted: "abcd", limit: 4).string == "abcd")
    #expect(SafeText(untrusted: "abc", limit: 0).isEmpty)
    #expect(SafeText(untrusted: "\u{1}\u{2}\u{3}", limit: 3).string == "^A…")
    #expect(SafeText(untrustedBytes: repeatElement(0x1B, count: 1_000_000)).width == SafeText.widthMax)
    // A million invisible characters are not even looked at.
    #expect(SafeText(untrusted: String(repeating: "\u{200B}", count: 1_000_000) + "x").isEmpty)
  }

  @Test func laysOut() {
    let text: SafeText = "AAPL"
    #expect(text.padded(to: 6).string == "AAPL  ")
    #expect(text.padded(to: 6, align: .right).string == "  AAPL")
    #expect(text.padded(to: 7, align: .center).string == " AAPL  ")
    #expect(text.padded(to: 3).string == "AA…")
    #expect(text.truncated(to: 1).string == "…")
    #expect(text.truncated(to: 0).isEmpty)
    #expect(text.truncated(to: -3).isEmpty)
    #expect(text.truncated(to: 2, ellipsis: "~").string == "A~")
    #expect((text + " buy").string == "AAPL buy")
    #expect(text.slice(from: 1, count: 2).string == "AP")
    #expect(SafeText.joined(["a", "b"], separator: ", ").string == "a, b")
    let wrapped = ("one two threefour" as SafeText).wrapped(to: 7).map(\.string)
    #expect(wrapped == ["one two", "threefo", "ur"])
  }

  @Test func interpolatesNumbersAndText() {
    let inner: SafeText = "x\(12)"
    #expect(("\(inner) of \(3.5) \(true)" as SafeText).string == "x12 of 3.5 true")
    #expect(SafeText("literal").string == "literal")
  }

  /// Any scalars at all: what comes out has one column each and nothing that a terminal obeys.
  @Test func nothingHostileSurvives() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<20_000 {
      var view = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...40, using: &random) {
        let plane = [0x100, 0x3000, 0x2_0000, 0x11_0000][Int.random(in: 0..<4, using: &random)]
        if let scalar = Unicode.Scalar(UInt32.random(in: 0..<UInt32(plane), using: &random)) {
          view.append(scalar)
        }
      }
      for scalar in SafeText(untrusted: String(view)).scalars { expectHarmless(scalar) }
    }
  }

  private func expectHarmless(_ scalar: Unicode.Scalar) {
    let properties = scalar.properties
    let bad: Set<Unicode.GeneralCategory> = [
      .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .nonspacingMark, .enclosingMark,
      .spacingMark, .privateUse,
    ]
    if bad.contains(properties.generalCategory) || properties.isEmojiPresentation
      || properties.isBidiControl || properties.isDefaultIgnorableCodePoint
    {
      Issue.record("U+\(String(scalar.value, radix: 16)) survived")
    }
  }
}
