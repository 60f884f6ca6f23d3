internal import SlicingCore

// What a seed's traders mean to enter.

extension Scenario {
  // MARK: Stormy: everything from one slice to five hundred, on both sides

  static func entry(_ random: inout SimRandom, _ options: RunOptions) -> Entry {
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
    let leftover: LeftoverRule = random.chance(perMille: 800) ? .cancel : .leave
    let pastClose: PastClose = random.chance(perMille: 500) ? .shorten : .refuse
    return entry(after: after, leftover, pastClose) { () throws(RequestError) in
      try OrderRequest(
        symbol: parsed, side: side, quantity: Shares(quantity), type: type, timeInForce: tif,
        horizon: .duration(.seconds(seconds)), interval: .seconds(interval))
    }
  }

  private static func entry(
    after: TimeSpan, _ leftover: LeftoverRule, _ pastClose: PastClose,
    _ request: () throws(RequestError) -> OrderRequest
  ) -> Entry {
    do throws(RequestError) {
      return Entry(
        after: after,
        ticket: OrderTicket(
          request: try request(), acknowledged: Set(LimitRule.allCases), leftover: leftover,
          pastClose: pastClose))
    } catch {
      preconditionFailure("the workload made an order nobody could enter: \(error)")
    }
  }

  // MARK: Calm: long plans, one side of each symbol, so that nothing stands in an order's way

  static func calmEntries(_ random: inout SimRandom, _ options: RunOptions) -> [Entry] {
    let symbols = ["AAPL", "MSFT", "TSLA", "BRK.B", "SPY", "QQQ", "F", "GE"]
    let sides: [Side] = symbols.map { _ in random.chance(perMille: 700) ? .buy : .sell }
    return (0..<(options.load ?? random.within(7...16))).map { _ in
      let chosen = random.below(symbols.count)
      return calmEntry(&random, options, symbols[chosen], sides[chosen])
    }
  }

  private static func calmEntry(
    _ random: inout SimRandom, _ options: RunOptions, _ name: String, _ side: Side
  ) -> Entry {
    let slices = min(options.load == nil ? random.within(150...500) : 390, options.sliceLimit)
    let interval = random.pick([1, 2, 3, 5])
    let quantity = slices * random.within(1...60) + random.below(slices)
    let type: OrderType =
      random.chance(perMille: 850)
      ? .market : .limit(Price(nanodollars: side == .buy ? 188_500_000_000 : 186_000_000_000))
    let tif = random.pick([TimeInForce.day, .day, .gtc, .ioc])
    let after = TimeSpan.milliseconds(random.below(60_000))
    guard let symbol = Symbol(name) else { preconditionFailure("\(name) is a symbol") }
    return entry(after: after, .cancel, .shorten) { () throws(RequestError) in
      try OrderRequest(
        symbol: symbol, side: side, quantity: Shares(quantity), type: type, timeInForce: tif,
        horizon: .duration(.seconds(slices * interval)), interval: .seconds(interval))
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
