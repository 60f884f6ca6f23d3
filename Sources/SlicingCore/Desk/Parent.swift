/// What happens by itself to shares still working, or left by the venue, one interval after the last slice.
public enum LeftoverRule: String, Hashable, Sendable, CaseIterable {
  /// Cancel what works, and give up what the venue left.
  case cancel
  /// Leave it working; what the venue left stays owed.
  case leave
}

/// The parent order: what the trader wants done, and everything decided about it since.
public struct Parent: Hashable, Sendable {
  /// The plan as confirmed; slices added later are only in `Desk`.
  public let id: ClientOrderID
  /// 1, 2, 3 … in the order of entry, for the screen.
  public let ordinal: Int
  /// What was asked for.
  public let request: OrderRequest
  /// `twap_parent_30m_60s` and its suffixes.
  public let strategy: String
  /// New York's date when it was entered; the session that ends it.
  public let tradeDate: TradeDate
  /// When slice 0 is due.
  public let start: Instant
  /// One interval after the last slice; moves when a replan adds slices past it.
  public internal(set) var end: Instant
  /// When it was entered.
  public let createdAt: Instant
  /// By whom.
  public let createdBy: Actor
  /// The midpoint when it was entered: what slippage is measured from. Nil where there was no quote.
  public let arrivalPrice: Price?
  /// What happens to shares left at the end.
  public let leftover: LeftoverRule
  /// The limits in force when it was entered, as `RiskLimits.record` writes them; empty where that was not
  /// kept.
  public let limits: String
  /// Slices ever planned, replanned ones included.
  public internal(set) var totalSlices: Int
  /// Set while it is held.
  public internal(set) var hold: Hold? = nil
  /// Set once the trader canceled it: by whom and why, in words.
  public internal(set) var canceledReason: String? = nil
  /// Set once it is over: why it ended as it did, in words.
  public internal(set) var endReason: String? = nil
  /// Derived from the slices and the hold by `Desk`, stored for readers of the file.
  public internal(set) var status: ParentStatus = .scheduled
  /// The last change.
  public internal(set) var updatedAt: Instant

  /// A parent as the store holds it, or as a plan makes it.
  public init(
    id: ClientOrderID, ordinal: Int, request: OrderRequest, strategy: String, tradeDate: TradeDate,
    start: Instant,
    end: Instant, createdAt: Instant, createdBy: Actor, arrivalPrice: Price?, leftover: LeftoverRule,
    limits: String = "", totalSlices: Int, hold: Hold? = nil, canceledReason: String? = nil,
    endReason: String? = nil,
    status: ParentStatus = .scheduled, updatedAt: Instant
  ) {
    self.id = id
    self.ordinal = ordinal
    self.request = request
    self.strategy = strategy
    self.tradeDate = tradeDate
    self.start = start
    self.end = end
    self.createdAt = createdAt
    self.createdBy = createdBy
    self.arrivalPrice = arrivalPrice
    self.leftover = leftover
    self.limits = limits
    self.totalSlices = totalSlices
    self.hold = hold
    self.canceledReason = canceledReason
    self.endReason = endReason
    self.status = status
    self.updatedAt = updatedAt
  }
}

/// A parent with its slices, in slice-number order, and where its shares are.
public struct ParentBook: Hashable, Sendable {
  /// The parent.
  public internal(set) var parent: Parent
  /// All slices ever planned; the index is the slice number.
  public internal(set) var slices: [Slice]
  /// Kept in step with `slices` on every change.
  public internal(set) var shares: ShareCount
  /// What the filled shares cost.
  public internal(set) var cost: Notional
  /// Slices blocked by a limit since the last one that was sent; three hold the parent.
  var limitBlocksInARow = 0
  /// Slices missed since the last one that was sent; more than one holds the parent.
  var missedInARow = 0
  /// The end of the session it trades in: nothing of it is sent from then on. That of its trade date, until
  /// the broker has told when the market closes.
  var sessionEnd: Instant
  /// When the schedule will next look whether the session is over; nil when it will not.
  var sessionEndAt: Instant? = nil
  /// What the session's end does is done.
  var isSessionOver = false
  /// When the schedule will next look at this parent's pending slices; nil when it will not.
  var armAt: Instant? = nil
  /// Numbers of the slices still to be armed, by due time; the last one is next.
  private(set) var upcoming: [Int] = []
  /// Numbers of the slices that may be at the venue, ascending: what is asked about, and never many.
  private(set) var open: [Int] = []
  /// Numbers of all slices by due time: those a replan added stand where they are sent.
  public private(set) var timeline: [Int] = []

  /// Books a parent; slices must be numbered 0, 1, 2 … without a gap.
  public init(parent: Parent, slices: [Slice]) {
    precondition(
      slices.enumerated().allSatisfy { $0.offset == $0.element.number }, "slice numbers have a gap")
    self.parent = parent
    self.slices = slices
    sessionEnd = NewYork.endOfDay(parent.tradeDate)
    shares = ShareCount()
    cost = .zero
    for slice in slices {
      shares.add(slice)
      cost += slice.cost
      if slice.status.isOpen { open.append(slice.number) }
    }
    rebuildUpcoming()
  }

  /// Sorts the pending slices anew, after slices were added.
  mutating func rebuildUpcoming() {
    timeline = slices.indices.sorted { (slices[$0].due, $0) < (slices[$1].due, $1) }
    upcoming = timeline.reversed().filter { slices[$0].status == .pending }
  }

  /// A slice as it now is, in the place of what it was.
  mutating func replace(_ slice: Slice) {
    let wasOpen = slices[slice.number].status.isOpen
    slices[slice.number] = slice
    guard slice.status.isOpen != wasOpen else { return }
    let place = open.firstIndex { $0 >= slice.number } ?? open.count
    if wasOpen { open.remove(at: place) } else { open.insert(slice.number, at: place) }
  }

  /// Adds slices a replan made; their numbers go on from the last.
  mutating func add(_ added: [Slice]) {
    precondition(added.first?.number == slices.count, "added slices must go on from number \(slices.count)")
    slices += added
    for slice in added { shares.add(slice) }
    rebuildUpcoming()
  }

  /// Takes the next slice to arm off the list, and those before it that are no longer pending.
  mutating func takeUpcomingPending() -> Int? {
    while let number = upcoming.popLast() {
      if slices[number].status == .pending { return number }
    }
    return nil
  }

  /// The average price of everything filled.
  public var averagePrice: Price? { cost.average(over: shares.filled) }

  /// Slippage against arrival in hundredths of a basis point; positive is worse for the trader (bought
  /// higher, sold lower). Perold's implementation shortfall, for the filled part, per share.
  public var slippageCentibasisPoints: Int? {
    guard let arrival = parent.arrivalPrice, let average = averagePrice else { return nil }
    let away = average.centibasisPoints(from: arrival)
    return parent.request.side == .buy ? away : -away
  }

  /// Shares the plan would have sent by `now`, replanned slices left out.
  public func scheduled(by now: Instant) -> Shares {
    slices.reduce(.zero) { $1.due <= now && $1.rest != .moved ? $0 + $1.quantity : $0 }
  }

  /// Whether a halt of this scope covers it.
  func isCovered(by scope: KillScope) -> Bool {
    switch scope {
    case .all: true
    case .symbol(let symbol): parent.request.symbol == symbol
    case .parent(let id): parent.id == id
    }
  }

  /// The next slice that is still to be sent, by due time.
  public var nextPending: Slice? {
    upcoming.last { slices[$0].status == .pending }.map { slices[$0] }
  }
}
