internal import Terminal

/// Where keys mean something. Two bindings may share a key only where their places never meet.
enum Place: Sendable, Hashable, CaseIterable {
  /// Text fields and dialogs too.
  case everywhere
  /// The panes, while no field takes text.
  case panes
  /// Panes with rows.
  case lists
  /// The guards' pane.
  case guards
  /// The order form.
  case form
  /// Any dialog, while none of its fields takes the key.
  case dialogs

  /// Whether one key press could mean both.
  func meets(_ other: Place) -> Bool {
    if self == .everywhere || other == .everywhere || self == other { return true }
    // Lists and guards are panes, and never the same one.
    return [[.panes, .lists], [.panes, .guards]].contains(Set([self, other]))
  }

  var words: String {
    switch self {
    case .everywhere: "everywhere"
    case .panes: "not in a field"
    case .lists: "lists"
    case .guards: "guards"
    case .form: "order entry"
    case .dialogs: "dialogs"
    }
  }
}

/// One thing the trader can do: its keys, its command, its words and whether it can be done now.
///
/// Dispatch, footer, help, completion and docs/keys.md all read this record, so none of them can be out of
/// date.
struct Binding: Sendable {
  let action: Action
  /// Empty where only the command line offers it.
  let keys: [Key]
  /// Two words at most, for the footer.
  let name: String
  /// What is typed after `:`; nil where a command would be pointless.
  var command: String? = nil
  /// What may follow the command.
  var argument: String? = nil
  let place: Place
  /// One sentence, for help and docs.
  let help: String
  /// It can send, change or stop orders.
  var isDangerous = false
  /// Shown in the footer; the footer drops from the end where there is no room.
  var isInFooter = false
  /// Why it cannot be done now; nil means it can. Asked for each footer, so it must be cheap.
  var disabledReason: @Sendable (ConsoleState) -> SafeText? = { _ in nil }
}

extension Key {
  /// The key as the footer and help name it.
  var label: String {
    switch self {
    case .char(" "): "Space"
    case .char(let character): String(character)
    case .ctrl(let character): "Ctrl-\(character.uppercased())"
    case .alt(let character): "Alt-\(character)"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .insert: "Ins"
    case .delete: "Del"
    case .backspace: "Backspace"
    case .function(let number): "F\(number)"
    case .modified(let key, _): key.label
    case .paste, .pasteCut, .mouse, .focusGained, .focusLost: ""
    }
  }
}
