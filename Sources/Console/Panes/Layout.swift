internal import Terminal

/// Where each pane is. The same panes stand in the same order at every size; more room only makes them larger
/// and adds the chart.
struct Layout: Sendable, Hashable {
  let header: CellRect
  let entry: CellRect
  let guards: CellRect
  let orders: CellRect?
  let slices: CellRect?
  let chart: CellRect?
  /// One row without a frame, or a box.
  let activity: CellRect
  let footer: CellRect

  static let smallest = TerminalSize(width: 60, height: 16)

  /// Nil where the panes do not fit: then one pane is shown, and the words "too small". `focus` decides what
  /// is shown where there is room for one list only.
  init?(size: TerminalSize, focus: Pane = .orders) {
    guard size.width >= Self.smallest.width, size.height >= Self.smallest.height else { return nil }
    let (width, isTall) = (size.width, size.height >= 30)
    let top = size.height >= 36 ? 14 : isTall ? 8 : 7
    let tail = isTall ? min(12, size.height / 6) : 1
    let middle = size.height - 2 - top - tail
    let entryWidth = width >= 160 ? width * 9 / 20 : width >= 100 ? width / 2 : (width * 21 + 20) / 40
    header = CellRect(x: 0, y: 0, width: width, height: 1)
    entry = CellRect(x: 0, y: 1, width: entryWidth, height: top)
    guards = CellRect(x: entryWidth, y: 1, width: width - entryWidth, height: top)
    let y = 1 + top
    let hasBoth = middle >= 10
    let ordersHeight = hasBoth ? max(6, middle * 2 / 5) : middle
    let chartWidth = width >= 100 && hasBoth ? min(80, width * 3 / 10) : 0
    let below = CellRect(
      x: 0, y: hasBoth ? y + ordersHeight : y, width: width - chartWidth,
      height: hasBoth ? middle - ordersHeight : middle)
    orders = hasBoth || focus != .slices ? CellRect(x: 0, y: y, width: width, height: ordersHeight) : nil
    slices = hasBoth || focus == .slices ? below : nil
    chart =
      chartWidth == 0
      ? nil : CellRect(x: width - chartWidth, y: below.y, width: chartWidth, height: below.height)
    activity = CellRect(x: 0, y: size.height - 1 - tail, width: width, height: tail)
    footer = CellRect(x: 0, y: size.height - 1, width: width, height: 1)
  }

  /// The pane at a place, for the mouse.
  func pane(at position: CellPosition) -> (pane: Pane, row: Int)? {
    let places: [(Pane, CellRect?)] = [
      (.entry, entry), (.guards, guards), (.orders, orders), (.slices, slices), (.activity, activity),
    ]
    for case (let pane, let rect?) in places where rect.contains(x: position.x, y: position.y) {
      return (pane, position.y - rect.y - 1)
    }
    return nil
  }
}
