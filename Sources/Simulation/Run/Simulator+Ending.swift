internal import SlicingCore

// The end of a run: cut off in the middle of everything, or healed and brought to rest.

extension Simulator {
  /// How many simulated seconds a healed desk has to come to rest.
  static let patience = 600

  /// The end of a run, in either mode.
  func endRun() throws(Violation) {
    if options.mode == .safety {
      if host.isAlive { try checker.processDies(desk: desk, store: store, pending: pendingCommits) }
      isOver = true
      return
    }
    faults.isHealed = true
    if host.stoppedUntil != nil { try wake() }
    if host.isAlive, host.epoch != store.epoch { try crash() }
    queue.add(.disturb(.linkHeals), at: now)
    queue.add(.heal(0), at: now + .seconds(3))
  }

  /// Once a second after the faults healed. Half the runs are halted first: the halt must empty the venue by
  /// itself.
  func heal(_ second: Int) throws(Violation) {
    guard second < Simulator.patience else {
      try checker.checkQuiet(desk, venue)
      throw Violation(invariant: .liveness, step: steps, text: "the queue never empties")
    }
    queue.add(.heal(second + 1), at: now + .seconds(1))
    guard host.isAlive, host.stoppedUntil == nil else { return }
    if second == 2, options.seed % 2 == 0 {
      mark(.haltedAtTheEnd)
      try command(.kill(reason: "the end"))
    }
    guard second > 40 else { return }
    if second == 41 {
      if desk.kill.isEngaged { try checker.checkNothingWorks(venue) }
      try checker.checkNothingIsStuck(desk, at: deskNow)
      if scenario.reconciles { try checker.checkOpenOrders(desk, venue) }
    }
    try settleDoubts(always: true)
    if second % 5 == 0 { try command(.cancelAll) }
    if second > 75, isQuiet {
      try checker.checkQuiet(desk, venue)
      try checker.checkReplay(desk, store)
      try checkDaySums()
      isOver = true
    }
  }

  private var isQuiet: Bool {
    host.work.isEmpty && !host.isDraining && desk.books.allSatisfy { $0.parent.status.isFinal }
  }
}
