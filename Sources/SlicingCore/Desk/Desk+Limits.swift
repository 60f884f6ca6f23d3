// Pre-trade limits: the whole order when it is entered, and every slice again at the gate.

/// How much of the limits is used.
public struct LimitUsage: Hashable, Sendable {
  /// Filled and still intended today, over all symbols.
  public internal(set) var allDay: Notional = .zero
  var bySymbol: [Symbol: Notional] = [:]
  /// New orders in the last 60 s.
  public internal(set) var ordersLastMinute = 0
  /// Parents that are not over.
  public internal(set) var openParents = 0
  /// Orders the broker has not accounted for.
  public internal(set) var unknownOrders = 0
  /// Shares waiting for a decision.
  public internal(set) var owed: Shares = .zero

  /// Filled and still intended today in one symbol.
  public func symbolDay(_ symbol: Symbol) -> Notional { bySymbol[symbol] ?? .zero }
}

extension Desk {
  /// How much of the limits is used now.
  public func usage(at now: Instant) -> LimitUsage {
    var usage = LimitUsage()
    for book in books where !book.parent.status.isFinal {
      usage.openParents += 1
      usage.owed += book.shares.owed
      usage.unknownOrders += book.open.count { book.slices[$0].status == .unknown }
    }
    let today = NewYork.date(of: now)
    for symbol in dayUse.symbols { usage.bySymbol[symbol] = dayUse.notional(symbol, on: today, quotes) }
    usage.allDay = dayUse.notional(on: today, quotes)
    usage.ordersLastMinute = recentSends.count(at: now)
    return usage
  }

  /// The price an order is valued at before it fills: its limit, else its stop, else the touch, else arrival.
  public func referencePrice(of request: OrderRequest, arrival: Price?) -> Price? {
    request.type.limitPrice ?? request.type.stopPrice ?? quotes[request.symbol]?.touch(request.side)
      ?? arrival
  }

  // MARK: The whole order

  func orderFindings(_ request: OrderRequest, largestSlice: Shares, at now: Instant) -> [LimitFinding] {
    let limits = settings.limits
    let usage = usage(at: now)
    var found = Findings()
    found.check(request.quantity, limits.orderShares, .orderShares) { "order of \($0) shares" }
    found.check(usage.openParents + 1, limits.openParents, .openParents) { "\($0) parents open" }
    if let price = referencePrice(of: request, arrival: nil) {
      let notional = price * request.quantity
      let symbolDay = usage.symbolDay(request.symbol) + notional
      found.check(notional, limits.orderNotional, .orderNotional) { "order of \($0)" }
      found.check(price * largestSlice, limits.sliceNotional, .sliceNotional) { "slice of \($0)" }
      found.check(symbolDay, limits.symbolDay, .symbolDay) { "\(request.symbol) today \($0)" }
      found.check(usage.allDay + notional, limits.allDay, .allDay) { "all orders today \($0)" }
    }
    checkQuote(request, &found, at: now)
    checkCollar(request, &found)
    checkVolume(request, &found)
    checkPosition(request, &found)
    checkOtherParents(request, &found, at: now)
    return found.worstFirst
  }

  private func checkQuote(_ request: OrderRequest, _ found: inout Findings, at now: Instant) {
    guard let quote = quotes[request.symbol] else {
      return found.add(.staleQuote, .block, "no quote for \(request.symbol) yet")
    }
    found.check(now - quote.at, settings.limits.quoteAge, .staleQuote) {
      "quote of \(request.symbol) \($0) old"
    }
  }

  /// Keeps a quote to value and to check by. One without a bid or an ask, or with them crossed, prices
  /// nothing: taken as it is, a price of zero would pass every limit. The one before it grows old instead,
  /// and then blocks. A venue whose clock is ahead must not make its quotes younger than their arrival.
  mutating func take(_ quote: Quote, at now: Instant) {
    guard quote.bid.nanodollars > 0, quote.ask >= quote.bid else { return }
    if let newest = quotes[quote.symbol], newest.at > quote.at { return }
    let taken = Quote(symbol: quote.symbol, bid: quote.bid, ask: quote.ask, at: min(quote.at, now))
    quotes[quote.symbol] = taken
    quoteMoved(taken, at: now)
  }

  private func checkCollar(_ request: OrderRequest, _ found: inout Findings) {
    guard let limit = request.type.limitPrice, let quote = quotes[request.symbol] else { return }
    let away = limit.basisPointsAway(from: quote.midpoint)
    found.check(away, settings.limits.priceCollarBasisPoints, .priceCollar, unit: Findings.percent) {
      "limit price \(limit) is \(Findings.percent($0)) away from \(quote.midpoint)"
    }
  }

