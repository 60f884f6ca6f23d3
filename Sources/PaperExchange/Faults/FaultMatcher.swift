public import SlicingCore

/// Applies a fault script to one run: counts orders, attempts and uses, and says what goes wrong now.
public struct FaultMatcher: Sendable {
  private struct Known {
    let number: Int
    let symbol: Symbol
    let side: Side
    var submits = 0
    var cancels = 0
    var queries = 0
  }

  private let script: FaultScript
  private let startedAt: Instant
  private let key: UInt64
  private var uses: [Int]
  private var known: [String: Known] = [:]
  private var draws: UInt64 = 0

  /// Counts from here on.
  public init(_ script: FaultScript, seed: UInt64, startedAt: Instant) {
    self.script = script
    self.startedAt = startedAt
    key = seed ^ 0x6661_756c_7473_0000
    uses = Array(repeating: 0, count: script.rules.count)
  }

  /// The stretches of time in which the connection is down by the clock.
  public var outages: [ClosedRange<Instant>] {
    script.rules.compactMap { rule in
      guard case .disconnect(let after, let length) = rule.kind else { return nil }
      return startedAt + after...startedAt + after + length
    }
  }

  /// What goes wrong with this order; nil for nothing.
  public mutating func submit(_ order: NewOrder, at instant: Instant) -> SubmitFault? {
    let id = order.clientOrderID
    var entry = known[id] ?? Known(number: known.count + 1, symbol: order.symbol, side: order.side)
    entry.submits += 1
    known[id] = entry
    return first(for: entry, attempt: entry.submits, at: instant) { kind in
      if case .submit(let fault) = kind { fault } else { nil }
    }
  }

  /// What goes wrong with the cancel of this client id; nil for nothing.
  public mutating func cancel(_ clientOrderID: String, at instant: Instant) -> CancelFault? {
    known[clientOrderID]?.cancels += 1
    let entry = known[clientOrderID]
    return first(for: entry, attempt: entry?.cancels ?? 1, at: instant) { kind in
      if case .cancel(let fault) = kind { fault } else { nil }
    }
  }

  /// What goes wrong with the question for this client id; nil for nothing.
  public mutating func query(_ clientOrderID: String, at instant: Instant) -> QueryFault? {
    known[clientOrderID]?.queries += 1
    let entry = known[clientOrderID]
    return first(for: entry, attempt: entry?.queries ?? 1, at: instant) { kind in
      if case .query(let fault) = kind { fault } else { nil }
    }
  }

  /// The first rule that fits; only that one counts the message against its `times` and its chance.
  private mutating func first<Fault>(
    for entry: Known?, attempt: Int, at instant: Instant, _ fault: (FaultRule.Kind) -> Fault?
  ) -> Fault? {
    for (index, rule) in script.rules.enumerated() {
      guard let fault = fault(rule.kind), fits(rule.condition, entry, attempt: attempt, at: instant) else {
        continue
      }
      if let times = rule.condition.times, uses[index] >= times { continue }
      if let oneIn = rule.condition.oneIn, !isDrawn(oneIn) { continue }
      uses[index] += 1
      return fault
    }
    return nil
  }

  /// An order that was never submitted in this run has no number, symbol or side to fit.
  private func fits(
    _ condition: FaultRule.Condition, _ entry: Known?, attempt: Int, at instant: Instant
  ) -> Bool {
    if let symbol = condition.symbol, entry?.symbol != symbol { return false }
    if let side = condition.side, entry?.side != side { return false }
    if let orders = condition.orders, !(entry.map { orders.contains($0.number) } ?? false) { return false }
    if let every = condition.every, !(entry.map { $0.number % every == 0 } ?? false) { return false }
    if let attempts = condition.attempts, !attempts.contains(attempt) { return false }
    if let window = condition.window, !window.contains(instant - startedAt) { return false }
    return true
  }

  private mutating func isDrawn(_ oneIn: Int) -> Bool {
    draws += 1
    return SplitMix64.at(draws, of: key).scaled(to: UInt64(oneIn)) == 0
  }
}
