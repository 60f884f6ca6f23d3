// Limits in shares: of what trades on a day, of what the account holds, of what repeats itself.

extension Desk {
  /// The whole order beside what trades on an average day, where somebody told that.
  func checkVolume(_ request: OrderRequest, _ found: inout Findings) {
    guard let volume = averageVolumes[request.symbol] else { return }
    // Rounded up: what is above a level by the least part of a basis point is above it.
    let share = (Int128(request.quantity.count) * 10_000 - 1) / Int128(volume.count) + 1
    found.check(
      Int(clamping: share), settings.limits.volumeShareBasisPoints, .volumeShare, unit: Findings.percent
    ) {
      "\(request.quantity) shares are \(Findings.percent($0)) of the \(volume) that trade on an average day"
    }
  }

  /// An order to sell what the account does not hold, where it may not go short. Other orders to sell have
  /// their shares reserved until they are over.
  func checkPosition(_ request: OrderRequest, _ found: inout Findings) {
    guard request.side == .sell, mayNotShort else { return }
    guard let position = positions[request.symbol] else {
      return found.add(.oversell, .block, "the broker has not said how much of \(request.symbol) it holds")
    }
    let reserved = liveBooks.filter { sells(request.symbol, $0) }
      .map { books[$0].shares.live + books[$0].shares.owed }.sum()
    guard request.quantity > position - reserved else { return }
    found.add(
      .oversell, .block,
      "sells \(request.quantity), and of the \(position) \(request.symbol) held "
        + "\(max(.zero, position - reserved)) are free: the account may not go short")
  }

  /// The same for a slice: what is or may be at the venue, this one included, and what is held now.
  func checkPosition(_ address: SliceAddress, _ found: inout Findings) {
    let request = books[address.book].parent.request
    guard request.side == .sell, mayNotShort else { return }
    guard let position = positions[request.symbol] else {
      return found.add(.oversell, .block, "the broker has not said how much of \(request.symbol) it holds")
    }
    let slice = self[address]
    let atVenue = liveBooks.filter { sells(request.symbol, $0) }
      .map { books[$0].shares.working + books[$0].shares.inFlight + books[$0].shares.unknown }.sum()
    let selling = atVenue + (slice.status == .pending ? slice.leaves : .zero)
    guard selling > position else { return }
    found.add(
      .oversell, .block,
      "\(selling) \(request.symbol) would be for sale, and \(position) are held: the account may not go short"
    )
  }

  private func sells(_ symbol: Symbol, _ book: Int) -> Bool {
    let request = books[book].parent.request
    return request.symbol == symbol && request.side == .sell
  }

  private var mayNotShort: Bool {
    #if PLANTED_BUGS
      if PlantedBug.oversellUnchecked.isOn { return false }
    #endif
    return !settings.broker.mayShort
  }

  /// Child orders of its symbol and side that filled in the last 60 s, since a person last looked.
  public func repeatedExecutions(_ request: OrderRequest, at now: Instant) -> Int {
    repeatedFills.count(request, at: now)
  }

  func checkRepeats(_ request: OrderRequest, _ found: inout Findings, at now: Instant) {
    #if PLANTED_BUGS
      if PlantedBug.repeatsUncounted.isOn { return }
    #endif
    found.check(
      repeatedExecutions(request, at: now) + 1, settings.limits.repeatedExecutions, .repeatedExecutions
    ) {
      "\($0) orders to \(request.side.rawValue) \(request.symbol) filled in a minute"
    }
  }
}

extension Shares {
  /// As a position on an account: no broker holds more, and sums of it with any orders stay far below
  /// `Int.max`, whatever a broker tells.
  fileprivate static let largestPosition: Shares = 1_000_000_000_000_000

  var believable: Shares { min(max(self, .zero - .largestPosition), .largestPosition) }
}
