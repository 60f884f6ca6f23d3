internal import SlicingCore
internal import Terminal

/// The last look at an order before it is sent: at most seven rows, nothing to scroll.
///
/// Paper is confirmed by Enter, live money by typing the notional with two significant digits, which nobody
/// types by habit. Plan, notional and warnings are those of the moment it opened; on confirm the desk is
/// asked again, and anything new is shown instead of sent.
struct ReviewDialog: Dialog {
  let request: OrderRequest
  let repeatNumber: Int
  let pastClose: PastClose
  let isLive: Bool
  private var preview: OrderPreview
  private var acknowledged: Set<LimitRule> = []
  private var typed = TextField(limit: 24)

  init(
    _ request: OrderRequest, repeatNumber: Int, pastClose: PastClose, preview: OrderPreview, isLive: Bool
  ) {
    self.request = request
    self.pastClose = pastClose
    self.repeatNumber = repeatNumber
    self.preview = preview
    self.isLive = isLive
  }

  var title: SafeText {
    let again: SafeText = repeatNumber > 1 ? ", repeat #\(repeatNumber)" : ""
    return (isLive ? "Review LIVE order" : "Review paper order") + again
  }
  var addsRisk: Bool { true }
  /// Warnings come first; only then is there something to type.
  var field: TextField? {
    get { isLive && nextFinding == nil ? typed : nil }
    set { if let newValue { typed = newValue } }
  }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody(lines: [OrderWords.headline(request).then("  \(request.timeInForce.rawValue)")])
    body.add(TextLine(PlanWords.schedule(preview.plan, isLong: true)))
    body.add(TextLine(PlanWords.notional(preview, quote: context.desk.quotes[request.symbol]), .textStrong))
    // One row for both: seven are what a trader takes in without looking for more.
    if let asked = PlanWords.asked(preview.plan) {
      let rest: SafeText = context.leftover == .cancel ? "canceled" : "stays"
      body.add(TextLine("! cut at the close, unfilled " + rest + "; asked " + asked, .guardWarn))
    } else {
      body.add(TextLine(Self.leftoverWords(context.leftover, request.interval), .textDim))
    }
    body.add(findingLine)
    if isLive, nextFinding == nil {
      body.add(
        field: typed, label: "Type the notional, two digits (\(Self.example(preview.notional))):",
        columns: 10, isFocused: true)
      body.addAnswers(safe: "back to the form", danger: "Enter  send with real money")
    } else {
      body.add(TextLine("Nothing is sent before you confirm; the plan is then made anew.", .textDim))
      body.addAnswers(safe: "back to the form", danger: answer)
    }
    return body
  }

  private var answer: SafeText? {
    switch nextFinding?.level {
    case .block: nil
    case .warn: "a  acknowledge"
    case nil: "Enter  send to paper"
    }
  }

  private static func leftoverWords(_ rule: LeftoverRule, _ interval: TimeSpan) -> SafeText {
    switch rule {
    case .cancel: "What still works \(interval) after the last slice is canceled."
    case .leave: "What still works after the last slice stays at the broker."
    }
  }

  private var findingLine: TextLine {
    let warnings = preview.findings.filter { $0.level == .warn }
    guard let finding = nextFinding else {
      return TextLine(
        warnings.isEmpty
          ? "No limit has anything to say."
          : "\(Figures.counted(warnings.count, "warning", "warnings")) acknowledged.", .guardOk)
    }
    if finding.level == .block { return TextLine("■ refused: \(finding.text)", .guardTrip) }
    let number = (warnings.firstIndex(of: finding) ?? 0) + 1
    return TextLine("! warning \(number) of \(warnings.count): \(finding.text)", .guardWarn)
  }

  /// A block first, else the first warning nobody has acknowledged.
  private var nextFinding: LimitFinding? {
    preview.findings.first { $0.level == .block }
      ?? preview.findings.first { !acknowledged.contains($0.rule) }
  }

  /// What a limit refuses is looked at again, for it cannot be confirmed as it stands: the first quote of a
  /// symbol comes after the review was opened.
  mutating func refresh(_ context: DialogContext) {
    guard nextFinding?.level == .block,
      case .success(let fresh) = fresh(context)
    else { return }
    preview = fresh
  }

  /// The same order as the desk would take it now.
  private func fresh(_ context: DialogContext) -> Result<OrderPreview, Refusal> {
    context.desk.preview(request, repeatNumber: repeatNumber, pastClose: pastClose, at: context.now)
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    switch action {
    case .acknowledge:
      if let finding = nextFinding, finding.level == .warn { acknowledged.insert(finding.rule) }
      return .stay
    case .enter: return confirm(context)
    default: return .stay
    }
  }

  private mutating func confirm(_ context: DialogContext) -> DialogOutcome {
    if let finding = nextFinding {
      return .refuse(
        finding.level == .block ? "refused: \(finding.text)" : "acknowledge the warning first: a")
    }
    if isLive {
      guard let notional = preview.notional else { return .refuse("no quote, so no notional to confirm") }
      guard TypedNotional.confirms(typed.text, notional) else { return .refuse("that is not the notional") }
    }
    switch fresh(context) {
    case .failure(let refusal): return .refuse("\(refusal.words)")
    case .success(let fresh):
      guard fresh.findings.allSatisfy({ $0.level == .warn && acknowledged.contains($0.rule) }) else {
        preview = fresh
        typed.replace("")
        return .refuse("a limit has something new to say: look again")
      }
    }
    let ticket = OrderTicket(
      request: request, repeatNumber: repeatNumber, acknowledged: acknowledged, leftover: context.leftover,
      pastClose: pastClose)
    return .send([.desk(.submit(ticket))])
  }

  private static func example(_ notional: Notional?) -> SafeText {
    // Never the answer itself: typing it must take a look at the figure above.
    notional == nil ? "no quote" : "like 4.7m"
  }
}

/// The notional as a person types it back.
enum TypedNotional {
  /// Whether `text` (`2.3m`, `2300000`, `$2,250,000`) is `notional` when both are rounded to two digits.
  static func confirms(_ text: String, _ notional: Notional) -> Bool {
    guard let typed = parse(text) else { return false }
    return rounded(typed) == rounded(notional.nanodollars.magnitude)
  }

  private static func parse(_ text: String) -> UInt128? {
    var digits = text.lowercased().filter { !"$, ".contains($0) }
    var factor: UInt128 = 1
    if let last = digits.last, let power = ["k": 1000, "m": 1_000_000, "b": 1_000_000_000][last] as UInt128? {
      factor = power
      digits.removeLast()
    }
    guard let price = Price(decimal: digits), price.nanodollars > 0 else { return nil }
    return UInt128(price.nanodollars) * factor
  }

  /// Two significant digits, half up: the digits and the power of ten.
  private static func rounded(_ value: UInt128) -> [UInt128] {
    var (digits, power): (UInt128, UInt128) = (value, 0)
    var below: UInt128 = 0
    while digits >= 100 {
      below = digits % 10
      (digits, power) = (digits / 10, power + 1)
    }
    if below >= 5 { digits += 1 }
    return digits == 100 ? [10, power + 1] : [digits, power]
  }
}
