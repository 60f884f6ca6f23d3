internal import SlicingCore
internal import Terminal

/// Release a halt: which, where there are several, then a typed word and a reason.
///
/// The halts are those that stood when it opened; one that came later is released by another look.
struct ReleaseDialog: Dialog {
  static let word = "release"
  private var scopes: ChoiceList<KillScope>
  private var word = TextField(limit: 16)
  private var reason = TextField()
  private var isOnReason = false

  /// `scope` is the one selected at first.
  init(_ desk: Desk, scope: KillScope? = nil) {
    let standing = desk.releasable
    // The one that was asked for first; the others are an arrow away.
    let asked = standing.filter { $0 == scope }
    scopes = ChoiceList(asked + standing.filter { $0 != scope })
  }

  var title: SafeText { "Release a halt" }
  var addsRisk: Bool { true }
  var takesPaste: Bool { isOnReason }
  var field: TextField? {
    get { isOnReason ? reason : word }
    set {
      guard let newValue else { return }
      if isOnReason { reason = newValue } else { word = newValue }
    }
  }

  private var scope: KillScope { scopes.selected }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody()
    if scopes.choices.count > 1 {
      let window = ListWindow(around: scopes.row, count: scopes.choices.count, height: 4)
      body.lines += scopes.lines { HaltWords.longScope($0, context.desk) }[window.range]
    }
    describe(context.desk, in: &body, width: width)
    body.add(
      HaltWords.scope(scope, context.desk) + ": new orders can be sent again. "
        + "It resumes nothing; what is held stays held.",
      width: width)
    let others = context.desk.releasable.filter { $0 != scope }.map { HaltWords.scope($0, context.desk) }
    if !others.isEmpty {
      body.add("Still halted after it: " + .joined(others, separator: ", "), .guardWarn, width: width)
    }
    body.add(field: word, label: "Type \"\(Self.word)\":", columns: 12, isFocused: !isOnReason)
    body.add(field: reason, label: "Reason:", columns: max(10, width - 9), isFocused: isOnReason)
    body.addAnswers(safe: "stay halted", danger: isOnReason ? "Enter  release" : nil)
    return body
  }

  /// Who, when, why; what became of its orders; and what would be refused.
  private func describe(_ desk: Desk, in body: inout DialogBody, width: Int) {
    if let halt = desk.kill.engagement(of: scope) {
      body.add(
        HaltWords.engagement(halt) + ", \(Figures.counted(halt.slicesStopped, "slice", "slices")) stopped",
        .textStrong, width: width)
      if let summary = HaltWords.summary(desk.killReceipts(of: scope), isLong: true) {
        body.add(summary, width: width)
      }
    }
    if scope == .all, desk.settings.sharesFirmSwitch, !desk.firm.allowsTrading {
      body.add(SafeText(untrusted: desk.firm.words), .guardTrip, width: width)
      body.add(Self.firmWords(desk.firm), .guardWarn, width: width)
    }
    let unknown = desk.doubtfulOrders(in: scope).count
    guard unknown > 0 else { return }
    body.add(
      "Refused while \(Figures.counted(unknown, "order is", "orders are")) unknown: "
        + "wait for the broker, or settle with U.",
      .stateUnknown, width: width)
  }

  /// What the release does to the firm's switch, which is not open.
  private static func firmWords(_ reading: FirmReading) -> SafeText {
    switch reading {
    case .engaged(let halt) where halt.trip != nil:
      "The firm's switch is released with it; its breaker stays tripped until it is reset. "
        + "Other desks stay halted until each is released."
    case .open, .engaged:
      "The firm's switch is released with it. Other desks stay halted until each is released."
    case .tripped, .quiet: "The firm's breaker is not touched by it."
    case .unreadable: "Refused while it cannot be read: nobody knows whether the firm still wants the halt."
    }
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    switch action {
    case .nextField: isOnReason = true
    case .previousField: isOnReason = false
    case .up, .down:
      // What was typed was typed for the other one.
      if scopes.choices.count > 1 {
        scopes.move(action)
        word.replace("")
        isOnReason = false
      } else {
        isOnReason = action == .down
      }
    case .enter: return enter(context)
    default: break
    }
    return .stay
  }

  private mutating func enter(_ context: DialogContext) -> DialogOutcome {
    guard word.text == Self.word else {
      isOnReason = false
      return .refuse("type \"\(Self.word)\" to release")
    }
    guard isOnReason else {
      isOnReason = true
      return .stay
    }
    guard let given = reason.text.meaningful else { return .refuse("a reason is needed") }
    guard context.desk.releasable.contains(scope) else {
      return .dismiss("already done: \(HaltWords.scope(scope, context.desk)) is not halted")
    }
    let unknown = context.desk.doubtfulOrders(in: scope).count
    guard unknown == 0 else {
      return .refuse("\(Figures.counted(unknown, "order is", "orders are")) unknown")
    }
    return .send([.desk(.release(scope, reason: given))])
  }
}

extension Desk {
  /// The halts a person can release: this desk's, the widest first. Where this desk is not halted and the
  /// firm is, releasing everything asks the firm's switch.
  var releasable: [KillScope] {
    var isFirmHalted = false
    if case .engaged = firm { isFirmHalted = true }
    return (kill.isEngaged || isFirmHalted ? [.all] : []) + kill.scoped.map(\.scope)
  }
}
