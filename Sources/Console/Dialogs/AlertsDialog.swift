internal import DeskModel
internal import SlicingCore
internal import Terminal

/// The alerts nobody has acknowledged, newest first, each with its time and its whole text.
///
/// It lists what waited when it opened, and acknowledges no more than that: an alert that comes while it is
/// read is still there afterwards.
struct AlertsDialog: Dialog {
  private let alerts: [PostedAlert]
  private var row = 0

  init(_ alerts: [PostedAlert]) { self.alerts = alerts.reversed() }

  var title: SafeText { "Alerts" }
  var isForReading: Bool { true }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody()
    guard alerts.indices.contains(row) else {
      body.addAnswers(safe: "back", danger: nil)
      return body
    }
    let full = SafeText(untrusted: alerts[row].text).wrapped(to: max(1, width - 2)).prefix(3)
    let window = ListWindow(
      around: row, count: alerts.count, height: max(1, context.rows - 4 - full.count))
    for index in window.range { body.add(line(index, context.desk)) }
    body.add(TextLine())
    body.lines += full.map { TextLine("  " + $0, .textStrong) }
    body.addAnswers(safe: "back", danger: "a  seen, all \(alerts.count)    \(row + 1) of \(alerts.count)")
    return body
  }

  private func line(_ index: Int, _ desk: Desk) -> TextLine {
    let alert = alerts[index]
    return TextLine(index == row ? "▸ " : "  ", .textStrong)
      .then("\(NewYork.clock(alert.at))  ", .textDim)
      .then(alert.kind.name.padded(to: 10), alert.kind.bell == .guard ? .guardTrip : .guardWarn)
      .then("\(alert.text)")
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    if action == .acknowledge, let newest = alerts.first {
      return .send([.acknowledgeAlerts(through: newest.number)])
    }
    guard let movement = action.movement else { return action == .enter ? .close : .stay }
    row = max(0, movement.applied(to: row, count: alerts.count, page: max(1, context.rows - 6)))
    return .stay
  }
}
