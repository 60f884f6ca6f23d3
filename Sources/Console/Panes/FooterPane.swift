internal import SlicingCore
internal import Terminal

/// The last line: what was just refused or done, the prompt being typed, or the keys that work here now.
enum FooterPane {
  static func content(_ state: ConsoleState, width: Int) -> PaneContent {
    if let prompt = state.prompt { return line(prompt, state.vocabulary, width: width) }
    if let notice = state.notice {
      let mark: SafeText = notice.isRefusal ? " ! " : "   "
      return PaneContent(
        title: "", lines: [TextLine(mark + notice.text, notice.isRefusal ? .fieldError : .textStrong)])
    }
    // The rest would be keys that the dialog does not take.
    if !state.dialogs.isEmpty { return PaneContent(title: "", lines: [leaving]) }
    if state.focus == .entry, let error = worst(state.entry) {
      return PaneContent(
        title: "", lines: [TextLine(" ! \(error.field.noun): \(error.error.words)", .fieldError)])
    }
    return PaneContent(title: "", lines: [keys(state, width: width)])
  }

  private static let leaving = TextLine(" ").then("Esc", .keyHint).then(" leave  ").then("Ctrl-K", .keyHint)
    .then(" HALT")

  /// The whole sentence of the error that matters now; the form has no room for it.
  private static func worst(_ entry: OrderEntry) -> DraftErrors.Entry? {
    entry.errors.first { $0.field == entry.focus } ?? entry.errors.first
  }

  private static func line(_ prompt: Prompt, _ vocabulary: Vocabulary, width: Int) -> PaneContent {
    let window = prompt.field.window(width: max(10, width / 2))
    var content = PaneContent(title: "", cursor: CellPosition(x: 1 + window.cursor, y: 0))
    let found = prompt.completions(vocabulary).prefix(8).map { SafeText(untrusted: $0) }
    let hint: SafeText =
      prompt.purpose == .filter ? "Enter keeps, Esc shows all" : SafeText.joined(found, separator: "  ")
    content.lines = [TextLine(prompt.sign, .keyHint).then(window.text).then("  " + hint, .textDim)]
    return content
  }

  /// Keys that can be used now, in the table's order, as many as fit. Help comes first: it is the way to the
  /// rest.
  private static func keys(_ state: ConsoleState, width: Int) -> TextLine {
    var line = TextLine()
    for binding in bindings(in: state.focus.places) where binding.disabledReason(state) == nil {
      guard let key = binding.keys.first else { continue }
      let next = TextLine(" ").then(SafeText(untrusted: key.label), .keyHint).then(
        SafeText(untrusted: " \(binding.name) "))
      if line.width + next.width > width { break }
      line += next
    }
    return line
  }

  private static func bindings(in places: Set<Place>) -> [Binding] {
    let shown = BindingTable.all.filter { $0.isInFooter && places.contains($0.place) }
    return shown.filter { $0.action == .help } + shown.filter { $0.action != .help }
  }
}
