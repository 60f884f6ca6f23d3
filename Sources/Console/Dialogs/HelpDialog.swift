internal import Terminal

/// All keys and commands, from the binding table; typing searches.
struct HelpDialog: Dialog {
  private var search = TextField(limit: 32)
  private var row = 0

  var title: SafeText { "Help" }
  var isForReading: Bool { true }
  var takesPaste: Bool { true }
  var field: TextField? {
    get { search }
    set {
      guard let newValue else { return }
      if newValue.text != search.text { row = 0 }
      search = newValue
    }
  }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody()
    body.add(field: search, label: "Search:", columns: 24, isFocused: true)
    let rows = matching(width: width)
    let height = max(1, context.rows - 3)
    let first = max(0, min(row, rows.count - height))
    for line in rows.dropFirst(first).prefix(height) { body.add(line) }
    if rows.isEmpty { body.add(TextLine("nothing matches", .textDim)) }
    let last = min(rows.count, first + height)
    body.addAnswers(
      safe: "back", danger: "lines \(rows.isEmpty ? 0 : first + 1) to \(last) of \(rows.count), PgDn for more"
    )
    return body
  }

  /// What the search leaves, long sentences over several rows.
  private func matching(width: Int) -> [TextLine] {
    let wanted = search.text.lowercased()
    var lines: [TextLine] = []
    for group in BindingTable.groups {
      let found = group.bindings.filter { wanted.isEmpty || Self.text($0).lowercased().contains(wanted) }
      guard !found.isEmpty else { continue }
      lines.append(TextLine(SafeText(untrusted: group.title), .textStrong))
      lines += found.flatMap { Self.lines($0, width: width) }
    }
    return lines
  }

  private static func text(_ binding: Binding) -> String {
    "\(binding.name) \(binding.command ?? "") \(binding.help) \(keys(binding))"
  }

  private static func keys(_ binding: Binding) -> String {
    binding.keys.map(\.label).joined(separator: " ")
  }

  private static func lines(_ binding: Binding, width: Int) -> [TextLine] {
    let command = binding.command.map { ":\($0)" } ?? ""
    let head = TextLine(SafeText(untrusted: "  " + keys(binding)).padded(to: 14) + " ", .keyHint)
      .then(SafeText(untrusted: command).padded(to: 12), .textDim)
    let help = SafeText(untrusted: binding.help).wrapped(to: max(10, width - head.width))
    return help.enumerated().map { row, text in
      (row == 0 ? head : TextLine().padded(to: head.width)).then(text)
    }
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    guard let movement = action.movement else { return .stay }
    // Counted for the narrowest dialog: going too far only means pressing Up once more.
    let count = matching(width: 56).count
    row = max(0, movement.applied(to: row, count: count, page: max(1, context.rows - 3)))
    return .stay
  }
}
