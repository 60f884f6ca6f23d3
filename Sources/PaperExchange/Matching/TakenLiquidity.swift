internal import SlicingCore

/// What was taken from the sizes shown on the latest tick that anything was taken on.
struct TakenLiquidity: Sendable {
  private var tick: Int64
  private var bought: Shares = 0
  private var sold: Shares = 0

  init(tick: Int64) { self.tick = tick }

  func of(_ side: Side, tick: Int64) -> Shares {
    guard tick == self.tick else { return 0 }
    return side == .buy ? bought : sold
  }

  mutating func take(_ quantity: Shares, _ side: Side, tick: Int64) {
    if tick != self.tick { self = TakenLiquidity(tick: tick) }
    switch side {
    case .buy: bought += quantity
    case .sell: sold += quantity
    }
  }
}
