internal import SlicingCore
internal import Terminal

/// Settle an unknown order by hand: what became of it, a reason, then `y`.
struct SettleDialog: Dialog {
  enum Step: Int, Hashable, Sendable, CaseIterable { case quantity, price, reason, answer }

  let id: ClientOrderID
  private var quantity = TextField("0", limit: 16)
  private var price = TextField(limit: 20)
  private var reason = TextField()
  private var step = Step.quantity

  init(_ id: ClientOrderID) { self.id = id }

  var title: SafeText { "Settle an unknown order" }
  /// "Not placed" frees its shares to be sent again.
  var addsRisk: Bool { true }
  var takesPaste: Bool { true }
  var field: TextField? {
    get {
      switch step {
      case .quantity: quantity
      case .price: price
      case .reason: reason
      case .answer: nil
      }
    }
    set {
      guard let newValue else { return }
      switch step {
      case .quantity: quantity = newValue
      case .price: price = newValue
      case .reason: reason = newValue
      case .answer: break
      }
    }
  }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody()
    guard let slice = context.desk.slice(id), let book = context.desk.book(slice.parentID) else {
      return DialogBody(lines: [TextLine("order \(id) is no longer loaded", .textDim)])
    }
    body.add(TextLine("slice \(slice.number + 1)  ", .textStrong) + OrderWords.headline(book.parent))
    body.add(
      "\(slice.quantity) sent, outcome not known\(slice.reason.map { ": \($0)" } ?? "")", .stateUnknown,
      width: width)
    body.add(
      "Look it up at the broker first. What the broker says later overrides this, with an alarm.",
      width: width)
    body.add(
      field: quantity, label: "Filled (0: it was not placed):", columns: 12, isFocused: step == .quantity)
    body.add(field: price, label: "Average price, if filled:     ", columns: 12, isFocused: step == .price)
    body.add(field: reason, label: "Reason:", columns: max(10, width - 9), isFocused: step == .reason)
    body.addAnswers(
      safe: "leave it unknown", danger: step == .answer ? "y  settle: \(verdict)" : "Enter, then y")
    return body
  }

  private var verdict: SafeText {
    switch settlement {
    case .notPlaced: "not placed"
    case .filled(let shares, let price): "filled \(shares) at \(price)"
    case nil: "incomplete"
    }
  }

  private var settlement: Settlement? {
    guard let count = quantity.text.meaningful.flatMap({ Shares(entered: $0) ?? ($0 == "0" ? .zero : nil) })
    else {
      return nil
    }
    if count == .zero { return .notPlaced }
    return price.text.meaningful.flatMap { Price(decimal: $0) }.map { .filled(count, at: $0) }
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    switch action {
    case .enter, .nextField, .down: return next()
    case .previousField, .up: step = Step(rawValue: step.rawValue - 1) ?? .quantity
    case .confirm: return confirm(context)
    default: break
    }
    return .stay
  }

  private mutating func next() -> DialogOutcome {
    if step == .reason {
      guard settlement != nil else { return .refuse("how many shares filled, and at which price?") }
      guard reason.text.meaningful != nil else { return .refuse("a reason is needed") }
    }
    step = Step(rawValue: step.rawValue + 1) ?? .answer
    return .stay
  }

  private func confirm(_ context: DialogContext) -> DialogOutcome {
    guard let settlement, let given = reason.text.meaningful else {
      return .refuse("quantity, price and reason are needed")
    }
    guard let slice = context.desk.slice(id) else { return .dismiss("already done: the order is gone") }
    guard slice.status == .unknown else { return .dismiss("already done: \(slice.status.words)") }
    return .send([.desk(.resolve(id, settlement, reason: given))])
  }
}
