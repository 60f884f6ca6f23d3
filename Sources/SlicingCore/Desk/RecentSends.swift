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
