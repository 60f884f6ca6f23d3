internal import Terminal

/// Where a dialog stands on the screen, and how much of it can be seen.
struct DialogFrame: Sendable {
  let rect: CellRect
  let body: DialogBody
  /// Every row is on the screen. What adds risk may not be confirmed otherwise: the row that is missing could
  /// be the one that matters.
  let isWhole: Bool

  /// In the middle and below the header, which it never covers; nil where nothing of it can be shown.
  init?(_ dialog: any Dialog, _ context: DialogContext, size: TerminalSize) {
    let width = min(size.width, max(60, min(100, size.width - 8)))
    body = dialog.body(context, width: max(1, width - 4))
    let wanted = body.lines.count + 2
    let height = min(wanted, size.height - 2)
    guard height > 2, width > 4 else { return nil }
    isWhole = height == wanted && Layout(size: size) != nil
    let y = 1 + max(0, (size.height - 2 - height) / 2)
    rect = CellRect(x: (size.width - width) / 2, y: y, width: width, height: height)
  }
}
