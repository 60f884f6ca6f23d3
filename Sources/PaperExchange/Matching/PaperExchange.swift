internal import HeapModule
public import SlicingCore

/// A simulated exchange: quotes that move, orders that fill in parts, an account. It has no clock, no thread
/// and no file; it is told what time it is, and the same seed and the same calls give the same events.
///
/// How orders trade. A quote holds for a tick of a quarter of a second and shows a size; whatever all orders
/// take from one side of one tick is taken from that size, oldest order first.
/// - *market*: takes what is shown, then the same again on every tick that follows, and at least an eighth of
///   the order each time; what exceeds the size shown pays up one to five steps.
/// - *limit*: takes what is shown when the touch is at its limit or better. On arrival it trades at the
///   touch; once it has rested, at its own limit, as a resting order would.
/// - *stop*, *stop_limit*: become market and limit when the touch of their own side reaches the stop.
/// - *ioc* takes what is shown at once and is canceled; *fok* is canceled unless that is all of it.
/// - *day* ends with New York's date, or with the session where the exchange has sessions. Between them
///   nothing trades, and new orders are refused.
///
/// Nothing else is rejected but malformed orders and, unless told otherwise, a client id seen before.
///
/// The work of a call is bounded by what happens, not by how much time has passed: see `PriceWalk.firstTick`.
public struct PaperExchange: Sendable {
  /// What this exchange is like.
  public let configuration: ExchangeConfiguration
  /// Where its chance comes from.
  public let seed: UInt64
  /// Orders, executions, account.
  public private(set) var books: VenueBooks
  /// The exchange's clock: the latest instant it was told.
  public private(set) var now: Instant

  private let ids: VenueIDs
  private var outbox: [ExchangeEvent] = []
  private var deadlines = Heap<Deadline>()
  private var progress: [Int: Progress] = [:]
  private var taken: [Symbol: TakenLiquidity] = [:]
  /// Of symbols with orders: what follows from the seed alone, kept because it is needed all the time.
  private var markets: [Symbol: SymbolMarket] = [:]

  /// How far ahead a waiting order looks for its tick before it looks again: about three days.
  private static let horizon: Int64 = 1 << 20
  /// Market orders are done after at most about this many ticks.
  private static let marketTicks = 8

  /// An exchange, new or with the books of an earlier one, whose open orders go on where they stood.
  public init(
    seed: UInt64, configuration: ExchangeConfiguration = ExchangeConfiguration(), books: VenueBooks? = nil
  ) {
    self.seed = seed
    self.configuration = configuration
    self.books = books ?? VenueBooks(cash: configuration.startingCash)
    ids = VenueIDs(seed: seed, salt: configuration.idSalt)
    now = self.books.lastAt ?? Instant(microseconds: .min / 4)
    for execution in self.books.executions where isOnCurrentTick(execution) { note(execution) }
    for order in self.books.openOrders { resume(order) }
    dropStaleDeadlines()
  }

  // MARK: What can be asked

  /// The quote of a symbol: a function of seed, symbol and time, whoever asks and whenever.
  public func quote(_ symbol: Symbol, at instant: Instant) -> DisplayedQuote {
    let market = market(symbol)
    return market.quote(market.tick(at: instant))
  }

  /// When a symbol's quote changes next.
  public func nextQuoteAt(_ symbol: Symbol, after instant: Instant) -> Instant {
    let market = market(symbol)
    return market.start(of: market.tick(at: instant) + 1)
  }

  /// When something will happen by itself; nil while nothing is open. May turn out to be nothing.
  public var nextEventAt: Instant? { deadlines.min?.at }

  private func market(_ symbol: Symbol) -> SymbolMarket {
    markets[symbol] ?? SymbolMarket(symbol, seed: seed, configuration: configuration)
  }

  // MARK: What can be done

  /// Takes an order in at `instant` (or at the exchange's own time, where that is later) and matches it at
  /// once. The executions come with the events of the next `advance`.
  public mutating func submit(_ terms: NewOrder, at instant: Instant) throws(ExchangeRefusal) -> VenueOrder {
    run(to: instant)
    try check(terms)
    return book(terms, id: ids.order(books.orders.count))
  }

