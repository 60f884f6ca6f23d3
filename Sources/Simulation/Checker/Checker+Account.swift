internal import SlicingCore

// I27: what may not go short does not.

extension Checker {
  /// One symbol of an account that may not go short, by the venue's ledger.
  struct Holding {
    let symbol: Symbol
    /// Shares held.
    var position: Int
    /// Shares of orders to sell that work at the venue.
    var selling = 0
    /// The position was told while executions it counts were still to be told themselves: bought shares that
    /// the desk then adds again. It counts as told in time once it is told without any on their way.
    var isRaced = false
    /// Somebody else sold of it, and the desk has not been told with all its own orders accounted for.
    var isSoldElsewhere = false
  }

  func isPositionRaced(_ symbol: Symbol) -> Bool { holdings.contains { $0.symbol == symbol && $0.isRaced } }

  /// Sold by somebody else, who asks no desk.
  mutating func soldElsewhere(_ symbol: Symbol, _ shares: Int) {
    guard let number = holdings.firstIndex(where: { $0.symbol == symbol }) else { return }
    holdings[number].position -= shares
    holdings[number].isSoldElsewhere = true
  }

  func holding(of slot: Int) -> Int? {
    let symbol = parents[slices[slot].parent].symbol
    return holdings.firstIndex { $0.symbol == symbol }
  }

  mutating func toldPosition(_ symbol: Symbol) {
    guard let number = holdings.firstIndex(where: { $0.symbol == symbol }) else { return }
    holdings[number].isRaced = hasUntold(symbol)
    guard holdings[number].isSoldElsewhere, holdings[number].position >= holdings[number].selling else {
      return
    }
    let isOnItsWay = open.contains {
      let status = slices[$0].mirror.status
      return (status == .sending || status == .unknown) && holding(of: $0) == number
    }
    if !isOnItsWay { holdings[number].isSoldElsewhere = false }
  }

  /// Whether shares bought, or the word that shares sold were taken back, are on their way to the desk.
  private func hasUntold(_ symbol: Symbol) -> Bool {
    for (number, parent) in parents.enumerated() where parent.symbol == symbol {
      if parent.untrue.contains(where: { slices[$0].bustsDue > 0 || isUntold($0) }) { return true }
      if parent.side == .buy, open.contains(where: { slices[$0].parent == number && isUntold($0) }) {
        return true
      }
    }
    return false
  }

  private func isUntold(_ slot: Int) -> Bool {
    slices[slot].filled != slices[slot].mirror.filled.count - slices[slot].settled
  }

  /// The venue's ledger moved: `open` and `filled` of a slice were something else before.
  mutating func move(_ slot: Int, open: Int, filled: Int) throws(Violation) {
    guard let number = holding(of: slot) else { return }
    let (sells, watch) = (parents[slices[slot].parent].side == .sell, slices[slot])
    holdings[number].position += (watch.filled - filled) * (sells ? -1 : 1)
    guard sells else { return }
    holdings[number].selling += watch.open - open
    let holding = holdings[number]
    guard !holding.isRaced, !holding.isSoldElsewhere,
      watch.open + watch.filled > open + filled || watch.filled > filled
    else { return }
    let free = holding.position - holding.selling + excused(holding.symbol)
    guard free < 0 else { return }
    throw fail(
      .oversell,
      "\(holding.selling) \(holding.symbol) for sale by \(watch.mirror.id), \(holding.position) held")
  }

  /// Orders of which somebody made something untrue may come on top, whole.
  private func excused(_ symbol: Symbol) -> Int {
    var shares = 0
    for parent in parents where parent.symbol == symbol {
      for slot in parent.untrue where slices[slot].untruths != .clock {
        shares += slices[slot].mirror.quantity.count + slices[slot].beyond
      }
    }
    return shares
  }
}
