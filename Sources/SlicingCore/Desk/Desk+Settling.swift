// After every change: do the shares add up, and is the parent over?

extension Desk {
  mutating func settleTouched(at now: Instant) {
    for book in outbox.touched.sorted() { settle(book, at: now) }
    outbox.touched = []
  }

  private mutating func settle(_ book: Int, at now: Instant) {
    let total = books[book].parent.request.quantity
    let shares = books[book].shares
    if shares.total != total, books[book].parent.hold?.cause != .mismatch {
      let id = books[book].parent.id
      let text = "\(shares.total) shares are accounted for of \(total)"
      log(.alarm, text, parent: id, by: .desk, at: now)
      alert(.mismatch, "order \(books[book].parent.ordinal): \(text)", parent: id)
      update(parent: book, at: now) { $0.hold = Hold(cause: .mismatch, by: .desk, at: now, reason: text) }
    }
    if books[book].parent.status.isFinal, !derivedStatus(of: book, at: now).isFinal {
      // A fact after the end opened it again: nothing of it goes on by itself.
      update(parent: book, at: now) {
        $0.status = .working
        $0.endReason = nil
      }
      setHold(book, .breaker, reason: Reason.openedAgain, by: .desk, at: now)
    }
    if shares.live == .zero, shares.owed > .zero, books[book].parent.hold == nil,
      books[book].parent.canceledReason == nil, pastLeftover(book, at: now)
    {
      setHold(book, .owed, reason: Reason.owedAtEnd, by: .desk, at: now)
    }
    let status = derivedStatus(of: book, at: now)
    guard status != books[book].parent.status else { return }
    let wasFinal = books[book].parent.status.isFinal
    update(parent: book, at: now) {
      $0.status = status
      if status.isFinal { $0.hold = nil }
    }
    if status.isFinal, !wasFinal { finish(book, as: status, at: now) }
  }

  /// Owed shares wait for the leftover rule's moment before they wait for the trader.
  private func pastLeftover(_ book: Int, at now: Instant) -> Bool {
    books[book].parent.leftover == .leave || now >= books[book].parent.end
      || !books[book].slices.contains {
        ($0.status == .canceled || $0.status == .expired) && $0.rest == .owed
      }
  }

  /// The parent's status as its slices and its hold make it.
  func derivedStatus(of index: Int, at now: Instant) -> ParentStatus {
    let book = books[index]
    if book.shares.live == .zero, book.shares.owed == .zero {
      if book.shares.filled >= book.parent.request.quantity { return .completed }
      if book.parent.canceledReason != nil { return .canceled }
      let sent = book.slices.filter { $0.rest != .moved }
      return book.shares.filled == .zero && sent.allSatisfy { $0.status == .rejected } ? .rejected : .partial
    }
    if book.parent.hold != nil { return .held }
    return book.slices.contains { $0.status != .pending } ? .working : .scheduled
  }

  private mutating func finish(_ book: Int, as status: ParentStatus, at now: Instant) {
    let shares = books[book].shares
    let total = books[book].parent.request.quantity
    var reason = "\(shares.filled) of \(total) filled"
    if let average = books[book].averagePrice { reason += " at \(average.rounded)" }
    if let why = shortReason(book) { reason += ", \(shares.closed) given up: \(why)" }
    update(parent: book, at: now) { $0.endReason = reason }
    let id = books[book].parent.id
    log(.finished, "\(status.words): \(reason)", parent: id, by: .desk, at: now)
    alert(.done, "order \(books[book].parent.ordinal) \(status.words): \(reason)", parent: id)
  }

  private func shortReason(_ book: Int) -> String? {
    guard books[book].shares.closed > .zero else { return nil }
    let closed = books[book].slices.last { $0.rest == .closed && $0.leaves > .zero }
    return closed?.restReason ?? closed?.reason
  }
}

extension Price {
  /// To four decimals, half up: for messages; records keep all nine.
  public var rounded: Price {
    Price(nanodollars: (nanodollars + 50_000) / 100_000 * 100_000)
  }
}
