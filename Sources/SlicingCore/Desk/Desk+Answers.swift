// What the broker answers when it is asked for an order, or for a cancel.

extension Desk {
  /// The answer to "do you have this client id?".
  mutating func answered(_ id: ClientOrderID, _ answer: QueryAnswer, askedAt: Instant, at now: Instant) {
    guard let address = sliceIndex[id] else { return }
    // Of several questions the newest counts: an answer to one that was given up for lost leaves it on its
    // way.
    if let asked = questions[id], askedAt >= asked { questions[id] = nil }
    switch answer {
    case .found(let report): merge(report, at: now)
    // The next round is already scheduled.
    case .failed: return
    case .absent: absent(address, askedAt: askedAt, at: now)
    }
  }

  /// The broker does not have it. That is definite only once it was asked later than the longest an order can
  /// take to appear.
  private mutating func absent(_ address: SliceAddress, askedAt: Instant, at now: Instant) {
    let slice = self[address]
    var longest = settings.broker.longestDelay
    #if PLANTED_BUGS
      if PlantedBug.absentBelievedAtOnce.isOn { longest = .seconds(-60) }
    #endif
    #if PLANTED_BUGS
      if PlantedBug.staleAbsentTrips.isOn { if slice.status.isWorking { longest = .seconds(-60) } }
    #endif
    guard let longest, let sent = slice.lastSentAt ?? slice.firstIntentAt, askedAt - sent > longest
    else { return }
    if slice.status.isWorking {
      return mismatch(
        "\(name(address)) was accepted and the venue does not have it", parent: slice.parentID, at: now)
    }
    provisional.remove(slice.id)
    if slice.status == .unknown || slice.status.isFinal { unconfirmed.remove(slice.id) }
    guard slice.status == .unknown else { return }
    settleAbsent(address, at: now)
    // The answer that ended it has confirmed the end.
    provisional.remove(slice.id)
  }

  private mutating func settleAbsent(_ address: SliceAddress, at now: Instant) {
    if endIfUnwanted(address, at: now) != nil { return }
    if let stop = stop(for: address, at: now) { return block(address, stop, at: now) }
    guard mayResend(self[address], at: now), now < windowEnd(address) else {
      return fail(address, reason: Reason.absent(attempts: self[address].attempts), at: now)
    }
    sendAgain(address, at: now)
  }

  /// Only where the venue would refuse the second of two, should the first turn up after all.
  private func mayResend(_ slice: Slice, at now: Instant) -> Bool {
    guard slice.attempts < Desk.maxAttempts, let first = slice.firstIntentAt else { return false }
    return switch settings.broker.deduplicates {
    case .never: false
    case .window(let window): now - first < window
    case .forever: true
    }
  }

  /// The answer to a cancel. A refusal says nothing of what the order is; the venue is asked.
  mutating func cancelAnswered(_ id: ClientOrderID, _ answer: CancelAnswer, at now: Instant) {
    guard let address = sliceIndex[id], !self[address].status.isFinal else { return }
    switch answer {
    case .accepted: return
    case .refused(let reason), .unknown(let reason):
      let slice = self[address]
      log(.cancelRefused, reason, parent: slice.parentID, slice: id, by: .broker, at: now)
      question(id, at: now)
    }
  }
}
