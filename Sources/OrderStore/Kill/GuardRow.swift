internal import GRDB
internal import SlicingCore

/// Rows of the guard tables under the core's types, both ways. A row that says anything else reads as nil.
enum GuardRow {
  static func kill(_ row: Row) -> KillSwitch? {
    switch row["state"] as String? {
    case "allowed": KillSwitch()
    case "engaged": engagement(row).map { KillSwitch(engagement: $0) }
    default: nil
    }
  }

  static func scoped(_ row: Row) -> KillSwitch.Scoped? {
    guard let scope = scope(row), scope != .all else { return nil }
    return engagement(row).map { KillSwitch.Scoped(scope: scope, engagement: $0) }
  }

  static func breaker(_ row: Row) -> CircuitBreaker? {
    guard let tripsToday: Int = row["trips_today"] else { return nil }
    let countedOn: String? = row["counted_on"]
    let date = countedOn.flatMap { TradeDate($0) }
    guard (date == nil) == (countedOn == nil), let state = state(row) else { return nil }
    return CircuitBreaker(state: state, tripsToday: tripsToday, countedOn: date)
  }

  static func killEvent(_ row: Row) throws -> KillEvent {
    let actor: String? = row["actor"]
    guard let action = (row["action"] as String?).flatMap(KillEvent.Action.init),
      let scope = scope(row), let at = instant(row["recorded_at"])
    else { throw unreadable(row, in: "kill_history") }
    return KillEvent(
      action: action, scope: scope, recordedAt: at, by: actor.map { Actor($0) }, reason: row["why"],
      engagement: engagement(row))
  }

  static func breakerEvent(_ row: Row) throws -> BreakerEvent {
    let actor: String? = row["actor"]
    guard let action = (row["action"] as String?).flatMap(BreakerEvent.Action.init),
      let at = instant(row["recorded_at"]), let tripsToday: Int = row["trips_today"]
    else { throw unreadable(row, in: "breaker_history") }
    return BreakerEvent(
      action: action, recordedAt: at, by: actor.map { Actor($0) }, trip: trip(row), tripsToday: tripsToday)
  }

  static func values(_ engagement: KillSwitch.Engagement?) -> [(any DatabaseValueConvertible)?] {
    [
      engagement?.at.description, Stored.text(engagement?.by.name), Stored.text(engagement?.reason),
      engagement?.slicesStopped, engagement?.orders.map(\.text).joined(separator: " "),
    ]
  }

  static func values(_ trip: CircuitBreaker.Trip?) -> [(any DatabaseValueConvertible)?] {
    [trip?.at.description, trip?.reason.rawValue, Stored.text(trip?.details), Stored.text(trip?.by.name)]
  }

  static func values(_ breaker: CircuitBreaker) -> [(any DatabaseValueConvertible)?] {
    let state: String
    var quietUntil: Instant? = nil
    switch breaker.state {
    case .open: state = "OPEN"
    case .tripped: state = "TRIPPED"
    case .quiet(let until, _): (state, quietUntil) = ("QUIET_PERIOD", until)
    }
    return [state, quietUntil?.description, breaker.tripsToday, breaker.countedOn?.description]
      + values(breaker.trip)
  }

  private static func state(_ row: Row) -> CircuitBreaker.State? {
    switch row["state"] as String? {
    case "OPEN": return .open
    case "TRIPPED": return trip(row).map { .tripped($0) }
    case "QUIET_PERIOD":
      guard let trip = trip(row), let until = instant(row["quiet_until"]) else { return nil }
      return .quiet(until: until, after: trip)
    default: return nil
    }
  }

  private static func engagement(_ row: Row) -> KillSwitch.Engagement? {
    guard let at = instant(row["engaged_at"]), let by: String = row["engaged_by"],
      let reason: String = row["reason"],
      let stopped: Int = row["slices_stopped"], let orders: String = row["orders"]
    else { return nil }
    let texts = orders.split(separator: " ")
    let ids = texts.compactMap { ClientOrderID($0) }
    guard ids.count == texts.count else { return nil }
    return .init(at: at, by: Actor(by), reason: reason, slicesStopped: stopped, orders: ids)
  }

  private static func trip(_ row: Row) -> CircuitBreaker.Trip? {
    guard let at = instant(row["tripped_at"]), let details: String = row["details"],
      let by: String = row["tripped_by"],
      let reason = (row["trip_reason"] as String?).flatMap(TripReason.init)
    else { return nil }
    return .init(at: at, reason: reason, details: details, by: Actor(by))
  }

  private static func scope(_ row: Row) -> KillScope? {
    (row["scope"] as String?).flatMap { KillScope(stored: $0) }
  }

  private static func instant(_ text: String?) -> Instant? { text.flatMap { Instant(rfc3339: $0) } }

  private static func unreadable(_ row: Row, in table: String) -> StoreError {
    .unreadable(row: "\(table) \(row["seq"] as Int? ?? 0)", column: "the row", value: row.description)
  }
}
