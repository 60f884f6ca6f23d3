internal import SlicingCore

// People at the desk: mostly they set right what stopped, now and then they stop something themselves.

extension Simulator {
  static let trader = Actor("trader")

  @discardableResult
  func command(_ command: DeskCommand) throws(Violation) -> Bool {
    guard host.isAlive, host.stoppedUntil == nil else { return false }
    if case .kill(.all, _) = command { killWord = true }
    checker.commanded(command)
    let token = people.token(for: command)
    try handle(.command(command, by: Simulator.trader), token: token)
    return host.isAlive
  }

  // MARK: Orders

  func enter(_ number: Int, repeatNumber: Int) throws(Violation) {
    guard !faults.isHealed else { return }
    let ticket = scenario.entries[number].ticket
    guard host.isAlive, host.stoppedUntil == nil else {
      return queue.add(.enter(number, repeatNumber: repeatNumber), at: now + .seconds(5))
    }
    try quote(ticket.request.symbol)
    let repeated = OrderTicket(
      request: ticket.request, repeatNumber: repeatNumber, acknowledged: ticket.acknowledged,
      leftover: ticket.leftover, pastClose: ticket.pastClose)
    let before = desk.books.count
    try command(.submit(repeated))
    let isRefused = desk.books.count == before
    if host.isAlive, faults.strike(.sameOrderTwice) {
      mark(.sameOrderTwice)
      try command(.submit(repeated))
      if host.isAlive, !isRefused, desk.books.count > before + 1 {
        throw Violation(invariant: .unique, step: steps, text: "the same order was entered twice")
      }
    }
    // Refused for a halt or the other side's order: tried again a few times.
    let tries = people.repeats[number] ?? 0
    people.repeats[number] = tries + 1
    if isRefused, tries < 12 {
      queue.add(.enter(number, repeatNumber: repeatNumber), at: now + .seconds(people.random.within(5...60)))
    }
  }

  func quote(_ symbol: Symbol) throws(Violation) {
    guard host.isAlive, host.stoppedUntil == nil, now >= quotesStoppedUntil else { return }
    try handle(.quote(venue.prices.quote(symbol, at: deskNow)))
  }

  /// Fresh quotes for what trades, every second.
  func quoteAll(isOnce: Bool = false) throws(Violation) {
    if !isOnce { queue.add(.quotes, at: now + .milliseconds(900)) }
    guard host.isAlive, host.stoppedUntil == nil, network.isUp else { return }
    var seen: [Symbol] = []
    for book in desk.books where !book.parent.status.isFinal && !seen.contains(book.parent.request.symbol) {
      seen.append(book.parent.request.symbol)
    }
    for symbol in seen where host.isAlive {
      venue.prices.move(symbol)
      try quote(symbol)
    }
  }

  // MARK: The turn of the operators

  func operate() throws(Violation) {
    guard !faults.isHealed else { return }
    queue.add(.operate, at: now + .milliseconds(people.random.within(300...4000)))
    guard host.isAlive, host.stoppedUntil == nil, people.actsLeft > 0 else { return }
    people.actsLeft -= 1
    if options.load != nil || people.random.chance(perMille: options.climate.setsRightPerMille) {
      return try setRight()
    }
    try interfere()
    if host.isAlive, faults.strike(.commandsRace) {
      mark(.commandsRace)
      try people.random.chance(perMille: 500) ? interfere() : setRight()
    }
  }

  /// Releases, resets, resumes, settles: whatever stands in the way.
  func setRight() throws(Violation) {
    if desk.kill.isEngaged {
      if people.random.chance(perMille: 200) { try command(.explainKill(reason: "a test")) }
      try settleDoubts()
      if host.isAlive { try command(.release(reason: "looked at it")) }
      return
    }
    if case .tripped = desk.breaker.state {
      _ = try command(.resetBreaker(reason: "looked at it"))
      return
    }
    if !desk.firm.allowsTrading, people.random.chance(perMille: 700) { return try setFirmRight() }
    try settleDoubts()
    if host.isAlive, let halt = haltInTheWay, people.random.chance(perMille: 500) {
      try command(.release(halt.scope, reason: "looked at it"))
    }
    // In calm seeds nobody tries every order again and again before the breaker's quiet period is over.
    if options.climate == .calm, !desk.breaker.allowsTrading { return }
    for number in desk.books.indices where host.isAlive && isHeld(number) {
      let decision = people.random.pick(options.climate.owedDecisions)
      try resume(desk.books[number].parent.id, decision)
    }
  }

