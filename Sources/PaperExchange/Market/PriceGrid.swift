internal import SlicingCore

/// The prices a quote may have: whole cents from $1.00 up, hundredths of a cent below (SEC rule 612).
enum PriceGrid {
  static let dollar: Int64 = 1_000_000_000
  /// The coarser of the two steps.
  static let cent: Int64 = 10_000_000

  /// The step between neighbouring prices at `nanodollars`.
  static func step(at nanodollars: Int64) -> Int64 { nanodollars >= dollar ? cent : 100_000 }

  static func roundedDown(_ nanodollars: Int64) -> Int64 { nanodollars - nanodollars % step(at: nanodollars) }

  static func roundedUp(_ nanodollars: Int64) -> Int64 {
    let step = step(at: nanodollars)
    return (nanodollars + step - 1) / step * step
  }

  /// `price` made worse for `side` by `steps`; a price never reaches zero.
  static func worsened(_ price: Price, by steps: Int, for side: Side) -> Price {
    let move = step(at: price.nanodollars) * Int64(steps)
    switch side {
    case .buy: return Price(nanodollars: roundedUp(price.nanodollars + move))
    case .sell: return Price(nanodollars: max(100_000, roundedDown(max(0, price.nanodollars - move))))
    }
  }
}
