#if FIRM_GUARDS
  internal import SlicingCore

  /// The acts in the hands of the polling thread.
  ///
  /// One that stops trading stays until the server has recorded it, and no longer than it is meant: a release
  /// that comes after it takes it back, or it would halt the firm hours after this desk was released. One of
  /// each kind is enough, for the first reason stands. A reason given later stays behind its halt in the same
  /// way; of several, the last one.
  struct ActQueue: Sendable {
    /// Refused, and tried again in the next turn: one halt, one reason and one trip at most.
    private var kept: [PendingAct] = []
    private var untried: [PendingAct] = []

    /// What is not settled yet, in the order in which it was asked for.
    var acts: [FirmAct] { (kept + untried).map(\.act) }

    mutating func admit(_ acts: [PendingAct]) {
      for pending in acts {
        if takesBack(before: pending) { untried.append(pending) }
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
      if !pending.act.waitsForServer { withdraw { $0.key == pending.act.key } }
      return pending
    }

    mutating func refused(_ pending: PendingAct, _ error: FirmError) {
      guard pending.act.waitsForServer, !isMoot(pending, error) else {
        return pending.completion(.failure(error))
      }
      guard takesBack(before: pending) else { return }
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

    /// A reason for a halt that does not stand there is of no use, unless that halt is still to be recorded.
    private func isMoot(_ pending: PendingAct, _ error: FirmError) -> Bool {
      error == .noSuchHalt && !kept.contains { $0.act.key == pending.act.key && $0.act.stopsTrading }
    }

    /// Takes back what waits and is overtaken by this one. False where it is this one that is of no more use,
    /// because one like it waits already: it is told so.
    private mutating func takesBack(before pending: PendingAct) -> Bool {
      switch pending.act {
      case .disengage, .reset: withdraw { $0.key == pending.act.key }
      case .explain: withdraw(\.isExplanation)
      case .engage, .trip:
        let first = kept.first { $0.act.key == pending.act.key && $0.act.stopsTrading }
        guard let error = first?.keptBecause else { return true }
        pending.completion(.success(.kept(error)))
        return false
      }
      return true
    }

    private mutating func withdraw(_ isOvertaken: (FirmAct) -> Bool) {
      for pending in kept where isOvertaken(pending.act) { pending.completion(.failure(.withdrawn)) }
      kept.removeAll { isOvertaken($0.act) }
    }
  }

  extension FirmAct {
    fileprivate var isExplanation: Bool { if case .explain = self { true } else { false } }
  }
#endif
