internal import SlicingCore

// How events and effects look in the digest. Written out by hand: reflection is slow, and a type's
// `hashValue` is seeded anew in every process.

extension DigestChain {
  mutating func add(_ event: Event, at now: Instant) {
    add(now.microseconds)
    switch event {
    case .command(let command, let actor):
      add(0)
      add(command)
      add(actor.name)
    case .tick: add(UInt8(1))
    case .sent(let id, let attempt, let outcome):
      add(UInt8(2))
      add(id)
      add(attempt)
      add(outcome)
    case .order(let report):
      add(UInt8(3))
      add(report)
    case .execution(let execution):
      add(UInt8(4))
      add(execution)
    case .bust(let execution, let id):
      add(UInt8(5))
      add(execution)
      add(id)
    case .answered(let id, let answer, let askedAt):
      add(UInt8(6))
      add(id)
      add(askedAt.microseconds)
      if case .found(let report) = answer { add(report) } else { add(answer == .absent ? UInt8(1) : 2) }
    case .openOrders(let answer, let askedAt):
      add(UInt8(13))
      add(askedAt.microseconds)
      guard case .listed(let reports, let foreign) = answer else { return }
      for report in reports { add(report) }
      for order in foreign { add(order.brokerOrderID) }
    case .cancelAnswered(let id, let answer):
      add(UInt8(7))
      add(id)
      add(answer == .accepted ? UInt8(0) : 1)
    case .quote, .position, .averageVolume, .bands, .firm: addSurroundings(event)
    case .link(let up, let reason):
      add(up ? UInt8(9) : 10)
      add(reason)
    case .session(let session):
      add(UInt8(14))
      add(session)
    case .halt(let symbol, let reason):
      add(UInt8(15))
      add(symbol.text)
      add(reason)
    case .clockSkew(let skew):
      add(UInt8(16))
      add(skew.microseconds)
    case .remark(let text):
      add(UInt8(17))
      add(text)
    case .clockStep(let step):
      add(UInt8(11))
      add(step.microseconds)
    case .storage(let failure):
      add(UInt8(12))
      add(failure)
    }
  }

  /// What is told beside orders, and changes none by itself.
  private mutating func addSurroundings(_ event: Event) {
    switch event {
    case .quote(let quote):
      add(UInt8(8))
      add(quote.symbol.text)
      add(quote.bid.nanodollars)
    case .position(let symbol, let shares):
      add(UInt8(18))
      add(symbol.text)
      add(shares.count)
    case .averageVolume(let symbol, let shares):
      add(UInt8(19))
      add(symbol.text)
      add(shares.count)
    case .bands(let symbol, let bands):
      add(UInt8(27))
      add(symbol.text)
      add(bands?.lower.nanodollars ?? -1)
      add(bands?.upper.nanodollars ?? -1)
    case .firm(let reading):
      add(UInt8(28))
      add(reading)
    default: preconditionFailure("about an order, or the desk itself: \(event)")
    }
  }

  private mutating func add(_ session: MarketSession) {
    switch session {
    case .aroundTheClock: add(UInt8(0))
    case .open(let closesAt):
      add(UInt8(1))
      add(closesAt)
    case .closed(let opensAt):
      add(UInt8(2))
      add(opensAt)
    }
  }

  private mutating func add(_ command: DeskCommand) {
    switch command {
    case .submit(let ticket):
      add(ticket.request.symbol.text)
      add(ticket.request.quantity.count)
      add(ticket.repeatNumber)
      add(ticket.pastClose.rawValue)
    case .cancelParent(let id), .cancelSlice(let id): add(id)
    case .cancelAll: add(UInt8(1))
    case .hold(let id, let reason):
      add(id)
      add(reason)
    case .kill(let scope, let reason), .explainKill(let scope, let reason), .release(let scope, let reason):
      add(scope)
      add(reason)
    case .holdAll(let reason), .tripBreaker(let reason), .resetBreaker(let reason): add(reason)
    case .resume(let id, let decision, let acknowledged):
      add(id)
      add(decision.rawValue)
      add(acknowledged.count)
    case .resolve(let id, let settlement, let reason):
      add(id)
      add(reason)
      if case .filled(let quantity, let price) = settlement {
        add(quantity.count)
        add(price.nanodollars)
      }
    }
  }

