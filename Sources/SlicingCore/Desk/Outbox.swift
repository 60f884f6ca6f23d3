/// What one call of `handle` wants done. The order is a promise: what reduces risk first and without waiting,
/// then the one commit, then whatever depends on it.
struct Outbox: Sendable {
  /// Cancels and questions: they wait for nothing.
  var urgent: [Effect] = []
  var commit = Commit()
  /// Sends and the opening of the kill word: only after the commit.
  var afterCommit: [Effect] = []
  var answer: CommandAnswer? = nil
  var alerts: [Alert] = []
  /// Books whose sums and status must be settled before the call ends.
  var touched: Set<Int> = []
  /// The day's profit has changed, or may be judged for the first time.
  var movesProfit = false
}

extension Desk {
  /// Settles what changed and empties the outbox into effects, in the order they are carried out.
  mutating func takeEffects(at now: Instant) -> [Effect] {
    settleProfit(at: now)
    settleTouched(at: now)
    var effects = outbox.urgent
    if !outbox.commit.isEmpty { effects.append(.persist(outbox.commit)) }
    effects += outbox.afterCommit
    #if PLANTED_BUGS
      if PlantedBug.cancelWaitsForCommit.isOn {
        effects = Array(effects[outbox.urgent.count...]) + outbox.urgent
      }
    #endif
    if let answer = outbox.answer { effects.append(.answer(answer)) }
    effects += outbox.alerts.map(Effect.alert)
    outbox = Outbox()
    return effects
  }

  mutating func log(
    _ kind: LogRecord.Kind, _ reason: String, parent: ClientOrderID? = nil, slice: ClientOrderID? = nil,
    by actor: Actor, at now: Instant
  ) {
    outbox.commit.log.append(
      LogRecord(at: now, actor: actor, kind: kind, parentID: parent, sliceID: slice, reason: reason))
  }

  mutating func alert(_ kind: Alert.Kind, _ text: String, parent: ClientOrderID? = nil) {
    outbox.alerts.append(Alert(kind: kind, text: text, parentID: parent))
  }
}
