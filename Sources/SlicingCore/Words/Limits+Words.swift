extension LimitRule {
  /// The limit's name on screen and in the log.
  public var words: String {
    switch self {
    case .orderNotional: "order notional"
    case .orderShares: "order quantity"
    case .sliceNotional: "slice notional"
    case .symbolDay: "notional today in this symbol"
    case .allDay: "notional today in all symbols"
    case .priceCollar: "limit price away from the quote"
    case .arrivalCollar: "slice price away from arrival"
    case .messageRate: "orders a minute"
    case .openParents: "orders open at once"
    case .staleQuote: "stale quote"
    case .oppositeSide: "open order on the other side"
    case .recentTwin: "same order a moment ago"
    case .ceiling: "total of the order"
    }
  }
}

extension LimitFinding {
  /// The limit and what it says: `order notional: $2,250,000 is over $1,000,000`.
  public var words: String { "\(rule.words): \(Phrase.line(text))" }
}
