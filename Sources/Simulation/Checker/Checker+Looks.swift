internal import SlicingCore

// What must go on by itself, anywhere in a run: looked at once a second. These promises are about the desk's
// own acts, so that no loss on the ways excuses them.

extension Checker {
  /// Longer than a timer may be late.
  private static let slack = TimeSpan.seconds(5)
  /// The longest wait between two questions about an order in doubt.
  private static let questionGap = TimeSpan.seconds(10)
  /// The wait between two requests for the same cancel.
  private static let cancelGap = TimeSpan.seconds(2)

  /// - Parameters:
  ///   - isBusy: whether the process has effects it has not carried out.
  ///   - deskNow: the time by the desk's clock.
  mutating func look(_ desk: Desk, isBusy: Bool, deskNow: Instant) throws(Violation) {
    prune()
    try checkSessionsEnd(desk, slack: Checker.slack)
    try checkLinkHolds(desk)
    try checkDataIsYoung(desk)
    for slot in open {
      let slice = slices[slot].mirror
      if slice.status == .sending, !isBusy { try checkAttemptEnds(slot, deskNow: deskNow) }
      if slice.status == .unknown { try checkDoubtIsAsked(slot) }
      if slice.status.isWorking { try checkOpenIsAsked(slot) }
      if slice.cancelRequested { try checkCancelIsRepeated(slot) }
    }
  }

  // MARK: What is looked at

  mutating func list(_ slot: Int) {
    guard !slices[slot].isListed, Checker.isOpen(slices[slot].mirror) else { return }
    slices[slot].isListed = true
    slices[slot].listedAt = now
    open.append(slot)
  }

  private static func isOpen(_ slice: Slice) -> Bool { !slice.status.isFinal && slice.status != .pending }

  private mutating func prune() {
    guard open.contains(where: { !Checker.isOpen(slices[$0].mirror) }) else { return }
    for slot in open where !Checker.isOpen(slices[slot].mirror) { slices[slot].isListed = false }
    open.removeAll { !slices[$0].isListed }
  }

  /// The process is started, or goes on after a stop: what it should have done meanwhile it could not do.
  mutating func runsAgain() { runningSince = now }

  /// I20: a question is asked and asked again, never in a loop, and not while one about the same order is on
  /// its way. One that no answer can come to any more is not.
  mutating func asked(_ id: ClientOrderID) throws(Violation) {
    guard let slot = index[id] else { throw fail(.noOrphans, "asked about \(id), which is nobody's") }
    slices[slot].askedAt = now
    if let asked = slices[slot].questionAt, deskNow - asked < settings.broker.answerLimit {
      throw fail(.bounded, "\(id) was asked about while a question of \(asked) is on its way")
    }
    slices[slot].questionAt = deskNow
    if now - slices[slot].questions.since > .seconds(10) { slices[slot].questions = (0, now) }
    slices[slot].questions.count += 1
    guard slices[slot].questions.count <= 20 else {
      throw fail(.bounded, "\(id) was asked about \(slices[slot].questions.count) times in ten seconds")
    }
  }

  /// The newest question about an order is answered.
  mutating func answered(_ id: ClientOrderID, askedAt: Instant) {
    guard let slot = index[id], let asked = slices[slot].questionAt, askedAt >= asked else { return }
    slices[slot].questionAt = nil
  }

  // MARK: What must go on

  /// I7: an attempt is answered, becomes unknown, is retried or given up; it does not stay `sending`.
  private func checkAttemptEnds(_ slot: Int, deskNow: Instant) throws(Violation) {
    let slice = slices[slot].mirror
    let window = slice.due + parents[slices[slot].parent].interval
    let answer = (slice.lastSentAt ?? slice.due) + settings.broker.answerLimit
    guard deskNow > max(window, answer) + Checker.slack, since(nil) > Checker.slack else { return }
    throw fail(.liveness, "\(slice.id), due \(slice.due), waits for a retry that never comes")
  }

  /// P5: the broker is asked about what is unknown again and again.
  private func checkDoubtIsAsked(_ slot: Int) throws(Violation) {
    guard since(slices[slot].askedAt) > Checker.questionGap + Checker.slack else { return }
    throw fail(.liveness, "\(slices[slot].mirror.id) is unknown and the broker is not asked about it")
  }

  /// I6, where open orders are reconciled: each is asked about every round, by itself or with all that is
  /// open, whatever its stream tells.
  private func checkOpenIsAsked(_ slot: Int) throws(Violation) {
    guard let round = settings.reconcileInterval, let linkedSince else { return }
    let asked = max(slices[slot].askedAt ?? linkedSince, listAskedAt ?? linkedSince, linkedSince)
    guard since(max(asked, slices[slot].listedAt)) > round * 2 + Checker.slack else { return }
    throw fail(.fillTruth, "\(slices[slot].mirror.id) works and the broker is not asked about it")
  }

  /// I16: a cancel is asked for until the venue reports the end, over restarts too.
  private func checkCancelIsRepeated(_ slot: Int) throws(Violation) {
    guard since(slices[slot].cancelAskedAt) > Checker.cancelGap + Checker.slack else { return }
    throw fail(.riskReducingFirst, "\(slices[slot].mirror.id) was to be canceled and nobody asks for it")
  }

  /// I11, at every moment of a run: halted, and no cancel kept from the venue for 30 s, nothing works there
  /// of what is believed open. Whether that is so.
  func checkHalt(_ venue: ScriptedVenue, obstacle: Instant) throws(Violation) -> Bool {
    guard haltedSince != nil || !scopedSince.isEmpty else { return false }
    for slot in open where slices[slot].open > 0 {
      guard let halt = halt(of: slot), since(max(halt, obstacle)) > .seconds(30),
        let order = venue.index[slices[slot].mirror.id].map({ venue.orders[$0] }),
        now - order.visibleAt > .seconds(30)
      else { continue }
      throw fail(.killConverges, "\(slices[slot].mirror.id) works after 30 s of a halt")
    }
    return haltedSince.map { since(max($0, obstacle)) > .seconds(30) } ?? false
  }

  /// Since when a halt covers an order: the first of those that do.
  private func halt(of slot: Int) -> Instant? {
    let scoped = scopedSince.filter { isCovered(slot, by: $0.scope) }.map(\.at)
    return (scoped + [haltedSince].compactMap { $0 }).min()
  }

  mutating func noteHalts(_ kill: KillSwitch) {
    haltedSince = kill.isEngaged ? haltedSince ?? now : nil
    scopedSince = kill.scoped.map { halt in
      (halt.scope, scopedSince.first { $0.scope == halt.scope }?.at ?? now)
    }
  }

  /// How long ago that was, not counting the time in which the process did not run.
  private func since(_ instant: Instant?) -> TimeSpan { now - max(instant ?? runningSince, runningSince) }
}
