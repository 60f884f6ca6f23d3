internal import SlicingCore
internal import Terminal

/// Release the halt: a typed word and a reason.
struct ReleaseDialog: Dialog {
  static let word = "release"
  private var word = TextField(limit: 16)
  private var reason = TextField()
  private var isOnReason = false

  var title: SafeText { "Release the halt" }
  var addsRisk: Bool { true }
  var takesPaste: Bool { isOnReason }
  var field: TextField? {
    get { isOnReason ? reason : word }
    set {
      guard let newValue else { return }
      if isOnReason { reason = newValue } else { word = newValue }
    }
  }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody()
    if let halt = context.desk.kill.engagement {
      body.add(
        "Halted \(NewYork.clock(halt.at)) by \(halt.by)\(halt.reason.isEmpty ? "" : ": \(halt.reason)")",
        .textStrong, width: width)
    }
    let unknown = context.desk.usage(at: context.now).unknownOrders
    if unknown > 0 {
      body.add(
        "Refused while \(Figures.counted(unknown, "order is", "orders are")) unknown: wait for the broker, or settle with U.",
        .stateUnknown, width: width)
    }
    body.add("New orders can be sent again. It resumes nothing: every order stays held.", width: width)
    body.add(field: word, label: "Type \"\(Self.word)\":", columns: 12, isFocused: !isOnReason)
    body.add(field: reason, label: "Reason:", columns: max(10, width - 9), isFocused: isOnReason)
    body.addAnswers(safe: "stay halted", danger: isOnReason ? "Enter  release" : nil)
    return body
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    switch action {
    case .nextField, .down: isOnReason = true
    case .previousField, .up: isOnReason = false
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
    guard context.desk.kill.isEngaged else { return .dismiss("already done: nothing is halted") }
    let unknown = context.desk.usage(at: context.now).unknownOrders
    guard unknown == 0 else {
      return .refuse("\(Figures.counted(unknown, "order is", "orders are")) unknown")
    }
    return .send([.desk(.release(reason: given))])
  }
}

/// Trip the breaker by hand, or reset it: a reason, then `y`. Which of the two is fixed when it opens.
struct BreakerDialog: Dialog {
  enum Verb: Hashable, Sendable { case trip, reset }

  let verb: Verb
  private var reason = TextField()
  private var isOnReason = true

  init(_ verb: Verb) { self.verb = verb }

  var title: SafeText { verb == .trip ? "Trip the circuit breaker" : "Reset the circuit breaker" }
  var addsRisk: Bool { verb == .reset }
  var takesPaste: Bool { true }
  var field: TextField? {
    get { isOnReason ? reason : nil }
    set { if let newValue { reason = newValue } }
  }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody()
    switch verb {
    case .trip:
      body.add("No slice goes until it is reset. Working orders stay at the broker.", width: width)
    case .reset:
      if let trip = context.desk.breaker.trip {
        body.add(
          "Tripped \(NewYork.clock(trip.at)): \(trip.reason.rawValue), \(trip.details)", .textStrong,
          width: width)
      }
      let quiet = context.desk.settings.limits.quietPeriod
      body.add(
        "Starts the quiet period of \(quiet); no slice goes before its end. It resumes nothing.", width: width
      )
    }
    body.add(field: reason, label: "Reason:", columns: max(10, width - 9), isFocused: isOnReason)
    body.addAnswers(
      safe: "leave it as it is",
      danger: isOnReason ? "Enter, then y" : "y  \(verb == .trip ? "trip it" : "reset it")")
    return body
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    switch action {
    case .enter, .nextField, .down:
      if isOnReason, reason.text.meaningful == nil { return .refuse("a reason is needed") }
      isOnReason = false
    case .previousField, .up: isOnReason = true
    case .confirm: return confirm(context)
    default: break
    }
    return .stay
  }

  private func confirm(_ context: DialogContext) -> DialogOutcome {
    guard let given = reason.text.meaningful else { return .refuse("a reason is needed") }
    switch (verb, context.desk.breaker.state) {
    case (.trip, .tripped): return .dismiss("already done: the breaker is tripped")
    case (.trip, .open), (.trip, .quiet): return .send([.desk(.tripBreaker(reason: given))])
    case (.reset, .tripped): return .send([.desk(.resetBreaker(reason: given))])
    case (.reset, .open), (.reset, .quiet): return .dismiss("already done: the breaker is not tripped")
    }
  }
}

extension String {
  /// The text without blanks around it; nil for one that says nothing.
  var meaningful: String? {
    let start = drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return nil }
    return String(start[...last])
  }
}
