internal import SlicingCore

/// What a seed makes of the world before anything happens: the day, the venue, the limits, the orders.
struct Scenario {
  /// An order a trader will enter.
  struct Entry {
    let after: TimeSpan
    let ticket: OrderTicket
  }

  let start: Instant
  let capabilities: BrokerCapabilities
  let settings: DeskSettings
  let entries: [Entry]
  /// Whether quotes must be young, and so must keep coming.
  let needsQuotes: Bool
  /// Whether open orders are asked about every so often.
  let reconciles: Bool
  /// When the faults heal, or the run ends.
  let end: Instant

  init(_ options: RunOptions) {
    var random = SimRandom(seed: options.seed, purpose: 1)
    start = Scenario.start(&random)
    capabilities = Scenario.capabilities(&random)
    // A quarter of the seeds: reconciliation hides bugs of the direct path.
    reconciles = !random.chance(perMille: 250)
    needsQuotes = random.chance(perMille: 80)
    var limits = RiskLimits()
    if !random.chance(perMille: 200) { limits = Scenario.wide(limits) }
    if !needsQuotes { limits.quoteAge = Limit(warn: nil, block: nil) }
    limits.quietPeriod = .seconds(random.pick([2, 5, 5, 20, 300]))
    settings = DeskSettings(
      limits: limits, broker: capabilities, deskName: random.chance(perMille: 200) ? "east" : "",
      reconcileInterval: reconciles ? DeskSettings.defaultReconcileInterval : nil)
    var entries: [Entry] = []
    let count = random.within(2...14)
    for _ in 0..<count {
      if let entry = Scenario.entry(&random, options) { entries.append(entry) }
    }
    self.entries = Array(entries.prefix(options.parentLimit))
    let last = self.entries.map { $0.after + $0.ticket.request.interval * options.sliceLimit / 4 }.max()
    end = start + min(max(.seconds(120), (last ?? .zero) + .seconds(300)), .seconds(7200))
  }

  private static func start(_ random: inout SimRandom) -> Instant {
    let days = [(2026, 3, 2), (2026, 3, 8), (2026, 11, 1), (2026, 7, 15), (2028, 2, 29)]
    let (year, month, day) = random.pick(days)
    let minute = random.pick([14 * 60 + 30, 60 + 40, 30, 23 * 60 + 40, 23 * 60 + 56, 9 * 60 + 31])
    guard let time = ClockTime(hour: minute / 60, minute: minute % 60) else {
      preconditionFailure("\(minute) is a minute of the day")
    }
    let instant = NewYork.instant(of: time, on: TradeDate(year: year, month: month, day: day))
    return instant + TimeSpan(microseconds: Int64(random.below(60_000_000)))
  }

  private static func capabilities(_ random: inout SimRandom) -> BrokerCapabilities {
    let deduplication: BrokerCapabilities.Deduplication =
      switch random.below(4) {
      case 0: .never
      case 1: .window(.seconds(random.within(3...60)))
      default: .forever
      }
    let hasLimit = random.chance(perMille: 800)
    return BrokerCapabilities(
      deduplicates: deduplication, answersByClientID: hasLimit,
      longestDelay: hasLimit ? .seconds(random.within(1...8)) : nil, messagesPerMinute: nil, mayShort: true,
      answerLimit: .seconds(random.within(2...6)))
  }

  private static func wide(_ limits: RiskLimits) -> RiskLimits {
    var limits = limits
    limits.orderNotional.block = nil
    limits.orderShares.block = nil
    limits.sliceNotional.block = nil
    limits.symbolDay.block = nil
    limits.allDay.block = nil
    limits.ordersPerMinute.block = nil
    return limits
  }

  // MARK: Orders

  private static func entry(_ random: inout SimRandom, _ options: RunOptions) -> Entry? {
    let slices = min(random.pick([1, 2, 3, 5, 10, 25, 60, 120, 250, 500]), options.sliceLimit)
    let count =
      slices > 3 && random.chance(perMille: 500) ? random.within(max(1, slices / 2)...slices) : slices
    let interval = count > 60 ? random.pick([1, 1, 2, 5]) : random.pick([1, 2, 3, 7, 30, 60])
    let extra = interval > 1 && random.chance(perMille: 200) ? random.below(interval) : 0
    let seconds = max(interval, count * interval - extra)
    let planned = (seconds + interval - 1) / interval
    let quantity =
      switch random.below(6) {
      case 0: planned
      case 1: planned + 1
      case 2: planned * 2 - 1
      case 3: planned * 100
      case 4: planned * random.within(1...40) + random.below(planned)
      default: planned * 10 + random.below(10)
      }
    let after = TimeSpan.milliseconds(random.below(60_000))
    let side: Side = random.chance(perMille: 800) ? .buy : .sell
    let tif = random.pick(TimeInForce.allCases + [.day, .day])
    let symbol = random.pick(["AAPL", "MSFT", "TSLA", "BRK.B", "SPY", "QQQ", "F", "GE"])
    let type = orderType(&random, side: side)
    guard let parsed = Symbol(symbol) else { preconditionFailure("\(symbol) is a symbol") }
    let ticketLeftover: LeftoverRule = random.chance(perMille: 800) ? .cancel : .leave
    do throws(RequestError) {
      let request = try OrderRequest(
        symbol: parsed, side: side, quantity: Shares(quantity), type: type, timeInForce: tif,
        horizon: .duration(.seconds(seconds)), interval: .seconds(interval))
      return Entry(
        after: after,
        ticket: OrderTicket(
          request: request, acknowledged: Set(LimitRule.allCases), leftover: ticketLeftover))
    } catch {
      preconditionFailure("the workload made an order nobody could enter: \(error)")
    }
  }

  private static func orderType(_ random: inout SimRandom, side: Side) -> OrderType {
    let low = Price(nanodollars: 186_000_000_000)
    let high = Price(nanodollars: 188_500_000_000)
    return switch random.below(8) {
    case 0: .limit(side == .buy ? high : low)
    case 1: .limit(side == .buy ? low : high)
    case 2: .stop(side == .buy ? high : low)
    case 3: .stopLimit(stop: side == .buy ? low : high, limit: side == .buy ? high : low)
    default: .market
    }
  }
}
