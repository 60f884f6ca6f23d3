import Testing

@testable import Terminal

@Suite struct CellBufferTests {
  @Test func putsAndTrims() {
    var buffer = CellBuffer(width: 10, height: 3)
    let next = buffer.put("AAPL", x: 1, y: 1)
    buffer.put("x" as SafeText, x: next + 1, y: 1, style: Style(.textDim))
    #expect(buffer.plainText() == "\n AAPL x\n")
    #expect(buffer.styledText() == "\n AAPL ⟨text.dim:x⟩\n")
  }

  @Test func clipsAtEveryEdge() {
    var buffer = CellBuffer(width: 4, height: 2)
    buffer.put("abcdef", x: -2, y: 0)
    buffer.put("abcdef", x: 2, y: 1)
    for (x, y) in [(0, -1), (0, 2), (4, 0), (Int.max, 0), (Int.min, 0), (0, Int.max), (0, Int.min)] {
      buffer.put("zz", x: x, y: y)
      #expect(buffer[x, y] == nil || y == 0)
    }
    #expect(buffer.plainText() == "cdef\n  ab")
    buffer.put("abcdef", x: 0, y: 0, maxWidth: 3)
    #expect(buffer.plainText() == "ab…f\n  ab")
    buffer.put("abc", x: 0, y: 0, maxWidth: -1)
    buffer.putRight("12", end: 4, y: 1)
    #expect(buffer.plainText() == "ab…f\n  12")
  }

  @Test func drawsBoxes() {
    var buffer = CellBuffer(width: 12, height: 3)
    buffer.box(buffer.bounds, title: "Guards", style: Style(.borderFocus))
    #expect(buffer.plainText() == "╭ Guards ──╮\n│          │\n╰──────────╯")
    var ascii = CellBuffer(width: 12, height: 3, glyphs: .ascii)
    ascii.box(ascii.bounds, title: "Order entry")
    #expect(ascii.plainText() == "+ Order e~ +\n|          |\n+----------+")
    buffer.box(CellRect(x: 9, y: 1, width: 9_999, height: 9_999))
    buffer.box(CellRect(x: -5, y: -5, width: 1, height: 1), title: "no")
    #expect(buffer[9, 1]?.scalar == "╭")
  }

  @Test func fillsAndRestyles() {
    var buffer = CellBuffer(width: 4, height: 2)
    buffer.fill(CellRect(x: 1, y: 0, width: 99, height: 1), with: "x")
    buffer.restyle(CellRect(x: 2, y: 0, width: 9, height: 1), style: Style(.selection))
    buffer.add(.bold, to: CellRect(x: 3, y: -4, width: 1, height: 9))
    #expect(buffer.styledText() == " x⟨selection:x⟩⟨selection+b:x⟩\n   ⟨text+b: ⟩")
    buffer.fill(buffer.bounds, with: "日")
    #expect(buffer.plainText() == "????\n????")
  }

  @Test func pastesADialogOverThePanes() {
    var buffer = CellBuffer(width: 6, height: 3, glyphs: .ascii)
    var dialog = CellBuffer(width: 3, height: 3)
    dialog.box(dialog.bounds)
    buffer.paste(dialog, x: 4, y: 1)
    #expect(buffer.plainText() == "\n    +-\n    |")
  }

  @Test func asciiHasOnlyASCII() {
    var buffer = CellBuffer(width: 60, height: 2, glyphs: .ascii)
    buffer.put("187.42 × 187.44 → −1.3 bp … “x” ● ◐ ○ ■ ▸ é ⠿ ▌ Ж", x: 0, y: 0)
    for (index, glyph) in GlyphSet.Glyph.allCases.enumerated() {
      buffer.put(GlyphSet.ascii(glyph), x: index, y: 1)
      #expect(GlyphSet.unicode(glyph).width == 1)
    }
    let text = buffer.plainText()
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    #expect(text.hasPrefix("187.42 x 187.44 > -1.3 bp ~ \"x\" * o . # > e . = ?"))
  }

  @Test func absurdSizesAreBounded() {
    #expect(CellBuffer(width: -3, height: 5).plainText() == "\n\n\n\n")
    #expect(CellBuffer(width: Int.max, height: 1).width == CellBuffer.sideMax)
    #expect(CellBuffer(width: 0, height: 0).plainText().isEmpty)
  }

  @Test(arguments: [
    (0, "──────────"), (1, "▏─────────"), (500, "█████─────"), (510, "█████─────"), (513, "█████▏────"),
    (550, "█████▌────"), (999, "█████████▉"), (1_000, "██████████"), (1_500, "██████████"),
    (-5, "──────────"),
  ])
  func progressIsRoundedDown(done: Int64, bar: String) {
    let parts = GlyphSet.unicode.progress(done: done, total: 1_000, width: 10)
    #expect((parts.done + parts.rest).string == bar)
    #expect((parts.done + parts.rest).width == 10)
  }

  @Test func progressOfLargeAndEmptyOrders() {
    let large = GlyphSet.unicode.progress(done: Int64.max - 1, total: Int64.max, width: 10)
    #expect(large.done.string == "█████████▉")
    #expect(GlyphSet.unicode.progress(done: 3, total: 0, width: 4).rest.string == "────")
    #expect(GlyphSet.ascii.progress(done: 55, total: 100, width: 10).done.string == "#####")
    #expect(GlyphSet.ascii.progress(done: 1, total: 100, width: 0).rest.isEmpty)
    var buffer = CellBuffer(width: 6, height: 1)
    #expect(buffer.putProgress(done: 1, total: 2, x: 1, y: 0, width: 4) == 5)
    #expect(buffer.styledText() == " ⟨progress.done:██⟩⟨progress.rest:──⟩")
  }

  @Test func brailleDots() {
    let order: [(Int, Int, Character)] = [
      (0, 0, "⠁"), (0, 1, "⠂"), (0, 2, "⠄"), (1, 0, "⠈"), (1, 1, "⠐"), (1, 2, "⠠"), (0, 3, "⡀"), (1, 3, "⢀"),
    ]
    for (x, y, dot) in order {
      var canvas = BrailleCanvas(width: 1, height: 1)
      canvas.plot(x: x, y: y)
      #expect(canvas.row(0).string == String(dot))
    }
    var canvas = BrailleCanvas(width: 3, height: 2)
    canvas.line(fromX: 0, y: 7, toX: 5, y: 0)
    #expect([canvas.row(0).string, canvas.row(1).string] == [" ⢀⠎", "⡰⠁ "])
    #expect([canvas.row(0, glyphs: .ascii).string, canvas.row(1, glyphs: .ascii).string] == [" .'", ".' "])
    canvas.plot(x: -1, y: 0)
    canvas.plot(x: 6, y: 99)
    canvas.line(fromX: Int.min, y: Int.min, toX: Int.max, y: Int.max)
    #expect(canvas.row(7).isEmpty)
    var empty = BrailleCanvas(width: 0, height: 3)
    empty.line(fromX: 0, y: 0, toX: 9, y: 9)
    var buffer = CellBuffer(width: 3, height: 1)
    buffer.put("abc", x: 0, y: 0)
    var dots = BrailleCanvas(width: 3, height: 1)
    dots.plot(x: 2, y: 0)
    buffer.put(dots, x: 0, y: 0, style: Style(.chartFilled))
    #expect(buffer.styledText() == "a⟨chart.filled:⠁⟩c")
  }
}
