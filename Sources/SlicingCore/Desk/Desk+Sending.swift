// One slice from due to handed over: arm, gate, send, and the waits between attempts.

/// Why the gate stops a slice, and the status it ends in.
struct GateStop: Hashable, Sendable {
  let status: SliceStatus
  let reason: String
  /// What holds the parent along with it; nil where the next slice may go by itself.
  var holds: HoldCause? = nil
}

/// What the last check before the wire says.
public enum Authorization: Hashable, Sendable {
  /// Hand exactly this over, now, without suspending.
  case go(Submission)
  /// Nothing may leave.
  case stop
}

extension Desk {
  /// At most this many intents for one slice.
  static var maxAttempts: Int {
    #if PLANTED_BUGS
      if PlantedBug.attemptsUnbounded.isOn { return 1000 }
    #endif
    return 3
  }

  // MARK: Arming

  /// Commits the intent of the parent's next slice shortly before it is due, so that the fsync is not in the
  /// way at the due time. Where the gate is closed no intent is written; the due time decides.
  mutating func armNext(of book: Int, at now: Instant) {
    books[book].armAt = nil
    while let next = books[book].nextPending, next.due - armingLead <= now {
      _ = books[book].takeUpcomingPending()
      let address = SliceAddress(book: book, number: next.number)
      if now <= next.due + grace(of: book), stop(for: address, at: now) == nil { arm(address, at: now) }
      schedule.add(.send(next.id), at: max(next.due, now))
    }
    scheduleNext(book)
  }

  private mutating func arm(_ address: SliceAddress, at now: Instant) {
    update(address, by: .desk, at: now) {
      $0.status = .sending
      $0.attempts += 1
      $0.firstIntentAt = $0.firstIntentAt ?? now
    }
    let slice = self[address]
    log(
      .armed, "attempt \(slice.attempts): \(slice.quantity) \(books[address.book].parent.request.symbol)",
      parent: slice.parentID, slice: slice.id, by: .desk, at: now)
  }

  func grace(of book: Int) -> TimeSpan {
    #if PLANTED_BUGS
      if PlantedBug.lateSliceSent.isOn { return .seconds(86_400) }
    #endif
    return Desk.grace(interval: books[book].parent.request.interval)
  }

  // MARK: Due

  /// The due time of a first attempt.
  mutating func sendDue(_ id: ClientOrderID, at now: Instant) {
    guard let address = sliceIndex[id], isUnsent(address), self[address].attempts <= 1 else { return }
    let stop = stop(for: address, at: now)
    let (last, isWaiting) = (self[address].due + grace(of: address.book), isOpeningUntold(stop, at: now))
    guard now <= last || isWaiting else { return miss(address, at: now) }
    if let stop {
      guard isWaiting, now < last else { return block(address, stop, at: now) }
      return schedule.add(.send(id), at: min(now + .milliseconds(100), last))
    }
    if self[address].status == .pending { arm(address, at: now) }
    outbox.afterCommit.append(.send(id, attempt: self[address].attempts))
  }

  /// The market was to open by now, and the broker has not said that it did: its word travels, and some are
  /// asked for it only after the bell. The day's first slice is not lost for that; within its grace it waits.
  /// After that it is the session that stopped it, and not this program that was late.
  private func isOpeningUntold(_ stop: GateStop?, at now: Instant) -> Bool {
    guard stop?.status == .blockedSession, stop?.reason != Reason.sessionEnded,
      case .closed(let opensAt?) = session
    else { return false }
    return opensAt <= now
  }

  /// The wait after a definite failure is over.
  mutating func retryDue(_ id: ClientOrderID, attempt: Int, at now: Instant) {
    guard let address = sliceIndex[id], self[address].status == .sending, !onWire.contains(id),
      self[address].attempts == attempt
    else { return }
    if let stop = stop(for: address, at: now) { return block(address, stop, at: now) }
    sendAgain(address, at: now)
  }

  mutating func sendAgain(_ address: SliceAddress, at now: Instant) {
    arm(address, at: now)
    outbox.afterCommit.append(.send(self[address].id, attempt: self[address].attempts))
  }

