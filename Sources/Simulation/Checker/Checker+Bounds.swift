internal import SlicingCore

// I20: nothing grows but with what there is to do.

extension Checker {
  /// What waits and what is remembered.
  func checkBounded(_ desk: Desk) throws(Violation) {
    let waiting = 16 * slices.count + 64 * parents.count + 1000
    guard desk.deadlinesWaiting <= waiting else {
      throw fail(.bounded, "\(desk.deadlinesWaiting) deadlines for \(slices.count) slices")
    }
    let remembered = 8 * slices.count + 2 * (fillCount + bustsHeard.count) + 100
    guard desk.remembered <= remembered else {
      throw fail(.bounded, "\(desk.remembered) things remembered of \(slices.count) slices")
    }
  }

  /// What one step has to say: a few things of each order at most.
  func checkAmount(_ effects: [Effect]) throws(Violation) {
    let most = 4 * slices.count + 8 * parents.count + 100
    var records = 0
    for effect in effects { if case .persist(let commit) = effect { records += commit.log.count } }
    guard effects.count <= most, records <= most else {
      throw fail(
        .bounded, "\(effects.count) effects and \(records) records in one step, \(slices.count) slices")
    }
  }

  /// What is written: short, and nothing in it that cuts a string short or drives a terminal.
  func checkText(_ text: String) throws(Violation) {
    guard text.utf8.count > 100 else {
      guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return }
      throw fail(.bounded, "a control character in \(text.debugDescription)")
    }
    guard text.utf8.count <= 2000, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw fail(.bounded, "a text of \(text.utf8.count) bytes: \(text.prefix(60).debugDescription)")
    }
  }

  func checkTexts(of slice: Slice) throws(Violation) {
    if let reason = slice.reason { try checkText(reason) }
    if let reason = slice.restReason { try checkText(reason) }
    if let id = slice.brokerOrderID { try checkText(id) }
  }

  /// I10: a fact told again changes nothing.
  ///
  /// - Parameter desk: as it is after the fact.
  func checkToldAgain(_ event: Event, _ desk: Desk, at now: Instant) throws(Violation) {
    guard Checker.isVenueFact(event) || Checker.isReading(event) else { return }
    var again = desk
    for effect in again.handle(event, at: now) {
      guard case .persist(let commit) = effect else { continue }
      guard Checker.isReading(event) || !commit.changes.allSatisfy(Checker.isGuard) else { continue }
      throw fail(.replay, "told again, \(event) changes \(commit.changes)")
    }
  }

  /// What stands as it was told: told again, it is not even a record.
  private static func isReading(_ event: Event) -> Bool {
    switch event {
    case .firm, .bands, .position, .averageVolume: true
    default: false
    }
  }

  /// An alarm is raised again as often as its cause is told.
  private static func isGuard(_ change: Change) -> Bool { if case .breaker = change { true } else { false } }
}
