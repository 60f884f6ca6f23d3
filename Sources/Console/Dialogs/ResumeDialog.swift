internal import SlicingCore
internal import Terminal

/// Let a held parent go on, with a decision about the shares owed.
///
/// It opens on "stay held". Each choice shows its own schedule before it is taken. A held order goes on
/// missing slices, so with real money what was owed when it opened is frozen: a decision about 200 shares is
/// not one about 600. On paper the figures follow, or an order of one slice a second could never be resumed.
struct ResumeDialog: Dialog {
  enum Choice: Hashable, Sendable {
    case stay
    case go(OwedDecision)
  }

  let id: ClientOrderID
  private var choices: ChoiceList<Choice>
  private var owed: Shares
  private var previews: [OwedDecision: Result<ResumePreview, Refusal>] = [:]
  /// Warnings of the chosen schedule acknowledged so far.
  private var acknowledged: Set<LimitRule> = []
  /// What the owed shares are worth, where they are to be sent with real money: typed back like an order's.
  private let notional: Notional?
  private let isLive: Bool
  private var typed = TextField(limit: 24)

  init(_ id: ClientOrderID, _ context: DialogContext) {
    self.id = id
    owed = context.desk.book(id)?.shares.owed ?? .zero
    // Nothing owed: there is nothing to decide. `spread` is the decision that would not give up a share that
    // becomes owed in the moment between the answer and the resume.
    isLive = context.isLive
    notional = context.desk.book(id).flatMap { book in
      let request = book.parent.request
      let touch = context.desk.quotes[request.symbol]?.touch(request.side)
      return (request.type.limitPrice ?? touch).map { $0 * book.shares.owed }
    }
    choices = ChoiceList(
      owed > .zero ? [.stay, .go(.skip), .go(.spread), .go(.catchUp)] : [.stay, .go(.spread)])
    compute(context)
  }

  var title: SafeText { "Resume order" }
  var addsRisk: Bool { true }
  var field: TextField? {
    get { needsNotional && nextWarning == nil ? typed : nil }
    set { if let newValue { typed = newValue } }
  }

  /// Sending owed shares is sending an order: with real money it is confirmed like one.
  private var needsNotional: Bool {
    isLive && owed > .zero && (choices.selected == .go(.spread) || choices.selected == .go(.catchUp))
  }

  mutating func refresh(_ context: DialogContext) {
    let now = context.desk.book(id)?.shares.owed ?? .zero
    if !isLive, now != owed {
      // Another set of choices needs another look; another count is only shown.
      guard now > .zero, owed > .zero else {
        self = ResumeDialog(id, context)
        return
      }
      owed = now
    }
    compute(context)
  }

