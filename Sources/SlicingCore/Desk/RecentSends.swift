/// Child orders that filled in the last minute, by symbol and side: a strategy that goes on and on without a
/// person looking is stopped (RTS 6, Article 15: repeated automated execution throttle).
struct RepeatedFills: Sendable {
  private struct Key: Hashable, Sendable {
    let symbol: Symbol
    let side: Side
  }

  private var fills: [Key: RecentSends] = [:]

  mutating func add(_ request: OrderRequest, at now: Instant) {
    fills[Key(symbol: request.symbol, side: request.side), default: RecentSends()].add(now)
  }

  func count(_ request: OrderRequest, at now: Instant) -> Int {
    fills[Key(symbol: request.symbol, side: request.side)]?.count(at: now) ?? 0
  }

  /// A person has looked.
  mutating func forget(_ request: OrderRequest) {
    fills[Key(symbol: request.symbol, side: request.side)] = nil
  }
}

/// When the orders of the last minute left: how many count against the rate is asked before every attempt.
struct RecentSends: Sendable {
  /// Oldest first; those before `first` are too old to count and are dropped in bulk.
  private var times: [Instant] = []
  private var first = 0

  mutating func add(_ now: Instant) {
    while first < times.count, times[first] <= now - .seconds(60) { first += 1 }
    if first > 64, first > times.count / 2 {
      times.removeFirst(first)
      first = 0
    }
    times.append(now)
  }

  /// How many left in the 60 s before `now`, by halving.
  func count(at now: Instant) -> Int {
    var (low, high) = (first, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= now - .seconds(60) { low = middle + 1 } else { high = middle }
    }
    return times.count - low
  }
}
