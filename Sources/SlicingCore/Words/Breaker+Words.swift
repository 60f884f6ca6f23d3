extension TripReason {
  /// What happened; the code itself stays in records and on the wire.
  public var words: String {
    switch self {
    case .dailyLoss: "daily loss limit exceeded"
    case .drawdown: "maximum drawdown exceeded"
    case .dataStale: "market data stale"
    case .brokerErrors: "sending failed, slices in a row"
    case .rejects: "rejected by the broker, slices in a row"
    case .auth: "keys refused by the broker"
    case .overfill: "more filled than ordered"
    case .reconcileMismatch: "broker's orders differ from ours"
    case .clockStep: "clock stepped"
    case .manual: "tripped by hand"
    }
  }
}

extension CircuitBreaker.Trip {
  /// What, when and by whom: `sending failed, slices in a row (timeout) at 14:33:02 ET by desk`.
  public var words: String {
    "\(reason.words)\(Phrase.bracketed(details)) at \(Phrase.clock(at)) by \(Phrase.line(by.name, limit: 64))"
  }
}

extension CircuitBreaker.State {
  /// Where the breaker stands; also the reason of a slice it blocked.
  public var words: String {
    switch self {
    case .open: "breaker OK"
    case .tripped(let trip): "breaker tripped: \(trip.words)"
    case .quiet(let until, let trip): "breaker quiet until \(Phrase.clock(until)), after \(trip.words)"
    }
  }
}

extension CircuitBreaker.Refusal: CustomStringConvertible {
  /// Why the breaker stays as it is.
  public var words: String {
    switch self {
    case .alreadyTripped(let trip): "the breaker had tripped before and keeps its first reason: \(trip.words)"
    case .notTripped: "the breaker is not tripped: there is nothing to reset"
    }
  }

  /// The same words, so that an error printed anywhere is readable.
  public var description: String { words }
}
