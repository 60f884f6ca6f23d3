public import SlicingCore

/// When an exchange trades. The raw value is the name in settings and on the command line.
public enum TradingHours: String, Hashable, Sendable, CaseIterable {
  /// It never closes, so that a desk can rehearse at night. DAY orders end with New York's date.
  case aroundTheClock = "around_the_clock"
  /// The regular sessions of the New York exchanges; DAY orders end at the close.
  case regular
}

extension TradingHours {
  /// What a broker says of the market at an instant. It opens with the instant of the opening bell, and at
  /// the instant of the closing one it is closed.
  public func session(at instant: Instant) -> MarketSession {
    guard let window = window(at: instant) else { return .aroundTheClock }
    return window.contains(instant)
      ? .open(closesAt: window.upperBound) : .closed(opensAt: window.lowerBound)
  }

  /// The next instant at which that changes; nil where it never does.
  public func nextBell(after instant: Instant) -> Instant? {
    guard let window = window(at: instant) else { return nil }
    return window.contains(instant) ? window.upperBound : window.lowerBound
  }

  /// The trading time an instant lies in, or the next one; nil where there are no others.
  func window(at instant: Instant) -> Range<Instant>? {
    guard self == .regular else { return nil }
    let today = NewYork.date(of: instant)
    var session = TradingCalendar.session(on: today) ?? TradingCalendar.nextSession(after: today)
    if session.closesAt <= instant { session = TradingCalendar.nextSession(after: today) }
    return session.opensAt..<session.closesAt
  }

  /// When a DAY order ends that is taken in at an instant.
  func dayEnds(_ instant: Instant) -> Instant {
    window(at: instant)?.upperBound ?? NewYork.endOfDay(NewYork.date(of: instant))
  }
}
