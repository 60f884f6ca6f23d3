extension CellBuffer {
  /// Puts a text, cut at the edges and at `maxWidth` columns. A literal is a `SafeText` by itself, with
  /// values in it or without; an overload for `StaticString` would make every such call ambiguous.
  ///
  /// - Returns: the column after the text, so that the next one can be put there.
  @discardableResult
  public mutating func put(
    _ text: SafeText, x: Int, y: Int, style: Style = .text, maxWidth: Int = .max
  ) -> Int {
    let limit = Swift.max(0, maxWidth)
    var shown = glyphs.adapt(text)
    if shown.width > limit { shown = glyphs.adapt(shown.truncated(to: limit)) }
    for (offset, scalar) in shown.scalars.enumerated() {
      // The sum is checked for the caller who puts at the largest column by mistake.
      let (column, overflow) = x.addingReportingOverflow(offset)
      if overflow || column >= width { break }
      set(scalar, x: column, y: y, style: style)
    }
    return x.addingReportingOverflow(shown.width).partialValue
  }

  /// Puts a text so that it ends before column `end`.
  public mutating func putRight(_ text: SafeText, end: Int, y: Int, style: Style = .text) {
    put(text, x: end - text.width, y: y, style: style)
  }

  /// Fills a part with one character.
  public mutating func fill(_ rect: CellRect, with character: Character = " ", style: Style = .text) {
    let scalar = glyphs.adapt(SafeText(repeating: character, count: 1)).scalars.first ?? " "
    forEachPlace(in: rect) { $0.set(scalar, x: $1, y: $2, style: style) }
  }

  /// Gives every cell of a part a style and leaves the characters: a selected row, a halted header.
  public mutating func restyle(_ rect: CellRect, style: Style) {
    forEachPlace(in: rect) { $0.restyle(x: $1, y: $2) { _ in style } }
  }

  /// Adds attributes to every cell of a part and leaves roles and characters.
  public mutating func add(_ attributes: Attributes, to rect: CellRect) {
    forEachPlace(in: rect) { $0.restyle(x: $1, y: $2) { $0.adding(attributes) } }
  }

  /// A frame with a title in its top line. What is inside is left alone.
  public mutating func box(
    _ rect: CellRect, title: SafeText = "", style: Style = Style(.border), titleStyle: Style? = nil
  ) {
    guard rect.width >= 2, rect.height >= 2 else { return }
    drawFrame(rect, style: style)
    guard !title.isEmpty, rect.width > 4 else { return }
    put(" " + title.truncated(to: rect.width - 4) + " ", x: rect.x + 1, y: rect.y, style: titleStyle ?? style)
  }

  private mutating func drawFrame(_ rect: CellRect, style: Style) {
    let border = glyphs.border
    let right = rect.x + rect.width - 1
    let bottom = rect.y + rect.height - 1
    for x in visible(rect.x, right, limit: width) {
      set(border.horizontal, x: x, y: rect.y, style: style)
      set(border.horizontal, x: x, y: bottom, style: style)
    }
    for y in visible(rect.y, bottom, limit: height) {
      set(border.vertical, x: rect.x, y: y, style: style)
      set(border.vertical, x: right, y: y, style: style)
    }
    set(border.topLeft, x: rect.x, y: rect.y, style: style)
    set(border.topRight, x: right, y: rect.y, style: style)
    set(border.bottomLeft, x: rect.x, y: bottom, style: style)
    set(border.bottomRight, x: right, y: bottom, style: style)
  }

  /// The bar of `GlyphSet.progress`, in the two roles of progress.
  @discardableResult
  public mutating func putProgress(done: Int64, total: Int64, x: Int, y: Int, width: Int) -> Int {
    let bar = glyphs.progress(done: done, total: total, width: width)
    let middle = put(bar.done, x: x, y: y, style: Style(.progressDone))
    return put(bar.rest, x: middle, y: y, style: Style(.progressRest))
  }

  /// The whole of another buffer, with its top left corner at a place: a dialog over the panes.
  public mutating func paste(_ other: CellBuffer, x: Int, y: Int) {
    for row in 0..<other.height {
      for (column, cell) in other.row(row).enumerated() {
        set(
          glyphs == .unicode ? cell.scalar : AsciiFallback.scalar(cell.scalar), x: x + column, y: y + row,
          style: cell.style)
      }
    }
  }

  /// The places of a part that are on the screen, so that a part of absurd size costs nothing.
  private mutating func forEachPlace(in rect: CellRect, _ body: (inout CellBuffer, Int, Int) -> Void) {
    for y in visible(rect.y, rect.y + rect.height - 1, limit: height) {
      for x in visible(rect.x, rect.x + rect.width - 1, limit: width) { body(&self, x, y) }
    }
  }

  private func visible(_ first: Int, _ last: Int, limit: Int) -> Range<Int> {
    let lower = Swift.max(0, first)
    return lower..<Swift.max(lower, Swift.min(last + 1, limit))
  }
}
