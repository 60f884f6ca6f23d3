internal import SlicingCore

// What the desk writes: the checker keeps a copy of every row, and looks at each that changes.

extension Checker {
  mutating func take(_ effects: [Effect], cause: Event) throws(Violation) {
    for effect in effects {
      switch effect {
      case .persist(let commit):
        for change in commit.changes { try take(change, cause: cause) }
        for record in commit.log {
          try checkText(record.reason)
          if record.kind == .tripped { try checkCause(of: record, cause) }
        }
      case .query(let id): try asked(id)
      case .cancel(let id, _): if let slot = index[id] { slices[slot].cancelAskedAt = now }
      case .queryOpen: listAskedAt = now
      case .send, .openKillWord, .answer, .alert, .firm: break
      }
    }
  }

  private mutating func take(_ change: Change, cause: Event) throws(Violation) {
    switch change {
    case .parentAdded(let parent, let slices):
      guard parent.limits == settings.limits.record else {
        throw fail(.replay, "\(parent.id) is stored with other limits than it was checked against")
      }
      watch(parent)
      for slice in slices { watch(slice) }
      try checkPlanned(slices, isNew: true)
    case .slicesAdded(let slices):
      try checkGrowth(slices)
      for slice in slices { watch(slice) }
      try checkPlanned(slices, isNew: false)
    case .parent(let parent): if let slot = parentIndex[parent.id] { touchedParents.append(slot) }
    case .slice(let slice, _): try take(slice, cause: cause)
    case .fill(let execution):
      believe(execution)
      countProfit(execution)
    case .bust(let id):
      withdraw(id)
      profit.bust(id, at: deskNow)
    case .profitPeak(_, let peak):
      lastPeak = peak.nanodollars
      profit.storedPeak = lastPeak
    case .kill(let kill):
      lastKill = kill
      noteHalts(kill)
    case .breaker(let breaker):
      try takeReset(to: breaker)
      lastBreaker = breaker
    }
  }

  private mutating func take(_ slice: Slice, cause: Event) throws(Violation) {
    guard let slot = index[slice.id] else { throw fail(.noOrphans, "a row of no known slice: \(slice.id)") }
    let old = slices[slot].mirror
    slices[slot].mirror = slice
    if slice.status != .sending || slice.attempts != old.attempts { slices[slot].isOnWire = false }
    if slice.rest == .moved, old.rest != .moved {
      slices[slot].movedShares = slice.leaves.count
      if slices[slot].booked == 0 { forgetWrite(of: slot) }
    }
    list(slot)
    if slice.status.isFinal, !old.status.isFinal { endedCount += 1 }
    touchedSlices.append(slot)
    touchedParents.append(slices[slot].parent)
    try checkMonotone(from: old, to: slice, cause: cause)
    try checkDefinite(from: old, to: slice, cause: cause)
    noteRepeat(from: old, to: slice, slot, cause)
    try checkTexts(of: slice)
    try checkExplained(slice)
    try checkSessionEnded(from: old, to: slice, slot)
    guard slice.status.isFinal, !old.status.isFinal else { return }
    try checkEnd(slot, cause)
    try checkEndIsWhole(slot, cause)
  }

  private mutating func watch(_ parent: Parent) {
    var new = ParentWatch(
      id: parent.id, symbol: parent.request.symbol, side: parent.request.side,
      total: parent.request.quantity.count,
      interval: parent.request.interval, tradeDate: parent.tradeDate,
      outlivesTheClose: parent.request.timeInForce == .gtc, sessionEnd: NewYork.endOfDay(parent.tradeDate))
    new.sessionEnd = sessionEnd(new)
    if let slot = parentIndex[parent.id] {
      parents[slot] = new
    } else {
      parentIndex[parent.id] = parents.count
      parents.append(new)
    }
  }

  private mutating func watch(_ slice: Slice) {
    guard let parent = parentIndex[slice.parentID] else { preconditionFailure("no parent of \(slice.id)") }
    plannedCount += 1
    parents[parent].largest = max(parents[parent].largest, slice.quantity.count)
    if let slot = index[slice.id] {
      slices[slot].mirror = slice
    } else {
      index[slice.id] = slices.count
      slices.append(SliceWatch(parent: parent, mirror: slice))
    }
  }

  mutating func committed(kill: KillSwitch, breaker: CircuitBreaker) {
    storedKill = kill
    storedBreaker = breaker
  }
}
