#if FIRM_GUARDS
  internal import SlicingCore

  /// The acts in the hands of the polling thread.
  ///
  /// One that stops trading stays until the server has recorded it, and no longer than it is meant: a release
  /// that comes after it takes it back, or it would halt the firm hours after this desk was released. One of
  /// each kind is enough, for the first reason stands.
  struct ActQueue: Sendable {
    /// Refused, and tried again in the next turn: one halt and one trip at most.
    private var kept: [PendingAct] = []
    private var untried: [PendingAct] = []

    /// What is not settled yet, in the order in which it was asked for.
    var acts: [FirmAct] { (kept + untried).map(\.act) }

    mutating func admit(_ acts: [PendingAct]) {
      for pending in acts {
        if !pending.act.stopsTrading {
          withdraw(pending.act.key)
        } else if isRepeated(pending) {
          continue
        }
        untried.append(pending)
      }
    }

    /// What was kept is tried again, before everything else.
    mutating func beginTurn() {
      untried = kept + untried
      kept = []
    }

    /// The next to try. A release takes back what was refused before it in this turn.
    mutating func next() -> PendingAct? {
      guard !untried.isEmpty else { return nil }
      let pending = untried.removeFirst()
      if !pending.act.stopsTrading { withdraw(pending.act.key) }
      return pending
    }

    mutating func refused(_ pending: PendingAct, _ error: FirmError) {
      guard pending.act.stopsTrading else { return pending.completion(.failure(error)) }
      guard !isRepeated(pending) else { return }
      if pending.keptBecause == nil { pending.completion(.success(.kept(error))) }
      var pending = pending
      pending.keptBecause = pending.keptBecause ?? error
      kept.append(pending)
    }

    mutating func refuseAll(_ error: FirmError) {
      while let pending = next() { refused(pending, error) }
    }

    /// Nothing is tried any more.
    func end() {
      for pending in kept + untried { pending.completion(.failure(.stopped)) }
    }

    /// Whether one like it waits already; then it is told so, and is of no more use.
    private func isRepeated(_ pending: PendingAct) -> Bool {
      guard let first = kept.first(where: { $0.act.key == pending.act.key }), let error = first.keptBecause
      else { return false }
      pending.completion(.success(.kept(error)))
      return true
    }

    private mutating func withdraw(_ key: FirmKey) {
      for pending in kept where pending.act.key == key { pending.completion(.failure(.withdrawn)) }
      kept.removeAll { $0.act.key == key }
    }
  }
#endif
