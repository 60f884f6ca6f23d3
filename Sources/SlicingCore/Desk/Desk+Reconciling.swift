// Asking the broker for everything that is open, every so often and after a broken link: a message the stream
// lost is a message nobody repeats.

extension Desk {
  /// Starts the rounds, unless they run or there is nothing to ask.
  mutating func scheduleReconciliation(at now: Instant) {
    guard let interval = settings.reconcileInterval, !isReconciling, hasOpenOrders else { return }
    isReconciling = true
    schedule.add(.reconcile, at: now + interval)
  }

  mutating func reconcileDue(at now: Instant) {
    isReconciling = false
    if link.isUp { askForEverythingOpen() }
    scheduleReconciliation(at: now)
  }

  /// One question for each order that is at the venue or in doubt; those asked again and again already are
  /// left to that. The answers are merged like any other, and a difference trips the breaker.
  mutating func askForEverythingOpen() {
    #if PLANTED_BUGS
      if PlantedBug.nothingReconciled.isOn { return }
    #endif
    for book in liveBooks where hasOpenOrders(book) {
      for slice in books[book].slices where isOpen(slice) && !asking.contains(slice.id) {
        outbox.urgent.append(.query(slice.id))
      }
    }
  }

  private var hasOpenOrders: Bool { liveBooks.contains(where: hasOpenOrders) }

  private func hasOpenOrders(_ book: Int) -> Bool {
    let shares = books[book].shares
    return shares.working > .zero || shares.inFlight > .zero || shares.unknown > .zero
  }

  /// At the venue or in doubt: more than an intent that never left.
  private func isOpen(_ slice: Slice) -> Bool {
    slice.status.isWorking || slice.status == .unknown || onWire.contains(slice.id)
  }
}
