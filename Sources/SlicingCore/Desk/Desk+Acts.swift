// What a trader does to orders: cancel, hold, settle.

extension Desk {
  // MARK: Cancel

  mutating func cancelParent(_ id: ClientOrderID, by actor: Actor, at now: Instant) throws(Refusal)
    -> CommandAnswer
  {
    let book = try openBook(id)
    let count = cancel(book, by: actor, at: now)
    return .done(count.words)
  }

  mutating func cancelAll(by actor: Actor, at now: Instant) -> CommandAnswer {
    var total = CancelCount()
    for book in liveBooks { total.add(cancel(book, by: actor, at: now)) }
    return .done("\(total.parents) \(total.parents == 1 ? "order" : "orders"): \(total.words)")
  }

  private mutating func cancel(_ book: Int, by actor: Actor, at now: Instant) -> CancelCount {
    let reason = Reason.canceled(by: actor)
    var count = CancelCount(parents: 1)
    update(parent: book, at: now) { $0.canceledReason = $0.canceledReason ?? reason }
    for number in books[book].slices.indices {
      count.add(cancel(SliceAddress(book: book, number: number), reason: reason, by: actor, at: now))
    }
    return count
  }

  mutating func cancelSlice(_ id: ClientOrderID, by actor: Actor, at now: Instant) throws(Refusal)
    -> CommandAnswer
  {
    guard let address = sliceIndex[id] else { throw .noSuchOrder(id) }
    guard !self[address].status.isFinal else { throw .alreadyOver(id, status: self[address].status.words) }
    return .done(cancel(address, reason: Reason.canceled(by: actor), by: actor, at: now).words)
  }

  private mutating func cancel(
    _ address: SliceAddress, reason: String, by actor: Actor, at now: Instant
  ) -> CancelCount {
    var count = CancelCount()
    if isUnsent(address) {
      end(address, as: .canceled, reason: reason, rest: .closed, kind: .ended, by: actor, at: now)
      count.pending = 1
    } else if !self[address].status.isFinal {
      askCancel(address, rest: .closed, reason: reason, by: actor, at: now)
      if self[address].status.isWorking { count.working = 1 } else { count.unknown = 1 }
    } else if self[address].rest == .owed {
      closeRest(address, reason: reason, by: actor, at: now)
    }
    return count
  }

  /// Records that an order is no longer wanted and asks the broker to cancel it, now and again until its end
  /// is confirmed. What was given up before, by the trader or by the session's end, stays given up.
  mutating func askCancel(
    _ address: SliceAddress, rest: Rest, reason: String, by actor: Actor, at now: Instant
  ) {
    let slice = self[address]
    stops += 1
    let isGivenUp = slice.rest == .closed
    if !slice.cancelRequested || slice.rest != rest && !isGivenUp {
      update(address, by: .desk, at: now) {
        $0.cancelRequested = true
        $0.rest = isGivenUp ? .closed : rest
        $0.restReason = isGivenUp ? $0.restReason : reason
      }
      log(.cancelRequested, reason, parent: slice.parentID, slice: slice.id, by: actor, at: now)
    }
    requestCancel(address, at: now)
  }

  mutating func requestCancel(_ address: SliceAddress, at now: Instant) {
    let venueID = BrokerText.verbatim(self[address].brokerOrderID)
    outbox.urgent.append(.cancel(self[address].id, brokerOrderID: venueID))
    #if PLANTED_BUGS
      if PlantedBug.deadlinesLeak.isOn {
        for _ in 0..<400 { schedule.add(.leftover(book: address.book), at: now + .seconds(3600)) }
      }
    #endif
    if canceling.insert(self[address].id).inserted {
      schedule.add(.cancelAgain(self[address].id), at: now + .seconds(2))
    }
  }

  // MARK: Hold

  mutating func hold(
    _ id: ClientOrderID, reason: String, by actor: Actor, at now: Instant
  ) throws(Refusal) -> CommandAnswer {
    let book = try openBook(id)
    if let hold = books[book].parent.hold { throw .alreadyHeld(id, hold) }
    setHold(book, .trader, reason: reason, by: actor, at: now)
    let shares = books[book].shares
    return .done("held: \(shares.pending) shares wait, \(shares.working) stay working")
  }

