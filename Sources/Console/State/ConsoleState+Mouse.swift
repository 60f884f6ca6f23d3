internal import SlicingCore
internal import Terminal

/// The mouse selects. It never submits, cancels, confirms or halts, and it does nothing under a dialog.
extension ConsoleState {
  mutating func click(_ event: MouseEvent) {
    guard dialogs.isEmpty, prompt == nil, let layout = Layout(size: size, focus: focus),
      let (pane, row) = layout.pane(at: event.position)
    else { return }
    switch event.action {
    case .wheelUp where pane.isList:
      focus = pane
      move(.up)
    case .wheelDown where pane.isList:
      focus = pane
      move(.down)
    case .press where event.button == 0:
      focus = pane
      select(row: row, of: pane, layout)
    case .press, .release, .drag, .wheelUp, .wheelDown: break
    }
  }

  private mutating func select(row: Int, of pane: Pane, _ layout: Layout) {
    switch pane {
    case .orders:
      guard let rect = layout.orders else { return }
      let books = shownBooks
      let window = OrdersPane.window(self, books: books, height: rect.inset().height)
      let index = window.range.lowerBound + row
      if row >= 0, window.range.contains(index) { select(books[index].parent.id) }
    case .slices:
      guard let rect = layout.slices, let book = selectedBook else { return }
      let window = SlicesPane.window(self, book: book, height: rect.inset().height)
      let index = window.range.lowerBound + row - 1
      if row >= 1, window.range.contains(index) { sliceCursor = index }
    case .entry, .guards, .activity: break
    }
  }
}
