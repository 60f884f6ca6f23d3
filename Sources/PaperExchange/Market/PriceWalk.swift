internal import SlicingCore

/// The price of one symbol at any instant: a sum of ten random curves, the fastest with a new point on every
/// tick, each of the others four times as slow and twice as wide as the one before.
///
/// That is a random walk near enough for a screen (a step over four times the time is twice as large), with
/// two properties that a step-by-step walk lacks: the price at an instant costs the same wherever it lies, so
/// a machine that slept for hours has nothing to catch up with; and it depends on seed, symbol and time
/// alone, so it does not matter who asked when. It also stays within a few per cent of its anchor for ever.
///
/// Because the slow curves are straight within a stretch and the fast ones bounded, whole stretches can be
/// ruled out when looking for the first tick at which a waiting order acts (`firstTick`). The exchange relies
/// on that: it sleeps until then.
struct PriceWalk {
  /// Prices change on this grid.
  static let tickLength: Int64 = 250_000
  private static let curves = 10
  /// Swing of the fastest curve in billionths of the anchor, at ordinary volatility.
  private static let fastestSwing: Int64 = 29_000

  let listing: Listing
  private let key: UInt64
  /// Ticks of different symbols fall on different instants, as they would.
  private let phase: Int64

  init(_ symbol: Symbol, seed: UInt64) {
    listing = Listing(symbol)
    key = SplitMix64.at(UInt64(hashOf: symbol.text), of: seed)
    phase = Int64(SplitMix64.at(1, of: key).scaled(to: UInt64(PriceWalk.tickLength)))
  }

  /// The tick that is current at an instant.
  func tick(at instant: Instant) -> Int64 {
    let time = instant.microseconds - phase
    let quotient = time / PriceWalk.tickLength
    return time % PriceWalk.tickLength < 0 ? quotient - 1 : quotient
  }

  /// When a tick begins.
  func start(of tick: Int64) -> Instant { Instant(microseconds: tick * PriceWalk.tickLength + phase) }

  /// The quote of a tick.
  func quote(_ tick: Int64) -> DisplayedQuote {
    let chance = SplitMix64.at(UInt64(bitPattern: tick), of: key ^ 0x5157_4f54_4553_0000)
    let half = listing.halfSpread * Int64(4 + (chance & 0xffff) % 5) / 4
    let middle = price(at: deviation(tick, from: 0))
    let quote = Quote(
      symbol: listing.symbol, bid: Price(nanodollars: PriceGrid.roundedDown(middle - half)),
      ask: Price(nanodollars: PriceGrid.roundedUp(middle + half)), at: start(of: tick))
    return DisplayedQuote(
      quote: quote, bidSize: Shares(listing.sizeUnit * Int(1 + (chance >> 16 & 0xffff) % 12)),
      askSize: Shares(listing.sizeUnit * Int(1 + (chance >> 32 & 0xffff) % 12)))
  }

  /// The first tick in `ticks` whose quote fulfils `crossing`.
  func firstTick(_ crossing: Crossing, in ticks: Range<Int64>) -> Int64? {
    let slowest = PriceWalk.curves - 1
    var number = ticks.lowerBound >> Int64(2 * slowest)
    while number << Int64(2 * slowest) < ticks.upperBound {
      let stretch = Stretch(
        curve: slowest, number: number, left: point(slowest, number), right: point(slowest, number + 1))
      if let found = firstTick(crossing, in: ticks, of: stretch) { return found }
      number += 1
    }
    return nil
  }

  // MARK: The curves

  private func swing(_ curve: Int) -> Int64 {
    (PriceWalk.fastestSwing << Int64(curve)) * listing.volatility / 100
  }

  /// The value of a curve at the start of one of its stretches.
  private func point(_ curve: Int, _ stretch: Int64) -> Int64 {
    let swing = swing(curve)
    let chance = SplitMix64.at(UInt64(bitPattern: stretch), of: key &+ UInt64(curve))
    return Int64(chance.scaled(to: UInt64(2 * swing + 1))) - swing
  }

  /// The sum at `tick` of the curves from `curve` on, in billionths of the anchor.
  private func deviation(_ tick: Int64, from curve: Int) -> Int64 {
    var sum: Int64 = 0
    for curve in curve..<PriceWalk.curves {
      let shift = Int64(2 * curve)
      let length: Int64 = 1 << shift
      let into = tick & (length - 1)
      let left = point(curve, tick >> shift)
      // At the start of a stretch the point itself; between two points, the straight line.
      sum += into == 0 ? left : (left * (length - into) + point(curve, (tick >> shift) + 1) * into) >> shift
    }
    return sum
  }

  private func price(at deviation: Int64) -> Int64 {
    let anchor = listing.anchor.nanodollars
    return anchor + Int64(1_000_000_000).dividingFullWidth(anchor.multipliedFullWidth(by: deviation)).quotient
  }

  // MARK: The search

  /// A stretch of a curve, with what this curve and the slower ones, all straight there, add up to at its
  /// ends.
  private struct Stretch {
    let curve: Int
    let number: Int64
    let left: Int64
    let right: Int64

    var start: Int64 { number << Int64(2 * curve) }
    var end: Int64 { (number + 1) << Int64(2 * curve) }
  }

  private func firstTick(_ crossing: Crossing, in ticks: Range<Int64>, of stretch: Stretch) -> Int64? {
    guard stretch.start < ticks.upperBound, stretch.end > ticks.lowerBound else { return nil }
    guard isPossible(crossing, in: stretch) else { return nil }
    guard stretch.curve > 0 else {
      return crossing.holds(for: quote(stretch.start).quote) ? stretch.start : nil
    }
    // The next faster curve has four stretches here; between its points the slower ones go straight on.
    let (faster, first) = (stretch.curve - 1, stretch.number * 4)
    var left = stretch.left + point(faster, first)
    for part in 1...Int64(4) {
      let straight = stretch.left + (stretch.right - stretch.left) * part / 4
      let right = straight + point(faster, first + part)
      let next = Stretch(curve: faster, number: first + part - 1, left: left, right: right)
      if let found = firstTick(crossing, in: ticks, of: next) { return found }
      left = right
    }
    return nil
  }

  /// Whether the price can come far enough within a stretch: the faster curves swing no further than they
  /// can.
  private func isPossible(_ crossing: Crossing, in stretch: Stretch) -> Bool {
    // The slack is for straight lines rounded in two ways: here in steps down the curves, in `deviation` at
    // once.
    let slack = Int64(4 * PriceWalk.curves)
    let reach = swing(stretch.curve) - swing(0) + slack
    let tail = stretch.curve == 0 ? stretch.left : stretch.right
    let lowest = price(at: min(stretch.left, tail) - reach)
    let highest = price(at: max(stretch.left, tail) + reach)
    // A cent of slack everywhere would be a per cent of a price below a dollar, and rule nothing out there.
    let narrow = listing.halfSpread
    let wide = narrow * 2 + PriceGrid.step(at: highest + narrow * 2)
    return switch crossing {
    case .askAtOrBelow(let price): lowest + narrow <= price.nanodollars
    case .bidAtOrAbove(let price): highest - narrow >= price.nanodollars
    case .askAtOrAbove(let price): highest + wide >= price.nanodollars
    case .bidAtOrBelow(let price): lowest - wide <= price.nanodollars
    }
  }
}
