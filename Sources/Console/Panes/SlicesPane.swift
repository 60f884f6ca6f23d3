internal import SlicingCore
internal import Terminal

/// The slices of the selected parent, by due time. A parent may have 100,000; only the rows on the screen are
/// looked at.
enum SlicesPane {
  static func content(_ state: ConsoleState, width: Int, height: Int) -> PaneContent {
    guard let book = state.selectedBook else {
      return PaneContent(title: "Slices", lines: [TextLine("No order is selected.", .textDim)])
    }
    let request = book.parent.request
    let window = window(state, book: book, height: height)
    let selected = state.sliceRow(of: book)
    var content = PaneContent(
      title:
        "Slices of \(book.parent.ordinal)  \(request.symbol) \(request.side.rawValue) \(request.quantity)")
    let columns = SliceColumns(book, width: width, glyphs: state.options.glyphs)
    content.lines = [columns.header]
    for index in window.range {
      let line = columns.row(book.slices[book.timeline[index]], now: state.now)
      let isSelected = index == selected
      let mark = TextLine(isSelected ? "▸" : " ", .textStrong) + line
      let shouldInvert = isSelected && state.focus == .slices
      content.lines.append(
        shouldInvert ? mark.padded(to: width).restyledKeepingRoles(adding: .reverse) : mark)
    }
    if window.range.count < book.slices.count {
      content.title += "  \(selected + 1) of \(book.slices.count)"
    }
    return content
  }

  static func window(_ state: ConsoleState, book: ParentBook, height: Int) -> ListWindow {
    ListWindow(around: state.sliceRow(of: book), count: book.slices.count, height: max(0, height - 1))
  }
}

/// The columns of the timeline for one parent and width.
private struct SliceColumns {
  let isHeld: Bool
  let glyphs: GlyphSet
  private let number: Int
  private let shares: Int
  private let average: Int
  private let late: Int

  init(_ book: ParentBook, width: Int, glyphs: GlyphSet) {
    isHeld = book.parent.hold != nil
    self.glyphs = glyphs
    let isWide = width >= 98
    number = max(2, "\(book.slices.count)".utf8.count) + 1
    shares = max(6, "\(book.parent.request.quantity)".utf8.count)
    (average, late) = isWide ? (12, 10) : (9, 7)
  }

  var header: TextLine {
    let texts = [
      column("#", number, .right), column("due", 8), column("qty", shares, .right),
      column("filled", shares, .right), column("avg", average, .right), column("late", late, .right),
      " status",
    ]
    return TextLine(" " + SafeText.joined(texts), .textDim)
  }

  func row(_ slice: Slice, now: Instant) -> TextLine {
    let filled: SafeText = slice.filled == .zero ? "–" : "\(slice.filled)"
    let texts = [
      column("\(slice.number + 1)", number, .right), SafeText(untrusted: NewYork.clock(slice.due)),
      column("\(slice.quantity)", shares, .right), column(filled, shares, .right),
      column(slice.averagePrice.map(Figures.average) ?? "–", average, .right),
      column(slice.lateness.map(Figures.lateness) ?? "–", late, .right),
    ]
    return TextLine(SafeText.joined(texts) + "  ")
      + OrderWords.status(slice, isHeld: isHeld, now: now, glyphs: glyphs)
  }
}
