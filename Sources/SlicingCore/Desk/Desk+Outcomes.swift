// What became of an attempt: the broker's answer, or its silence.

extension Desk {
  /// The broker's answer to one attempt. A definite failure belongs to that attempt alone and never clears a
  /// doubt about another.
  mutating func sent(_ id: ClientOrderID, attempt: Int, _ outcome: SendOutcome, at now: Instant) {
    guard let address = sliceIndex[id] else {
      return alert(.mismatch, "an answer for an order this desk does not know: \(id)")
    }
    let slice = self[address]
    guard (1...max(1, slice.attempts)).contains(attempt), slice.attempts > 0 else {
      return mismatch(
        "an answer to attempt \(attempt) of \(name(address)), which this desk never made",
        parent: slice.parentID, at: now)
    }
    if case .accepted(let brokerOrderID) = outcome {
      return accepted(address, brokerOrderID: brokerOrderID, at: now)
    }
    guard slice.attempts == attempt, slice.status == .sending || slice.status == .unknown else {
      return answeredLate(address, attempt: attempt, outcome, at: now)
    }
    switch outcome {
    case .accepted: preconditionFailure("handled above")
    case .rejected(let reason): rejected(address, reason: reason, at: now)
    case .notSent(let reason, let retryAfter):
      definitelyNotSent(address, reason: reason, retryAfter: retryAfter, at: now)
    case .unauthorized(let reason):
      rejected(address, reason: reason, at: now)
      trip(.auth, details: reason, by: .broker, at: now)
    case .unknown(let reason): becomeUnknown(address, reason: reason, at: now)
    }
  }

  /// A definite answer to an attempt that is no longer open. Where the venue had taken that attempt, or a
  /// person has settled it, the two contradict each other, and only the venue can say which holds.
  private mutating func answeredLate(
    _ address: SliceAddress, attempt: Int, _ outcome: SendOutcome, at now: Instant
  ) {
    let slice = self[address]
    log(
      .alarm, "late answer to attempt \(attempt) ignored: \(outcome.words)", parent: slice.parentID,
      slice: slice.id, by: .broker, at: now)
    if case .unknown = outcome { return }
    guard slice.attempts == attempt, slice.status.isWorking || settlements[slice.id] != nil else { return }
    unconfirmed.insert(slice.id)
    ask(slice.id, at: now)
  }

  /// The venue has it.
  mutating func accepted(_ address: SliceAddress, brokerOrderID: String, at now: Instant) {
    let before = self[address]
    onWire.remove(before.id)
    guard !isSecond(brokerOrderID, under: address, at: now) else { return }
    // Given up, stopped at the gate, or settled by hand; a fill told before its answer is neither.
    let isGivenUp = before.status.isFinal && before.status != .filled && before.brokerOrderID == nil
    guard !isGivenUp, settlements[before.id] == nil else { return acceptedAfterEnd(address, at: now) }
    unconfirmed.remove(before.id)
    update(address, by: .venue, at: now) {
      $0.brokerOrderID = brokerOrderID
      if $0.status == .sending || $0.status == .unknown {
        // A fill told before it would have made it partly filled already.
        $0.status = .submitted
      }
    }
    guard before.status == .sending || before.status == .unknown else { return }
    wentThrough(address)
    scheduleReconciliation(at: now)
    log(
      .accepted, "accepted as \(brokerOrderID)", parent: before.parentID, slice: before.id, by: .broker,
      at: now)
    cancelIfUnwanted(address, at: now)
  }

  /// An acknowledgement of an order that was given up: what it is now only the venue can say.
  private mutating func acceptedAfterEnd(_ address: SliceAddress, at now: Instant) {
    let slice = self[address]
    let text = "\(name(address)) was accepted after it was \(slice.status.words)"
    log(.alarm, text, parent: slice.parentID, slice: slice.id, by: .broker, at: now)
    alert(.mismatch, text, parent: slice.parentID)
    unconfirmed.insert(slice.id)
    ask(slice.id, at: now)
  }

  /// A run of failures ends with an order the venue takes. A run of rejections does not: the venue may still
  /// refuse what it took, so only an execution, or an end of another kind, ends that.
  mutating func wentThrough(_ address: SliceAddress) {
    failuresInARow = 0
    books[address.book].limitBlocksInARow = 0
    books[address.book].missedInARow = 0
  }

  /// An order that reached the venue after it was no longer wanted is canceled at once.
  mutating func cancelIfUnwanted(_ address: SliceAddress, at now: Instant) {
    guard self[address].status.isWorking else { return }
    if self[address].cancelRequested {
      requestCancel(address, at: now)
    } else if killCover(address.book) != nil {
      askCancel(address, rest: .owed, reason: Reason.killWord, by: .desk, at: now)
    } else if let reason = books[address.book].parent.canceledReason {
      askCancel(address, rest: .closed, reason: reason, by: .desk, at: now)
    } else if case .tripped(let trip) = breaker.state, trip.reason.cancelsWorking, trip.by != .firm {
      askCancel(address, rest: .owed, reason: "breaker: \(trip.reason.rawValue)", by: .desk, at: now)
    }
  }

