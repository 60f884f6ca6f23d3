import DeskModel
import SlicingCore

@testable import Console

/// Desks whose guards have something to say.
extension Fixture {
  /// Bought 40,000 AAPL before it fell: half a million lost, and the breaker tripped by it.
  static func lost() -> Fixture {
    var fixture = Fixture()
    fixture.books = [
      book(1, "buy 60000 AAPL over 3m every 1m limit 187.50", start: clock(14, 30, 7)) {
        $0.number < 2 ? SliceShape(status: .submitted) : .pending
      }
    ]
    let bought = fixture.books[0].slices.prefix(2).map { slice in
      Event.execution(
        Execution(
          executionID: "x\(slice.number)", clientOrderID: slice.id, quantity: slice.quantity,
          price: price("187.43"), at: slice.due))
    }
    let fall = Quote(symbol: aapl, bid: price("174.80"), ask: price("174.83"), at: now)
    fixture.events = bought + [.clockSkew(.milliseconds(400)), .quote(fall)]
    fixture.alerts = posted([
      Alert(
        kind: .breaker, text: "breaker tripped: DAILY_LOSS_EXCEEDED, lost $505,200 today, at most $500,000")
    ])
    return fixture
  }

  /// AAPL halted by name, and order 2 as well.
  static func halvesHalted() -> Fixture {
    var fixture = running()
    let desk1 = Actor("desk1")
    fixture.events = [
      .command(.kill(.symbol(aapl), reason: "news pending"), by: desk1),
      .command(.kill(.parent(fixture.books[1].parent.id), reason: ""), by: desk1),
    ]
    fixture.alerts = posted([
      Alert(kind: .kill, text: "halted by desk1: AAPL, 16 slices stopped, 1 order being canceled")
    ])
    return fixture
  }

  /// The switch that all desks share does not answer.
  static func firmUnread() -> Fixture {
    var fixture = running()
    fixture.sharesFirmSwitch = true
    fixture.events = [.firm(.open), .firm(.unreadable("no answer for 2 s"))]
    fixture.alerts = posted([
      Alert(kind: .kill, text: "the firm's switch cannot be read: no answer for 2 s: nothing is sent")
    ])
    return fixture
  }

  /// Halted by the firm.
  static func firmHalted() -> Fixture {
    var fixture = running()
    fixture.sharesFirmSwitch = true
    let engagement = FirmReading.Engagement(by: "desk2", at: now, reason: "fat finger")
    fixture.events = [.firm(.open), .firm(.engaged(engagement))]
    return fixture
  }

  /// Tripped by the firm.
  static func firmTripped() -> Fixture {
    var fixture = running()
    fixture.sharesFirmSwitch = true
    let trip = FirmReading.Trip(reason: "REJECTS", details: "3 slices in a row on desk2", at: now)
    fixture.events = [.firm(.open), .firm(.tripped(trip))]
    return fixture
  }

  /// Tripped by the firm, which is halted since, too.
  static func firmHaltedAndTripped() -> Fixture {
    var fixture = firmTripped()
    let trip = FirmReading.Trip(reason: "REJECTS", details: "3 slices in a row on desk2", at: now)
    fixture.events.append(
      .firm(.engaged(.init(by: "desk2", at: now, reason: "fat finger", trip: trip))))
    return fixture
  }

  /// A desk that shares the firm's switch, looked at from its files: nobody asks the switch.
  static func firmNotKnown() -> Fixture {
    var fixture = running()
    fixture.sharesFirmSwitch = true
    fixture.readOnlyHolder = "pid 4711"
    return fixture
  }

  /// Nothing wrong, and several limits above their warning.
  static func nearLimits() -> Fixture {
    var fixture = running()
    fixture.limits.symbolDay = Limit(warn: Notional(dollars: 2_000_000), block: Notional(dollars: 2_500_000))
    fixture.limits.allDay = Limit(warn: Notional(dollars: 3_000_000), block: Notional(dollars: 4_000_000))
    fixture.limits.openParents = Limit(warn: 2, block: 3)
    fixture.events = [.averageVolume(aapl, 150_000), .clockSkew(.milliseconds(1_400))]
    return fixture
  }

  /// Alerts of several kinds, oldest first.
  static func alarmed() -> Fixture {
    var fixture = running()
    fixture.alerts = posted([
      Alert(kind: .missed, text: "order 1 slice 9: late by 41s"),
      Alert(kind: .rejected, text: "order 2 slice 3 rejected: insufficient buying power"),
      Alert(kind: .unknown, text: "order 1 slice 12 is unknown: still asking the broker"),
      Alert(kind: .link, text: "link to the broker was cut: connection reset by peer"),
    ])
    return fixture
  }
}
