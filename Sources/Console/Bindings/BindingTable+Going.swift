internal import Terminal

/// The bindings that change nothing at the desk.
extension BindingTable {
  static let going: [Binding] =
    moving + [
      Binding(
        action: .filter, keys: [.char("/")], name: "filter", command: "filter", argument: "text",
        place: .panes, help: "Show only the orders that match; Esc shows all.", isInFooter: true),
      Binding(
        action: .commandLine, keys: [.char(":")], name: "command", place: .panes,
        help: "Type a command or an order line; Tab completes.", isInFooter: true),
      Binding(
        action: .help, keys: [.char("?")], name: "help", command: "help", place: .panes,
        help: "All keys and commands; type to search.", isInFooter: true),
      Binding(
        action: .nextTheme, keys: [.char("t")], name: "theme", command: "theme", argument: "name",
        place: .panes, help: "Next theme, or the one named."),
      Binding(
        action: .redraw, keys: [.ctrl("l")], name: "redraw", command: "redraw", place: .everywhere,
        help: "Draw the screen anew."),
      Binding(
        action: .suspend, keys: [.ctrl("z")], name: "suspend", command: "suspend", place: .everywhere,
        help: "Suspend the program; refused while an order could send a slice.",
        disabledReason: DisabledReason.suspend),
      Binding(
        action: .back, keys: [.char("q")], name: "back, quit", command: "quit", place: .panes,
        help: "Back to the blotter; there, quit. With live orders it asks."),
      Binding(
        action: .back, keys: [.ctrl("c")], name: "back, quit", place: .everywhere,
        help: "The same from a field or a dialog: back, and at the top quit."),
      Binding(
        action: .leave, keys: [.escape], name: "leave", place: .everywhere,
        help: "Leave the field, the dialog or the filter; never quits."),
    ]

  private static let moving: [Binding] =
    [
      Binding(
        action: .nextPane, keys: [.tab], name: "next pane", place: .panes,
        help: "Next pane."),
      Binding(
        action: .previousPane, keys: [.backTab], name: "previous pane", place: .panes,
        help: "Previous pane."),
    ]
    + Pane.allCases.map { pane in
      Binding(
        action: .focus(pane), keys: [.char(Character("\(pane.rawValue)"))], name: pane.name, place: .panes,
        help: "Go to \(pane.name).")
    }
    + [
      step(.up, [.up, .char("k")], "Up."),
      step(.down, [.down, .char("j")], "Down."),
      step(.pageUp, [.pageUp, .left, .char("h")], "A page up."),
      step(.pageDown, [.pageDown, .right, .char("l")], "A page down."),
      step(.first, [.home, .char("g")], "To the first row."),
      step(.last, [.end, .char("G")], "To the last row; in the slices pane, follow the schedule."),
    ]

  private static func step(_ movement: Movement, _ keys: [Key], _ help: String) -> Binding {
    Binding(action: .move(movement), keys: keys, name: "move", place: .lists, help: help)
  }

  static let form = [
    Binding(
      action: .review, keys: [.enter], name: "review", place: .form,
      help: "Open the review of the order; nothing is sent before it is confirmed there.", isInFooter: true),
    Binding(
      action: .nextField, keys: [.tab], name: "next field", place: .form,
      help: "Next field; after the last, the next pane.", isInFooter: true),
    Binding(
      action: .previousField, keys: [.backTab], name: "previous field", place: .form,
      help: "Previous field; before the first, the previous pane."),
    Binding(
      action: .recallOlder, keys: [.up], name: "earlier orders", place: .form,
      help: "Recall the order entered before.", isInFooter: true),
    Binding(
      action: .recallNewer, keys: [.down], name: "later orders", place: .form,
      help: "Recall the order entered after."),
  ]

  static let dialogs = [
    answer(.confirm, [.char("y")], "confirm", "Confirm, where the dialog says so.", dangerous: true),
    answer(
      .enter, [.enter], "enter",
      "Confirm the review of a paper order or a typed word; does nothing in other dangerous dialogs.",
      dangerous: true),
    answer(.acknowledge, [.char("a")], "acknowledge", "Acknowledge the next warning, or the alerts listed."),
    answer(.up, [.up, .char("k")], "up", "The choice or line above."),
    answer(.down, [.down, .char("j")], "down", "The choice or line below."),
    answer(.pageUp, [.pageUp], "page up", "A page up."),
    answer(.pageDown, [.pageDown], "page down", "A page down."),
    answer(.nextField, [.tab], "next field", "The next field of the dialog."),
    answer(.previousField, [.backTab], "previous field", "The previous field of the dialog."),
    answer(.resume, [.char("r")], "resume", "Recovery: resume the selected order. Same order: a repeat."),
    answer(.cancel, [.char("x")], "cancel", "Recovery: cancel the selected order."),
    answer(
      .showExisting, [.char("s")], "show, shorten",
      "Same order: show the one entered before. Past the close: shorten the plan."),
  ]

  private static func answer(
    _ action: DialogAction, _ keys: [Key], _ name: String, _ help: String, dangerous: Bool = false
  ) -> Binding {
    Binding(
      action: .dialog(action), keys: keys, name: name, place: .dialogs, help: help, isDangerous: dangerous)
  }
}