  private mutating func add(_ outcome: SendOutcome) {
    switch outcome {
    case .accepted(let id): add(id)
    case .rejected(let reason), .unauthorized(let reason), .unknown(let reason): add(reason)
    case .notSent(let reason, let after):
      add(reason)
      add(after?.microseconds ?? -1)
    }
  }

  private mutating func add(_ report: OrderReport) {
    add(report.submission.id)
    add(report.brokerOrderID)
    switch report.state {
    case .working: add(UInt8(0))
    case .filled: add(UInt8(1))
    case .canceled: add(UInt8(2))
    case .expired: add(UInt8(3))
    case .rejected(let reason): add(reason)
    }
    add(report.createdAt.microseconds)
    add(report.filled.count)
    for execution in report.executions { add(execution) }
  }

  private mutating func add(_ execution: Execution) {
    add(execution.executionID)
    add(execution.clientOrderID)
    add(execution.quantity.count)
    add(execution.price.nanodollars)
  }

  mutating func add(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .persist(let commit):
        add(UInt8(20))
        for change in commit.changes { add(change) }
        for record in commit.log {
          add(record.kind.rawValue)
          if let id = record.sliceID { add(id) }
          add(record.reason)
        }
      case .send(let id, let attempt):
        add(UInt8(21))
        add(id)
        add(attempt)
      case .cancel(let id, let broker):
        add(UInt8(22))
        add(id)
        add(broker)
      case .query(let id):
        add(UInt8(23))
        add(id)
      case .queryOpen: add(UInt8(26))
      case .openKillWord: add(UInt8(24))
      case .firm(let act):
        add(UInt8(29))
        add(act)
      case .answer(let answer):
        add(UInt8(25))
        if case .done(let words) = answer { add(words) }
      case .alert(let alert):
        add(alert.kind.rawValue)
        add(alert.text)
      }
    }
  }

  private mutating func add(_ change: Change) {
    switch change {
    case .parentAdded(let parent, let slices):
      add(parent)
      for slice in slices { add(slice) }
    case .slicesAdded(let slices): for slice in slices { add(slice) }
    case .parent(let parent): add(parent)
    case .slice(let slice, let from):
      add(from.rawValue)
      add(slice)
    case .fill(let execution): add(execution)
    case .bust(let id): add(id)
    case .kill(let kill):
      add(kill.engagement?.at)
      for id in kill.engagement?.orders ?? [] { add(id) }
      for halt in kill.scoped {
        add(halt.scope)
        add(halt.engagement.at)
        for id in halt.engagement.orders { add(id) }
      }
    case .profitPeak(let date, let peak):
      add(date.description)
      add(Int64(truncatingIfNeeded: peak.nanodollars))
    case .breaker(let breaker):
      add(breaker.tripsToday)
      add(breaker.trip?.details)
    }
  }

  private mutating func add(_ parent: Parent) {
    add(parent.id)
    add(parent.status.rawValue)
    add(parent.end.microseconds)
    add(parent.totalSlices)
    add(parent.hold?.reason)
    add(parent.canceledReason)
    add(parent.endReason)
  }

  private mutating func add(_ slice: Slice) {
    add(slice.id)
    add(slice.number)
    add(slice.quantity.count)
    add(slice.due.microseconds)
    add(slice.status.rawValue)
    add(slice.filled.count)
    add(Int64(truncatingIfNeeded: slice.cost.nanodollars))
    add(slice.attempts)
    add(slice.lastSentAt)
    add(slice.cancelRequested ? UInt8(1) : 0)
    add(slice.rest?.rawValue)
    add(slice.restReason)
    add(slice.reason)
    add(slice.brokerOrderID)
  }
}