  private mutating func compute(_ context: DialogContext) {
    for case .go(let decision) in choices.choices {
      previews[decision] = context.desk.previewResume(id, decision, at: context.now)
    }
  }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    guard let book = context.desk.book(id) else {
      return DialogBody(lines: [TextLine("order \(id) is no longer loaded", .textDim)])
    }
    var body = DialogBody(lines: [OrderWords.headline(book.parent)])
    if let hold = book.parent.hold {
      body.add("held by \(hold.by) at \(NewYork.clock(hold.at)): \(hold.reason)", .guardWarn, width: width)
    }
    body.add(TextLine(behind(book, now: context.now)))
    if let obstacle { body.add("In the way: \(obstacle.words)", .guardTrip, width: width) }
    body.lines += choices.lines { words($0) }
    body.add(preview(width: width))
    if let warning = nextWarning { body.add(words(warning), warning.level.role, width: width) }
    if needsNotional, nextWarning == nil {
      let sum: SafeText = notional.map { "\($0)" } ?? "no quote"
      body.add(
        field: typed, label: "\(owed) owed are \(sum): type it, two digits:", columns: 10, isFocused: true)
    }
    body.addAnswers(safe: "stay held", danger: confirmHint)
    return body
  }

  private var confirmHint: SafeText? {
    if case .go(let decision) = choices.selected, case .failure? = previews[decision] { return nil }
    if let nextWarning { return nextWarning.level == .warn ? "a  acknowledge" : nil }
    if needsNotional { return "Enter  resume with real money" }
    return switch choices.selected {
    case .stay: nil
    case .go where owed == .zero: "y  resume"
    case .go(.skip): "y  resume and give them up"
    case .go(.spread): "y  resume and spread them"
    case .go(.catchUp): "y  resume and catch up"
    }
  }

  private func behind(_ book: ParentBook, now: Instant) -> SafeText {
    let behind = book.scheduled(by: now) - book.shares.filled
    let minutes = Behind.time(behind, of: book)
    let owedNow = book.shares.owed
    return
      "owed \(Figures.shares(owedNow)), \(Figures.shares(max(.zero, behind))) (\(minutes)) behind the plan"
  }

  private func words(_ choice: Choice) -> SafeText {
    switch choice {
    case .stay: "stay held"
    case .go(.skip): "skip: give up the \(Figures.shares(owed)) owed"
    case .go(.spread) where owed == .zero: "go on with the slices left"
    case .go(.spread): "spread: \(Figures.shares(owed)) over the slices left"
    case .go(.catchUp): "catch up: \(Figures.shares(owed)) into the next slices"
    }
  }

  /// What refuses every choice: a halt, the breaker, an answer the broker owes. What only one choice meets,
  /// no room before the close say, stands with that choice.
  private var obstacle: Refusal? {
    let refusals = choices.choices.compactMap { choice -> Refusal? in
      guard case .go(let decision) = choice, case .failure(let refusal)? = previews[decision] else {
        return nil
      }
      return refusal
    }
    guard let first = refusals.first, refusals.count == choices.choices.count - 1 else { return nil }
    return refusals.allSatisfy { $0 == first } ? first : nil
  }

  private func preview(width: Int) -> TextLine {
    guard case .go(let decision) = choices.selected, let result = previews[decision] else {
      return TextLine("  nothing is sent; the order waits", .textDim)
    }
    switch result {
    case .failure where obstacle != nil: return TextLine("  not possible now", .fieldError)
    case .failure(let refusal): return TextLine("  not possible: \(refusal.words)", .fieldError)
    case .success(let preview): return TextLine("  → " + Self.schedule(preview))
    }
  }

  /// `17 slices kept, 3 added, last 15:04:07, largest 800`.
  private static func schedule(_ preview: ResumePreview) -> SafeText {
    let parts: [SafeText?] = [
      Figures.counted(preview.kept.count, "slice", "slices") + " kept",
      preview.replaced.isEmpty ? nil : "\(preview.replaced.count) replaced",
      preview.added.isEmpty ? nil : "\(preview.added.count) new",
      (preview.kept + preview.added).map(\.quantity).max().map { "largest \($0)" },
      preview.lastDue.map { "last \(NewYork.clock($0))" },
    ]
    return SafeText.joined(parts.compactMap { $0 }, separator: ", ")
  }

  private var findings: [LimitFinding] {
    guard case .go(let decision) = choices.selected, case .success(let preview)? = previews[decision] else {
      return []
    }
    return preview.findings
  }

  /// `! warning 1 of 2: slice of $1,500,000, above $250,000  (a acknowledges)`.
  private func words(_ finding: LimitFinding) -> SafeText {
    guard finding.level == .warn else { return "■ refused: \(finding.words)" }
    let warnings = findings.filter { $0.level == .warn }
    let number = (warnings.firstIndex(of: finding) ?? 0) + 1
    return "! warning \(number) of \(warnings.count): \(finding.words)  (a acknowledges)"
  }

  private var nextWarning: LimitFinding? {
    findings.first { $0.level == .block } ?? findings.first { !acknowledged.contains($0.rule) }
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    switch action {
    case .up, .down, .nextField, .previousField:
      choices.move(action)
      acknowledged = []
      typed.replace("")
      return .stay
    case .acknowledge:
      if let warning = nextWarning, warning.level == .warn { acknowledged.insert(warning.rule) }
      return .stay
    case .confirm: return needsNotional ? .stay : confirm(context)
    case .enter: return needsNotional ? confirm(context) : .stay
    default: return .stay
    }
  }

  private mutating func confirm(_ context: DialogContext) -> DialogOutcome {
    guard case .go(let decision) = choices.selected else { return .stay }
    guard let book = context.desk.book(id) else { return .dismiss("already done: the order is gone") }
    if book.parent.status.isFinal { return .dismiss("already done: \(book.parent.status.words)") }
    if book.parent.hold == nil, book.shares.owed == .zero { return .dismiss("already done: it is not held") }
    guard book.shares.owed == owed else {
      self = ResumeDialog(id, context)
      return .refuse("the shares owed have changed: look again")
    }
    compute(context)
    if case .failure(let refusal)? = previews[decision] { return .refuse("\(refusal.words)") }
    if let warning = nextWarning {
      return .refuse("\(warning.level == .block ? "refused" : "acknowledge first"): \(warning.text)")
    }
    if needsNotional {
      guard let notional else { return .refuse("no quote, so no notional to confirm") }
      guard TypedNotional.confirms(typed.text, notional) else { return .refuse("that is not the notional") }
    }
    // Only what the chosen schedule warned of: what was seen of another one is not agreed to for this.
    let seen = acknowledged.intersection(findings.map(\.rule))
    return .send([.desk(.resume(id, decision, acknowledged: seen))])
  }
}

/// How far an order is behind its plan, in time.
enum Behind {
  /// The time its planned pace needs for `shares`.
  static func time(_ shares: Shares, of book: ParentBook) -> SafeText {
    let request = book.parent.request
    let span = book.parent.end - book.parent.start
    guard shares > .zero, request.quantity > .zero else { return "0m" }
    let micros = Int128(span.microseconds) * Int128(shares.count) / Int128(request.quantity.count)
    return Figures.coarse(TimeSpan(microseconds: Int64(clamping: micros)))
  }
}
