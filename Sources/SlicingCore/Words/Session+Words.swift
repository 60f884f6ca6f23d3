extension MarketSession {
  /// Whether the market is open, and until when it stays so; also the reason of a slice it blocked.
  public var words: String {
    switch self {
    case .aroundTheClock: "market open around the clock"
    case .open(let closesAt): "market open until \(Phrase.minute(closesAt))"
    case .closed(let opensAt?): "market closed; opens \(Phrase.day(opensAt))"
    case .closed(nil): "market closed"
    }
  }
}
