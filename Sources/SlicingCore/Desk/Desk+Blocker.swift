// Whether the next slice can go: what a trader wants to know in one look.

extension Desk {
  /// Why no slice can go now, in words; nil if the next one can.
  public func blocker(at now: Instant) -> String? {
    if let engagement = kill.engagement { return Reason.kill(engagement) }
    switch breaker.state {
    case .open: break
    case .tripped: return breaker.state.words
    case .quiet(let until, _):
      return "breaker quiet for another \((until - now).roundedUpToSeconds)"
    }
    if !firm.allowsTrading { return firm.words }
    if let storageFailure { return Reason.storage(storageFailure) }
    guard link.isUp else { return Reason.linkDown(link.reason) }
    return sessionStop(at: now) ?? stopOfNext(at: now)
  }

  /// When what stands in the way is over by itself; nil where that takes a person, or nobody can say.
  public func blockerEnds(at now: Instant) -> Instant? {
    guard !kill.isEngaged else { return nil }
    switch breaker.state {
    case .tripped: return nil
    case .quiet(let until, _): return until
    case .open: break
    }
    switch firm {
    case .engaged, .tripped, .unreadable: return nil
    case .quiet(let until, _): return until
    case .open: break
    }
    guard storageFailure == nil, link.isUp, case .closed(let opensAt) = session else { return nil }
    return opensAt
  }

  /// Why the slice that is due next cannot go, where that is its own symbol's or its own order's matter:
  /// another one may.
  private func stopOfNext(at now: Instant) -> String? {
    let waiting = liveBooks.filter { books[$0].parent.hold == nil }.compactMap { book in
      books[book].nextPending.map { (due: $0.due, address: SliceAddress(book: book, number: $0.number)) }
    }
    guard let next = waiting.min(by: { $0.due < $1.due }) else { return nil }
    return stop(for: next.address, at: now)?.reason
  }
}
