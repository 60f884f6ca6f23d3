internal import SlicingCore
internal import Terminal

/// The session and the halts, for the header and the guards. Where the market never closes there is nothing
/// to say.
enum MarketWords {
  /// Whether the market is open and until when: `market open until 16:00`, `closed, opens Mon 09:30`.
  static func session(_ session: MarketSession?, now: Instant) -> TextLine? {
    switch session {
    case .aroundTheClock: nil
    case nil: TextLine("session not told yet", .guardWarn)
    case .open(let closesAt) where now < closesAt:
      TextLine("market open until \(moment(closesAt, now: now))", .textDim)
    case .open(let closesAt): TextLine("closed at \(moment(closesAt, now: now))", .guardWarn)
    case .closed(let opensAt?): TextLine("closed, opens \(moment(opensAt, now: now))", .guardWarn)
    case .closed(nil): TextLine("market closed", .guardWarn)
    }
  }

  /// `AAPL halted: LULD`, and how many more; nil where nothing is.
  static func halts(_ halts: [Symbol: String]) -> TextLine? {
    let symbols = halts.keys.sorted()
    guard let first = symbols.first else { return nil }
    let reason: SafeText = halts[first].map { $0.isEmpty ? "" : ": \($0)" } ?? ""
    let more: SafeText = symbols.count > 1 ? ", and \(symbols.count - 1) more" : ""
    return TextLine("\(first) halted" + more + reason, .guardWarn)
  }

  /// `16:00` today, `Mon 09:30` within a week, the date else.
  static func moment(_ instant: Instant, now: Instant) -> SafeText {
    let time = SafeText(untrusted: String(NewYork.clock(instant).prefix(5)))
    let date = NewYork.date(of: instant)
    let days = date.daysSinceEpoch - NewYork.date(of: now).daysSinceEpoch
    switch days {
    case 0: return time
    case 1...6: return SafeText(untrusted: weekdays[date.weekday]) + " " + time
    default: return "\(date) " + time
    }
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
}
