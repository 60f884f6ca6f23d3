/// What a cell means. A theme gives each meaning its look, so that nothing outside a theme names a colour.
///
/// Why an enumeration with string values and not free strings: a misspelt role would be drawn as plain text
/// and no one would notice, and a role takes one byte in a cell instead of sixteen. The string is the key
/// that theme files use. Each comment ends with the look in sixteen colours that the built-in theme gives.
public enum Role: String, CaseIterable, Hashable, Sendable {
  /// Ordinary text: the terminal's own colours.
  case text
  /// Text that may be overlooked, such as labels and units: bright black.
  case textDim = "text.dim"
  /// Figures and words that should be found first: bold.
  case textStrong = "text.strong"
  /// The first line while nothing is wrong: bold.
  case header
  /// The first line while everything is halted: reversed bold red.
  case headerHalted = "header.halted"
  /// The word that says real money is at stake: reversed bold yellow.
  case headerLive = "header.live"
  /// The frame of a pane: bright black.
  case border
  /// The frame of the pane that has the focus: cyan.
  case borderFocus = "border.focus"
  /// The selected row: reversed.
  case selection
  /// A field that takes text: underlined.
  case field
  /// A field whose text is refused, and the reason: red.
  case fieldError = "field.error"
  /// Everything about a buy: bold green.
  case sideBuy = "side.buy"
  /// Everything about a sale: bold magenta, so that no reader takes it for an error.
  case sideSell = "side.sell"
  /// A guard that lets orders pass: green.
  case guardOk = "guard.ok"
  /// A guard near its limit: yellow.
  case guardWarn = "guard.warn"
  /// A guard that stops orders: reversed bold red.
  case guardTrip = "guard.trip"
  /// Finished as wished: green.
  case stateDone = "state.done"
  /// At work: cyan.
  case stateWorking = "state.working"
  /// An outcome that nobody knows yet: bold yellow.
  case stateUnknown = "state.unknown"
  /// The done part of a progress bar: green.
  case progressDone = "progress.done"
  /// The rest of a progress bar: bright black.
  case progressRest = "progress.rest"
  /// The planned line of a chart: bright black.
  case chartPlanned = "chart.planned"
  /// The line of a chart that really happened: cyan.
  case chartFilled = "chart.filled"
  /// An alert that waits to be acknowledged: bold yellow.
  case alert
  /// The name of a key in the footer and in help: bold cyan.
  case keyHint = "key"
}
