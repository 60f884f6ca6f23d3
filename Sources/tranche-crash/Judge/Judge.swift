internal import SlicingCore

/// Compares what the venue has with what the desk says, both as they lie on disk after everything is over. It
/// shares no code with what it judges but the names of the statuses.
struct Judge {
  private let evidence: Evidence
  private let slices: [String: DeskSlice]
  private var findings: [Finding] = []

  private init(_ evidence: Evidence) {
    self.evidence = evidence
    slices = Dictionary(evidence.slices.map { ($0.id, $0) }) { first, _ in first }
  }

  static func findings(_ evidence: Evidence) -> [Finding] {
    var judge = Judge(evidence)
    judge.lookForDuplicates()
    for order in evidence.ledger { judge.judge(order) }
    for parent in evidence.parents { judge.judge(parent) }
    for slice in evidence.slices { judge.judge(slice) }
    judge.compareFills()
    for halt in evidence.halts { judge.judge(halt) }
    return judge.findings
  }

  private mutating func find(_ kind: Finding.Kind, _ text: String) {
    findings.append(Finding(kind: kind, text: text))
  }

  // MARK: Duplicates

  private mutating func lookForDuplicates() {
    var seen: Set<String> = []
    for order in evidence.ledger where order.wasTakenIn && !seen.insert(order.clientID).inserted {
      find(.duplicate, "\(order.clientID) was taken in twice by the venue")
    }
    for parent in evidence.parents {
      let ids = Set(evidence.slices.filter { $0.parentID == parent.id }.map(\.id))
      let ours = evidence.ledger.filter { ids.contains($0.clientID) && $0.wasTakenIn }
      let committed = ours.map { $0.isOpen ? $0.quantity : $0.filled }.reduce(0, +)
      guard committed > parent.quantity else { continue }
      find(
        .duplicate,
        "order \(parent.ordinal): \(committed) filled or working at the venue, of \(parent.quantity)")
    }
  }

  // MARK: Nothing lost

  private mutating func judge(_ order: LedgerOrder) {
    guard let slice = slices[order.clientID] else {
      return find(.lost, "the venue has \(order.clientID), the desk does not")
    }
    let isSame = order.symbol == slice.symbol && order.side == slice.side && order.quantity == slice.quantity
    if !isSame { find(.lost, "\(order.clientID) is another order at the venue than at the desk") }
    if order.isOpen, slice.status.isFinal {
      find(.lost, "\(order.clientID) works at the venue, and the desk calls it \(slice.status.rawValue)")
    }
  }

  private mutating func judge(_ parent: DeskParent) {
    let own = evidence.slices.filter { $0.parentID == parent.id }
    if !parent.status.isFinal {
      find(.lost, "order \(parent.ordinal) did not end: \(parent.status.rawValue)")
    }
    if own.map(\.number).sorted() != Array(0..<parent.totalSlices) {
      find(.lost, "order \(parent.ordinal) has \(own.count) slices of \(parent.totalSlices)")
    }
    // What was planned anew counts where it was planned anew.
    let total = own.map { $0.rest == .moved ? $0.filled : max($0.quantity, $0.filled) }.reduce(0, +)
    if total != parent.quantity {
      find(.lost, "order \(parent.ordinal): the slices account for \(total) of \(parent.quantity) shares")
    }
    let filled = own.map(\.filled).reduce(0, +)
    if parent.status == .completed, filled != parent.quantity {
      find(.lost, "order \(parent.ordinal) is completed with \(filled) of \(parent.quantity) shares")
    }
  }

  private mutating func judge(_ slice: DeskSlice) {
    guard slice.status.isFinal else {
      return find(.lost, "\(slice.id) was left \(slice.status.rawValue)")
    }
    guard slice.leaves > 0 else { return }
    if (slice.reason ?? slice.restReason ?? "").isEmpty {
      find(.lost, "\(slice.id) is \(slice.status.rawValue), \(slice.leaves) not filled, without a reason")
    }
    if slice.rest == nil || slice.rest == .owed {
      find(.lost, "\(slice.id): nobody said what became of \(slice.leaves) shares")
    }
  }

  // MARK: Fills

  private mutating func compareFills() {
    let byID = Dictionary(grouping: evidence.fills, by: \.executionID)
    var real: Set<String> = []
    for order in evidence.ledger {
      for execution in order.executions {
        real.insert(execution.id)
        let expected = DeskFill(
          executionID: execution.id, clientID: order.clientID, quantity: execution.quantity,
          price: execution.price)
        let found = byID[execution.id] ?? []
        if found == [expected] { continue }
        let words =
          found.isEmpty
          ? "is unknown to the desk" : "is \(found.count > 1 ? "there twice" : "another") at the desk"
        find(.fills, "execution \(execution.id) of \(order.clientID) \(words)")
      }
    }
    for fill in evidence.fills where !real.contains(fill.executionID) {
      find(.fills, "the venue has no execution \(fill.executionID) of \(fill.clientID)")
    }
    for slice in evidence.slices {
      let own = evidence.fills.filter { $0.clientID == slice.id }
      let cost = own.map { Int128($0.price.nanodollars) * Int128($0.quantity) }.reduce(0, +)
      guard own.map(\.quantity).reduce(0, +) != slice.filled || cost != slice.cost else { continue }
      find(.fills, "\(slice.id): \(slice.filled) shares for \(slice.cost), and its fills say otherwise")
    }
  }

  // MARK: Halts

  private mutating func judge(_ halt: HaltSpan) {
    for order in evidence.ledger where order.createdAt > halt.from {
      if let until = halt.until, order.createdAt > until { continue }
      if wasOnItsWay(order, at: halt.from) { continue }
      find(
        .sentWhileStopped, "\(order.clientID) reached the venue at \(order.createdAt), halted at \(halt.from)"
      )
    }
  }

  /// Decided on before the halt, and there no later than the way takes.
  private func wasOnItsWay(_ order: LedgerOrder, at halt: Instant) -> Bool {
    guard order.createdAt <= halt + evidence.transit, let intent = slices[order.clientID]?.firstIntentAt
    else { return false }
    return intent <= halt
  }
}
