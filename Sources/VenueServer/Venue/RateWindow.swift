internal import SlicingCore

/// How many requests an account may still make in this minute of the clock.
struct RateWindow {
  let limit: Int
  private var minute: Int64 = 0
  private var used = 0

  init(limit: Int) { self.limit = limit }

  /// Where a request left the window.
  struct Standing: Equatable {
    let isOver: Bool
    let remaining: Int
    /// Unix seconds at which the next window begins.
    let resetsAt: Int64
  }

  /// Counts a request. The one that goes over the limit is the first to be refused.
  mutating func count(at instant: Instant) -> Standing {
    let now = instant.microseconds / 60_000_000
    if now != minute { (minute, used) = (now, 0) }
    used = min(used + 1, limit + 1)
    return Standing(isOver: used > limit, remaining: max(0, limit - used), resetsAt: (now + 1) * 60)
  }
}
