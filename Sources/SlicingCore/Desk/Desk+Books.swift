// The only places where a slice, a parent or a guard changes.

extension Desk {
  /// The book of a parent.
  public func book(_ id: ClientOrderID) -> ParentBook? { parentIndex[id].map { books[$0] } }

  /// A slice and its parent, by the slice's id.
  public func slice(_ id: ClientOrderID) -> Slice? { sliceIndex[id].map { books[$0.book].slices[$0.number] } }

  mutating func index(book: Int) {
    parentIndex[books[book].parent.id] = book
    for slice in books[book].slices { sliceIndex[slice.id] = SliceAddress(book: book, number: slice.number) }
    dayUse.add(books[book])
  }

  subscript(_ address: SliceAddress) -> Slice { books[address.book].slices[address.number] }

  /// Adds a parent with its slices and starts its deadlines.
  mutating func add(_ book: ParentBook) {
    books.append(book)
    books[books.count - 1].sessionEnd = sessionEnd(of: book.parent)
    index(book: books.count - 1)
    outbox.commit.changes.append(.parentAdded(book.parent, book.slices))
    scheduleParent(books.count - 1)
  }

  mutating func scheduleParent(_ book: Int) {
    scheduleNext(book)
    schedule.add(.leftover(book: book), at: books[book].parent.end)
    scheduleSessionEnd(book)
  }

  /// Waits for the arming of the parent's next slice, if it has one.
  mutating func scheduleNext(_ book: Int) {
    guard let next = books[book].nextPending else { return }
    let at = next.due - armingLead
    if let planned = books[book].armAt, planned <= at { return }
    books[book].armAt = at
    schedule.add(.arm(book: book), at: at)
  }

  /// Changes a slice: counters follow, the transition is checked, the row goes into the commit.
  mutating func update(
    _ address: SliceAddress, by source: SliceStatus.Source, at now: Instant, _ change: (inout Slice) -> Void
  ) {
    let old = self[address]
    var new = old
    change(&new)
    guard new != old else { return }
    new.updatedAt = now
    precondition(
      new.status == old.status || old.status.successors(by: source).contains(new.status),
      "slice \(old.id) may not go from \(old.status) to \(new.status) by \(source)")
    books[address.book].shares.add(old, sign: -1)
    #if PLANTED_BUGS
      if PlantedBug.countersDrift.isOn { if new.status == .missed { books[address.book].shares.add(old) } }
    #endif
    books[address.book].shares.add(new)
    books[address.book].cost += new.cost - old.cost
    books[address.book].replace(new)
    dayUse.update(address.book, books[address.book])
    if new.status.isFinal { settleDoubts(about: new, wasFinal: old.status.isFinal, at: now) }
    #if PLANTED_BUGS
      if PlantedBug.cancelNotDurable.isOn { if old.status == .pending, new.status == .canceled { return } }
    #endif
    outbox.commit.changes.append(.slice(new, from: old.status))
    outbox.touched.insert(address.book)
  }

  /// An end clears the doubts about an order, and leaves one where the venue itself has not reported it.
  private mutating func settleDoubts(about slice: Slice, wasFinal: Bool, at now: Instant) {
    unconfirmed.remove(slice.id)
    guard slice.isProvisional else {
      provisional.remove(slice.id)
      return
    }
    guard !wasFinal, let longest = settings.broker.longestDelay, let sent = slice.lastSentAt else { return }
    provisional.insert(slice.id)
    schedule.add(.confirm(slice.id), at: max(now, sent + longest + .milliseconds(1)))
  }

  /// Whether the broker still owes an answer about an order, whatever it is believed to be.
  func isDoubtful(_ id: ClientOrderID) -> Bool {
    unconfirmed.contains(id) || provisional.contains(id) || fillsMissing.contains(id)
  }

  /// Changes a parent's own row.
  mutating func update(parent book: Int, at now: Instant, _ change: (inout Parent) -> Void) {
    let old = books[book].parent
    change(&books[book].parent)
    guard books[book].parent != old else { return }
    books[book].parent.updatedAt = now
    dayUse.update(book, books[book])
    outbox.commit.changes.append(.parent(books[book].parent))
    outbox.touched.insert(book)
  }

  /// Ends a slice that is not at the venue; its shares are owed unless said otherwise.
  mutating func end(
    _ address: SliceAddress, as status: SliceStatus, reason: String, rest: Rest = .owed, kind: LogRecord.Kind,
    by actor: Actor = .desk, at now: Instant
  ) {
    update(address, by: .desk, at: now) {
      $0.status = status
      $0.reason = reason
      $0.rest = $0.rest ?? rest
    }
    onWire.remove(self[address].id)
    log(kind, reason, parent: self[address].parentID, slice: self[address].id, by: actor, at: now)
  }

  mutating func setKill(_ new: KillSwitch) {
    kill = new
    stops += 1
    #if PLANTED_BUGS
      if PlantedBug.killNotPersisted.isOn { return }
    #endif
    outbox.commit.changes.append(.kill(new))
  }

  mutating func setBreaker(_ new: CircuitBreaker) {
    breaker = new
    stops += 1
    #if PLANTED_BUGS
      if PlantedBug.breakerNotPersisted.isOn { return }
    #endif
    outbox.commit.changes.append(.breaker(new))
  }

  mutating func setHold(_ book: Int, _ cause: HoldCause, reason: String, by actor: Actor, at now: Instant) {
    guard books[book].parent.hold == nil, !books[book].parent.status.isFinal else { return }
    stops += 1
    update(parent: book, at: now) { $0.hold = Hold(cause: cause, by: actor, at: now, reason: reason) }
    log(.held, reason, parent: books[book].parent.id, by: actor, at: now)
    // What holds every order at once is one alert of its own, and must not push all others off the list.
    if [.limit, .owed, .storage].contains(cause) {
      alert(.held, "order \(books[book].parent.ordinal) held: \(reason)", parent: books[book].parent.id)
    }
  }

  /// Books of parents that are not over.
  var liveBooks: [Int] { books.indices.filter { !books[$0].parent.status.isFinal } }
}
