internal import DeskModel
internal import SlicingCore
internal import Terminal

/// Every event of an order, with its time and reason.
struct DetailsDialog: Dialog {
  let id: ClientOrderID
  let heading: TextLine
  /// Nil until the log was read.
  var lines: [ActivityLine]?
  private var row = 0

  init(_ id: ClientOrderID, heading: TextLine) {
    self.id = id
    self.heading = heading
  }

  var title: SafeText { "Events" }
  var isForReading: Bool { true }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody(lines: [heading, TextLine("id \(id)", .textDim)])
    guard let lines else {
      body.add(TextLine("reading the log", .textDim))
      return body
    }
    let window = ListWindow(around: row, count: lines.count, height: max(1, context.rows - 4))
    for index in window.range {
      let line = lines[index]
      body.add(
        TextLine(index == row ? "▸ " : "  ", .textStrong)
          .then("\(NewYork.clock(line.at, millis: true))  ", .textDim).then("\(line.text)"))
    }
    if lines.isEmpty { body.add(TextLine("no events", .textDim)) }
    body.addAnswers(safe: "back", danger: "\(min(row + 1, lines.count)) of \(lines.count)")
    return body
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    guard let movement = action.movement else { return action == .enter ? .close : .stay }
    row = movement.applied(to: row, count: lines?.count ?? 0, page: max(1, context.rows - 4))
    row = max(0, row)
    return .stay
  }
}

extension DialogAction {
  /// The step among rows that an arrow stands for.
  var movement: Movement? {
    switch self {
    case .up: .up
    case .down: .down
    case .pageUp: .pageUp
    case .pageDown: .pageDown
    default: nil
    }
  }
}
