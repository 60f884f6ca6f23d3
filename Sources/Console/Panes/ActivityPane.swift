internal import DeskModel
internal import SlicingCore
internal import Terminal

/// What happened, newest at the bottom; an alert nobody has acknowledged stands in front of it.
enum ActivityPane {
  /// One row, where there is no room for a box.
  static func line(_ state: ConsoleState) -> TextLine {
    if let alert = alert(state) { return alert }
    guard let last = lines(state, count: 1).last else { return TextLine(" nothing happened yet", .textDim) }
    return last
  }

  static func content(_ state: ConsoleState, height: Int) -> PaneContent {
    var content = PaneContent(title: "Activity")
    let alert = alert(state)
    content.lines = lines(state, count: height - (alert == nil ? 0 : 1))
    if let alert { content.lines.append(alert) }
    if state.activityScroll > 0 { content.title += "  \(state.activityScroll) newer below" }
    return content
  }

  /// The newest alert, and how many more wait.
  private static func alert(_ state: ConsoleState) -> TextLine? {
    guard let newest = state.alerts.last else { return nil }
    let more = state.alerts.count - 1
    let answer: SafeText = more > 0 ? "  (\(more) more)  a: list" : "  a: seen"
    // The text gives way, never the count: what is cut is in the list.
    let room = max(8, state.size.width - answer.width - 6)
    let text = SafeText(untrusted: newest.text).truncated(to: room)
    return TextLine(" ! " + text + answer, .alert)
  }

  private static func lines(_ state: ConsoleState, count: Int) -> [TextLine] {
    let all = state.snapshot?.activity ?? []
    let end = max(0, all.count - min(state.activityScroll, max(0, all.count - 1)))
    return all[max(0, end - max(0, count))..<end].map(row)
  }

  private static func row(_ line: ActivityLine) -> TextLine {
    TextLine(" \(NewYork.clock(line.at, millis: true))  ", .textDim).then("\(line.text)", role(line.kind))
  }

  private static func role(_ kind: LogRecord.Kind) -> Role {
    switch kind {
    case .rejected, .missed, .alarm, .killed, .tripped: .guardWarn
    case .unknown: .stateUnknown
    case .fill, .finished: .stateDone
    default: .text
    }
  }
}
