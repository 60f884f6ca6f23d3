internal import SlicingCore
internal import Terminal

/// The plan would run past the close: go back to the form, or end it at the close in fewer and larger slices.
/// Neither sends anything; the shortened plan has its own review.
struct PastCloseDialog: Dialog {
  let request: OrderRequest
  let refusal: PlanError

  var title: SafeText { "Past the close" }
  var addsRisk: Bool { true }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody(lines: [OrderWords.headline(request).then("  \(request.horizon.label)")])
    body.add("\(refusal.words)", .guardWarn, width: width)
    switch shortened(context) {
    case .success(let preview):
      if let asked = PlanWords.asked(preview.plan) {
        body.add(TextLine("as typed   ", .textDim).then(asked))
      }
      body.add(
        TextLine("shortened  ", .textDim).then(
          PlanWords.schedule(preview.plan, isLong: false) + PlanWords.cut(preview.plan)))
      body.addAnswers(safe: "back to the form", danger: "s  shorten, then review")
    case .failure(let refusal):
      body.add("shortened: \(refusal.words)", .fieldError, width: width)
      body.addAnswers(safe: "back to the form", danger: nil)
    }
    return body
  }

  private func shortened(_ context: DialogContext) -> Result<OrderPreview, Refusal> {
    context.desk.preview(request, repeatNumber: 1, pastClose: .shorten, at: context.now)
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    guard action == .showExisting else { return .stay }
    switch shortened(context) {
    case .success(let preview):
      return .replace(
        with: ReviewDialog(
          request, repeatNumber: 1, pastClose: .shorten, preview: preview, isLive: context.isLive))
    case .failure(.duplicate(let existing, let next)):
      return .replace(
        with: RepeatDialog(request: request, existing: existing, next: next, pastClose: .shorten))
    case .failure(let refusal): return .refuse("\(refusal.words)")
    }
  }
}

extension PlanError {
  /// A shorter plan may be possible.
  var isPastClose: Bool { if case .pastClose = self { true } else { false } }
}
