// Starting again: every unfinished parent comes up held, and the broker is asked before anybody decides.

extension Desk {
  /// Call once, before any event. Nothing is sent by it: what was on its way is unknown until the broker has
  /// answered, and a plan's past is never replayed.
  public mutating func recover(at now: Instant) -> [Effect] {
    log(
      .started, "\(liveBooks.count) unfinished \(liveBooks.count == 1 ? "order" : "orders")", by: .desk,
      at: now)
    for book in liveBooks {
      var isHeld = true
      #if PLANTED_BUGS
        if PlantedBug.recoveryHoldsNothing.isOn { isHeld = false }
      #endif
      if isHeld { setHold(book, .restart, reason: Reason.restart, by: .desk, at: now) }
      for number in books[book].slices.indices {
        recover(SliceAddress(book: book, number: number), at: now)
      }
      scheduleParent(book)
      outbox.touched.insert(book)
    }
    forgetHaltsOfTheEnded(at: now)
    #if PLANTED_BUGS
      if PlantedBug.peakForgotten.isOn { profit = ProfitAndLoss(date: profit.date) }
    #endif
    profitSince = now
    rollProfit(at: now)
    recountProfit()
    for book in books { recoverProvisional(book, at: now) }
    if case .quiet(let until, _) = breaker.state { schedule.add(.quietOver, at: until) }
    scheduleReconciliation(at: now)
    return takeEffects(at: now)
  }

  /// A halt of one order that is over covers nothing any more.
  private mutating func forgetHaltsOfTheEnded(at now: Instant) {
    let over = kill.scoped.filter {
      guard let id = $0.scope.parentID else { return false }
      return book(id).map(\.parent.status.isFinal) ?? true
    }
    guard !over.isEmpty else { return }
    var next = kill
    next.scoped.removeAll { over.contains($0) }
    setKill(next)
    for halt in over {
      log(.released, "\(halt.scope.words) is over", parent: halt.scope.parentID, by: .desk, at: now)
    }
  }

  /// Whether an end was confirmed is not on disk: what the venue has not reported itself is asked about
  /// again.
  private mutating func recoverProvisional(_ book: ParentBook, at now: Instant) {
    guard let longest = settings.broker.longestDelay else { return }
    for slice in book.slices where slice.isProvisional {
      provisional.insert(slice.id)
      schedule.add(.confirm(slice.id), at: now + longest)
    }
  }

  private mutating func recover(_ address: SliceAddress, at now: Instant) {
    let slice = self[address]
    guard !slice.status.isFinal, slice.status != .pending else { return }
    #if PLANTED_BUGS
      if PlantedBug.recoveryForgetsDoubt.isOn { if slice.status == .sending { return } }
    #endif
    unconfirmed.insert(slice.id)
    if slice.status == .sending || slice.status == .unknown {
      // The intent is on disk and may have left; when, nobody can say, and this life's clock need not be the
      // last one's: the time for "longer than the longest delay" starts now.
      update(address, by: .desk, at: now) {
        $0.status = .unknown
        $0.reason = slice.status == .sending ? Reason.restartDoubt : $0.reason
        $0.lastSentAt = now
      }
    }
    if slice.status == .sending {
      log(.unknown, Reason.restartDoubt, parent: slice.parentID, slice: slice.id, by: .desk, at: now)
    }
    ask(slice.id, at: now)
    #if PLANTED_BUGS
      if PlantedBug.cancelForgottenAtRestart.isOn { return }
    #endif
    if slice.cancelRequested || killCover(address.book) != nil {
      askCancel(
        address, rest: slice.rest ?? .owed, reason: slice.restReason ?? Reason.killWord, by: .desk, at: now)
    }
  }
}
