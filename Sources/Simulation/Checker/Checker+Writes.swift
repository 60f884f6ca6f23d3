internal import SlicingCore

// Promises about every new order that leaves.

extension Checker {
  mutating func wrote(
    _ submission: Submission, desk: Desk, store: ScriptedStore, killWord: Bool, isHalted: Bool,
    at now: Instant
  ) throws(Violation) {
    guard let slot = index[submission.id], let slice = desk.slice(submission.id) else {
      throw fail(.noOrphans, "an order of no known slice was written: \(submission.id)")
    }
    slices[slot].isOnWire = true
    try checkKill(submission, desk, killWord: killWord || isHalted)
    try checkCanceled(submission, slot)
    try checkWriteAhead(submission, slice, store)
    try checkWindow(submission, slot, slice, at: now)
    try checkGuards(desk, slice, at: now)
    try checkSession(submission, at: now)
    try checkScopes(submission, slot, desk)
    try checkFirm(submission)
    try checkBands(submission)
    try checkShares(submission, slot, at: now)
    guard !isFenced else { throw fail(.oneWriter, "\(submission.id) was written by a stale writer") }
    guard submission.attempt <= 3 else { throw fail(.monotone, "attempt \(submission.attempt)") }
    let parent = parents[slices[slot].parent]
    let isThere = slices[slot].open + slices[slot].filled > 0
    let most = parent.total + allowance(slices[slot].parent)
    guard isThere || parent.committed + submission.quantity.count <= most else {
      throw fail(.ceiling, "\(parent.committed) at the venue, \(submission.quantity) more were written")
    }
    // Ahead of the venue's clock by this much, the desk cannot tell its own orders by when they were made.
    if now - self.now > .seconds(1) { make(.clock, of: slot) }
  }

  /// I3: no new order while a halt or the breaker covers it, in memory or on disk.
  private func checkKill(_ submission: Submission, _ desk: Desk, killWord: Bool) throws(Violation) {
    guard !killWord, !desk.kill.isEngaged, !lastKill.isEngaged, !storedKill.isEngaged else {
      throw fail(.kill, "\(submission.id) was written while halted")
    }
    guard desk.breaker.allowsTrading, lastBreaker.allowsTrading, storedBreaker.allowsTrading else {
      throw fail(.kill, "\(submission.id) was written while the breaker was tripped")
    }
  }

  /// I4: no new order for a parent after its cancel or hold.
  private func checkCanceled(_ submission: Submission, _ slot: Int) throws(Violation) {
    let parent = parents[slices[slot].parent]
    guard !parent.isCanceled, !parent.isHeld else {
      throw fail(.cancel, "\(submission.id) was written for a parent \(parent.isHeld ? "held" : "canceled")")
    }
    guard !slices[slot].mirror.cancelRequested, !slices[slot].mirror.status.isFinal else {
      throw fail(.cancel, "\(submission.id) was written after its own cancel")
    }
  }

  /// I5: the intent on disk says exactly this.
  private func checkWriteAhead(
    _ submission: Submission, _ slice: Slice, _ store: ScriptedStore
  ) throws(Violation) {
    guard let row = store.slice(slice.parentID, slice.number), let parent = store.parent(slice.parentID)
    else {
      throw fail(.writeAhead, "\(submission.id) has no row")
    }
    let intent = Submission(
      id: row.id, attempt: row.attempts, symbol: parent.request.symbol, side: parent.request.side,
      quantity: row.quantity, type: parent.request.type, timeInForce: parent.request.timeInForce)
    guard row.status == .sending, intent == submission else {
      throw fail(
        .writeAhead,
        "attempt \(submission.attempt) of \(submission.id), the row is \(row.status) \(row.attempts)")
    }
  }

  /// I8: inside the slice's window and the session, and never two slices of a parent close together.
  private mutating func checkWindow(
    _ submission: Submission, _ slot: Int, _ slice: Slice, at now: Instant
  ) throws(Violation) {
    let parent = parents[slices[slot].parent]
    let grace = min(parent.interval / 2, .seconds(30))
    let end = submission.attempt == 1 ? slice.due + grace : slice.due + parent.interval
    guard now >= slice.due, now <= end, now < parent.sessionEnd else {
      throw fail(
        .window, "attempt \(submission.attempt) of \(submission.id), due \(slice.due), was written at \(now)")
    }
    guard submission.attempt == 1 else { return }
    if let last = parent.lastWrite, last.number != slice.number {
      // By either clock: a restart may have set the desk's back, and its orders lie as far apart as ever.
      let apart = max(now - last.deskAt, self.now - last.at)
      guard apart >= parent.interval - grace else {
        throw fail(
          .window,
          "\(slice.id): slices \(last.number) and \(slice.number) were written \(apart) apart, due \(slice.due)"
        )
      }
      parents[slices[slot].parent].writeBefore = last
    }
    parents[slices[slot].parent].lastWrite = (slice.number, self.now, now)
  }

