internal import SlicingCore
internal import Terminal

/// What a restart found unfinished. Every order is held, and stays so unless the trader decides otherwise
/// here or later.
struct RecoveryDialog: Dialog {
  let ids: [ClientOrderID]
  private var row = 0

  init(_ ids: [ClientOrderID]) { self.ids = ids }

  var title: SafeText { "Recovery: unfinished orders of an earlier run, all held" }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody()
    let unknown = ids.reduce(Shares.zero) { $0 + (context.desk.book($1)?.shares.unknown ?? .zero) }
    if unknown > .zero {
      body.add(
        "\(Figures.shares(unknown)) unknown: the broker is being asked. Wait for it before a resume.",
        .stateUnknown, width: width)
    }
    if let blocker = context.desk.blocker(at: context.now) {
      body.add("Nothing can be sent yet: \(blocker)", .guardTrip, width: width)
    }
    let perOrder = 2
    let window = ListWindow(
      around: row, count: ids.count, height: max(1, (context.rows - body.lines.count - 3) / perOrder))
    for index in window.range { body.lines += lines(context.desk.book(ids[index]), isSelected: index == row) }
    body.add(TextLine("r  resume: skip, spread or catch up    x  cancel it", .textStrong))
    body.addAnswers(safe: "leave them held", danger: "\(min(row + 1, ids.count)) of \(ids.count)")
    return body
  }

  private func lines(_ book: ParentBook?, isSelected: Bool) -> [TextLine] {
    guard let book else { return [TextLine("  no longer loaded", .textDim), TextLine()] }
    let status = OrderWords.status(book)
    let first =
      TextLine(isSelected ? "▸ " : "  ", .textStrong)
      + OrderWords.headline(book.parent)
      .then("  ").then(status.text, status.role)
    let shares = book.shares
    var second = "filled \(shares.filled), owed \(shares.owed), pending \(shares.pending)" as SafeText
    let atVenue = shares.working + shares.inFlight
    if atVenue > .zero { second += ", working \(atVenue)" }
    if shares.unknown > .zero { second += ", unknown \(shares.unknown)" }
    return [first, TextLine("     " + second, .textDim)]
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    if let movement = action.movement {
      row = max(0, movement.applied(to: row, count: ids.count, page: 5))
      return .stay
    }
    guard ids.indices.contains(row), action == .resume || action == .cancel else { return .stay }
    guard let book = context.desk.book(ids[row]) else { return .refuse("the order is no longer loaded") }
    if book.parent.status.isFinal { return .refuse("already done: \(book.parent.status.words)") }
    if action == .cancel { return .open(CancelDialog(target: .parent(ids[row]))) }
    guard book.parent.hold != nil || book.shares.owed > .zero else {
      return .refuse("already done: it is not held")
    }
    return .open(ResumeDialog(ids[row], context))
  }
}