  /// Ends an open order and books another in its place, in one step: no execution of the old one comes
  /// between. The new order's quantity is its own; what the old one filled is not taken off.
  public mutating func replace(
    _ orderID: String, with terms: NewOrder, at instant: Instant
  ) throws(ExchangeRefusal) -> VenueOrder {
    run(to: instant)
    guard let order = books.order(orderID) else { throw .noSuchOrder(orderID) }
    guard order.isOpen else { throw .alreadyEnded(order.status) }
    try check(terms)
    let id = ids.order(books.orders.count)
    emit(.replaced(orderID: orderID, by: id, at: now))
    return book(terms, id: id)
  }

  private mutating func book(_ terms: NewOrder, id: String) -> VenueOrder {
    let isDay = terms.timeInForce == .day
    let expiresAt = isDay ? configuration.hours.dayEnds(now) : nil
    emit(.booked(terms, orderID: id, at: now, expiresAt: expiresAt))
    guard let order = books.orders.last else { preconditionFailure("\(id) was booked and is not there") }
    keepMarket(terms.symbol)
    let tick = market(terms.symbol).tick(at: now)
    progress[order.sequence] = Progress(lastActive: tick)
    if let expiresAt {
      deadlines.insert(Deadline(at: expiresAt, order: order.sequence, work: .expire, generation: 0))
    }
    act(order.sequence, tick: tick)
    dropStaleDeadlines()
    return books.orders[order.sequence]
  }

  /// Keeps an order as rejected: whoever runs the exchange wants it so. Its client id is taken.
  public mutating func reject(
    _ terms: NewOrder, reason: String, at instant: Instant
  ) throws(ExchangeRefusal) -> VenueOrder {
    run(to: instant)
    try check(terms)
    let id = ids.order(books.orders.count)
    emit(.rejected(terms, orderID: id, at: now, reason: reason))
    guard let order = books.orders.last else { preconditionFailure("\(id) was kept and is not there") }
    return order
  }

  /// Cancels an order by the venue's id. What it filled until `instant` stays filled.
  public mutating func cancel(_ orderID: String, at instant: Instant) throws(ExchangeRefusal) {
    run(to: instant)
    guard let order = books.order(orderID) else { throw .noSuchOrder(orderID) }
    guard order.isOpen else { throw .alreadyEnded(order.status) }
    emit(.canceled(orderID: orderID, at: now))
    dropStaleDeadlines()
  }

  /// Executes all an open order has left, at its limit or at the touch: whoever runs the exchange wants it
  /// so.
  public mutating func fill(_ orderID: String, at instant: Instant) throws(ExchangeRefusal) {
    run(to: instant)
    guard let order = books.order(orderID) else { throw .noSuchOrder(orderID) }
    guard order.isOpen else { throw .alreadyEnded(order.status) }
    let market = market(order.terms.symbol)
    let tick = market.tick(at: now)
    let touch = market.quote(tick).quote.touch(order.terms.side)
    execute(order.sequence, order.leaves, at: order.terms.type.limitPrice ?? touch, tick: tick)
    dropStaleDeadlines()
  }

  /// Takes an execution back: whoever runs the exchange wants it so.
  public mutating func bust(_ executionID: String, at instant: Instant) throws(ExchangeRefusal) {
    run(to: instant)
    guard let order = books.order(ofExecution: executionID) else { throw .noSuchExecution(executionID) }
    emit(.busted(orderID: order.id, executionID: executionID, at: now))
  }

  /// Lets time pass up to and including `instant`, and hands out every event since the last call. However the
  /// time is divided into calls, the events are the same.
  public mutating func advance(to instant: Instant) -> [ExchangeEvent] {
    run(to: instant)
    defer { outbox = [] }
    return outbox
  }

  private mutating func keepMarket(_ symbol: Symbol) {
    if markets[symbol] == nil {
      markets[symbol] = SymbolMarket(symbol, seed: seed, configuration: configuration)
    }
  }

  private func check(_ terms: NewOrder) throws(ExchangeRefusal) {
    // So many shares that sums of them would no longer fit are nobody's order.
    guard terms.quantity >= 1, terms.quantity.count <= 1_000_000_000_000 else {
      throw .badQuantity(terms.quantity)
    }
    for price in [terms.type.limitPrice, terms.type.stopPrice] {
      if let price, price.nanodollars <= 0 || !price.isOnEntryGrid { throw .badPrice(price) }
    }
    if let earlier = orderBlocking(terms.clientOrderID, at: now) {
      throw .duplicateClientOrderID(terms.clientOrderID, orderID: earlier.id)
    }
    // Last: that there is such an order already is news no other refusal may hide.
    if case .closed(let opensAt) = configuration.hours.session(at: now) { throw .marketClosed(opensAt) }
  }

