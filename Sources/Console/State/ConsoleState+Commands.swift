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
    case .halt: return [.desk(.kill(reason: argument ?? ""))]
    case .explainHalt: return explain(argument)
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
    case .halt, .explainHalt, .watch, .filter, .nextTheme: return nil
    default: return "that command takes nothing after it"
    }
  }

  private mutating func explain(_ reason: String?) -> [ConsoleCommand] {
    guard let reason else {
      refuse("a reason is needed: explain and some words")
      return []
    }
    return [.desk(.explainKill(reason: reason))]
  }

  private mutating func watch(_ text: String?) -> [ConsoleCommand] {
    guard let text, let symbol = Symbol(text) else {
      refuse("a symbol is needed: watch AAPL")
      return []
    }
    return [.watch(symbol)]
  }
}
