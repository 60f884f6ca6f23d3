internal import SlicingCore

// I26: what the desk says it made or lost, and what that stops.

extension Checker {
  /// The figures are what executions and quotes make of them, and beyond a limit the breaker is tripped.
  func checkProfit(_ desk: Desk) throws(Violation) {
    guard desk.profit.total.nanodollars == profit.total, desk.profit.peak.nanodollars == profit.peak else {
      throw fail(
        .profit,
        "\(desk.profit.total) and at most \(desk.profit.peak) believed, "
          + "\(Notional(nanodollars: profit.total)) and \(Notional(nanodollars: profit.peak)) by the executions"
      )
    }
    if let cash = profit.cashIfFlat, desk.profit.realised.nanodollars != cash {
      throw fail(
        .profit, "\(desk.profit.realised) realised, \(Notional(nanodollars: cash)) by the executions")
    }
    guard profit.isJudged else { return }
    if profit.isLossBeyond || profit.isFallBeyond {
      guard case .tripped = lastBreaker.state else {
        throw fail(.profit, "\(desk.profit.total) after \(desk.profit.peak), and nothing tripped")
      }
    }
    try checkPeakIsKept()
  }

  /// A restart forgives no more than a hundredth of what trips.
  private func checkPeakIsKept() throws(Violation) {
    guard let limit = settings.limits.maxDrawdown,
      abs(profit.peak - profit.storedPeak) > limit.nanodollars / 100
    else { return }
    throw fail(
      .profit,
      "the highest is \(Notional(nanodollars: profit.peak)), \(Notional(nanodollars: profit.storedPeak)) is kept"
    )
  }

  /// A trip by loss or fall has one.
  func checkLossTrip(_ record: LogRecord) throws(Violation) {
    guard record.actor != .firm else { return }
    if record.reason.hasPrefix(TripReason.dailyLoss.rawValue), !profit.isLossBeyond {
      throw fail(.profit, "\(record.reason), and \(Notional(nanodollars: profit.total)) is not beyond it")
    }
    if record.reason.hasPrefix(TripReason.drawdown.rawValue), !profit.isFallBeyond {
      throw fail(.profit, "\(record.reason), and \(Notional(nanodollars: profit.total)) is not beyond it")
    }
  }

  /// A person resets what has tripped; not while the day's loss is still beyond its limit.
  mutating func takeReset(to new: CircuitBreaker) throws(Violation) {
    guard case .tripped(let trip) = lastBreaker.state, case .quiet = new.state else { return }
    if let limit = settings.limits.dailyLoss, profit.total < -limit.nanodollars {
      throw fail(.profit, "reset with \(Notional(nanodollars: profit.total)) lost")
    }
    if trip.reason == .drawdown, trip.by != .firm { profit.restartPeak() }
  }

  mutating func countProfit(_ execution: Execution) {
    guard let slot = index[execution.clientOrderID] else { return }
    let parent = parents[slices[slot].parent]
    profit.fill(execution, parent.symbol, parent.side, at: deskNow)
  }

  /// What the rows of a new process make of the day.
  mutating func loadProfit(_ desk: Desk, _ store: ScriptedStore) {
    profit.start(peak: store.profitPeak, at: deskNow)
    for fill in store.fills where !store.busted.contains(fill.executionID) {
      guard desk.slice(fill.clientOrderID) != nil, let slot = index[fill.clientOrderID] else { continue }
      let parent = parents[slices[slot].parent]
      profit.load(fill, parent.symbol, parent.side)
    }
    profit.recount()
  }
}