  /// I22: no order under a guard nobody knows the state of.
  private func checkGuards(_ desk: Desk, _ slice: Slice, at now: Instant) throws(Violation) {
    guard desk.storageFailure == nil, desk.link.isUp else {
      throw fail(.guardTotal, "\(slice.id) was written with the store or the link down")
    }
    guard let oldest = settings.limits.quoteAge.block,
      let symbol = desk.book(slice.parentID)?.parent.request.symbol
    else { return }
    guard let quote = desk.quotes[symbol], now - quote.at <= oldest else {
      throw fail(.guardTotal, "\(slice.id) was written on a stale quote")
    }
  }

  // MARK: The venue's ledger

  mutating func recorded(_ entry: LedgerEntry, venue: ScriptedVenue) throws(Violation) {
    switch entry {
    case .booked(let order): try booked(venue.orders[order].submission)
    case .executed(let order, let execution, let isAfterEnd):
      try executed(venue.orders[order], execution, isAfterEnd: isAfterEnd)
    case .busted(let order, let execution): try busted(venue.orders[order], execution)
    case .ended(let order): try ended(venue.orders[order].submission.id)
    case .denied(let id):
      guard let slot = index[id] else { return }
      slices[slot].beyond = max(slices[slot].beyond, slices[slot].mirror.quantity.count)
      make(.denied, of: slot)
    }
  }

  /// I2, I13 and the venue's half of I1, at the moment an order becomes real.
  private mutating func booked(_ submission: Submission) throws(Violation) {
    guard let slot = index[submission.id] else { throw fail(.noOrphans, "\(submission.id) is nobody's") }
    slices[slot].booked += 1
    guard slices[slot].booked == 1 else { throw fail(.unique, "\(submission.id) was booked twice") }
    let mirror = slices[slot].mirror
    // A person gives up what may still be on its way.
    if mirror.status.isFinal, !slices[slot].untruths.contains(.settled) {
      throw fail(.noResurrection, "\(submission.id) was \(mirror.status) and is booked now")
    }
    slices[slot].open = submission.quantity.count
    try move(slot, open: 0, filled: slices[slot].filled)
    try add(submission.quantity.count, to: slices[slot].parent)
  }

  private mutating func executed(
    _ order: VenueOrder, _ execution: Execution, isAfterEnd: Bool
  ) throws(Violation) {
    guard let slot = index[execution.clientOrderID] else { return }
    let (open, filled) = (slices[slot].open, slices[slot].filled)
    let before = open + filled
    let quantity = execution.quantity.count
    slices[slot].filled += quantity
    if isAfterEnd {
      lateFills[execution.keptID] = quantity
      slices[slot].lateDue += quantity
      slices[slot].beyond += quantity
      make(.lateFill, of: slot)
    }
    let over = slices[slot].filled - order.submission.quantity.count
    if over > 0 {
      slices[slot].beyond += min(over, quantity)
      make(.overfilled, of: slot)
    }
    // From what was open before: the ledger may have gone on since this entry.
    slices[slot].open = max(0, slices[slot].open - quantity)
    try move(slot, open: open, filled: filled)
    try add(slices[slot].open + slices[slot].filled - before, to: slices[slot].parent)
  }

  private mutating func busted(_ order: VenueOrder, _ execution: Execution) throws(Violation) {
    guard let slot = index[execution.clientOrderID] else { return }
    make(.busted, of: slot)
    slices[slot].bustsDue += 1
    let (open, filled) = (slices[slot].open, slices[slot].filled)
    let before = open + filled
    slices[slot].filled -= execution.quantity.count
    slices[slot].open = order.open.count
    try move(slot, open: open, filled: filled)
    parents[slices[slot].parent].committed += slices[slot].open + slices[slot].filled - before
  }

  private mutating func ended(_ id: ClientOrderID) throws(Violation) {
    guard let slot = index[id] else { return }
    let open = slices[slot].open
    parents[slices[slot].parent].committed -= open
    slices[slot].open = 0
    try move(slot, open: open, filled: slices[slot].filled)
  }

  private mutating func add(_ shares: Int, to parent: Int) throws(Violation) {
    parents[parent].committed += shares
    let watch = parents[parent]
    guard watch.committed <= watch.total + allowance(parent) else {
      throw fail(.ceiling, "\(watch.committed) shares at the venue of \(watch.total)")
    }
  }
}
