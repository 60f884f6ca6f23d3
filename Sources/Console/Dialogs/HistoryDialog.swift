internal import SlicingCore
internal import Terminal

/// Everything that was done with the kill switch and the breaker, newest first.
struct HistoryDialog: Dialog {
  /// Nil until the log was read.
  var history: GuardHistory?
  private var row = 0

  init() {}

  var title: SafeText { "Kill switch and breaker" }
  var isForReading: Bool { true }

  private var events: [GuardEvent] { if case .read(let events)? = history { events } else { [] } }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody()
    switch history {
    case nil: body.add(TextLine("reading the log", .textDim))
    case .failed(let words): body.add("cannot be read: \(words)", .fieldError, width: width)
    case .read([]): body.add(TextLine("nothing was ever halted or tripped", .textDim))
    case .read(let events): list(events, in: &body, context, width: width)
    }
    let place: SafeText? = events.isEmpty ? nil : "\(min(row + 1, events.count)) of \(events.count)"
    body.addAnswers(safe: "back", danger: place)
    return body
  }

  /// A row for each, and below them the selected one in full.
  private func list(_ events: [GuardEvent], in body: inout DialogBody, _ context: DialogContext, width: Int) {
    let selected = events[min(row, events.count - 1)]
    let full = SafeText(untrusted: selected.text).wrapped(to: max(1, width - 2)).prefix(3)
    let window = ListWindow(
      around: row, count: events.count, height: max(1, context.rows - 4 - full.count))
    for index in window.range {
      let event = events[index]
      body.add(
        TextLine(index == row ? "▸ " : "  ", .textStrong)
          .then("\(NewYork.date(of: event.at)) \(NewYork.clock(event.at))  ", .textDim)
          .then(SafeText(untrusted: event.what.rawValue).padded(to: 10), Self.role(event.what))
          .then(event.by.isEmpty ? "" : "\(event.by)  ").then("\(event.text)"))
    }
    body.add(TextLine())
    body.lines += full.map { TextLine("  " + $0, .textStrong) }
  }

  private static func role(_ what: GuardEvent.What) -> Role {
    switch what {
    case .halted, .tripped: .guardTrip
    case .explained, .reset: .guardWarn
    case .released, .opened: .guardOk
    }
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    guard let movement = action.movement else { return action == .enter ? .close : .stay }
    row = max(0, movement.applied(to: row, count: events.count, page: max(1, context.rows - 6)))
    return .stay
  }
}
