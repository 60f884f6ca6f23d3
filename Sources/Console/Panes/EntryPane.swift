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
    let isWide = width >= 56
    var rows = Rows()
    for field in DraftField.allCases {
      let shape = FieldShape(field, isWide: isWide)
      let isFocused = state.focus == .entry && state.entry.focus == field
      let window = state.entry[field].window(width: shape.columns)
      let used = rows.lines[rows.lines.count - 1].width
      let isFull = isWide ? shape.startsRow : used + 2 + shape.label.width + shape.columns > width
      if isFull, used > 0 { rows.lines.append(TextLine()) }
      let start = rows.lines[rows.lines.count - 1].width
      let indent = SafeText(repeating: " ", count: start == 0 ? 0 : 1)
      if isFocused {
        rows.cursor = CellPosition(
          x: start + indent.width + shape.label.width + 1 + window.cursor, y: rows.lines.count - 1)
        rows.focused = rows.lines.count - 1
      }
      rows.lines[rows.lines.count - 1] +=
        TextLine(indent).then(shape.label, .textDim)
        + value(isFocused ? window.text : nil, field, state, shape.columns)
    }
    return rows
  }

  /// `typed` is what the cursor stands in; nil for the other fields.
  private static func value(
    _ typed: SafeText?, _ field: DraftField, _ state: ConsoleState, _ columns: Int
  ) -> TextLine {
    let isWrong = state.entry.errors.contains { $0.field == field }
    // The sign stands beside the field, so that it is not the colour alone that says so.
    let sign = TextLine(isWrong ? "!" : " ", .fieldError)
    if typed == nil, !isWrong, state.entry[field].text.isEmpty {
      return sign.then(hint(field, state.entry).padded(to: columns), .textDim)
    }
    let text = typed ?? state.entry[field].shown(width: columns)
    return sign.then(text.padded(to: columns), isWrong ? .fieldError : .field)
  }

  /// What an empty field means, where it means something.
  private static func hint(_ field: DraftField, _ entry: OrderEntry) -> SafeText {
    switch field {
    case .interval: return "\(OrderRequest.defaultInterval)"
    case .start: return "now"
    case .timeInForce: return "\(TimeInForce.day.rawValue)"
    case .type:
      let (hasLimit, hasStop) = (!entry[.limit].text.isEmpty, !entry[.stop].text.isEmpty)
      return hasLimit ? (hasStop ? "stop_limit" : "limit") : hasStop ? "stop" : "market"
    case .side, .quantity, .symbol, .limit, .stop, .horizon: return ""
    }
  }

  // MARK: Verdict

  private static func verdict(_ state: ConsoleState, room: Int, width: Int) -> [TextLine] {
    let entry = state.entry
    if let sent = entry.awaiting, sent == entry.request {
      return [TextLine("sent, waiting for the desk", .stateWorking)]
    }
    if entry.isEmpty { return [TextLine("n to begin, or : and an order line", .textDim)] }
    if !entry.errors.isEmpty { return errors(entry, room: room) }
    if entry.request == nil { return [TextLine(missing(entry), .textDim)] }
    switch entry.preview {
    case .success(let preview): return plan(preview, state, room: room, width: width)
    case .failure(.plan(let error)) where error.isPastClose:
      return [pastClose(error, width: width)]
    case .failure(let refusal): return wrapped("■ \(refusal.words)", .guardWarn, room: room, width: width)
    case nil: return []
    }
  }

  /// The way out stands beside the reason, however little room there is.
  private static func pastClose(_ error: PlanError, width: Int) -> TextLine {
    let long: SafeText = "■ \(error.words). Enter: shorten it"
    guard long.width > width, case .pastClose(let close, _) = error else { return TextLine(long, .guardWarn) }
    let time = SafeText(untrusted: String(NewYork.clock(close).prefix(5)))
    return TextLine("■ past the close " + time + "; Enter: shorten", .guardWarn)
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

  private static func plan(_ preview: OrderPreview, _ state: ConsoleState, room: Int, width: Int)
    -> [TextLine]
  {
    let quote = state.desk?.quotes[preview.plan.request.symbol]
    let schedule = TextLine("→ ", .textDim).then(
      PlanWords.schedule(preview.plan, isLong: width >= 70) + PlanWords.cut(preview.plan))
    let money = TextLine("  " + PlanWords.notional(preview, quote: quote), .textStrong)
    // One row of the verdict may stand beside the last fields.
    guard room + 1 < 2 + preview.findings.count else {
      return [schedule, money] + preview.findings.map { TextLine(mark($0) + "\($0.words)", role($0)) }
    }
    let sum: SafeText = preview.notional.map { "  = \($0)" } ?? "  no quote"
    return [schedule, TextLine(sum, .textStrong).then("  ") + summary(preview.findings)]
  }

  /// What the limits say where there is no room for their sentences: the review has them all.
  private static func summary(_ findings: [LimitFinding]) -> TextLine {
    if let block = findings.first(where: { $0.level == .block }) {
      return TextLine(mark(block) + "refused: \(block.rule.words)", .guardTrip)
    }
    return TextLine("! " + Figures.counted(findings.count, "warning", "warnings"), .guardWarn)
  }

  private static func mark(_ finding: LimitFinding) -> SafeText { finding.level == .block ? "■ " : "! " }
  private static func role(_ finding: LimitFinding) -> Role {
    finding.level == .block ? .guardTrip : .guardWarn
  }

  private static func wrapped(_ text: SafeText, _ role: Role, room: Int, width: Int) -> [TextLine] {
    let lines = text.wrapped(to: width)
    guard lines.count > max(1, room) else { return lines.map { TextLine($0, role) } }
    return [TextLine(text, role)]
  }
}

/// A field's label and its columns: a grid of three rows where there is room, else close together.
private struct FieldShape {
  let label: SafeText
  let columns: Int
  let startsRow: Bool

  init(_ field: DraftField, isWide: Bool) {
    let (short, long, narrow, wide): (SafeText, SafeText, Int, Int) =
      switch field {
      case .side: ("Side", "Side", 5, 11)
      case .quantity: ("Qty", "Qty  ", 10, 10)
      case .symbol: ("Sym", "Symbol", 8, 8)
      case .type: ("Type", "Type", 10, 11)
      case .limit: ("Lmt", "Limit", 7, 10)
      case .stop: ("Stp", "Stop  ", 7, 8)
      case .horizon: ("Over", "Over", 11, 11)
      case .interval: ("Every", "Every", 4, 10)
      case .start: ("At", "Start ", 5, 8)
      case .timeInForce: ("TIF", "TIF", 3, 3)
      }
    (label, columns) = isWide ? (long, wide) : (short, narrow)
    startsRow = field == .type || field == .horizon
  }
}
