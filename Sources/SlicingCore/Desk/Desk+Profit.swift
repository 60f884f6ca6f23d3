// What the day's executions come to, and what of it trips the breaker.

extension Desk {
  /// Counts an execution of today, and adjusts the position the broker told. What it comes to is judged at
  /// the end of the step: one that takes the place of another is no fall and no gain in between.
  mutating func countExecution(_ execution: Execution, _ address: SliceAddress, sign: Int, at now: Instant) {
    let request = books[address.book].parent.request
    if let position = positions[request.symbol] {
      let change = execution.quantity.count * sign * (request.side == .buy ? 1 : -1)
      positions[request.symbol] = position + Shares(change)
    }
    let isCounted = rollProfit(at: now)
    if sign < 0 {
      recountProfit()
    } else if !isCounted, NewYork.date(of: execution.at) == profit.date {
      profit.add(
        request.symbol, request.side, execution.quantity, at: execution.price,
        quote: marks[request.symbol])
    }
    outbox.movesProfit = true
  }

  /// From all executions of the day that are known, in the venue's order: after a start, and after one was
  /// taken back.
  mutating func recountProfit() {
    profit.restart()
    let counted = executions.values
      .filter { !busted.contains($0.executionID) && NewYork.date(of: $0.at) == profit.date }
      .sorted { ($0.at, $0.executionID) < ($1.at, $1.executionID) }
    for execution in counted {
      guard let address = sliceIndex[execution.clientOrderID] else { continue }
      let request = books[address.book].parent.request
      profit.add(
        request.symbol, request.side, execution.quantity, at: execution.price, quote: marks[request.symbol])
    }
  }

  /// With New York's date a new day's count begins, from every execution known: says whether it did.
  @discardableResult
  mutating func rollProfit(at now: Instant) -> Bool {
    let today = NewYork.date(of: now)
    guard today != profit.date else { return false }
    profit = ProfitAndLoss(date: today)
    // Yesterday's prices say nothing of what is traded today.
    marks = [:]
    recountProfit()
    return true
  }

  /// Only what trades has a price to close at: before the open, after the close and in a halt a bid may be
  /// anything, and what was the mark last stays it.
  mutating func quoteMoved(_ quote: Quote, at now: Instant) {
    if now >= profit.ends { rollProfit(at: now) }
    if isTrading(quote.symbol, at: now) {
      marks[quote.symbol] = quote
      profit.mark(quote)
    }
    // One that moves nothing is judged too: after a start it may be the first to be.
    outbox.movesProfit = true
  }

  private func isTrading(_ symbol: Symbol, at now: Instant) -> Bool {
    #if PLANTED_BUGS
      if PlantedBug.stubQuotesMarked.isOn { return true }
    #endif
    guard halts[symbol] == nil else { return false }
    return switch session {
    case .aroundTheClock: true
    case .open(let closesAt): now < closesAt
    case nil, .closed: false
    }
  }

  /// Once a step, after everything in it was counted.
  mutating func settleProfit(at now: Instant) {
    guard outbox.movesProfit else { return }
    outbox.movesProfit = false
    judgeProfit(at: now)
  }

  /// Above a threshold the breaker trips, once: a person's reset comes before the next.
  private mutating func judgeProfit(at now: Instant) {
    profit.raisePeak(waits: now - profitSince <= Desk.quotePatience)
    keepPeak()
    #if PLANTED_BUGS
      if PlantedBug.lossIgnored.isOn { return }
    #endif
    if case .tripped = breaker.state { return }
    if let text = lossBeyond {
      trip(.dailyLoss, details: text, by: .desk, at: now)
    } else if let text = fallBeyond {
      trip(.drawdown, details: text, by: .desk, at: now)
    }
  }

  /// How long a start waits for quotes of everything that is held before it takes the last executions for
  /// what the rest is worth. Rejected: for ever. One symbol that is halted kept the day's highest where it
  /// was, and a fall of all the others from a new one was not seen.
  static let quotePatience = TimeSpan.seconds(60)

  /// What the fall is beyond its limit, in words; nil where it is not.
  var fallBeyond: String? {
    guard let limit = settings.limits.maxDrawdown, profit.drawdown > limit else { return nil }
    return "\(profit.drawdown) below the day's highest \(profit.peak), at most \(limit)"
  }

  /// What the daily loss is beyond its limit, in words; nil where it is not.
  public var lossBeyond: String? {
    guard let limit = settings.limits.dailyLoss, profit.total < .zero - limit else { return nil }
    return "lost \(.zero - profit.total) today, at most \(limit)"
  }

  /// On disk the highest total is as good as a hundredth of what trips: a restart must not forgive a fall,
  /// and not every quote may cost a commit.
  private mutating func keepPeak() {
    guard let limit = settings.limits.maxDrawdown,
      profit.peak - profit.storedPeak > Notional(nanodollars: limit.nanodollars / 100)
    else { return }
    storePeak()
  }

  mutating func storePeak() {
    profit.peakIsStored()
    outbox.commit.changes.append(.profitPeak(profit.date, profit.peak))
  }
}
