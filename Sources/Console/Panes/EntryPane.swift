internal import SlicingCore
internal import Terminal

/// The order form: its fields, and under them the plan, the money, or what is wrong.
enum EntryPane {
  static func content(_ state: ConsoleState, width: Int, height: Int) -> PaneContent {
    var content = PaneContent(title: "Order entry")
    let rows = fieldRows(state, width: width)
    // With little room the row being typed in and one row of verdict are what must be seen.
    let shown = ListWindow(around: rows.focused, count: rows.lines.count, height: max(1, height - 1)).range
    content.lines = Array(rows.lines[shown])
    if var cursor = rows.cursor, state.focus == .entry {
      cursor.y -= shown.lowerBound
      content.cursor = cursor
    }
    add(verdict(state, room: height - content.lines.count, width: width), to: &content, width: width)
    return content
  }

  /// The first row of the verdict goes beside the last fields where it fits.
  private static func add(_ verdict: [TextLine], to content: inout PaneContent, width: Int) {
    var rest = verdict[...]
    if let first = rest.first, let last = content.lines.last, last.width + 2 + first.width <= width {
      content.lines[content.lines.count - 1] = last.then("  ") + first
      rest = rest.dropFirst()
    }
    content.lines += rest
  }

  // MARK: Fields

  private struct Rows {
    var lines = [TextLine()]
    var cursor: CellPosition?
    var focused = 0
  }

  /// Fields after each other, as many to a row as fit.
  private static func fieldRows(_ state: ConsoleState, width: Int) -> Rows {
    let isWide = width >= 50
    var rows = Rows()
    for field in DraftField.allCases {
      let shape = FieldShape(field, isWide: isWide)
      let isFocused = state.focus == .entry && state.entry.focus == field
      let window = state.entry[field].window(width: shape.columns)
      let used = rows.lines[rows.lines.count - 1].width
      let gap = used == 0 ? 0 : isWide ? 2 : 1
      if used + gap + shape.label.width + 1 + shape.columns > width, used > 0 { rows.lines.append(TextLine()) }
      let start = rows.lines[rows.lines.count - 1].width
      let indent = SafeText(repeating: " ", count: start == 0 ? 0 : gap)
      if isFocused {
        rows.cursor = CellPosition(
          x: start + indent.width + shape.label.width + 1 + window.cursor, y: rows.lines.count - 1)
        rows.focused = rows.lines.count - 1
      }
      rows.lines[rows.lines.count - 1] +=
        TextLine(indent).then(shape.label, .textDim) + value(window.text, field, state, shape.columns, isFocused)
    }
    return rows
  }

  private static func value(
    _ text: SafeText, _ field: DraftField, _ state: ConsoleState, _ columns: Int, _ isFocused: Bool
  ) -> TextLine {
    let isWrong = state.entry.errors.contains { $0.field == field }
    let role: Role = isWrong ? .fieldError : .field
    // The sign stands beside the field, so that it is not the colour alone that says so.
    let shown = isFocused || text.width > 0 || isWrong ? text : hint(field)
    let style = text.isEmpty && !isFocused && !isWrong ? Style(.textDim) : Style(role)
    return TextLine(isWrong ? "!" : " ", .fieldError) + TextLine(shown.padded(to: columns), style)
  }

  /// What an empty field means, where it means something.
  private static func hint(_ field: DraftField) -> SafeText {
    switch field {
    case .interval: "\(OrderRequest.defaultInterval)"
    case .start: "now"
    case .timeInForce: "\(TimeInForce.day.rawValue)"
    case .type: "market"
    case .side, .quantity, .symbol, .limit, .stop, .horizon: ""
    }
  }

  // MARK: Verdict

  private static func verdict(_ state: ConsoleState, room: Int, width: Int) -> [TextLine] {
    let entry = state.entry
    if entry.awaiting != nil { return [TextLine("sent, waiting for the desk", .stateWorking)] }
    if entry.isEmpty { return [TextLine("n to begin, or : and an order line", .textDim)] }
    if !entry.errors.isEmpty { return errors(entry, room: room) }
    if entry.request == nil { return [TextLine(missing(entry), .textDim)] }
    switch entry.preview {
    case .success(let preview): return plan(preview, state, room: room, width: width)
    case .failure(let refusal): return wrapped("■ \(refusal.words)", .guardWarn, room: room, width: width)
    case nil: return []
    }
  }

  /// The error of the field being typed in first.
  private static func errors(_ entry: OrderEntry, room: Int) -> [TextLine] {
    let focused = entry.errors.filter { $0.field == entry.focus }
    let others = entry.errors.filter { $0.field != entry.focus }
    return (focused + others).prefix(max(1, room)).map {
      TextLine("! \($0.field.noun): ", .fieldError).then("\($0.error.words)")
    }
  }

  private static func missing(_ entry: OrderEntry) -> SafeText {
    let nouns = entry.result.errors.inOrder.map { SafeText(untrusted: $0.field.noun) }
    return "still needed: " + SafeText.joined(nouns, separator: ", ")
  }

  private static func plan(_ preview: OrderPreview, _ state: ConsoleState, room: Int, width: Int) -> [TextLine] {
    let quote = state.desk?.quotes[preview.plan.request.symbol]
    let isLong = width >= 70
    var lines = [
      TextLine("→ ", .textDim).then(PlanWords.schedule(preview.plan, isLong: isLong)),
      TextLine("  " + PlanWords.notional(preview, quote: quote), .textStrong),
    ]
    for finding in preview.findings {
      let isBlock = finding.level == .block
      lines.append(TextLine("\(isBlock ? "■" : "!") \(finding.words)", isBlock ? .guardTrip : .guardWarn))
    }
    return room >= lines.count || preview.findings.isEmpty ? lines : squeezed(lines, room: room)
  }

  /// Where there is no room for all, the worst finding stays and the rest is counted.
  private static func squeezed(_ lines: [TextLine], room: Int) -> [TextLine] {
    let hidden = lines.count - max(3, room)
    let kept = Array(lines.prefix(max(3, room)))
    guard hidden > 0, let last = kept.last else { return kept }
    return kept.dropLast() + [TextLine("+\(hidden) ", .guardWarn) + last]
  }

  private static func wrapped(_ text: SafeText, _ role: Role, room: Int, width: Int) -> [TextLine] {
    let lines = text.wrapped(to: width)
    guard lines.count > max(1, room) else { return lines.map { TextLine($0, role) } }
    return [TextLine(text, role)]
  }
}

/// A field's label and its columns.
private struct FieldShape {
  let label: SafeText
  let columns: Int

  init(_ field: DraftField, isWide: Bool) {
    (label, columns) =
      switch field {
      case .side: ("Side", 4)
      case .quantity: ("Qty", isWide ? 12 : 10)
      case .symbol: (isWide ? "Symbol" : "Sym", isWide ? 16 : 8)
      case .type: ("Type", 10)
      case .limit: (isWide ? "Limit" : "Lmt", isWide ? 10 : 6)
      case .stop: (isWide ? "Stop" : "Stp", isWide ? 10 : 6)
      case .horizon: ("Over", 11)
      case .interval: ("Every", isWide ? 6 : 4)
      case .start: (isWide ? "Start" : "At", 5)
      case .timeInForce: ("TIF", 3)
      }
  }
}
