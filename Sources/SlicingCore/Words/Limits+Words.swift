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
    case .volumeShare: "share of average volume"
    case .repeatedExecutions: "executions in a row"
    case .oversell: "more than the position"
    }
  }
}

extension LimitFinding {
  /// What was found. `text` names the figure and the limit already, so the rule's name would only repeat it.
  public var words: String { Phrase.line(text) }
}
