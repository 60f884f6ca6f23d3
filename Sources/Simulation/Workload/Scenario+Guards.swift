internal import SlicingCore

// Which guards a seed has beyond the limits of its orders, and how narrow: most are not stopped by them.

/// What a seed's guards are like.
struct GuardChoice {
  /// The largest step of a price between two quotes, in cents.
  let priceStep: Int
  /// Whether quotes keep coming.
  let quotesFlow: Bool
  let sharesFirmSwitch: Bool
  private let limits: (inout RiskLimits) -> Void

  init(seed: UInt64, isCalm: Bool, isMeasured: Bool) {
    var random = SimRandom(seed: seed, purpose: 63)
    let moves = !isMeasured && random.chance(perMille: isCalm ? 150 : 300)
    priceStep = moves ? random.pick(isCalm ? [1, 3] : [1, 5, 30]) : 0
    quotesFlow = moves || !isMeasured && random.chance(perMille: 60)
    sharesFirmSwitch = !isMeasured && random.chance(perMille: 200)
    let isNarrow = random.chance(perMille: isCalm ? 100 : 250)
    let loss = random.pick([nil, 1, 20, 400, 500_000])
    let drawdown = random.pick([nil, 1, 5, 20, 400])
    let stale = random.pick([nil, 5, 20, 60])
    let repeats = random.chance(perMille: isCalm ? 80 : 200) ? random.pick([3, 8, 40]) : nil
    let warning = random.chance(perMille: 250)
    let watches = quotesFlow
    limits = { limits in
      limits.dataStale = watches ? stale.map { .seconds($0) } : nil
      if isCalm { limits.repeatedExecutions = Limit(warn: nil, block: nil) }
      if let repeats { limits.repeatedExecutions = Limit(warn: nil, block: repeats) }
      if warning { limits.sliceNotional.warn = Notional(dollars: 1000) }
      guard isNarrow, !isMeasured else { return }
      limits.dailyLoss = (isCalm ? 500_000 : loss).map { Notional(dollars: $0) }
      limits.maxDrawdown = drawdown.map { Notional(dollars: $0) }
    }
  }

  func apply(to limits: inout RiskLimits) { self.limits(&limits) }
}