  private mutating func miss(_ address: SliceAddress, at now: Instant) {
    let book = address.book
    end(address, as: .missed, reason: Reason.late(now - self[address].due), kind: .missed, at: now)
    books[book].missedInARow += 1
    alert(.missed, "\(name(address)): \(self[address].reason ?? "missed")", parent: self[address].parentID)
    if books[book].missedInARow > 1 {
      setHold(
        book, .late, reason: "\(books[book].missedInARow) slices in a row were late", by: .desk, at: now)
    }
  }

  mutating func block(_ address: SliceAddress, _ stop: GateStop, at now: Instant) {
    end(address, as: stop.status, reason: stop.reason, kind: .blocked, at: now)
    if let cause = stop.holds { setHold(address.book, cause, reason: stop.reason, by: .desk, at: now) }
    guard stop.status == .blockedRiskLimit else { return }
    books[address.book].limitBlocksInARow += 1
    if books[address.book].limitBlocksInARow >= settings.limits.limitBlocksInARow {
      let count = books[address.book].limitBlocksInARow
      setHold(
        address.book, .limit, reason: "\(count) slices in a row blocked: \(stop.reason)", by: .desk, at: now)
    }
  }

  // MARK: The gate

  /// Why this slice may not go now; nil if it may. Asked when it is armed, when it is due, before every
  /// attempt and once more in the step that hands it over.
  func stop(for address: SliceAddress, at now: Instant) -> GateStop? {
    var parent = books[address.book].parent
    #if PLANTED_BUGS
      if PlantedBug.holdIgnored.isOn { parent.hold = nil }
    #endif
    if let (scope, engagement) = killCover(address.book) {
      return GateStop(status: .blockedKillSwitch, reason: Reason.kill(engagement, scope: scope))
    }
    if !breaker.allowsTrading {
      return GateStop(status: .blockedCircuitBreaker, reason: breaker.state.words)
    }
    if let firmStop { return firmStop }
    var sessionEnd = books[address.book].sessionEnd
    #if PLANTED_BUGS
      if PlantedBug.sessionUnchecked.isOn { sessionEnd = Instant(microseconds: .max) }
    #endif
    if now >= sessionEnd {
      return GateStop(status: .blockedSession, reason: Reason.sessionEnded)
    }
    if let hold = parent.hold { return GateStop(status: .blockedHold, reason: Reason.held(hold)) }
    // Before the store: a disk that fails while the market is closed anyway must not hold the parent for it.
    if let reason = marketStop(parent.request.symbol, at: now) ?? bandStop(parent.request) {
      return GateStop(status: .blockedSession, reason: reason)
    }
    var storageFailure = storageFailure
    #if PLANTED_BUGS
      if PlantedBug.sentWhileStoreIsDown.isOn { storageFailure = nil }
    #endif
    if let storageFailure {
      return GateStop(status: .blockedHold, reason: Reason.storage(storageFailure), holds: .storage)
    }
    // Without a link there are no quotes either, and the reason is the link: `decide` says so.
    if link.isUp, let finding = sliceFindings(address, at: now).first(where: { $0.level == .block }) {
      // A throttle that a next slice could pass by waiting is none: a person has to look first.
      return GateStop(
        status: .blockedRiskLimit, reason: finding.text,
        holds: finding.rule == .repeatedExecutions ? .limit : nil)
    }
    return nil
  }

  /// Nothing of it has left: pending, armed, or waiting after a definite failure.
  func isUnsent(_ address: SliceAddress) -> Bool {
    let slice = self[address]
    return slice.status == .pending
      || slice.status == .sending && !onWire.contains(slice.id) && !unconfirmed.contains(slice.id)
  }

  /// The last check before the wire. The caller hands a `.go` to the broker in the same uninterrupted step;
  /// whatever the planner believed, this counts for itself.
  ///
  /// - Parameter killWord: what the kill word said just now.
  public mutating func authorize(
    _ id: ClientOrderID, attempt: Int, killWord: Bool, at now: Instant
  ) -> (Authorization, [Effect]) {
    let decision = decide(id, attempt: attempt, killWord: killWord, at: now)
    return (decision, takeEffects(at: now))
  }

