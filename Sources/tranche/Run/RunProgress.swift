internal import SlicingCore

/// Where the orders of a run stand, and what to do about them. Pure, asked after every change and every
/// second.
struct RunProgress: Sendable {
  /// What comes next.
  enum Step: Hashable, Sendable {
    case wait
    /// Decide about the shares an order owes.
    case resume(ClientOrderID, OwedDecision)
    /// Every order is over, or held past its last slice.
    case over(ExitStatus)
  }

  /// An order whose added slices fail again and again is left to a person.
  static let decisionsMax = 3

  let orders: [ClientOrderID]
  let owed: OwedDecision?
  private var decisions: [ClientOrderID: Int] = [:]

  init(orders: [ClientOrderID], owed: OwedDecision?) {
    self.orders = orders
    self.owed = owed
  }

  mutating func next(_ desk: Desk, at now: Instant) -> Step {
    var status = ExitStatus.done
    for id in orders {
      // Entered, and the snapshot is from before.
      guard let book = desk.book(id) else { return .wait }
      if book.parent.status == .completed { continue }
      status = .endedShort
      if book.parent.status.isFinal { continue }
      if let decision = decide(book) { return .resume(id, decision) }
      if !isLeftHeld(book, at: now) { return .wait }
    }
    return .over(status)
  }

  /// Only what the trader's standing answer is about: a halt, a trip and a person's hold are lifted by a
  /// person.
  private mutating func decide(_ book: ParentBook) -> OwedDecision? {
    guard let owed, let hold = book.parent.hold, book.shares.owed > .zero else { return nil }
    guard hold.cause == .owed || hold.cause == .late || hold.cause == .limit else { return nil }
    let count = decisions[book.parent.id, default: 0]
    guard count < RunProgress.decisionsMax else { return nil }
    decisions[book.parent.id] = count + 1
    return owed
  }

  private func isLeftHeld(_ book: ParentBook, at now: Instant) -> Bool {
    book.parent.hold != nil && now >= book.parent.end && book.shares.pending == .zero
      && book.shares.inFlight == .zero && book.shares.unknown == .zero
  }
}
