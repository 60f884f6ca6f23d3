/// The places the focus can be in, in the order of their numbers.
enum Pane: Int, CaseIterable, Sendable, Hashable {
  case entry = 1
  case guards, orders, slices, activity

  var name: String {
    switch self {
    case .entry: "order entry"
    case .guards: "guards"
    case .orders: "orders"
    case .slices: "slices"
    case .activity: "activity"
    }
  }

  /// Whether there are rows to move among.
  var isList: Bool { self == .orders || self == .slices || self == .activity }

  /// Whose bindings its keys find, while no field takes them.
  var places: Set<Place> {
    switch self {
    case .entry: [.form]
    case .guards: [.panes, .guards]
    case .orders, .slices, .activity: [.panes, .lists]
    }
  }

  var next: Pane { Pane(rawValue: rawValue + 1) ?? .entry }
  var previous: Pane { Pane(rawValue: rawValue - 1) ?? .activity }
}

/// A step among rows.
enum Movement: Sendable, Hashable {
  case up, down, pageUp, pageDown, first, last

  /// Where a step from `row` of `count` rows leads.
  func applied(to row: Int, count: Int, page: Int) -> Int {
    let target =
      switch self {
      case .up: row - 1
      case .down: row + 1
      case .pageUp: row - max(1, page)
      case .pageDown: row + max(1, page)
      case .first: 0
      case .last: count - 1
      }
    return max(0, min(target, count - 1))
  }
}

/// The part of a long list that is on the screen: the row of interest in the middle, where the ends allow it.
/// Derived from the row alone, so that there is no scroll position to keep right.
struct ListWindow: Sendable, Hashable {
  let range: Range<Int>

  init(around row: Int, count: Int, height: Int) {
    let shown = max(0, min(height, count))
    let first = max(0, min(row - shown / 2, count - shown))
    range = first..<first + shown
  }
}
