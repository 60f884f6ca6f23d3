internal import SlicingCore

/// What a seed makes of the world before anything happens: the day, the venue, the limits, the orders.
struct Scenario {
  /// An order a trader will enter.
  struct Entry {
    let after: TimeSpan
    let ticket: OrderTicket

    /// From the first slice to the last.
    var span: TimeSpan {
      guard case .duration(let span) = ticket.request.horizon else {
        preconditionFailure("the workload plans durations only")
      }
      return span
    }

    /// The same order with another start or end.
    func with(_ request: OrderRequest) -> Entry {
      Entry(
        after: after,
        ticket: OrderTicket(
          request: request, acknowledged: ticket.acknowledged, leftover: ticket.leftover,
          pastClose: ticket.pastClose))
    }
  }

  let start: Instant
  let capabilities: BrokerCapabilities
  let settings: DeskSettings
  let entries: [Entry]
  /// The market's day.
  let market: Market
  /// What the account holds.
  let account: Account
  /// What there is of guards.
  let guards: GuardChoice
  /// Whether quotes must be young or move, and so must keep coming.
  let needsQuotes: Bool
  /// Whether open orders are asked about every so often.
  let reconciles: Bool
  /// When the faults heal, or the run ends.
  let end: Instant

  init(_ options: RunOptions) {
    var random = SimRandom(seed: options.seed, purpose: 1)
    let isCalm = options.climate == .calm
    start = Scenario.start(&random, minutes: isCalm ? Scenario.earlyMinutes : Scenario.minutes)
    let given = Scenario.capabilities(&random)
    // A quarter of the seeds: reconciliation hides bugs of the direct path.
    reconciles = !random.chance(perMille: 250)
    let needsYoungQuotes = random.chance(perMille: 80)
    let guards = GuardChoice(seed: options.seed, isCalm: isCalm, isMeasured: options.load != nil)
    self.guards = guards
    needsQuotes = needsYoungQuotes || guards.quotesFlow
    var limits = RiskLimits()
    if isCalm || !random.chance(perMille: 200) { limits = Scenario.wide(limits) }
    if !needsYoungQuotes { limits.quoteAge = Limit(warn: nil, block: nil) }
    guards.apply(to: &limits)
    limits.quietPeriod = .seconds(random.pick(isCalm ? [2, 5] : [2, 5, 5, 20, 300]))
    let deskName = random.chance(perMille: 200) ? "east" : ""
    let all =
      isCalm
      ? Scenario.calmEntries(&random, options)
      : (0..<random.within(2...14)).map { _ in Scenario.entry(&random, options) }
    let planned = Array(all.prefix(options.parentLimit))
    end = start + Scenario.length(of: planned, options)
    let market = Market(seed: options.seed, climate: options.climate, from: start, to: end)
    self.market = market
    let (first, most) = (start, options.sliceLimit)
    entries = planned.enumerated().map { number, entry in
      entry.with(market.request(entry.ticket.request, number: number, at: first, most: most))
    }
    account = Account(seed: options.seed, entries: entries, isMeasured: options.load != nil)
    capabilities = account.capabilities(market.capabilities(given))
    var linkRandom = SimRandom(seed: options.seed, purpose: 62)
    settings = DeskSettings(
      limits: limits, broker: capabilities, deskName: deskName,
      reconcileInterval: reconciles ? DeskSettings.defaultReconcileInterval : nil,
      onLinkLoss: linkRandom.chance(perMille: 400) ? .hold : .goOn,
      sharesFirmSwitch: guards.sharesFirmSwitch)
  }

  /// Calm seeds end when their plans do; stormy ones while much is still to come.
  private static func length(of entries: [Entry], _ options: RunOptions) -> TimeSpan {
    switch options.climate {
    case .calm:
      let last = entries.map { $0.after + $0.span }.max() ?? .zero
      return last + last / 10 + .seconds(120)
    case .stormy:
      let last = entries.map { $0.after + $0.ticket.request.interval * options.sliceLimit / 4 }.max()
      return min(max(.seconds(120), (last ?? .zero) + .seconds(300)), .seconds(7200))
    }
  }

  private static let minutes = [
    14 * 60 + 30, 60 + 40, 30, 23 * 60 + 40, 23 * 60 + 58, 23 * 60 + 58, 9 * 60 + 31,
  ]
  /// Times of day that leave room for a whole plan.
  private static let earlyMinutes = [14 * 60 + 30, 60 + 40, 30, 9 * 60 + 31]

  private static func start(_ random: inout SimRandom, minutes: [Int]) -> Instant {
    let days = [(2026, 3, 2), (2026, 3, 8), (2026, 11, 1), (2026, 7, 15), (2028, 2, 29)]
    let (year, month, day) = random.pick(days)
    let minute = random.pick(minutes)
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
      answerLimit: .seconds(random.within(2...6)), listsOpenOrders: random.chance(perMille: 700))
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
}
