internal import SlicingCore

/// What each symbol trades at. In most seeds it stands still; in the others it walks about where it began,
/// now and then with a jump.
struct Prices {
  /// Where every symbol begins, and is drawn back to.
  private static let base: Int64 = 187_430_000_000
  private static let cent: Int64 = 10_000_000

  /// The largest step between two quotes, in cents; zero where nothing moves.
  let step: Int
  private var mids: [Symbol: Int64] = [:]
  private var random: SimRandom

  init(seed: UInt64, step: Int) {
    self.step = step
    random = SimRandom(seed: seed, purpose: 71)
  }

  func mid(_ symbol: Symbol) -> Int64 { mids[symbol] ?? Prices.base }

  func quote(_ symbol: Symbol, at now: Instant) -> Quote {
    let mid = mid(symbol)
    return Quote(
      symbol: symbol, bid: Price(nanodollars: mid - Prices.cent), ask: Price(nanodollars: mid + Prices.cent),
      at: now)
  }

  /// Time goes by.
  mutating func move(_ symbol: Symbol) {
    guard step > 0 else { return }
    let mid = mid(symbol)
    let drawn = Int64(random.within(-step...step)) * Prices.cent
    mids[symbol] = mid + drawn - (mid - Prices.base) / 64 / Prices.cent * Prices.cent
  }

  /// All at once, by so many cents.
  mutating func jump(_ symbol: Symbol, cents: Int) { mids[symbol] = mid(symbol) + Int64(cents) * Prices.cent }

  /// What an execution is made at: near the middle.
  mutating func execution(_ symbol: Symbol) -> Price {
    Price(nanodollars: mid(symbol) + Int64(random.within(-3...3)) * Prices.cent)
  }
}
