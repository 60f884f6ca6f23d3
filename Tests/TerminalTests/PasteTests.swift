import Testing

@testable import Terminal

@Suite struct PasteTests {
  static let start = "\u{1B}[200~"
  static let end = "\u{1B}[201~"

  @Test(arguments: [
    ("AAPL", [Key.paste("AAPL")]),
    ("AAPL\n", [.paste("AAPL")]),
    ("AAPL\r\n", [.paste("AAPL")]),
    ("buy 100 AAPL\nbuy 200 MSFT\n", [.paste("buy 100 AAPL"), .pasteCut]),
    ("a\u{0B}b", [.paste("ab"), .pasteCut]),
    ("a\u{1B}[24~b", [.paste("a[24~b"), .pasteCut]),
    ("a\u{1B}[201b", [.paste("a[201b"), .pasteCut]),
    ("a\u{1B}", [.paste("a"), .pasteCut]),
    ("é€", [.paste("é€")]),
    ("", []),
    ("\u{1B}[200~x", [.paste("[200~x"), .pasteCut]),
  ])
  func keepsTheFirstLineAsText(pasted: String, keys: [Key]) {
    for split in [false, true] {
      var decoder = KeyDecoder()
      var halts = 0
      let bytes = Array((Self.start + pasted + Self.end + "q").utf8)
      var got: [Key] = []
      if split {
        for byte in bytes { got += decoder.feed([byte]) { halts += 1 } }
      } else {
        got = decoder.feed(bytes) { halts += 1 }
      }
      #expect(got == keys + [.char("q")])
      #expect(halts == 0)
    }
  }

  @Test func keepsSixtyFourCharacters() {
    var decoder = KeyDecoder()
    let keys = decoder.feed((Self.start + String(repeating: "é", count: 65) + Self.end).utf8)
    #expect(keys == [.paste(String(repeating: "é", count: 64)), .pasteCut])
    let fits = decoder.feed((Self.start + String(repeating: "x", count: 64) + Self.end).utf8)
    #expect(fits == [.paste(String(repeating: "x", count: 64))])
  }

  /// One character can carry any number of combining marks.
  @Test func countsScalarsAndNotCharacters() {
    var decoder = KeyDecoder()
    let keys = decoder.feed((Self.start + "e" + String(repeating: "\u{301}", count: 500) + Self.end).utf8)
    guard case .paste(let text) = keys.first else {
      Issue.record("no paste in \(keys)")
      return
    }
    #expect(text.unicodeScalars.count == 64)
    #expect(keys.last == .pasteCut)
  }

  /// Ten megabytes: the decoder holds what fits a field, and nothing comes out before the end.
  @Test func takesALargePasteInBoundedMemory() {
    var decoder = KeyDecoder()
    _ = decoder.feed(Self.start.utf8)
    let chunk = [UInt8](repeating: UInt8(ascii: "y"), count: 4_096)
    for _ in 0..<2_560 { #expect(decoder.feed(chunk).isEmpty) }
    let mirror = String(reflecting: decoder).utf8.count
    #expect(mirror < 4_096, "the decoder describes itself in \(mirror) bytes")
    #expect(decoder.feed(Self.end.utf8) == [.paste(String(repeating: "y", count: 64)), .pasteCut])
  }

  /// A paste that never ends must not make the halt keys dead, nor turn its late rest into keys.
  @Test func aStalledPasteLetsHaltKeysThrough() {
    var decoder = KeyDecoder()
    #expect(decoder.feed((Self.start + "AAPL").utf8).isEmpty)
    #expect(decoder.patienceMilliseconds == 1_000)
    #expect(decoder.timeout() == [.paste("AAPL"), .pasteCut])
    var halts = 0
    #expect(decoder.feed("y\rx".utf8) { halts += 1 }.isEmpty)
    #expect(decoder.feed([0x0B]) { halts += 1 } == [.ctrl("k")])
    #expect(decoder.feed("\u{1B}[24;2~".utf8) { halts += 1 } == [.function(12)])
    #expect(halts == 2)
    #expect(decoder.feed(Self.end.utf8).isEmpty)
    #expect(decoder.feed("x".utf8) == [.char("x")])
  }

  @Test func escEndsAStalledPaste() {
    var decoder = KeyDecoder()
    _ = decoder.feed(Self.start.utf8)
    _ = decoder.timeout()
    #expect(decoder.feed("yyy\u{1B}".utf8).isEmpty)
    #expect(decoder.pendingEscape)
    #expect(decoder.timeout() == [.escape])
    #expect(decoder.feed("x".utf8) == [.char("x")])
  }
}
