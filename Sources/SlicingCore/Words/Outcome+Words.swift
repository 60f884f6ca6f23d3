extension SendOutcome {
  /// What became of an attempt. Only `unknown` leaves doubt, and says so.
  public var words: String {
    switch self {
    case .accepted(let brokerOrderID): "accepted as \(Phrase.line(brokerOrderID, limit: 64))"
    case .rejected(let reason): "rejected by the broker: \(Phrase.line(reason))"
    case .notSent(let reason, let retryAfter?): "not sent: \(Phrase.line(reason)), again in \(retryAfter)"
    case .notSent(let reason, nil): "not sent: \(Phrase.line(reason))"
    case .unauthorized(let reason): "keys refused by the broker: \(Phrase.line(reason))"
    case .unknown(let reason): "outcome unknown: \(Phrase.line(reason))"
    }
  }
}

extension CommandAnswer {
  /// The same answer where the commit it stands on could not be written: never a success, and not a refusal
  /// either, because what was asked for is in force.
  public func unstored(because failure: String) -> CommandAnswer {
    let tail = "in force, but not on disk: \(Phrase.line(failure))"
    return switch self {
    case .done(let words): .unstored("\(words); \(tail)")
    case .entered(let id, let slices): .unstored("order \(id) entered, \(slices) slices; \(tail)")
    case .refused, .unstored: self
    }
  }
}

extension Settlement {
  /// What a person says became of an unknown order.
  public var words: String {
    switch self {
    case .notPlaced: "not placed"
    case .filled(let shares, let price): "filled \(shares) at \(price)"
    }
  }
}

extension OwedDecision {
  /// What happens to the shares owed.
  public var words: String {
    switch self {
    case .skip: "skip: give the owed shares up"
    case .spread: "spread: over the slices left"
    case .catchUp: "catch up: into the next slices"
    }
  }
}
