public import Terminal

/// Draws a state: pure, and possible at every size.
public func view(_ state: ConsoleState, size: TerminalSize) -> Frame {
  var painter = Painter(state: state, buffer: CellBuffer(size: size, glyphs: state.options.glyphs))
  if let layout = Layout(size: size, focus: state.focus) {
    painter.drawPanes(layout)
  } else {
    painter.drawTooSmall()
  }
  painter.drawDialog()
  // A field cut off by the edge has no cursor.
  let cursor = painter.cursor.flatMap { painter.buffer.bounds.contains(x: $0.x, y: $0.y) ? $0 : nil }
  return Frame(buffer: painter.buffer, cursor: cursor)
}

/// A frame being made.
private struct Painter {
  let state: ConsoleState
  var buffer: CellBuffer
  var cursor: CellPosition?

  mutating func drawPanes(_ layout: Layout) {
    drawHeader(layout.header)
    let entry = layout.entry.inset()
    draw(EntryPane.content(state, width: entry.width, height: entry.height), .entry, layout.entry)
    let guards = layout.guards.inset()
    draw(GuardPane.content(state, width: guards.width, height: guards.height), .guards, layout.guards)
    if let rect = layout.orders {
      let inner = rect.inset()
      draw(OrdersPane.content(state, width: inner.width, height: inner.height), .orders, rect)
    }
    if let rect = layout.slices {
      let inner = rect.inset()
      draw(SlicesPane.content(state, width: inner.width, height: inner.height), .slices, rect)
    }
    if let rect = layout.chart {
      _ = buffer.draw(ChartPane.content(state), in: rect, isFocused: false)
      ChartPane.draw(state, in: rect.inset(), on: &buffer)
    }
    drawActivity(layout.activity)
    drawFooter(layout.footer)
  }

  private mutating func draw(_ content: PaneContent, _ pane: Pane, _ rect: CellRect) {
    let isFocused = state.focus == pane
    let place = buffer.draw(content, in: rect, isFocused: isFocused)
    if isFocused, let place { cursor = place }
  }

  private mutating func drawHeader(_ rect: CellRect) {
    let line = HeaderPane.line(state, width: rect.width)
    buffer.put(line, x: rect.x, y: rect.y, maxWidth: rect.width)
    // The theme of a halted line is reversed; without a theme it must be too.
    if state.isHalted { buffer.add(.reverse, to: rect) }
  }

  private mutating func drawActivity(_ rect: CellRect) {
    guard rect.height > 2 else {
      buffer.put(ActivityPane.line(state), x: rect.x, y: rect.y, maxWidth: rect.width)
      return
    }
    draw(ActivityPane.content(state, height: rect.inset().height), .activity, rect)
  }

  private mutating func drawFooter(_ rect: CellRect) {
    let content = FooterPane.content(state, width: rect.width)
    guard let line = content.lines.first else { return }
    buffer.put(line, x: rect.x, y: rect.y, maxWidth: rect.width)
    if let place = content.cursor { cursor = CellPosition(x: place.x, y: rect.y) }
  }

  /// One pane, and the words; halting is named because it still works.
  mutating func drawTooSmall() {
    let size = buffer.size
    drawHeader(CellRect(x: 0, y: 0, width: size.width, height: 1))
    buffer.put("too small, Ctrl-K halts", x: 0, y: 1, style: Style(.guardWarn))
    let rect = CellRect(x: 0, y: 2, width: size.width, height: size.height - 3)
    let inner = rect.inset()
    guard inner.width > 0, inner.height > 0 else { return }
    switch state.focus {
    case .entry: draw(EntryPane.content(state, width: inner.width, height: inner.height), .entry, rect)
    case .guards: draw(GuardPane.content(state, width: inner.width, height: inner.height), .guards, rect)
    case .orders: draw(OrdersPane.content(state, width: inner.width, height: inner.height), .orders, rect)
    case .slices: draw(SlicesPane.content(state, width: inner.width, height: inner.height), .slices, rect)
    case .activity: draw(ActivityPane.content(state, height: inner.height), .activity, rect)
    }
    drawFooter(CellRect(x: 0, y: size.height - 1, width: size.width, height: 1))
  }

  // MARK: Dialogs

  mutating func drawDialog() {
    guard let dialog = state.dialogs.last?.dialog, let context = state.dialogContext,
      let frame = DialogFrame(dialog, context, size: buffer.size)
    else { return }
    buffer.fill(frame.rect)
    var content = PaneContent(title: dialog.title, lines: frame.body.lines.map { TextLine(" ") + $0 })
    content.cursor = frame.body.cursor.map { CellPosition(x: $0.x + 1, y: $0.y) }
    cursor = buffer.draw(content, in: frame.rect, isFocused: true)
  }
}
