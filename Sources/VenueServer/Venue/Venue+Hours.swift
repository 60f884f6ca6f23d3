internal import PaperExchange
internal import SlicingCore
internal import WireFormats

// The market's hours: those of the options, and a day that a fault cuts short.
extension Venue {
  func clockAnswer() -> VenueAnswer {
    let now = clock.now()
    let (nextOpen, nextClose) = options.sessions == .regular ? bells(at: now) : bellsAroundTheClock(at: now)
    return .json(
      SessionShape.clock(now: now, isOpen: isMarketOpen(at: now), nextOpen: nextOpen, nextClose: nextClose))
  }

  func isMarketOpen(at now: Instant) -> Bool {
    if case .closed = options.sessions.session(at: now) { return false }
    guard faults.isOn(.earlyClose) else { return true }
    let today = NewYork.date(of: now)
    return now < NewYork.instant(of: Venue.earlyClose, on: today)
  }

  /// The next opening and the next close by the calendar.
  private func bells(at now: Instant) -> (open: Instant, close: Instant) {
    let today = NewYork.date(of: now)
    let next = TradingCalendar.nextSession(after: today)
    guard let session = TradingCalendar.session(on: today), now < closing(session) else {
      return (next.opensAt, closing(next))
    }
    return (now < session.opensAt ? session.opensAt : next.opensAt, closing(session))
  }

  /// The hours told are such that the market is open, and that its next close comes before its next open.
  private func bellsAroundTheClock(at now: Instant) -> (open: Instant, close: Instant) {
    let today = NewYork.date(of: now)
    let isOpen = isMarketOpen(at: now)
    let close = faults.isOn(.earlyClose) ? Venue.earlyClose : Venue.usualClose
    var nextClose = NewYork.instant(of: close, on: today)
    if nextClose <= now { nextClose = NewYork.instant(of: Venue.usualClose, on: today.next) }
    let nextOpen = TradingCalendar.nextSession(after: isOpen ? NewYork.date(of: nextClose) : today)
    return (nextOpen.opensAt, isOpen ? nextClose : max(nextClose, nextOpen.closesAt))
  }

  /// When a session ends, for all the venue says of it.
  private func closing(_ session: TradingCalendar.Session) -> Instant {
    NewYork.instant(of: closingTime(of: session), on: session.date)
  }

  private func closingTime(of session: TradingCalendar.Session) -> ClockTime {
    let isCut = faults.isOn(.earlyClose) && session.date == NewYork.date(of: clock.now())
    return isCut ? Venue.earlyClose : session.close
  }

  private static let usualClose = hour(16)
  private static let earlyClose = hour(13)

  private static func hour(_ hour: Int) -> ClockTime {
    guard let time = ClockTime(hour: hour, minute: 0) else { preconditionFailure("\(hour) is no hour") }
    return time
  }

  /// The true calendar, but for a day that a fault cuts short.
  func calendar(_ request: VenueRequest) throws(VenueRefusal) -> VenueAnswer {
    let today = NewYork.date(of: clock.now())
    let first = try Venue.date("start", request) ?? TradeDate(year: today.parts.year, month: 1, day: 1)
    let last = try Venue.date("end", request) ?? TradeDate(year: today.parts.year, month: 12, day: 31)
    // Twenty years; a client that asks for more has made a mistake.
    guard last.daysSinceEpoch - first.daysSinceEpoch <= 7305 else { throw .invalid(field: "end") }
    let days = TradingCalendar.sessions(from: first, through: last).map {
      SessionShape.day($0, close: closingTime(of: $0))
    }
    return .json(.array(days))
  }

  private static func date(_ name: String, _ request: VenueRequest) throws(VenueRefusal) -> TradeDate? {
    guard let text = request[name], !text.isEmpty else { return nil }
    guard let date = TradeDate(text.prefix(10)) else { throw .invalid(field: name) }
    return date
  }
}

extension TradeDate {
  /// The day after.
  var next: TradeDate { TradeDate(daysSinceEpoch: daysSinceEpoch + 1) }
}
