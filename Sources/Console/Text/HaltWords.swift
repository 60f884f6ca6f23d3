internal import SlicingCore
internal import Terminal

/// Halts as the screen names them, the same in the header, the guards and the dialogs.
enum HaltWords {
  /// `everything`, `AAPL`, `order 3`.
  static func scope(_ scope: KillScope, _ desk: Desk) -> SafeText {
    switch scope {
    case .all: "everything"
    case .symbol(let symbol): "\(symbol)"
    case .parent(let id): desk.book(id).map { "order \($0.parent.ordinal)" } ?? "order \(id)"
    }
  }

  /// The same with what the order is: `order 2, sell 3,000 MSFT`.
  static func longScope(_ scope: KillScope, _ desk: Desk) -> SafeText {
    let name = self.scope(scope, desk)
    guard let request = scope.parentID.flatMap({ desk.book($0) })?.parent.request else { return name }
    return name + ", \(request.side.rawValue) \(request.quantity) \(request.symbol)"
  }

  /// `AAPL HALTED`, `AAPL, order 3 HALTED`; with little room `2 HALTS`. Nil where nothing narrower than
  /// everything is halted.
  static func scoped(_ desk: Desk, width: Int) -> SafeText? {
    let halts = desk.kill.scoped
    guard !halts.isEmpty else { return nil }
    let names = SafeText.joined(halts.map { scope($0.scope, desk) }, separator: ", ") + " HALTED"
    return names.width <= width ? names : Figures.counted(halts.count, "HALT", "HALTS")
  }

  /// `halted 14:33:02 by desk1: fat finger`.
  static func engagement(_ halt: KillSwitch.Engagement) -> SafeText {
    "halted \(NewYork.clock(halt.at)) by \(halt.by)\(halt.reason.isEmpty ? "" : ": \(halt.reason)")"
  }

  /// `7 working: 5 canceled, 1 filled first, 1 unknown, still asking`; short: `7: 5 canceled 1 filled 1
  /// unknown`. Nil where nothing was at the broker.
  static func summary(_ receipts: [KillReceipt], isLong: Bool) -> SafeText? {
    guard !receipts.isEmpty else { return nil }
    let canceled = receipts.count { $0.result == .canceled }
    let filled = receipts.count { $0.result == .filledFirst }
    let asking = receipts.count { $0.result == .stillAsking }
    let other = receipts.count - canceled - filled - asking
    let parts: [SafeText?] = [
      canceled > 0 ? "\(canceled) canceled" : nil,
      filled > 0 ? "\(filled) filled\(isLong ? " first" : "")" : nil,
      other > 0 ? "\(other) ended" : nil,
      asking > 0 ? (isLong ? "\(asking) unknown, still asking" : "\(asking) unknown") : nil,
    ]
    let results = SafeText.joined(parts.compactMap { $0 }, separator: isLong ? ", " : " ")
    return isLong ? "\(receipts.count) working: " + results : "\(receipts.count): " + results
  }

  /// What one order came to, with its shares: `canceled, 280 of 400 not filled`.
  static func result(_ receipt: KillReceipt, _ slice: Slice) -> TextLine {
    let left: SafeText = slice.leaves > .zero ? ", \(slice.leaves) of \(slice.quantity) not filled" : ""
    return switch receipt.result {
    case .canceled: TextLine("canceled" + left, .stateDone)
    case .filledFirst: TextLine("filled first, \(slice.filled)", .guardWarn)
    case .stillAsking: TextLine("still asking: \(slice.status.words)" + left, .stateUnknown)
    case .ended(let status): TextLine("ended: \(status.words)" + left)
    }
  }
}
