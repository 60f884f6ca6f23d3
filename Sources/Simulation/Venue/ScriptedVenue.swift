internal import SlicingCore

/// A venue with a ledger of its own and every bad habit a venue can have. It keeps the promises of its
/// capability record; where a fault class makes it break one, the checker knows.
struct ScriptedVenue {
  let capabilities: BrokerCapabilities
  var orders: [VenueOrder] = []
  /// The newest order under each client id; more than one only where duplicates are let through.
  var index: [ClientOrderID: Int] = [:]
  var random: SimRandom
  /// What is to be delivered, and what the venue does later: emptied by the simulator after every call.
  var posts: [Post] = []
  var jobs: [(TimeSpan, VenueJob)] = []
  var ledger: [LedgerEntry] = []
  var executionCount = 0
  /// How far its clock, by which it says when it did things, is behind.
  var clockLag: TimeSpan = .zero
  /// When it last refused a cancel it could have taken.
  var lastRefusal = Instant(microseconds: .min)
  /// What its symbols trade at.
  var prices: Prices

  init(seed: UInt64, capabilities: BrokerCapabilities, prices: Prices) {
    self.prices = prices
    random = SimRandom(seed: seed, purpose: 21)
    self.capabilities = capabilities
  }

  // MARK: New orders

  /// A new order arrives: booked or not, answered truly or not.
  mutating func take(
    _ submission: Submission, sentAt: Instant, isRepeat: Bool, at now: Instant, _ faults: inout Faults
  ) {
    let answer = { (outcome: SendOutcome) in Event.sent(submission.id, attempt: submission.attempt, outcome) }
    if let earlier = index[submission.id], refusesDuplicate(earlier, at: now) {
      posts.append(Post(.orders, answer(.unknown(reason: "duplicate client order id"))))
      return
    }
    if isRepeat {
      // What the venue refused the first time it refuses again.
      guard index[submission.id] != nil else { return }
    } else {
      if faults.strike(.rejected) {
        return posts.append(
          Post(.orders, answer(.rejected(reason: faults.text("insufficient buying power")))))
      }
      if faults.strike(.unauthorized) {
        return posts.append(Post(.orders, answer(.unauthorized(reason: faults.text("key revoked")))))
      }
      if faults.strike(.serverErrorUnbooked) {
        return posts.append(Post(.orders, answer(.unknown(reason: faults.text("503 service unavailable")))))
      }
    }
    let order = book(submission, sentAt: sentAt, at: now, &faults)
    let accepted = SendOutcome.accepted(brokerOrderID: orders[order].brokerOrderID)
    let fillsFirst = faults.strike(.fillBeforeAck)
    if fillsFirst { execute(order, quantity: nextPart(order), at: now, &faults) }
    if faults.strike(.serverErrorBooked) {
      posts.append(Post(.orders, answer(.unknown(reason: faults.text("502 bad gateway")))))
    } else if faults.strike(.lieRejected) {
      ledger.append(.denied(submission.id))
      posts.append(Post(.orders, answer(.rejected(reason: faults.text("400 bad request")))))
    } else if !faults.strike(.timeoutBooked) {
      let delay = fillsFirst ? TimeSpan.milliseconds(random.within(50...2500)) : .zero
      posts.append(Post(.orders, answer(accepted), delay: delay))
    }
    if random.chance(perMille: 300) { posts.append(Post(.stream, .order(orders[order].report()))) }
    planFills(order)
  }

  private func refusesDuplicate(_ earlier: Int, at now: Instant) -> Bool {
    switch capabilities.deduplicates {
    case .never: false
    case .window(let window): now - orders[earlier].createdAt < window
    case .forever: true
    }
  }

  private mutating func book(
    _ submission: Submission, sentAt: Instant, at now: Instant, _ faults: inout Faults
  ) -> Int {
    var visible = now
    if faults.strike(.slowBooking) {
      // Never later than the longest delay the venue promises.
      let limit = capabilities.longestDelay.map { sentAt + $0 } ?? now + .seconds(40)
      let lag = TimeSpan.milliseconds(faults.within(100...4000, for: .slowBooking))
      visible = max(now, min(now + lag, limit - .milliseconds(1)))
    }
    let isPartial = faults.strike(.partialFill)
    let order = VenueOrder(
      submission: submission, brokerOrderID: faults.id("v\(orders.count + 1)"), sentAt: sentAt,
      createdAt: now - clockLag,
      visibleAt: visible, toFill: appetite(submission, isPartial), parts: isPartial ? random.within(2...4) : 1
    )
    orders.append(order)
    index[submission.id] = orders.count - 1
    ledger.append(.booked(order: orders.count - 1))
    return orders.count - 1
  }

  /// How much of an order the market will take by itself.
  private mutating func appetite(_ submission: Submission, _ isPartial: Bool) -> Shares {
    let quantity = submission.quantity.count
    switch (submission.timeInForce, submission.type) {
    case (.fok, _): return random.chance(perMille: 700) ? submission.quantity : .zero
    case (.ioc, _): return isPartial ? Shares(random.below(quantity + 1)) : submission.quantity
    case (_, .market), (_, .stop): return submission.quantity
    case (_, .limit), (_, .stopLimit):
      return random.chance(perMille: 700) ? submission.quantity : Shares(random.below(quantity + 1))
    }
  }

