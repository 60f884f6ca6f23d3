internal import SlicingCore
internal import Terminal

/// "The same order again, or a repeat?" Either answer sends nothing: one shows the order there is, the other
/// opens the review of a repeat.
struct RepeatDialog: Dialog {
  let request: OrderRequest
  let existing: ClientOrderID
  let next: Int
  let pastClose: PastClose

  var title: SafeText { "The same order again, or a repeat?" }
  var addsRisk: Bool { true }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody(lines: [OrderWords.headline(request)])
    if let book = context.desk.book(existing) {
      let status = OrderWords.status(book)
      body.add(
        TextLine("entered today as order \(book.parent.ordinal), ")
          .then(status.text, status.role)
          .then(", \(Figures.percent(book.shares.filled, of: book.parent.request.quantity)) filled"))
    } else {
      body.add("entered today already, as \(existing)", width: width)
    }
    body.add("s  the same: show the order there is", width: width)
    body.add("r  a repeat: a second order, #\(next), with its own review", width: width)
    body.addAnswers(safe: "back to the form", danger: nil)
    return body
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    switch action {
    case .showExisting: return .select(existing)
    case .resume: return repeated(context)
    default: return .stay
    }
  }

  private func repeated(_ context: DialogContext) -> DialogOutcome {
    switch context.desk.preview(request, repeatNumber: next, pastClose: pastClose, at: context.now) {
    case .success(let preview):
      return .replace(
        with: ReviewDialog(
          request, repeatNumber: next, pastClose: pastClose, preview: preview, isLive: context.isLive))
    case .failure(.duplicate(let existing, let next)):
      return .replace(
        with: RepeatDialog(request: request, existing: existing, next: next, pastClose: pastClose))
    case .failure(let refusal): return .refuse("\(refusal.words)")
    }
  }
}
