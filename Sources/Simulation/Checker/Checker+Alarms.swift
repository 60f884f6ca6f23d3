internal import SlicingCore

// Alarms have a cause, and what is a cause has its alarm.

extension Checker {
  /// I23: the breaker that stops trading over a difference trips only on the word that shows it, or on one
  /// about an order of which something was made untrue before.
  func checkCause(of record: LogRecord, _ cause: Event) throws(Violation) {
    let isDifference = record.reason.hasPrefix("RECONCILE_MISMATCH") || record.reason.hasPrefix("OVERFILL")
    // What another desk found tells nothing of this one.
    guard isDifference, record.actor != .firm else { return }
    guard !isReason(cause) else { return }
    throw fail(.noFalseAlarm, record.reason)
  }

  private func isReason(_ cause: Event) -> Bool {
    switch cause {
    case .bust: true
    case .order(let report), .answered(_, .found(let report), _):
      isForeign(report) || isUntrue(report.submission.id)
    case .openOrders(.listed(let reports, _), _):
      reports.contains { isForeign($0) || isUntrue($0.submission.id) }
    case .execution(let execution): isUntrue(execution.clientOrderID)
    case .answered(let id, .absent, _): isUntrue(id, as: [.clock, .denied])
    default: false
    }
  }

  private func isUntrue(_ id: ClientOrderID, as untruths: Untruths = Untruths(rawValue: .max)) -> Bool {
    guard let slot = index[id] else { return true }
    return !slices[slot].untruths.isDisjoint(with: untruths)
  }

  /// Nobody's order, or another one under our id.
  private func isForeign(_ report: OrderReport) -> Bool {
    guard let slot = index[report.submission.id] else { return true }
    return slices[slot].mirror.quantity != report.submission.quantity
      || parents[slices[slot].parent].side != report.submission.side
  }

  /// The other way round: what the venue should not have done stops trading in the step that tells of it.
  func checkAlarms(_ event: Event, _ effects: [Effect]) throws(Violation) {
    guard let expected = expectedAlarm(event) else { return }
    for effect in effects {
      guard case .persist(let commit) = effect else { continue }
      if commit.log.contains(where: { $0.reason.contains(expected) }), !lastBreaker.allowsTrading { return }
    }
    throw fail(.noOrphans, "no alarm, or none that stops trading: \(expected) after \(event)")
  }

  private func expectedAlarm(_ event: Event) -> String? {
    switch event {
    case .order(let report), .answered(_, .found(let report), _):
      // Where desks share an account, an order of another is its business: an alarm, and no more.
      let isAnothers = index[report.submission.id] == nil && !settings.deskName.isEmpty
      return isForeign(report) && !isAnothers ? TripReason.reconcileMismatch.rawValue : nil
    case .bust(let execution, _):
      return newBust == BrokerText.id(execution) ? TripReason.reconcileMismatch.rawValue : nil
    case .execution(let execution):
      guard let slot = index[execution.clientOrderID], newFill == execution.keptID,
        slices[slot].mirror.filled > slices[slot].mirror.quantity
      else { return nil }
      return TripReason.overfill.rawValue
    default: return nil
    }
  }
}