  /// Nobody trades against himself, and the same order twice within ten minutes is pointed out.
  private func checkOtherParents(_ request: OrderRequest, _ found: inout Findings, at now: Instant) {
    for book in books where book.parent.request.symbol == request.symbol {
      let other = book.parent
      if other.request.side == request.side.opposite, !other.status.isFinal {
        found.add(
          .oppositeSide, .block,
          "order \(other.ordinal) on the other side is open: it \(other.request.side.rawValue)s \(request.symbol)"
        )
      }
      if other.request.side == request.side, other.request.quantity == request.quantity,
        now - other.createdAt < .seconds(600)
      {
        let ago = TimeSpan.seconds((now - other.createdAt).wholeSeconds)
        found.add(.recentTwin, .warn, "order \(other.ordinal) for the same shares was entered \(ago) ago")
      }
    }
  }

  // MARK: One slice

  func sliceFindings(_ address: SliceAddress, at now: Instant) -> [LimitFinding] {
    let parent = books[address.book].parent
    var found = Findings()
    checkQuote(parent.request, &found, at: now)
    if let price = referencePrice(of: parent.request, arrival: parent.arrivalPrice) {
      found.check(price * self[address].leaves, settings.limits.sliceNotional, .sliceNotional) {
        "slice of \($0)"
      }
    }
    checkArrival(parent, &found)
    found.check(recentSends.count(at: now) + 1, settings.limits.ordersPerMinute, .messageRate) {
      "\($0) orders in a minute"
    }
    checkVolume(parent.request, &found)
    checkPosition(address, &found)
    checkRepeats(parent.request, &found, at: now)
    let (symbol, today) = (parent.request.symbol, NewYork.date(of: now))
    if settings.limits.symbolDay.block != nil {
      let used = dayUse.notional(symbol, on: today, quotes)
      found.check(used, settings.limits.symbolDay, .symbolDay) { "\(symbol) today \($0)" }
    }
    if settings.limits.allDay.block != nil {
      let used = dayUse.notional(on: today, quotes)
      found.check(used, settings.limits.allDay, .allDay) { "all orders today \($0)" }
    }
    return found.worstFirst
  }

  /// A slice that would pay far from where the parent began waits for a person.
  func checkArrival(_ parent: Parent, _ found: inout Findings) {
    guard let arrival = parent.arrivalPrice, let quote = quotes[parent.request.symbol] else { return }
    let price = parent.request.type.limitPrice ?? quote.touch(parent.request.side)
    let away = price.basisPointsAway(from: arrival)
    found.check(
      away, settings.limits.arrivalCollarBasisPoints, .arrivalCollar, unit: Findings.percent
    ) {
      "price \(price) is \(Findings.percent($0)) away from arrival \(arrival)"
    }
  }
}

/// Collects what the limits say.
struct Findings: Sendable {
  private var all: [LimitFinding] = []

  var worstFirst: [LimitFinding] { all.filter { $0.level == .block } + all.filter { $0.level == .warn } }

  mutating func add(_ rule: LimitRule, _ level: LimitFinding.Level, _ text: String) {
    all.append(LimitFinding(rule: rule, level: level, text: text))
  }

  /// A value above a level is found; at the level it still passes.
  mutating func check<Value: Comparable & CustomStringConvertible>(
    _ value: Value, _ limit: Limit<Value>, _ rule: LimitRule, unit: (Value) -> String = { "\($0)" },
    words: (Value) -> String
  ) {
    if let block = limit.block, value > block {
      add(rule, .block, "\(words(value)), at most \(unit(block))")
    } else if let warn = limit.warn, value > warn {
      add(rule, .warn, "\(words(value)), above \(unit(warn))")
    }
  }

  static func percent(_ basisPoints: Int) -> String {
    "\(basisPoints / 100).\(basisPoints % 100 < 10 ? "0" : "")\(basisPoints % 100) %"
  }
}

extension Price {
  /// How far from `reference`, which is positive, either way, in basis points, rounded up: what is beyond a
  /// collar by the least part of one is beyond it.
  fileprivate func basisPointsAway(from reference: Price) -> Int {
    let difference = (Int128(nanodollars) - Int128(reference.nanodollars)).magnitude
    let divisor = Int128(reference.nanodollars).magnitude
    return Int(clamping: (difference * 10_000 + divisor - 1) / divisor)
  }
}
