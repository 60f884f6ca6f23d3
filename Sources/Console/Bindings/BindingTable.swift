internal import Terminal

/// Every binding there is, grouped as help shows them.
enum BindingTable {
  /// A heading and its bindings.
  struct Group: Sendable {
    let title: String
    let bindings: [Binding]
  }

  static let groups = [
    Group(title: "Stop", bindings: stopping), Group(title: "Orders", bindings: orders),
    Group(title: "Guards", bindings: guards), Group(title: "Going about", bindings: going),
    Group(title: "Order entry", bindings: form), Group(title: "Dialogs", bindings: dialogs),
  ]

  static let all = groups.flatMap(\.bindings)

  /// What `key` means in any of `places`, or nil.
  static func binding(for key: Key, in places: Set<Place>) -> Binding? {
    index[key]?.first { places.contains($0.place) }
  }

  /// The binding a command word names; abbreviations that could be two commands are not taken.
  static func binding(command: String) -> Binding? { all.first { $0.command == command } }

  private static let index: [Key: [Binding]] = {
    var index: [Key: [Binding]] = [:]
    for binding in all { for key in binding.keys { index[key, default: []].append(binding) } }
    return index
  }()

  private static let stopping = [
    Binding(
      action: .halt, keys: [.ctrl("k"), .function(12)], name: "HALT", command: "halt",
      argument: "symbol or order number, or reason", place: .everywhere,
      help: "Halt at once: no new order of any kind, working ones are canceled. No question is asked. "
        + "The command halts one symbol (AAPL) or order (3) where nothing else follows; with a reason write "
        + "symbol AAPL or order 3 first. Any other words are the reason of a halt of everything.",
      isDangerous: true),
    Binding(
      action: .haltOrder, keys: [.char("K")], name: "halt order", place: .panes,
      help: "Halt the selected order at once: nothing more of it, its working orders are canceled, until it "
        + "is released. No question is asked.",
      isDangerous: true, disabledReason: DisabledReason.haltOrder),
    Binding(
      action: .cancel, keys: [.char("x")], name: "cancel", command: "cancel", argument: "order number",
      place: .panes,
      help: "Cancel the selected order, or the selected slice in the slices pane; asks, answered with y.",
      isDangerous: true, isInFooter: true, disabledReason: DisabledReason.cancel),
    Binding(
      action: .cancelAll, keys: [.char("X")], name: "cancel all", command: "cancel-all", place: .panes,
      help: "Cancel every order, filtered ones too; asks for the words \"cancel all\".", isDangerous: true,
      disabledReason: DisabledReason.cancelAll),
    Binding(
      action: .hold, keys: [.char("p")], name: "hold", command: "hold", argument: "order number",
      place: .panes, help: "Hold the selected order: no new slices; working ones stay. No question is asked.",
      isDangerous: true, isInFooter: true, disabledReason: DisabledReason.hold),
  ]

  private static let orders = [
    Binding(
      action: .newOrder, keys: [.char("n")], name: "new", command: "new", place: .panes,
      help: "New order: go to order entry.", isInFooter: true),
    Binding(
      action: .resume, keys: [.char("r")], name: "resume", command: "resume", argument: "order number",
      place: .panes, help: "Resume the selected order, with a decision about the shares owed.",
      isDangerous: true, isInFooter: true, disabledReason: DisabledReason.resume),
    Binding(
      action: .settle, keys: [.char("U")], name: "settle", command: "settle", place: .panes,
      help: "Settle an unknown order by hand, with a reason.", isDangerous: true,
      disabledReason: DisabledReason.settle),
    Binding(
      action: .details, keys: [.enter], name: "details", command: "details", argument: "order number",
      place: .lists, help: "Every event of the selected order or slice, with its time and reason.",
      isInFooter: true, disabledReason: DisabledReason.selection),
    Binding(
      action: .copyID, keys: [.char("y")], name: "copy id", command: "copy", place: .lists,
      help: "Copy the id of the selected order or slice.", disabledReason: DisabledReason.selection),
    Binding(
      action: .watch, keys: [], name: "watch", command: "watch", argument: "symbol", place: .panes,
      help: "Start quotes of a symbol."),
  ]

  private static let guards = [
    Binding(
      action: .release, keys: [.char("R")], name: "release", command: "release",
      argument: "symbol or order number", place: .panes,
      help: "Release a halt, with a typed word and a reason; resumes nothing.", isDangerous: true,
      isInFooter: true, disabledReason: DisabledReason.release),
    Binding(
      action: .explainHalt, keys: [], name: "explain", command: "explain",
      argument: "symbol or order number, reason", place: .panes,
      help: "Give a halt its reason.", disabledReason: DisabledReason.explain),
    Binding(
      action: .receipts, keys: [.enter], name: "receipts", command: "receipts",
      argument: "symbol or order number", place: .guards,
      help: "What became of each order that a halt found at the broker.", isInFooter: true,
      disabledReason: DisabledReason.receipts),
    Binding(
      action: .tripBreaker, keys: [.char("T")], name: "trip", command: "trip", place: .panes,
      help: "Trip the circuit breaker by hand, with a reason; working orders stay.", isDangerous: true,
      disabledReason: DisabledReason.trip),
    Binding(
      action: .resetBreaker, keys: [.char("B")], name: "reset breaker", command: "reset", place: .panes,
      help: "Reset a tripped breaker, with a reason; the quiet period starts.", isDangerous: true,
      isInFooter: true, disabledReason: DisabledReason.reset),
    Binding(
      action: .history, keys: [], name: "history", command: "history", place: .panes,
      help: "Every halt, release, trip and reset, with who, when and why."),
    Binding(
      action: .acknowledge, keys: [.char("a")], name: "seen", command: "seen", place: .panes,
      help: "Acknowledge the alert; where several wait, list them.", isInFooter: true,
      disabledReason: DisabledReason.acknowledge),
    Binding(
      action: .alerts, keys: [], name: "alerts", command: "alerts", place: .panes,
      help: "The alerts that wait, with their times; a acknowledges those listed.",
      disabledReason: DisabledReason.acknowledge),
  ]
}
