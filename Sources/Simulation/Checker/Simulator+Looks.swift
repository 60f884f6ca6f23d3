internal import SlicingCore

extension Simulator {
  /// Once a second of a process that runs and has nothing overdue.
  func lookAround() throws(Violation) {
    guard now >= checker.nextLook, host.isAlive, host.stoppedUntil == nil, !host.isFenced,
      desk.nextDeadline.map({ $0 > deskNow }) ?? true
    else { return }
    checker.nextLook = now + .seconds(1)
    try checker.look(desk, isBusy: host.isDraining || !host.work.isEmpty, deskNow: deskNow)
    let isLongHalted = try checker.checkHalt(
      venue, obstacle: max(network.cancelTrouble, venue.lastRefusal))
    if isLongHalted { mark(.haltedForHalfAMinute) }
  }
}