  private mutating func rejected(_ address: SliceAddress, reason: String, at now: Instant) {
    onWire.remove(self[address].id)
    unconfirmed.remove(self[address].id)
    update(address, by: .venue, at: now) {
      $0.status = .rejected
      $0.reason = reason
      #if PLANTED_BUGS
        if PlantedBug.rejectedWithoutReason.isOn { $0.reason = nil }
      #endif
      $0.rest = $0.rest ?? .owed
    }
    let slice = self[address]
    log(.rejected, reason, parent: slice.parentID, slice: slice.id, by: .broker, at: now)
    countRejection(address, at: now)
  }

  /// Three in a row trip the breaker, whether the venue refused an order at once or after taking it in.
  mutating func countRejection(_ address: SliceAddress, at now: Instant) {
    let reason = self[address].reason ?? ""
    alert(.rejected, "\(name(address)) rejected: \(reason)", parent: self[address].parentID)
    rejectsInARow += 1
    if rejectsInARow >= settings.limits.failuresInARow {
      trip(
        .rejects, details: "\(rejectsInARow) slices in a row rejected, last: \(reason)", by: .desk, at: now)
    }
  }

  /// Refused before the first byte: tried again inside the slice's window, under the same id, or given up.
  mutating func definitelyNotSent(
    _ address: SliceAddress, reason: String, retryAfter: TimeSpan?, at now: Instant
  ) {
    let slice = self[address]
    onWire.remove(slice.id)
    unconfirmed.remove(slice.id)
    log(
      .notSent, "attempt \(slice.attempts): \(reason)", parent: slice.parentID, slice: slice.id, by: .broker,
      at: now)
    if let stopped = endIfUnwanted(address, at: now) { return stopped }
    let wait = max(min(.seconds(2 << (slice.attempts - 1)), .seconds(10)), retryAfter ?? .zero)
    #if PLANTED_BUGS
      if PlantedBug.retrySwallowsItsError.isOn { if slice.attempts >= 2 { return } }
    #endif
    guard slice.attempts < Desk.maxAttempts, now + wait < windowEnd(address) else {
      return fail(address, reason: Reason.exhausted(reason, attempts: slice.attempts), at: now)
    }
    update(address, by: .desk, at: now) {
      $0.status = .sending
      $0.reason = Reason.notSent(reason, attempt: slice.attempts, retryIn: wait)
    }
    schedule.add(.retry(slice.id, attempt: slice.attempts), at: now + wait)
  }

  /// No attempt at or past the next slice's due time; for the last slice, one interval.
  func windowEnd(_ address: SliceAddress) -> Instant {
    self[address].due + books[address.book].parent.request.interval
  }

  /// Ends an order that is definitely not at the venue and was canceled meanwhile.
  mutating func endIfUnwanted(_ address: SliceAddress, at now: Instant) -> Void? {
    let slice = self[address]
    guard slice.cancelRequested || books[address.book].parent.canceledReason != nil else { return nil }
    if let (scope, engagement) = killCover(address.book), slice.rest == .owed {
      end(
        address, as: .blockedKillSwitch, reason: Reason.kill(engagement, scope: scope), kind: .blocked,
        at: now)
    } else {
      end(
        address, as: .canceled, reason: slice.restReason ?? "canceled before it was sent",
        rest: .closed, kind: .ended, at: now)
    }
    return ()
  }

  mutating func fail(_ address: SliceAddress, reason: String, at now: Instant) {
    end(address, as: .failed, reason: reason, kind: .ended, at: now)
    alert(.rejected, "\(name(address)) failed: \(reason)", parent: self[address].parentID)
    // What a broken link kept from leaving says nothing about the broker: the link's own rule decides.
    guard link.isUp else { return }
    failuresInARow += 1
    if failuresInARow >= settings.limits.failuresInARow {
      trip(
        .brokerErrors, details: "\(failuresInARow) slices in a row failed, last: \(reason)", by: .desk,
        at: now)
    }
  }

  /// Sent, and nobody can say what became of it: its shares stay reserved while the broker is asked.
  mutating func becomeUnknown(_ address: SliceAddress, reason: String, at now: Instant) {
    let slice = self[address]
    guard slice.status == .sending else { return }
    onWire.remove(slice.id)
    #if PLANTED_BUGS
      if PlantedBug.timeoutCalledFailed.isOn { return fail(address, reason: reason, at: now) }
    #endif
    #if PLANTED_BUGS
      if PlantedBug.resentWithoutAsking.isOn {
        return definitelyNotSent(address, reason: reason, retryAfter: nil, at: now)
      }
    #endif
    update(address, by: .desk, at: now) {
      $0.status = .unknown
      $0.reason = reason
    }
    log(.unknown, reason, parent: slice.parentID, slice: slice.id, by: .desk, at: now)
    ask(slice.id, at: now)
    if slice.cancelRequested { requestCancel(address, at: now) }
  }
}
