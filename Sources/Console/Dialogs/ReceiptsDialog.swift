internal import SlicingCore
internal import Terminal

/// What became of each order that was at the broker when a halt was engaged. Tab goes to the next halt.
struct ReceiptsDialog: Dialog {
  private var scopes: ChoiceList<KillScope>
  private var row = 0

  /// `scope` is the one shown at first.
  init(_ desk: Desk, scope: KillScope? = nil) {
    let standing = (desk.kill.isEngaged ? [.all] : []) + desk.kill.scoped.map(\.scope)
    scopes = ChoiceList(standing.filter { $0 == scope } + standing.filter { $0 != scope })
  }

  var title: SafeText { "Receipts of a halt" }
  var isForReading: Bool { true }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    let (desk, scope) = (context.desk, scopes.selected)
    var body = DialogBody()
    guard let halt = desk.kill.engagement(of: scope) else {
      body.add("\(HaltWords.scope(scope, desk)) is not halted any more", .textDim, width: width)
      body.addAnswers(safe: "back", danger: nil)
      return body
    }
    let receipts = desk.killReceipts(of: scope)
    body.add(HaltWords.scope(scope, desk) + " " + HaltWords.engagement(halt), .textStrong, width: width)
    body.add(
      Figures.counted(halt.slicesStopped, "slice", "slices") + " stopped before they were sent; "
        + (HaltWords.summary(receipts, isLong: true) ?? "nothing was at the broker"), width: width)
    let window = ListWindow(around: row, count: receipts.count, height: height(context, below: body))
    for index in window.range {
      let mark = TextLine(index == row ? "▸ " : "  ", .textStrong)
      body.add(mark + Self.line(receipts[index], desk))
    }
    let others: SafeText = scopes.choices.count > 1 ? ", Tab: the next of \(scopes.choices.count) halts" : ""
    let place: SafeText =
      receipts.isEmpty ? "no orders" : "\(min(row + 1, receipts.count)) of \(receipts.count)"
    body.addAnswers(safe: "back", danger: place + others)
    return body
  }

  private func height(_ context: DialogContext, below body: DialogBody) -> Int {
    max(1, context.rows - body.lines.count - 2)
  }

  /// `order 1 slice 12  BUY + AAPL   canceled, 280 of 400 not filled`.
  private static func line(_ receipt: KillReceipt, _ desk: Desk) -> TextLine {
    guard let slice = desk.slice(receipt.id), let book = desk.book(receipt.parentID) else {
      return TextLine("\(receipt.id)  no longer loaded", .textDim)
    }
    let request = book.parent.request
    let name: SafeText = "order \(book.parent.ordinal) slice \(receipt.number + 1)"
    return TextLine(name.padded(to: 19), .textStrong)
      .then(request.side.label.padded(to: 6) + " ", request.side.role)
      .then("\(slice.quantity) \(request.symbol)  ") + HaltWords.result(receipt, slice)
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    switch action {
    case .nextField, .previousField:
      scopes.turn(action == .nextField ? 1 : -1)
      row = 0
    case .enter: return .close
    default:
      guard let movement = action.movement else { return .stay }
      let count = context.desk.killReceipts(of: scopes.selected).count
      row = max(0, movement.applied(to: row, count: count, page: 10))
    }
    return .stay
  }
}