  /// The order because of which another under this client id would be refused; nil where none would.
  public func orderBlocking(_ clientOrderID: String, at instant: Instant) -> VenueOrder? {
    guard let earlier = books.orders(clientOrderID: clientOrderID).last else { return nil }
    let isBlocking =
      switch configuration.deduplication {
      case .never: false
      case .window(let window): instant - earlier.createdAt < window
      case .forever: true
      }
    return isBlocking ? earlier : nil
  }

  // MARK: Time

  private mutating func run(to instant: Instant) {
    while let next = deadlines.min, next.at <= instant {
      deadlines.removeMin()
      if isValid(next) {
        now = max(now, next.at)
        carryOut(next)
      }
    }
    now = max(now, instant)
    dropStaleDeadlines()
  }

  private mutating func carryOut(_ deadline: Deadline) {
    let order = books.orders[deadline.order]
    switch deadline.work {
    case .expire: emit(.expired(orderID: order.id, at: deadline.at))
    case .match: act(deadline.order, tick: market(order.terms.symbol).tick(at: deadline.at))
    }
  }

  private func isValid(_ deadline: Deadline) -> Bool {
    guard let progress = progress[deadline.order] else { return false }
    return deadline.work == .expire || deadline.generation == progress.generation
  }

  /// Deadlines of orders that are over stay in the heap until they come to its top.
  private mutating func dropStaleDeadlines() {
    while let next = deadlines.min, !isValid(next) { deadlines.removeMin() }
  }

  /// Puts an order of the books back to work. Every tick before the last event was looked at by the exchange
  /// before, or something would have been recorded; the tick of that event is looked at again.
  private mutating func resume(_ order: VenueOrder) {
    keepMarket(order.terms.symbol)
    let market = market(order.terms.symbol)
    var state = Progress(lastActive: market.tick(at: order.createdAt))
    if let triggeredAt = order.triggeredAt { state.lastActive = market.tick(at: triggeredAt) }
    for execution in order.executions {
      let tick = market.tick(at: execution.at)
      state.hasRested = state.hasRested || tick > state.lastActive + 1
      state.lastActive = tick
    }
    progress[order.sequence] = state
    if let expiresAt = order.expiresAt {
      deadlines.insert(Deadline(at: expiresAt, order: order.sequence, work: .expire, generation: 0))
    }
    schedule(order.sequence, from: max(state.lastActive + 1, market.tick(at: now)))
  }
}

// MARK: Matching

extension PaperExchange {
  /// Lets an order do on a tick whatever it can, and sets its next deadline.
  private mutating func act(_ index: Int, tick: Int64) {
    if books.orders[index].awaitsTrigger { trigger(index, tick: tick) }
    if !books.orders[index].awaitsTrigger { match(index, tick: tick) }
    let order = books.orders[index]
    let isImmediate = order.terms.timeInForce == .ioc || order.terms.timeInForce == .fok
    if order.isOpen, isImmediate, !order.awaitsTrigger { emit(.canceled(orderID: order.id, at: now)) }
    if books.orders[index].isOpen { schedule(index, from: tick + 1) }
  }

  private mutating func trigger(_ index: Int, tick: Int64) {
    let order = books.orders[index]
    guard let stop = order.terms.type.stopPrice else { preconditionFailure("\(order.id) has no stop") }
    let quote = market(order.terms.symbol).quote(tick).quote
    guard Crossing.stop(stop, order.terms.side).holds(for: quote) else { return }
    progress[index]?.lastActive = tick
    emit(.triggered(orderID: order.id, at: now))
  }

  private mutating func match(_ index: Int, tick: Int64) {
    let order = books.orders[index]
    let side = order.terms.side
    let shown = market(order.terms.symbol).quote(tick)
    let left = shown.size(for: side) - (taken[order.terms.symbol]?.of(side, tick: tick) ?? 0)
    if order.terms.timeInForce == .fok, left < order.leaves { return }
    let atTouch = min(order.leaves, max(left, 0))
    if let limit = order.terms.type.limitPrice {
      guard Crossing.limit(limit, side).holds(for: shown.quote) else { return }
      noteRest(index, tick: tick)
      let hasRested = progress[index]?.hasRested ?? false
      execute(index, atTouch, at: hasRested ? limit : shown.quote.touch(side), tick: tick)
    } else {
      execute(index, atTouch, at: shown.quote.touch(side), tick: tick)
      payUp(index, beyond: atTouch, shown: shown, tick: tick)
    }
  }

