internal import SlicingCore
internal import Terminal

/// Shares planned and shares filled over the time of the parent, as two lines of dots.
enum ChartPane {
  static func content(_ state: ConsoleState) -> PaneContent {
    guard let book = state.selectedBook else { return PaneContent(title: "Plan and fills") }
    let (start, end) = (NewYork.clock(book.parent.start).prefix(5), NewYork.clock(book.parent.end).prefix(5))
    return PaneContent(title: "Plan and fills, \(String(start)) to \(String(end))")
  }

  /// Draws inside a frame already drawn.
  static func draw(_ state: ConsoleState, in rect: CellRect, on buffer: inout CellBuffer) {
    guard let book = state.selectedBook, rect.width >= 8, rect.height >= 3 else { return }
    let curves = ChartCurves(book, now: state.now, columns: rect.width * 2, dots: (rect.height - 1) * 4)
    var planned = BrailleCanvas(width: rect.width, height: rect.height - 1)
    // Single dots, so that the plan differs from the fills without colours.
    for x in stride(from: 0, to: curves.planned.count, by: 4) { planned.plot(x: x, y: curves.planned[x]) }
    var filled = BrailleCanvas(width: rect.width, height: rect.height - 1)
    for (x, pair) in zip(curves.filled, curves.filled.dropFirst()).enumerated() {
      filled.line(fromX: x, y: pair.0, toX: x + 1, y: pair.1)
    }
    buffer.put(planned, x: rect.x, y: rect.y, style: Style(.chartPlanned))
    buffer.put(filled, x: rect.x, y: rect.y, style: Style(.chartFilled))
    let legend = TextLine("plan dotted \(book.parent.request.quantity)", .chartPlanned)
      .then("  ").then("filled \(book.shares.filled)", .chartFilled)
    buffer.put(legend, x: rect.x, y: rect.y + rect.height - 1, maxWidth: rect.width)
  }
}

/// The running totals of a parent, one for each column of dots; whole numbers only.
///
/// Fills are drawn where their slice was due: the log knows their exact times, the slice does not, and one
/// interval is rarely wider than a column.
private struct ChartCurves {
  /// The row of dots of each column, from the top.
  let planned: [Int]
  /// The same, up to the present.
  let filled: [Int]

  init(_ book: ParentBook, now: Instant, columns: Int, dots: Int) {
    let start = book.parent.start
    let span = max(1, (book.parent.end - start).microseconds)
    let column = { (at: Instant) in
      max(0, min(columns - 1, Int(Int128((at - start).microseconds) * Int128(columns - 1) / Int128(span))))
    }
    var (planned, filled) = ([Int](repeating: 0, count: columns), [Int](repeating: 0, count: columns))
    // By index: copying ten thousand slices would cost more than all the rest of a frame.
    for index in book.slices.indices {
      let x = column(book.slices[index].due)
      if book.slices[index].rest != .moved { planned[x] += book.slices[index].quantity.count }
      filled[x] += book.slices[index].filled.count
    }
    let total = max(1, book.parent.request.quantity.count)
    let rows = { (parts: ArraySlice<Int>) in
      var sum = 0
      return parts.map { part -> Int in
        sum += part
        return dots - 1 - max(0, min(dots - 1, Int(Int128(sum) * Int128(dots - 1) / Int128(total))))
      }
    }
    self.planned = rows(planned[...])
    self.filled = rows(filled[...(now < start ? 0 : column(now))])
  }
}