  private mutating func planFills(_ order: Int) {
    if orders[order].toFill > .zero { jobs.append((pause(order), .fill(order: order))) }
    switch orders[order].submission.timeInForce {
    case .ioc: jobs.append((.milliseconds(4000), .endRest(order: order, .canceled)))
    case .fok: jobs.append((.milliseconds(4000), .endRest(order: order, .expired)))
    case .day, .gtc: break
    }
  }

  private mutating func pause(_ order: Int) -> TimeSpan {
    switch orders[order].submission.type {
    case .market, .stop: .milliseconds(random.within(2...1200))
    case .limit, .stopLimit: .milliseconds(random.within(20...9000))
    }
  }

  // MARK: Executions

  private mutating func nextPart(_ order: Int) -> Shares {
    let left = min(orders[order].toFill, orders[order].open)
    guard left > .zero else { return .zero }
    guard orders[order].parts > 1, left.count > 1 else { return left }
    orders[order].parts -= 1
    return Shares(random.within(1...(left.count - 1)))
  }

  /// Fills some of an order and tells the stream.
  mutating func execute(
    _ order: Int, quantity: Shares, isAfterEnd: Bool = false, at now: Instant, _ faults: inout Faults
  ) {
    guard quantity > .zero else { return }
    executionCount += 1
    let price = prices.execution(orders[order].submission.symbol)
    let execution = Execution(
      executionID: faults.id("x\(executionCount)", mayBeEmpty: true),
      clientOrderID: orders[order].submission.id, quantity: quantity, price: price, at: now - clockLag)
    orders[order].executions.append(execution)
    orders[order].filled += quantity
    orders[order].toFill = max(.zero, orders[order].toFill - quantity)
    if orders[order].isWorking, orders[order].filled >= orders[order].submission.quantity {
      orders[order].state = .filled
    }
    ledger.append(.executed(order: order, execution, isAfterEnd: isAfterEnd))
    posts.append(Post(.stream, .execution(execution), isVital: isAfterEnd))
    if orders[order].state == .filled, random.chance(perMille: 200) {
      posts.append(Post(.stream, .order(orders[order].report()), delay: .milliseconds(1)))
    }
  }

  mutating func carryOut(_ job: VenueJob, at now: Instant, _ faults: inout Faults) {
    switch job {
    case .fill(let order): fill(order, at: now, &faults)
    case .endRest(let order, let state): end(order, as: state)
    case .dayEnd:
      for order in orders.indices where orders[order].submission.timeInForce == .day {
        end(order, as: .expired)
      }
    case .orphan: tellOfOrphan(at: now)
    }
  }

  private mutating func fill(_ order: Int, at now: Instant, _ faults: inout Faults) {
    guard orders[order].isWorking else { return }
    if faults.strike(.venueCancels) { return end(order, as: .canceled) }
    var quantity = nextPart(order)
    if faults.strike(.overfill) { quantity = orders[order].open + 1 }
    execute(order, quantity: quantity, at: now, &faults)
    if faults.strike(.bust) { bust(order) }
    if orders[order].isWorking, orders[order].toFill > .zero {
      jobs.append((pause(order), .fill(order: order)))
    }
  }

  /// Takes the newest execution back.
  private mutating func bust(_ order: Int) {
    // One without an id cannot be taken back by it.
    guard orders[order].executions.last?.executionID.isEmpty == false,
      let execution = orders[order].executions.popLast()
    else { return }
    orders[order].filled -= execution.quantity
    if orders[order].state == .filled { orders[order].state = .canceled }
    ledger.append(.busted(order: order, execution))
    posts.append(
      Post(
        .stream, .bust(executionID: execution.executionID, clientOrderID: execution.clientOrderID),
        delay: .milliseconds(random.within(0...3000)), isVital: true))
  }

  mutating func end(_ order: Int, as state: OrderReport.State) {
    guard orders[order].isWorking else { return }
    orders[order].state = state
    ledger.append(.ended(order: order))
    posts.append(Post(.stream, .order(orders[order].report())))
  }

  private mutating func tellOfOrphan(at now: Instant) {
    guard let symbol = Symbol("AAPL") else { preconditionFailure("AAPL is a symbol") }
    let id = ClientOrderID(
      symbol: symbol, side: .buy, quantity: 7, type: .market, timeInForce: .day,
      strategy: "somebody else \(executionCount)", tradeDate: NewYork.date(of: now))
    let submission = Submission(
      id: id, attempt: 1, symbol: symbol, side: .buy, quantity: 7, type: .market, timeInForce: .day)
    let report = OrderReport(
      submission: submission, brokerOrderID: "foreign", state: .working, createdAt: now, executions: [],
      filled: .zero)
    posts.append(Post(.stream, .order(report)))
  }
}