  /// A market order that is much larger than the sizes shown pays for the rest of its share of this tick.
  private mutating func payUp(_ index: Int, beyond done: Shares, shown: DisplayedQuote, tick: Int64) {
    let order = books.orders[index]
    let share = (order.terms.quantity.count + PaperExchange.marketTicks - 1) / PaperExchange.marketTicks
    let rest = min(order.leaves, Shares(share) - done)
    guard order.isOpen, order.terms.timeInForce != .ioc, rest >= 1 else { return }
    let steps = min(5, 1 + rest.count / shown.size(for: order.terms.side).count)
    let touch = shown.quote.touch(order.terms.side)
    execute(index, rest, at: PriceGrid.worsened(touch, by: steps, for: order.terms.side), tick: tick)
  }

  private mutating func execute(_ index: Int, _ quantity: Shares, at price: Price, tick: Int64) {
    guard quantity >= 1 else { return }
    progress[index]?.lastActive = tick
    emit(
      .executed(
        VenueExecution(
          id: ids.execution(books.executionCount), orderID: books.orders[index].id, quantity: quantity,
          price: price, at: now)))
  }

  private mutating func noteRest(_ index: Int, tick: Int64) {
    guard let state = progress[index], tick > state.lastActive + 1 else { return }
    progress[index]?.hasRested = true
  }

  /// Finds the next tick from `earliest` on at which an open order can do something.
  private mutating func schedule(_ index: Int, from earliest: Int64) {
    let order = books.orders[index]
    let market = market(order.terms.symbol)
    let (first, ahead, again) = searchable(from: earliest, in: market)
    // Nobody looks past an order's end: its deadline is set already.
    let end = order.expiresAt.map { max(first, market.tick(at: $0)) } ?? .max
    let last = min(ahead, end)
    let found: Int64?
    switch (order.awaitsTrigger ? order.terms.type.stopPrice : nil, order.terms.type.limitPrice) {
    case (let stop?, _): found = market.firstTick(.stop(stop, order.terms.side), in: first..<last)
    case (nil, let limit?): found = market.firstTick(.limit(limit, order.terms.side), in: first..<last)
    case (nil, nil): found = first
    }
    let generation = (progress[index]?.generation ?? 0) + 1
    progress[index]?.generation = generation
    guard let tick = found ?? (last == ahead ? again : nil) else { return }
    deadlines.insert(
      Deadline(at: market.start(of: tick), order: index, work: .match, generation: generation))
  }

  /// The ticks from the first to the one before `ahead` in which something may trade, and the tick at which
  /// to look again if nothing does.
  private func searchable(
    from earliest: Int64, in market: SymbolMarket
  ) -> (first: Int64, ahead: Int64, again: Int64) {
    let hours = configuration.hours
    guard let window = hours.window(at: market.start(of: earliest)) else {
      let ahead = earliest + PaperExchange.horizon
      return (earliest, ahead, ahead)
    }
    // After the bell the next session is looked at, from its first tick on.
    let next = hours.window(at: window.upperBound)
    let again = market.tick(from: next?.lowerBound ?? window.upperBound)
    return (max(earliest, market.tick(from: window.lowerBound)), market.tick(from: window.upperBound), again)
  }

  /// The only place the books change.
  private mutating func emit(_ event: ExchangeEvent) {
    do {
      try books.apply(event)
    } catch {
      preconditionFailure("the exchange made an event that does not fit its books: \(event): \(error)")
    }
    outbox.append(event)
    if case .executed(let execution) = event { note(execution) }
    guard let order = books.order(event.orderID), !order.isOpen else { return }
    progress[order.sequence] = nil
  }

  private func isOnCurrentTick(_ execution: VenueExecution) -> Bool {
    guard now - execution.at < TimeSpan(microseconds: PriceWalk.tickLength),
      let symbol = books.order(execution.orderID)?.terms.symbol
    else { return false }
    let market = market(symbol)
    return market.tick(at: execution.at) == market.tick(at: now)
  }

  private mutating func note(_ execution: VenueExecution) {
    guard let terms = books.order(execution.orderID)?.terms else { return }
    let tick = market(terms.symbol).tick(at: execution.at)
    taken[terms.symbol, default: TakenLiquidity(tick: tick)].take(execution.quantity, terms.side, tick: tick)
  }
}
