internal import SlicingCore
internal import Terminal

/// The slices of the selected parent, in order. A parent may have 100,000; only the rows on the screen are
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
      title: "Slices of \(book.parent.ordinal)  \(request.symbol) \(request.side.rawValue) \(request.quantity)")
    content.lines = [header]
    for index in window.range {
      let line = row(book.slices[index], now: state.now, glyphs: state.options.glyphs)
      let isSelected = index == selected
      let mark = TextLine(isSelected ? "▸" : " ", .textStrong) + line
      let shouldInvert = isSelected && state.focus == .slices
      content.lines.append(shouldInvert ? mark.padded(to: width).restyledKeepingRoles(adding: .reverse) : mark)
    }
    if window.range.count < book.slices.count {
      content.title += "  \(selected + 1) of \(book.slices.count)"
    }
    return content
  }

  static func window(_ state: ConsoleState, book: ParentBook, height: Int) -> ListWindow {
    ListWindow(around: state.sliceRow(of: book), count: book.slices.count, height: max(0, height - 1))
  }

  private static let header = TextLine(
    " "
      + SafeText.joined([
        column("#", 6, .right), column("due", 8), column("qty", 7, .right),
        column("filled", 7, .right), column("avg", 10, .right),
        column("late", 9, .right), " status",
      ]), .textDim)

  private static func row(_ slice: Slice, now: Instant, glyphs: GlyphSet) -> TextLine {
    let average = slice.averagePrice.map(Figures.average) ?? "–"
    let late = slice.lateness.map(Figures.lateness) ?? "–"
    let filled: SafeText = slice.filled == .zero ? "–" : "\(slice.filled)"
    let columns = [
      column("\(slice.number + 1)", 6, .right),
      SafeText(untrusted: NewYork.clock(slice.due)),
      column("\(slice.quantity)", 7, .right), filled.padded(to: 7, align: .right),
      average.padded(to: 10, align: .right), late.padded(to: 9, align: .right),
    ]
    return TextLine(SafeText.joined(columns) + "  ") + OrderWords.status(slice, now: now, glyphs: glyphs)
  }
}
