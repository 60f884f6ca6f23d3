import Testing

@testable import Terminal

@Suite struct KeyDecoderTests {
  /// Bytes as text, and the keys that every terminal's user expects from them.
  static let table: [(String, [Key])] = [
    ("a", [.char("a")]), ("Z9 ", [.char("Z"), .char("9"), .char(" ")]),
    ("é€𝄞", [.char("é"), .char("€"), .char("𝄞")]),
    ("\r", [.enter]), ("\n", [.enter]), ("\t", [.tab]), ("\u{7F}", [.backspace]), ("\u{8}", [.backspace]),
    ("\u{0B}", [.ctrl("k")]), ("\u{03}", [.ctrl("c")]), ("\u{1A}", [.ctrl("z")]), ("\0", [.ctrl(" ")]),
    ("\u{1F}", [.ctrl("_")]),
    ("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", [.up, .down, .right, .left]),
    ("\u{1B}OA\u{1B}OB\u{1B}OC\u{1B}OD", [.up, .down, .right, .left]),
    ("\u{1B}[H\u{1B}[F\u{1B}OH\u{1B}OF", [.home, .end, .home, .end]),
    ("\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[8~", [.home, .end, .home, .end]),
    ("\u{1B}[2~\u{1B}[3~\u{1B}[5~\u{1B}[6~", [.insert, .delete, .pageUp, .pageDown]),
    ("\u{1B}[Z", [.backTab]), ("\u{1B}[I\u{1B}[O", [.focusGained, .focusLost]),
    ("\u{1B}OP\u{1B}OQ\u{1B}OR\u{1B}OS", (1...4).map { .function($0) }),
    ("\u{1B}[[A\u{1B}[[B\u{1B}[[E", [.function(1), .function(2), .function(5)]),
    ("\u{1B}[11~\u{1B}[15~\u{1B}[17~\u{1B}[21~\u{1B}[23~", [1, 5, 6, 10, 11].map { .function($0) }),
    // F12 of xterm, tmux, Linux, rxvt and VT220; held with anything; with Alt as a second ESC.
    ("\u{1B}[24~", [.function(12)]), ("\u{1B}[24;5~", [.function(12)]), ("\u{1B}[24^", [.function(12)]),
    ("\u{1B}[24$", [.function(12)]), ("\u{1B}[24@", [.function(12)]), ("\u{1B}\u{1B}[24~", [.function(12)]),
    // Ctrl-K as the newer protocols send it, whatever is held with it and with lock keys on.
    ("\u{1B}[107;5u", [.ctrl("k")]), ("\u{1B}[27;5;107~", [.ctrl("k")]), ("\u{1B}[75;6u", [.ctrl("k")]),
    ("\u{1B}[107;69u", [.ctrl("k")]), ("\u{1B}[107;5:1u", [.ctrl("k")]),
    // The same key coming up again is not a second press.
    ("\u{1B}[107;5:3u", []),
    ("\u{1B}[1;5C", [.modified(.right, .control)]), ("\u{1B}[1;2A", [.modified(.up, .shift)]),
    ("\u{1B}[1;3D", [.modified(.left, .alt)]), ("\u{1B}[3;5~", [.modified(.delete, .control)]),
    ("\u{1B}[1;2P", [.modified(.function(1), .shift)]), ("\u{1B}Oa", [.modified(.up, .control)]),
    ("\u{1B}[a", [.modified(.up, .shift)]), ("\u{1B}\u{1B}[A", [.modified(.up, .alt)]),
    ("\u{1B}[9;2u", [.backTab]), ("\u{1B}[13;5u", [.modified(.enter, .control)]),
    ("\u{1B}x", [.alt("x")]), ("\u{1B}é", [.alt("é")]), ("\u{1B}\r", [.modified(.enter, .alt)]),
    ("\u{1B}Op\u{1B}Oy\u{1B}OM", [.char("0"), .char("9"), .enter]),
    // Esc and then Ctrl-K are two keys: the second one must never be taken for Alt with something.
    ("\u{1B}\u{0B}", [.escape, .ctrl("k")]),
    // Answers that nobody asked for.
    ("\u{1B}]11;rgb:0000/0000/0000\u{7}x", [.ctrl("g"), .char("x")]),
    ("\u{1B}]11;rgb:0/0/0\u{1B}\\x", [.char("x")]), ("\u{1B}P1$r0m\u{1B}\\x", [.char("x")]),
    ("\u{1B}[?62;22cx", [.char("x")]), ("\u{1B}[?2026;1$yx", [.char("x")]), ("\u{1B}[99~x", [.char("x")]),
    ("\u{1B}[M !!x", [.char("x")]), ("\u{1B}[201~x", [.char("x")]),
    ("\u{1B}[<0;10;5M", [.mouse(MouseEvent(action: .press, position: CellPosition(x: 9, y: 4)))]),
    ("\u{1B}[<0;10;5m", [.mouse(MouseEvent(action: .release, position: CellPosition(x: 9, y: 4)))]),
    (
      "\u{1B}[<65;300;5M",
      [.mouse(MouseEvent(action: .wheelDown, button: 1, position: CellPosition(x: 299, y: 4)))]
    ),
    (
      "\u{1B}[<18;1;1M",
      [.mouse(MouseEvent(action: .press, button: 2, position: CellPosition(x: 0, y: 0), modifiers: .control))]
    ),
    ("\u{1B}[<0;0;0M", [.mouse(MouseEvent(action: .press, position: CellPosition(x: 0, y: 0)))]),
    ("\u{1B}[<0;1M", []), ("\u{1B}[99999999999999999999~x", [.char("x")]),
  ]

