/// What a key, a command or a click asks of the console.
enum Action: Sendable, Hashable {
  // Going about
  case newOrder
  case nextPane
  case previousPane
  case focus(Pane)
  case move(Movement)
  case details
  case filter
  case commandLine
  case help
  case leave
  case back
  // Orders
  case cancel
  case cancelAll
  case hold
  case resume
  case settle
  // Guards
  case halt
  case haltOrder
  case explainHalt
  case release
  case tripBreaker
  case resetBreaker
  case receipts
  case history
  // The form
  case review
  case recallOlder
  case recallNewer
  case nextField
  case previousField
  // Dialogs
  case dialog(DialogAction)
  // The rest
  case acknowledge
  case alerts
  case copyID
  case nextTheme
  case watch
  case redraw
  case suspend
}

/// What a key means inside a dialog; the dialog decides whether it applies.
enum DialogAction: Sendable, Hashable {
  case confirm
  case enter
  case up
  case down
  case pageUp
  case pageDown
  case nextField
  case previousField
  case acknowledge
  case resume
  case cancel
  case showExisting
}