  /// Most people read the warnings; some press the key.
  private func resume(_ id: ClientOrderID, _ decision: OwedDecision) throws(Violation) {
    let hasRead = people.random.chance(perMille: 800)
    let isHeld = desk.book(id)?.parent.hold != nil
    let warned = isHeld ? desk.previewResume(id, decision, at: deskNow).findings : 0
    try command(.resume(id, decision, acknowledged: hasRead ? Set(LimitRule.allCases) : []))
    guard host.isAlive, warned > 0, desk.book(id)?.parent.hold == nil else { return }
    mark(.resumedOverWarnings)
    guard hasRead else {
      throw Violation(
        invariant: .limits, step: steps, text: "\(id) was resumed over \(warned) warnings nobody acknowledged"
      )
    }
  }

  /// Nobody looks after the halt of an order that is over.
  private var haltInTheWay: KillSwitch.Scoped? {
    desk.kill.scoped.first { halt in
      halt.scope.parentID.flatMap { desk.book($0) }.map { !$0.parent.status.isFinal } ?? true
    }
  }

  private func isHeld(_ book: Int) -> Bool {
    desk.books[book].parent.hold != nil && !desk.books[book].parent.status.isFinal
  }

  /// What nobody can ask the broker about a person asks by telephone; the order is ended there first.
  func settleDoubts(always: Bool = false) throws(Violation) {
    guard always || scenario.capabilities.longestDelay == nil || people.random.chance(perMille: 30) else {
      return
    }
    var doubtful: [Slice] = []
    for number in desk.books.indices where desk.books[number].shares.unknown > .zero {
      doubtful += desk.books[number].slices.filter {
        $0.status == .unknown && deskNow - ($0.lastSentAt ?? $0.updatedAt) > .seconds(60)
      }
    }
    for slice in doubtful.prefix(4) where host.isAlive { try settle(slice) }
  }

  private func settle(_ slice: Slice) throws(Violation) {
    if let order = venue.index[slice.id] { venue.end(order, as: .canceled) }
    try flushVenue()
    let filled = (venue.index[slice.id].map { venue.orders[$0].filled } ?? .zero) - slice.filled
    let price =
      desk.book(slice.parentID)?.parent.request.type.limitPrice ?? Price(nanodollars: 187_430_000_000)
    var settlement: Settlement =
      filled > .zero ? .filled(min(filled, slice.leaves), at: price) : .notPlaced
    if faults.strike(.wrongSettlement) {
      checker.settledByHand(slice.id, isWrong: true)
      settlement = filled > .zero ? .notPlaced : .filled(1, at: price)
      mark(.wrongSettlement)
    }
    // What the venue does not have yet may still be on its way: the person cannot know.
    checker.settledByHand(slice.id, isWrong: venue.index[slice.id] == nil)
    mark(filled > .zero ? .settledAsFilled : .settledAsNotPlaced)
    try command(.resolve(slice.id, settlement, reason: "asked by telephone"))
  }

  private func interfere() throws(Violation) {
    let live = desk.books.filter { !$0.parent.status.isFinal }
    let parent = live.isEmpty ? nil : live[people.random.below(live.count)]
    switch people.random.below(26) {
    case 0: try command(.kill(reason: "something looks wrong"))
    case 1: try command(.tripBreaker(reason: "something looks wrong"))
    case 2: try command(.holdAll(reason: "lunch"))
    case 3: if people.random.chance(perMille: 100) { try command(.cancelAll) }
    case 4, 5: if let parent { try command(.cancelParent(parent.parent.id)) }
    case 6...9: if let parent { try command(.hold(parent.parent.id, reason: "looking")) }
    case 10...14:
      if let slices = parent?.slices, !slices.isEmpty {
        try command(.cancelSlice(slices[people.random.below(slices.count)].id))
      }
    case 15...17:
      if let parent { try resume(parent.parent.id, people.random.pick(options.climate.owedDecisions)) }
    case 18: try command(.release(reason: "by mistake"))
    case 20...25: if let parent { try haltPart(parent.parent) }
    default: try command(.resetBreaker(reason: "by mistake"))
    }
  }

  /// Halts one symbol or one order, gives the halt its reason, or releases it before its time.
  private func haltPart(_ parent: Parent) throws(Violation) {
    let scope: KillScope =
      people.random.chance(perMille: 600) ? .symbol(parent.request.symbol) : .parent(parent.id)
    switch people.random.below(6) {
    case 0: try command(.explainKill(scope, reason: "a test"))
    case 1: try command(.release(scope, reason: "by mistake"))
    default: try command(.kill(scope, reason: "looks wrong"))
    }
  }
}

extension Result<ResumePreview, Refusal> {
  /// How much the limits say of it.
  fileprivate var findings: Int {
    switch self {
    case .success(let preview): preview.findings.count
    case .failure: 0
    }
  }
}