  @Test(arguments: table)
  func decodesInOnePieceAndByteByByte(bytes: String, keys: [Key]) {
    var whole = KeyDecoder()
    #expect(whole.feed(bytes.utf8) == keys)
    #expect(whole.patienceMilliseconds == nil)
    var split = KeyDecoder()
    var collected: [Key] = []
    for byte in bytes.utf8 { collected += split.feed([byte]) }
    #expect(collected == keys)
  }

  @Test(arguments: [
    ("\u{1B}", [Key.escape]), ("\u{1B}\u{1B}", [.escape, .escape]), ("\u{1B}[", [.alt("[")]),
    ("\u{1B}O", [.alt("O")]), ("\u{1B}]", [.alt("]")]), ("\u{1B}[1;", []), ("\u{1B}]11;rgb", []),
  ])
  func finishesWhatIsUnderWayWhenNothingFollows(bytes: String, keys: [Key]) {
    var decoder = KeyDecoder()
    #expect(decoder.feed(bytes.utf8).isEmpty)
    #expect(decoder.pendingEscape == bytes.allSatisfy { $0 == "\u{1B}" })
    #expect(decoder.timeout() == keys)
    #expect(decoder.patienceMilliseconds == nil)
    #expect(decoder.feed("x".utf8) == [.char("x")])
  }

  @Test func decodesManyArrowsInOneWrite() {
    var decoder = KeyDecoder()
    let keys = decoder.feed(String(repeating: "\u{1B}[B", count: 500).utf8)
    #expect(keys == Array(repeating: .down, count: 500))
  }

  /// Whatever was begun and not ended, both halt keys get through, and are told of once each.
  @Test(arguments: [
    "", "\u{1B}", "\u{1B}\u{1B}", "\u{1B}[", "\u{1B}[2", "\u{1B}[24", "\u{1B}O", "\u{1B}]0;title", "\u{1B}Pq",
    "\u{1B}[M",
    "\u{1B}[M!", "\u{1B}[[", "\u{1B}[<0;1", "\u{1B}[?1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20",
    "\u{1B}_" + String(repeating: "x", count: 9_000), "hello",
  ])
  func haltKeysGetThrough(begun: String) {
    for (halt, key) in [("\u{0B}", Key.ctrl("k")), ("\u{1B}[24~", .function(12))] {
      var decoder = KeyDecoder()
      var halts = 0
      _ = decoder.feed(begun.utf8)
      let keys = decoder.feed(halt.utf8) { halts += 1 }
      #expect(halts == 1)
      #expect(keys.last == key)
    }
  }

  @Test func haltKeyInsideAnUnfinishedCharacter() {
    var decoder = KeyDecoder()
    var halts = 0
    #expect(decoder.feed([0xE2, 0x82, 0x0B]) { halts += 1 } == [.char("\u{FFFD}"), .ctrl("k")])
    #expect(halts == 1)
  }

  @Test func replacesWhatIsNotUTF8() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0xFF, 0x41]) == [.char("\u{FFFD}"), .char("A")])
    #expect(decoder.feed([0xE2, 0x41]) == [.char("\u{FFFD}"), .char("A")])
    #expect(decoder.feed([0xED, 0xA0, 0x80]) == [.char("\u{FFFD}")])
    // U+009B is the C1 form of `ESC [`.
    #expect(decoder.feed([0xC2, 0x9B, 0x41]) == [.char("A")])
  }

  /// Random bytes never trap, never leave the decoder stuck, and text after them is read again.
  @Test func survivesRandomBytes() {
    var random = SeededGenerator(seed: 20_260_114)
    let likely: [UInt8] =
      Array("\u{1B}[]O?<;:0123459~MmuABP$^@\u{0B}\r\u{7F}x".utf8) + [0xC3, 0xA9, 0xF0, 0xFF]
    for _ in 0..<2_000 {
      var decoder = KeyDecoder()
      let bytes = (0..<60).map { _ in likely[Int.random(in: 0..<likely.count, using: &random)] }
      _ = decoder.feed(bytes)
      for _ in 0..<3 { _ = decoder.timeout() }
      _ = decoder.feed("\u{1B}".utf8)
      _ = decoder.timeout()
      var halts = 0
      _ = decoder.feed([0x0B]) { halts += 1 }
      #expect(halts == 1, "\(bytes)")
    }
  }
}
