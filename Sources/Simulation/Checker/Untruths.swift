internal import SlicingCore

/// What somebody made untrue of an order. The desk is measured against the truth all the same, but for what
/// each of these kept from it.
struct Untruths: OptionSet {
  let rawValue: Int

  /// The venue said that it does not have it, and has it.
  static let denied = Untruths(rawValue: 1)
  /// It filled after the end the venue reported.
  static let lateFill = Untruths(rawValue: 2)
  /// It filled more than was ordered.
  static let overfilled = Untruths(rawValue: 4)
  /// An execution was taken back.
  static let busted = Untruths(rawValue: 8)
  /// A person said what became of it, rightly or wrongly.
  static let settled = Untruths(rawValue: 16)
  /// A person said what is not so, or could not know.
  static let settledWrongly = Untruths(rawValue: 32)
  /// The desk's clock is not the venue's, or is not the one it was: "created before our intent" and "absent
  /// for longer than the longest delay" cannot be told from it.
  static let clock = Untruths(rawValue: 64)
}

extension Checker {
  mutating func make(_ untruth: Untruths, of slot: Int) {
    slices[slot].untruths.insert(untruth)
    if untruth != .clock { slices[slot].isTold = false }
    let parent = slices[slot].parent
    if !parents[parent].untrue.contains(slot) { parents[parent].untrue.append(slot) }
  }

  /// What the venue tells of an order ends the excuse that it said nothing.
  mutating func noteTold(_ event: Event) {
    switch event {
    case .order(let report), .answered(_, .found(let report), _):
      if let slot = index[report.submission.id] { slices[slot].isTold = true }
    case .openOrders(.listed(let reports, _), _):
      for report in reports { if let slot = index[report.submission.id] { slices[slot].isTold = true } }
    case .execution(let execution):
      if let slot = index[execution.clientOrderID] { slices[slot].isTold = true }
    default: break
    }
  }

  // MARK: Executions believed

  mutating func believe(_ execution: Execution) {
    believed.insert(execution.executionID)
    newFill = execution.executionID
    fillCount += 1
    guard let slot = index[execution.clientOrderID] else { return }
    if let late = lateFills.removeValue(forKey: execution.executionID) { slices[slot].lateDue -= late }
    guard Checker.isSettlement(execution) else { return }
    settlements[execution.executionID] = (slot, execution.quantity.count)
    slices[slot].settled += execution.quantity.count
  }

  mutating func withdraw(_ executionID: String) {
    believed.remove(executionID)
    guard let (slot, quantity) = settlements.removeValue(forKey: executionID) else { return }
    slices[slot].settled -= quantity
  }

  static func isSettlement(_ execution: Execution) -> Bool { execution.executionID.hasPrefix("settled-") }

  // MARK: Excuses

  /// The desk was told that the order is not at the venue, or by a person what became of it, in this very
  /// step.
  func isToldTheUntruth(_ slot: Int, _ cause: Event) -> Bool {
    let untruths = slices[slot].untruths
    return switch cause {
    case .sent, .answered(_, .absent, _): untruths.contains(.denied)
    case .command(.resolve, _): untruths.contains(.settled)
    default: false
    }
  }

  /// Nobody has told the desk since, and the venue is one that cannot be asked for certain.
  func isStillDeceived(_ slot: Int) -> Bool {
    !slices[slot].untruths.isDisjoint(with: [.denied, .settledWrongly]) && !slices[slot].isTold
      && settings.broker.longestDelay == nil
  }

  /// By the desk's clock, which is ahead of the venue's, the order was made before it was intended: it counts
  /// as somebody else's, with an alarm, until an execution proves it ours or a person settles it.
  func isTakenForAnothers(_ slot: Int, _ order: VenueOrder) -> Bool {
    guard slices[slot].untruths.contains(.clock), let intended = slices[slot].mirror.firstIntentAt else {
      return false
    }
    return slices[slot].mirror.brokerOrderID == nil && order.createdAt < intended - .seconds(2)
  }

  /// Shares a parent's orders may have at the venue beyond its total: what was taken there against the
  /// venue's own word, or a person's, and may have been planned anew here.
  func allowance(_ parent: Int) -> Int {
    parents[parent].untrue.reduce(0) { $0 + slices[$1].beyond }
  }

  /// Shares by which an order counts for more, or less, in its parent's sum than was planned for it: filled
  /// beyond its size, or filled or taken back after its rest was planned anew.
  func excess(_ slot: Int) -> Int {
    let watch = slices[slot]
    let slice = watch.mirror
    let isCounted = !slice.status.isFinal || slice.rest == .owed || slice.rest == .closed
    let counted = slice.filled.count + (isCounted ? slice.leaves.count : 0)
    return counted - (slice.quantity.count - watch.movedShares)
  }
}
