internal import SlicingCore
internal import Terminal

/// The blotter: a row for each parent. Only the rows on the screen are computed.
enum OrdersPane {
  static func content(_ state: ConsoleState, width: Int, height: Int) -> PaneContent {
    let books = state.shownBooks
    var content = PaneContent(title: title(state, shown: books.count))
    guard !books.isEmpty else {
      content.lines = [
        TextLine(state.filter.isEmpty ? "No orders today. n enters one." : "Nothing matches.", .textDim)
      ]
      return content
    }
    let window = window(state, books: books, height: height)
    let columns = OrderColumns(books[window.range], width: width, glyphs: state.options.glyphs)
    content.lines = books[window.range].map { book in
      columns.row(book, now: state.now, isSelected: book.parent.id == state.selectedParent)
    }
    return content
  }

  static func window(_ state: ConsoleState, books: [ParentBook], height: Int) -> ListWindow {
    let row = books.firstIndex { $0.parent.id == state.selectedParent } ?? 0
    return ListWindow(around: row, count: books.count, height: height)
  }

  private static func title(_ state: ConsoleState, shown: Int) -> SafeText {
    let total = state.desk?.books.count ?? 0
    guard !state.filter.isEmpty else {
      return total == 0
        ? "Orders" : "Orders \(total)  filled, shares ahead or behind the plan, bp against arrival"
    }
    return "Orders \(shown) of \(total), filter \"\(state.filter)\""
  }
}

/// The columns of the blotter for one width. Words give way before numbers do.
private struct OrderColumns {
  let width: Int
  let glyphs: GlyphSet
  private let isWide: Bool
  private let symbolWidth: Int
  private let barWidth: Int

  init(_ books: ArraySlice<ParentBook>, width: Int, glyphs: GlyphSet) {
    self.width = width
    self.glyphs = glyphs
    isWide = width >= 98
    let longest = books.map { $0.parent.request.symbol.text.utf8.count }.max() ?? 4
    symbolWidth = min(max(4, longest), width >= 98 ? 16 : 5)
    barWidth = width < 70 ? 0 : width < 98 ? 5 : min(40, width / 7)
  }

  func row(_ book: ParentBook, now: Instant, isSelected: Bool) -> TextLine {
    let parent = book.parent
    var line = TextLine(isSelected ? "▸" : " ", .textStrong)
      .then(column("\(parent.ordinal)", 3), .textStrong)
      .then(column(parent.request.side.label, 6) + " ", parent.request.side.role)
      .then(column("\(parent.request.symbol)", symbolWidth) + " ", .textStrong)
      .then(column("\(parent.request.quantity)", 9, .right) + " ")
    line += bar(book).then(
      Figures.percent(book.shares.filled, of: parent.request.quantity).padded(to: 4, align: .right))
    line += pace(book, now: now).then(width < 70 ? "" : slippage(book)).then("  ") + wait(book, now: now)
    let status = OrderWords.status(book)
    line = line.then(" ").then(status.text, status.role)
    if isWide, let reason = reason(parent) { line = line.then("  " + reason, .textDim) }
    return isSelected ? line.padded(to: width).restyledKeepingRoles(adding: .reverse) : line
  }

  private func bar(_ book: ParentBook) -> TextLine {
    guard barWidth > 0 else { return TextLine() }
    let bar = glyphs.progress(
      done: Int64(book.shares.filled.count), total: Int64(book.parent.request.quantity.count), width: barWidth
    )
    return TextLine(bar.done, .progressDone).then(bar.rest, .progressRest)
  }

  /// Filled against what the plan would have sent by now, in shares.
  private func pace(_ book: ParentBook, now: Instant) -> TextLine {
    let columns = isWide ? 16 : 8
    guard !book.parent.status.isFinal else { return TextLine(SafeText(repeating: " ", count: columns)) }
    let ahead = book.shares.filled - book.scheduled(by: now)
    guard isWide else { return TextLine(Figures.signed(ahead).padded(to: columns, align: .right)) }
    let word: SafeText =
      ahead == .zero ? "on plan" : ahead > .zero ? "\(ahead) ahead" : "\(Shares(-ahead.count)) behind"
    return TextLine(word.padded(to: columns, align: .right))
  }

  private func slippage(_ book: ParentBook) -> SafeText {
    let text = book.slippageCentibasisPoints.map { Figures.basisPoints($0) + (isWide ? " bp" : "bp") } ?? "–"
    return text.padded(to: isWide ? 11 : 8, align: .right)
  }

  /// What is owed, else when the next slice goes.
  private func wait(_ book: ParentBook, now: Instant) -> TextLine {
    let columns = isWide ? 12 : 10
    if book.shares.owed > .zero { return TextLine(column("owed \(book.shares.owed)", columns), .guardWarn) }
    guard !book.parent.status.isFinal, book.parent.hold == nil, let next = book.nextPending else {
      return TextLine(SafeText(repeating: " ", count: columns))
    }
    return TextLine(column("next \(Figures.countdown(next.due - now))", columns))
  }

  private func reason(_ parent: Parent) -> SafeText? {
    if let end = parent.endReason ?? parent.canceledReason { return SafeText(untrusted: end) }
    return parent.hold.flatMap { $0.reason.isEmpty ? nil : SafeText(untrusted: $0.reason) }
  }
}

extension TextLine {
  /// The same words and meanings with more attributes: a selected row keeps its colours.
  func restyledKeepingRoles(adding attributes: Attributes) -> TextLine {
    runs.reduce(TextLine()) { $0 + TextLine($1.text, $1.style.adding(attributes)) }
  }
}
