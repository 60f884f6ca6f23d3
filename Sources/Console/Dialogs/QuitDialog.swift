internal import SlicingCore
internal import Terminal

/// Leave with live orders: hold them, cancel them, or stay.
struct QuitDialog: Dialog {
  enum Choice: Hashable, Sendable { case stay, hold, cancelAll }

  private var choices = ChoiceList<Choice>([.stay, .hold, .cancelAll])
  private var typed = TextField(limit: 16)

  var title: SafeText { "Quit with live orders" }
  var field: TextField? {
    get { choices.selected == .cancelAll ? typed : nil }
    set { if let newValue { typed = newValue } }
  }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    let live = context.desk.books.filter { !$0.parent.status.isFinal }
    let working = live.reduce(Shares.zero) { $0 + $1.shares.working + $1.shares.inFlight + $1.shares.unknown }
    var body = DialogBody()
    body.add(
      "\(Figures.counted(live.count, "order is", "orders are")) live, \(Figures.shares(working)) at the broker.",
      .textStrong, width: width)
    body.lines += choices.lines { Self.words($0) }
    if choices.selected == .cancelAll {
      body.add(
        field: typed, label: "Type \"\(CancelAllDialog.words)\", then Enter:", columns: 14, isFocused: true)
    }
    body.add("After a restart every order comes up held; nothing goes by itself.", .textDim, width: width)
    body.addAnswers(safe: "stay", danger: choices.selected == .hold ? "y  hold and quit" : nil)
    return body
  }

  private static func words(_ choice: Choice) -> SafeText {
    switch choice {
    case .stay: "stay"
    case .hold: "hold and quit: working orders stay at the broker"
    case .cancelAll: "cancel all and quit"
    }
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    switch (action, choices.selected) {
    case (.up, _), (.down, _), (.nextField, _), (.previousField, _):
      choices.move(action)
      typed.replace("")
      return .stay
    case (.confirm, .stay): return .close
    case (.confirm, .hold): return .send([.quit(.holdAndQuit)])
    case (.enter, .cancelAll):
      guard typed.text == CancelAllDialog.words else {
        return .refuse("type \"\(CancelAllDialog.words)\" to cancel every order")
      }
      return .send([.quit(.cancelAllAndQuit)])
    default: return .stay
    }
  }
}
