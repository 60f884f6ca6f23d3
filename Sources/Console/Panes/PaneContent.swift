internal import Terminal

/// What a pane shows: its title, its rows and, in a form, the place of the cursor within them.
struct PaneContent: Sendable {
  var title: SafeText
  var lines: [TextLine] = []
  var cursor: CellPosition?
}

extension CellBuffer {
  /// Draws a pane with its frame; returns where on the screen the content's cursor is.
  mutating func draw(_ content: PaneContent, in rect: CellRect, isFocused: Bool) -> CellPosition? {
    // The focus is a word as well as a colour: the title of the pane that has it is marked.
    let title = (isFocused ? "▸ " : "") + content.title
    box(
      rect, title: title, style: Style(isFocused ? .borderFocus : .border),
      titleStyle: isFocused ? Style(.borderFocus, .bold) : Style(.textDim))
    let inner = rect.inset()
    for (row, line) in content.lines.prefix(inner.height).enumerated() {
      put(line, x: inner.x, y: inner.y + row, maxWidth: inner.width)
    }
    guard let cursor = content.cursor, cursor.y < inner.height else { return nil }
    return CellPosition(x: inner.x + min(cursor.x, inner.width - 1), y: inner.y + cursor.y)
  }
}
