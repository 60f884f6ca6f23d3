internal import DeskModel
internal import SlicingCore
internal import Terminal

/// Every guard with its state in words, the limits with their use, and whether the next slice can go.
///
/// The rows are in one order at every size. Where there is no room for all of them the least important go:
/// that nothing can be sent, and why, never does.
enum GuardPane {
  static func content(_ state: ConsoleState, width: Int, height: Int) -> PaneContent {
    guard let snapshot = state.snapshot else { return PaneContent(title: "Guards") }
    let facts = GuardFacts(state, snapshot)
    let rows =
      width >= 56
      ? wide(facts, width: width)
      : width >= 36 ? narrow(facts, width: width, height: height) : narrowest(facts, width: width)
    return PaneContent(title: "Guards", lines: fitting(rows, height: height))
  }

  /// A row and how early it goes where there is too little room; the lowest goes last.
  private struct Row {
    let rank: Int
    let line: TextLine
  }

  private static func fitting(_ rows: [Row], height: Int) -> [TextLine] {
    var kept = rows
    while kept.count > max(1, height), let worst = kept.map(\.rank).max(),
      let place = kept.lastIndex(where: { $0.rank == worst })
    {
      kept.remove(at: place)
    }
    return kept.map(\.line)
  }

  // MARK: Three widths

  private static func narrow(_ facts: GuardFacts, width: Int, height: Int) -> [Row] {
    let state = [
      Row(
        rank: 0,
        line: TextLine("Kill ", .textDim)
          + facts.kill(width: width - 15 - facts.breaker.width).then("  Breaker ", .textDim) + facts.breaker),
      Row(rank: 3, line: facts.counters.then("  msgs ", .textDim).then(facts.messages)),
    ]
    let use =
      height <= 6
      ? [Row(rank: 2, line: facts.mostNotable(width: width))]
      : facts.profit(isWide: false).map { Row(rank: 4, line: $0) }
        + flow(facts.limits, width: width).map { Row(rank: 5, line: $0) }
    return state + use + [
      Row(
        rank: 1,
        line: facts.broker(isWide: false).then(" ") + facts.unknown(isWide: false).then(" ")
          + facts.owed(isWide: false)),
      Row(rank: 6, line: facts.clockAndDisk(isLabeled: false)),
    ] + firm(facts) + [Row(rank: -1, line: facts.next(isWide: false, width: width))]
  }

  /// It stops every desk: as important as what is unknown, whatever the width.
  private static func firm(_ facts: GuardFacts) -> [Row] {
    facts.firm(isWide: false).map { [Row(rank: 2, line: TextLine("Firm ", .textDim) + $0)] } ?? []
  }

  /// States before figures where there is no room for both.
  private static func narrowest(_ facts: GuardFacts, width: Int) -> [Row] {
    [
      Row(rank: 0, line: TextLine("Kill ", .textDim) + facts.kill(width: 12)),
      Row(rank: 1, line: TextLine("Breaker ", .textDim) + facts.breaker),
      Row(rank: 3, line: facts.broker(isWide: false)),
      Row(rank: 2, line: facts.unknown(isWide: false).then(" ") + facts.owed(isWide: false)),
    ] + firm(facts) + [Row(rank: -1, line: facts.next(isWide: false, width: width))]
  }

  private static func wide(_ facts: GuardFacts, width: Int) -> [Row] {
    var rows = [
      row(0, "Kill switch", facts.kill(width: width - 24).padded(to: 16) + facts.killHint),
      row(
        0, "Breaker", facts.breaker.padded(to: 16) + facts.breakerDetails),
    ]
    rows += labeled(5, "Today", facts.profit(isWide: width >= 90))
    rows += labeled(4, "Limits", flow(facts.limits, width: width - labelWidth))
    rows += [
      row(1, "Broker", facts.broker(isWide: true)), row(6, "Clock", facts.clockAndDisk(isLabeled: true)),
      row(
        2, "Unknown", facts.unknown(isWide: true).then("   ") + facts.owed(isWide: true)),
    ]
    if let firm = facts.firm(isWide: true) { rows.append(row(2, "Firm", firm)) }
    return rows + [row(-1, "Next slice", facts.next(isWide: true, width: width - labelWidth))]
  }

  private static let labelWidth = 14

  private static func row(_ rank: Int, _ label: SafeText, _ value: TextLine) -> Row {
    Row(rank: rank, line: TextLine(label.padded(to: labelWidth), .textDim) + value)
  }

  /// The label stands before the first row only.
  private static func labeled(_ rank: Int, _ label: SafeText, _ values: [TextLine]) -> [Row] {
    values.enumerated().map { row(rank, $0.offset == 0 ? label : "", $0.element) }
  }

  /// As many beside each other as fit.
  static func flow(_ items: [TextLine], width: Int) -> [TextLine] {
    var rows: [TextLine] = []
    for item in items {
      if let last = rows.last, last.width + 2 + item.width <= width {
        rows[rows.count - 1] = last.then("  ") + item
      } else {
        rows.append(item)
      }
    }
    return rows
  }
}