  mutating func holdAll(reason: String, by actor: Actor, at now: Instant) -> CommandAnswer {
    let free = liveBooks.filter { books[$0].parent.hold == nil }
    for book in free { setHold(book, .trader, reason: reason, by: actor, at: now) }
    return .done("\(free.count) \(free.count == 1 ? "order" : "orders") held")
  }

  // MARK: Settle

  /// A person settles an unknown order. A later fact from the venue overrides it, with an alarm.
  mutating func resolve(
    _ id: ClientOrderID, _ settlement: Settlement, reason: String, by actor: Actor, at now: Instant
  ) throws(Refusal) -> CommandAnswer {
    guard !reason.isEmpty else { throw .reasonMissing }
    guard let address = sliceIndex[id] else { throw .noSuchOrder(id) }
    let slice = self[address]
    guard slice.status == .unknown else { throw .notUnknown(id, status: slice.status) }
    let words = Reason.settled("\(settlement.words), \(reason)", by: actor)
    switch settlement {
    case .notPlaced:
      end(address, as: .failed, reason: words, kind: .settled, by: actor, at: now)
    case .filled(let quantity, let price):
      guard quantity > .zero, quantity <= slice.quantity - slice.filled else {
        throw .badSettlement(quantity: quantity)
      }
      try checkSettled(price, books[address.book].parent.request)
      settleFill(address, quantity, at: price, reason: words, by: actor, at: now)
    }
    // The person's word counts: nothing waits for the broker's any more.
    provisional.remove(id)
    return .done(words)
  }

  /// A slip of the finger, by ten mostly, would be a loss or a gain that trips every desk, and nobody could
  /// take it back but the venue.
  private func checkSettled(_ price: Price, _ request: OrderRequest) throws(Refusal) {
    guard price.nanodollars > 0 else { throw .badSettlementPrice(price, beyond: nil) }
    if let limit = request.type.limitPrice, request.side == .buy ? price > limit : price < limit {
      throw .badSettlementPrice(price, beyond: limit)
    }
    // Not the newest quote: after the close a stub bid would make the true price a slip.
    guard let quote = marks[request.symbol]?.touch(request.side) else { return }
    let (low, high) = (quote.nanodollars / 2, quote.nanodollars.multipliedReportingOverflow(by: 2))
    guard price.nanodollars >= low, high.overflow || price.nanodollars <= high.partialValue else {
      throw .badSettlementPrice(price, beyond: quote)
    }
  }

  private mutating func settleFill(
    _ address: SliceAddress, _ quantity: Shares, at price: Price, reason: String, by actor: Actor,
    at now: Instant
  ) {
    let slice = self[address]
    add(.settlement(of: slice.id, quantity, at: price, on: now), address, at: now)
    // The person speaks for the venue here: only a venue fact may fill an order.
    update(address, by: .venue, at: now) {
      $0.filled += quantity
      $0.cost += price * quantity
      $0.status = $0.filled == $0.quantity ? .filled : .canceled
      $0.reason = reason
      $0.rest = $0.rest ?? .owed
    }
    log(.settled, reason, parent: slice.parentID, slice: slice.id, by: actor, at: now)
  }

  // MARK: Looking up

  /// The book of a parent that is not over.
  func openBook(_ id: ClientOrderID) throws(Refusal) -> Int {
    guard let book = parentIndex[id] else { throw .noSuchOrder(id) }
    guard !books[book].parent.status.isFinal else {
      throw .alreadyOver(id, status: books[book].parent.status.words)
    }
    return book
  }
}

/// What a cancel touched, for its receipt.
struct CancelCount: Sendable {
  var parents = 0
  var pending = 0
  var working = 0
  var unknown = 0

  mutating func add(_ other: CancelCount) {
    parents += other.parents
    pending += other.pending
    working += other.working
    unknown += other.unknown
  }

  var words: String {
    let sent = working + unknown
    let asked =
      sent == 0 ? "none at the broker" : "\(working) working and \(unknown) in doubt asked for at the broker"
    return "\(pending) pending \(pending == 1 ? "slice" : "slices") canceled, \(asked)"
  }
}
