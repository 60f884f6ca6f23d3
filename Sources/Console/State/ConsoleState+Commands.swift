internal import SlicingCore
internal import Terminal

/// Commands of the `:` prompt that take an argument; without one a command is its key.
extension ConsoleState {
  mutating func run(_ binding: Binding, _ argument: String?, _ press: Press) -> [ConsoleCommand] {
    if let argument, let problem = take(argument, for: binding.action) {
      refuse(problem)
      return []
    }
    if let reason = binding.disabledReason(self) {
      refuse("\(binding.name): " + reason)
      return []
    }
    switch binding.action {
    case .halt, .release, .explainHalt, .receipts: return scoped(binding.action, argument, press)
    case .watch: return watch(argument)
    case .filter:
      setFilter(argument ?? "")
      return []
    case .nextTheme: return [.theme(argument.map(ThemeChoice.named) ?? .next)]
    case .back:
      focus = .orders
      return perform(.back, press)
    default: return perform(binding.action, press)
    }
  }

  /// Uses an order number as the selection; the problem, if the argument means nothing to the command.
  private mutating func take(_ argument: String, for action: Action) -> SafeText? {
    switch action {
    case .cancel, .hold, .resume, .details:
      guard
        let book = desk?.books.first(where: {
          "\($0.parent.ordinal)" == argument || $0.parent.id.text == argument
        })
      else { return "there is no order \(argument)" }
      select(book.parent.id)
      focus = .orders
      return nil
    case .halt, .release, .explainHalt, .receipts, .watch, .filter, .nextTheme: return nil
    default: return "that command takes nothing after it"
    }
  }

  // MARK: Halts by name

  private mutating func scoped(_ action: Action, _ text: String?, _ press: Press) -> [ConsoleCommand] {
    let argument = ScopeArgument.read(text, desk)
    switch action {
    case .halt: return halt(argument)
    case .release: release(argument, press)
    case .explainHalt: return explain(ScopeArgument.explained(text, desk))
    case .receipts: receipts(argument, press)
    default: preconditionFailure("\(action) takes no halt's name")
    }
    return []
  }

  /// What names nothing is a reason, and what it is the reason of is everything. A symbol or a number
  /// mistyped is no exception: one order may have been meant, but a halt that halts nothing is the worse
  /// mistake.
  private mutating func halt(_ argument: ScopeArgument) -> [ConsoleCommand] {
    guard let scope = argument.scope, scope != .all else {
      if argument.scope == nil, let words = argument.rest {
        let isName = words == words.uppercased() && !words.contains(" ")
        say(
          isName ? "halting everything: nothing here is called \(words)" : "halting everything: \(words)")
      }
      return [.desk(.kill(.all, reason: argument.rest ?? ""))]
    }
    if let reason = DisabledReason.readOnly(self) {
      refuse("halt: " + reason + "; Ctrl-K halts everything")
      return []
    }
    say("sent to the desk, waiting for its answer")
    return [.desk(.kill(scope, reason: argument.rest ?? ""))]
  }

  private mutating func release(_ argument: ScopeArgument, _ press: Press) {
    guard let desk, argument.scope != nil || argument.rest == nil else {
      return refuse("release what? a symbol in capitals, an order's number, or all, alone")
    }
    if let scope = argument.scope, !desk.releasable.contains(scope) {
      return refuse(HaltWords.scope(scope, desk) + " is not halted")
    }
    open(ReleaseDialog(desk, scope: argument.scope), press)
  }

  private mutating func explain(_ argument: ScopeArgument) -> [ConsoleCommand] {
    guard let reason = argument.rest else {
      refuse("a reason is needed: explain and some words")
      return []
    }
    guard let kill = desk?.kill else { return [] }
    // Without a name it is the one there is, the widest where there are several.
    let standing = (kill.isEngaged ? [KillScope.all] : []) + kill.scoped.map(\.scope)
    guard let scope = argument.scope ?? standing.first else { return [] }
    return [.desk(.explainKill(scope, reason: reason))]
  }

  private mutating func receipts(_ argument: ScopeArgument, _ press: Press) {
    guard let desk, argument.scope != nil || argument.rest == nil else {
      return refuse("receipts of what? a symbol in capitals, an order's number, or all, alone")
    }
    if let scope = argument.scope, desk.kill.engagement(of: scope) == nil {
      return refuse(HaltWords.scope(scope, desk) + " is not halted")
    }
    open(ReceiptsDialog(desk, scope: argument.scope), press)
  }

  private mutating func watch(_ text: String?) -> [ConsoleCommand] {
    guard let text, let symbol = Symbol(text) else {
      refuse("a symbol is needed: watch AAPL")
      return []
    }
    return [.watch(symbol)]
  }
}
