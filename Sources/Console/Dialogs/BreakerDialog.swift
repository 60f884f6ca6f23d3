internal import SlicingCore
internal import Terminal

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
      if context.desk.settings.sharesFirmSwitch {
        body.add("The firm's breaker is tripped with it: every desk stops.", .guardWarn, width: width)
      }
    case .reset: describeReset(context.desk, in: &body, width: width)
    }
    body.add(field: reason, label: "Reason:", columns: max(10, width - 9), isFocused: isOnReason)
    body.addAnswers(
      safe: "leave it as it is",
      danger: isOnReason ? "Enter, then y" : "y  \(verb == .trip ? "trip it" : "reset it")")
    return body
  }

  /// What it tripped for, what would be refused, and what comes after.
  private func describeReset(_ desk: Desk, in body: inout DialogBody, width: Int) {
    if let trip = desk.breaker.trip {
      body.add(
        "Tripped \(NewYork.clock(trip.at)): \(trip.reason.rawValue), \(trip.details)",
        .textStrong, width: width)
    }
    if let obstacle = Self.obstacle(desk) { body.add("In the way: " + obstacle, .guardTrip, width: width) }
    if desk.breaker.trip?.reason == .drawdown {
      body.add("The drawdown is measured from here on; what is lost today stays lost.", width: width)
    }
    if desk.settings.sharesFirmSwitch, let words = Self.firmWords(desk.firm) {
      body.add(words, .guardWarn, width: width)
    }
    let quiet = desk.settings.limits.quietPeriod
    body.add(
      "Starts the quiet period of \(quiet), counted down in the first line; no slice goes before its end. "
        + "It resumes nothing.",
      width: width)
  }

  /// What the reset does to the firm's breaker; that the switch cannot be read stands in the way already.
  private static func firmWords(_ reading: FirmReading) -> SafeText? {
    switch reading {
    case .open, .unreadable: nil
    case .tripped: "The firm's breaker is reset with it. Other desks stay tripped until each is reset."
    case .quiet: "The firm's breaker is reset already and quiet."
    case .engaged(let halt) where halt.trip != nil:
      "The firm stays halted, and its breaker tripped: release with R, then reset again."
    case .engaged: "The firm's switch stays on: that is released with R."
    }
  }

  /// What makes the desk refuse the reset, known before it is asked.
  private static func obstacle(_ desk: Desk) -> SafeText? {
    guard case .tripped = desk.breaker.state else { return nil }
    if let text = desk.lossBeyond {
      return "\(text). Raise the limit in the settings, or stop for today."
    }
    if case .unreadable = desk.firm { return SafeText(untrusted: desk.firm.words) }
    return nil
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
    case (.reset, .tripped):
      if let obstacle = Self.obstacle(context.desk) { return .refuse("refused: " + obstacle) }
      return .send([.desk(.resetBreaker(reason: given))])
    case (.reset, .open), (.reset, .quiet):
      guard context.desk.isFirmTripped else {
        return .dismiss(DisabledReason.notTripped(context.desk))
      }
      return .send([.desk(.resetBreaker(reason: given))])
    }
  }
}

extension Desk {
  /// The firm's breaker is tripped: a reset here asks the firm to reset it, too.
  var isFirmTripped: Bool { if case .tripped = firm { true } else { false } }
}
