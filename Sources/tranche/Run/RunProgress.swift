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
  /// Taken up from an earlier run: held orders are waited for, because somebody is there to resume them.
  let waitsForHeld: Bool
  private var decisions: [ClientOrderID: Int] = [:]

  init(orders: [ClientOrderID], owed: OwedDecision?, waitsForHeld: Bool = false) {
    self.orders = orders
    self.owed = owed
    self.waitsForHeld = waitsForHeld
  }

  mutating func next(_ desk: Desk, at now: Instant) -> Step {
    var status = ExitStatus.done
    for id in orders {
      // Entered, and the snapshot is from before.
      guard let book = desk.book(id) else { return .wait }
      if book.parent.status == .completed { continue }
      status = .endedShort
      if book.parent.status.isFinal { continue }
      if let step = decide(book, desk, at: now) { return step }
      if waitsForHeld || !isLeftHeld(book, at: now) { return .wait }
    }
    return .over(status)
  }

  /// Only what the trader's standing answer is about, shares owed past the last slice: every other hold is
  /// lifted by a person. A decision the desk cannot take yet, with an order still in doubt, is not used up.
  private mutating func decide(_ book: ParentBook, _ desk: Desk, at now: Instant) -> Step? {
    guard let owed, book.parent.hold?.cause == .owed, book.shares.owed > .zero else { return nil }
    let id = book.parent.id
    guard decisions[id, default: 0] < RunProgress.decisionsMax else { return nil }
    switch desk.previewResume(id, owed, at: now) {
    case .success:
      decisions[id, default: 0] += 1
      return .resume(id, owed)
    case .failure(.stillReconciling): return .wait
    case .failure: return nil
    }
  }

  private func isLeftHeld(_ book: ParentBook, at now: Instant) -> Bool {
    book.parent.hold != nil && now >= book.parent.end && book.shares.pending == .zero
      && book.shares.inFlight == .zero && book.shares.unknown == .zero
  }
}
