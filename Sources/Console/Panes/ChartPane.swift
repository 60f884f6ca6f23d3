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
    let plot = CellRect(x: rect.x, y: rect.y, width: rect.width, height: rect.height - 1)
    let lines = curves(book, now: state.now)
    let scale = Scale(book, width: plot.width * 2, height: plot.height * 4)
    buffer.put(dotted(lines.planned, scale, plot), x: plot.x, y: plot.y, style: Style(.chartPlanned))
    buffer.put(canvas(lines.filled, scale, plot), x: plot.x, y: plot.y, style: Style(.chartFilled))
    let legend = TextLine("plan dotted \(lines.planned.last?.shares ?? .zero)", .chartPlanned)
      .then("  ").then("filled \(book.shares.filled)", .chartFilled)
    buffer.put(legend, x: rect.x, y: rect.y + rect.height - 1, maxWidth: rect.width)
  }

  /// The planned line in single dots, so that it differs from the filled one without colours.
  private static func dotted(_ points: [Point], _ scale: Scale, _ rect: CellRect) -> BrailleCanvas {
    var canvas = BrailleCanvas(width: rect.width, height: rect.height)
    var next = 0
    for (left, right) in zip(points, points.dropFirst()) {
      let (from, to) = (scale.dot(left), scale.dot(right))
      while next <= to.x, next < canvas.dotWidth {
        let part = to.x > from.x ? (to.y - from.y) * (next - from.x) / (to.x - from.x) : 0
        canvas.plot(x: next, y: from.y + part)
        next += 4
      }
    }
    return canvas
  }

  private struct Point {
    let at: Instant
    let shares: Shares
  }

  /// Running totals by due time. Fills are drawn where their slice was due: the log knows their exact times, the
  /// slice does not, and one interval is less than a column.
  private static func curves(_ book: ParentBook, now: Instant) -> (planned: [Point], filled: [Point]) {
    var planned = [Point(at: book.parent.start, shares: .zero)]
    var filled = planned
    var (plannedSum, filledSum) = (Shares.zero, Shares.zero)
    for slice in book.slices {
      if slice.rest != .moved {
        plannedSum += slice.quantity
        planned.append(Point(at: slice.due, shares: plannedSum))
      }
      guard slice.due <= now else { continue }
      filledSum += slice.filled
      filled.append(Point(at: slice.due, shares: filledSum))
    }
    filled.append(Point(at: min(max(now, book.parent.start), book.parent.end), shares: filledSum))
    return (planned, filled)
  }

  /// From times and shares to dots; whole numbers only.
  private struct Scale {
    let start: Instant
    let span: Int64
    let total: Int
    let width: Int
    let height: Int

    init(_ book: ParentBook, width: Int, height: Int) {
      start = book.parent.start
      span = max(1, (book.parent.end - book.parent.start).microseconds)
      total = max(1, book.parent.request.quantity.count)
      self.width = width
      self.height = height
    }

    func dot(_ point: Point) -> (x: Int, y: Int) {
      let x = Int128((point.at - start).microseconds) * Int128(width - 1) / Int128(span)
      let y = Int128(point.shares.count) * Int128(height - 1) / Int128(total)
      return (Int(clamping: x), height - 1 - Int(clamping: y))
    }
  }

  /// Straight lines between the points, one per column at most: ten thousand slices fall into a hundred columns.
  private static func canvas(_ points: [Point], _ scale: Scale, _ rect: CellRect) -> BrailleCanvas {
    var canvas = BrailleCanvas(width: rect.width, height: rect.height)
    var last: (x: Int, y: Int)?
    for (index, point) in points.enumerated() {
      let dot = scale.dot(point)
      if let last, last.x == dot.x, index < points.count - 1 { continue }
      if let last { canvas.line(fromX: last.x, y: last.y, toX: dot.x, y: dot.y) }
      last = dot
    }
    return canvas
  }
}
