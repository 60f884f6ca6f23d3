/// What happens to a parent's schedule when owed shares are planned anew: pure arithmetic over sizes and
/// times.
///
/// A planned slice never changes: one whose size would change is closed as replanned and a new one takes its
/// place at the same due time. No slice grows beyond three times its planned size; what does not fit goes
/// into added slices at the parent's interval.
public struct Replan: Hashable, Sendable {
  /// Numbers of pending slices to close.
  public internal(set) var replaced: [Int] = []
  /// Sizes and due times of the slices that take their place or are added, in due order.
  public internal(set) var added: [Part] = []

  /// One new slice.
  public struct Part: Hashable, Sendable {
    /// Its size.
    public let quantity: Shares
    /// When it is due.
    public let due: Instant
  }

  /// No slice may be larger than its planned size times this.
  public static let growthLimit = 3

  /// Plans `owed` shares anew.
  ///
  /// - Parameters:
  ///   - pending: the slices still to be sent, in due order.
  ///   - typical: the parent's ordinary slice size, for added slices.
  ///   - close: no slice may be due at or after it.
  /// - Returns: nil where the shares do not fit before `close`.
  public static func make(
    _ decision: OwedDecision, owed: Shares, pending: [PlannedSlice], typical: Shares, interval: TimeSpan,
    now: Instant, close: Instant
  ) -> Replan? {
    guard decision != .skip, owed > .zero else { return Replan() }
    precondition(typical > .zero, "a parent with slices of \(typical) shares")
    var left = owed
    var plan = Replan()
    let sizes =
      decision == .spread
      ? spread(owed, over: pending, typical: typical) : catchUp(owed, into: pending, typical: typical)
    for (slice, size) in zip(pending, sizes) where size != slice.quantity {
      plan.replaced.append(slice.number)
      plan.added.append(Part(quantity: size, due: slice.due))
      left -= size - slice.quantity
    }
    var due = max(now, pending.last?.due ?? now) + interval
    let cap = Shares(typical.count * (decision == .catchUp ? growthLimit : 1))
    while left > .zero {
      guard due < close, plan.added.count < TWAPSlicer.maxSlices else { return nil }
      let size = min(left, cap)
      plan.added.append(Part(quantity: size, due: due))
      left -= size
      due = due + interval
    }
    return plan
  }

  /// Equal shares on top of every slice left, each up to the growth limit.
  private static func spread(_ owed: Shares, over pending: [PlannedSlice], typical: Shares) -> [Shares] {
    guard !pending.isEmpty else { return [] }
    var rest = Shares.zero
    var sizes = zip(pending, TWAPSlicer.split(owed, into: pending.count)).map { slice, extra in
      let size = min(slice.quantity + extra, largest(slice, typical))
      rest += slice.quantity + extra - size
      return size
    }
    // What one slice could not take goes to the next that can.
    for index in sizes.indices where rest > .zero {
      let room = largest(pending[index], typical) - sizes[index]
      let more = min(room, rest)
      sizes[index] += more
      rest -= more
    }
    return sizes
  }

  /// Each next slice up to the growth limit until nothing is owed.
  private static func catchUp(_ owed: Shares, into pending: [PlannedSlice], typical: Shares) -> [Shares] {
    var left = owed
    return pending.map { slice in
      let extra = min(left, largest(slice, typical) - slice.quantity)
      left -= extra
      return slice.quantity + extra
    }
  }

  /// Three times its planned size, counted from the parent's ordinary size: a slice that has grown already
  /// may not grow three times again with the next resume.
  private static func largest(_ slice: PlannedSlice, _ typical: Shares) -> Shares {
    max(slice.quantity, Shares(min(slice.quantity, typical).count * growthLimit))
  }
}