  private mutating func decide(
    _ id: ClientOrderID, attempt: Int, killWord: Bool, at now: Instant
  ) -> Authorization {
    #if PLANTED_BUGS
      if PlantedBug.guardCheckedOnceBeforeTheWaits.isOn, let address = sliceIndex[id],
        self[address].status == .sending, self[address].attempts == attempt, !onWire.contains(id)
      {
        handOver(address, at: now)
        return .go(submission(address))
      }
    #endif
    guard let address = sliceIndex[id], self[address].status == .sending, self[address].attempts == attempt,
      !onWire.contains(id), !unconfirmed.contains(id), !self[address].cancelRequested,
      books[address.book].parent.canceledReason == nil
    else { return .stop }
    let slice = self[address]
    var killWord = killWord
    #if PLANTED_BUGS
      if PlantedBug.killWordIgnored.isOn { killWord = false }
    #endif
    if killWord, !kill.isEngaged {
      block(address, GateStop(status: .blockedKillSwitch, reason: Reason.killWord), at: now)
      return .stop
    }
    if let stop = stop(for: address, at: now) {
      block(address, stop, at: now)
      return .stop
    }
    if attempt == 1, now > slice.due + grace(of: address.book) {
      miss(address, at: now)
      return .stop
    }
    var isTooLate = attempt > 1 && now >= windowEnd(address)
    #if PLANTED_BUGS
      if PlantedBug.retryPastItsWindow.isOn { isTooLate = false }
    #endif
    if isTooLate {
      fail(address, reason: Reason.exhausted("no time left to try again", attempts: attempt - 1), at: now)
      return .stop
    }
    guard books[address.book].shares.committed <= books[address.book].parent.request.quantity else {
      let text = "would exceed the order's total of \(books[address.book].parent.request.quantity) shares"
      block(address, GateStop(status: .blockedRiskLimit, reason: text), at: now)
      return .stop
    }
    if !link.isUp {
      definitelyNotSent(address, reason: "link down: \(link.reason)", retryAfter: nil, at: now)
      return .stop
    }
    handOver(address, at: now)
    return .go(submission(address))
  }

  private mutating func handOver(_ address: SliceAddress, at now: Instant) {
    let slice = self[address]
    onWire.insert(slice.id)
    recentSends.add(now)
    update(address, by: .desk, at: now) {
      $0.submittedAt = $0.submittedAt ?? now
      $0.lastSentAt = now
      #if PLANTED_BUGS
        if PlantedBug.twoReadingsOfTheClock.isOn { $0.lastSentAt = slice.due - .seconds(10) }
      #endif
    }
    schedule.add(.answerLimit(slice.id, attempt: slice.attempts), at: now + settings.broker.answerLimit)
    scheduleReconciliation(at: now)
    let request = books[address.book].parent.request
    let late = slice.attempts == 1 ? ", \(Desk.millis(now - slice.due)) after it was due" : ""
    log(
      .sent,
      "\(name(address)): \(request.side.rawValue) \(slice.quantity) \(request.type.name), attempt "
        + "\(slice.attempts)\(late)",
      parent: slice.parentID, slice: slice.id, by: .desk, at: now)
  }

  static func millis(_ span: TimeSpan) -> String { "\(span.microseconds / 1000) ms" }

  func submission(_ address: SliceAddress) -> Submission {
    let request = books[address.book].parent.request
    let slice = self[address]
    #if PLANTED_BUGS
      if PlantedBug.retryUnderNewID.isOn, slice.attempts > 1 {
        let fresh = ClientOrderID(
          symbol: request.symbol, side: request.side, quantity: slice.quantity, type: request.type,
          timeInForce: request.timeInForce, strategy: "\(slice.id) \(slice.attempts)",
          tradeDate: books[address.book].parent.tradeDate)
        return Submission(
          id: fresh, attempt: slice.attempts, symbol: request.symbol, side: request.side,
          quantity: slice.quantity, type: request.type, timeInForce: request.timeInForce)
      }
    #endif
    return Submission(
      id: slice.id, attempt: slice.attempts, symbol: request.symbol, side: request.side,
      quantity: slice.quantity,
      type: request.type, timeInForce: request.timeInForce)
  }
}
