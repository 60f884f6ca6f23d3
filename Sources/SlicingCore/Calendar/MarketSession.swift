/// Whether the venue trades, as its broker tells it. The desk's own calendar decides nothing: a broker knows
/// of the day that ends early.
public enum MarketSession: Hashable, Sendable {
  /// It never closes: the paper exchange, and every broker that tells no sessions.
  case aroundTheClock
  /// It trades, and will until this instant.
  case open(closesAt: Instant)
  /// It does not; nil where the broker does not say when it will.
  case closed(opensAt: Instant?)
}
