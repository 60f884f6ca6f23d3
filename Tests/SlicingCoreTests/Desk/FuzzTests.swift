import Testing

@testable import SlicingCore

/// Random traders against a random venue: after every step the harness checks that the shares add up, that
/// disk and memory agree and that nothing is sent while stopped; here the venue's own truth is checked too.
@Suite struct FuzzTests {
  @Test(arguments: 0..<12) func anyRunKeepsItsPromises(seed: Int) throws {
    var run = FuzzRun(seed: UInt64(seed))
    for _ in 0..<250 { try run.step() }
    try run.heal()
    try run.checkQuiet()
  }
}

struct FuzzRun {
  var desk: DeskHarness
  var venue: FuzzedVenue
  var random: SeededGenerator
  var handled = 0
  var cancelsHandled = 0
  var queriesHandled = 0
  let lines = [
    "buy 100 AAPL over 10s every 1s", "buy 37 MSFT over 20s every 2s", "sell 9 TSLA over 9s every 3s",
  ]

  init(seed: UInt64) {
    // This venue books a second order under one id, whatever it claims: only asking keeps the desk from
    // sending it.
    desk = DeskHarness(
      broker: BrokerCapabilities(
        deduplicates: .forever, answersByClientID: true, longestDelay: .seconds(2), messagesPerMinute: nil,
        mayShort: true, answerLimit: .seconds(5)))
    random = SeededGenerator(seed: seed)
    venue = FuzzedVenue(random: SeededGenerator(seed: seed &+ 1000))
  }

  mutating func step() throws {
    if random.chance(15) { act() }
    if random.chance(40) { venue.trade(at: desk.now) }
    try move(.milliseconds(Int.random(in: 1...600, using: &random)))
  }

  /// Time goes on to the next thing due, mail or deadline, and both sides hear of each other.
  mutating func move(_ span: TimeSpan) throws {
    let end = desk.now + span
    while let at = venue.mail.map(\.at).min(), at <= end {
      desk.advance(max(.zero, at - desk.now))
      exchange()
      let due = venue.mail.filter { $0.at <= desk.now }
      venue.mail.removeAll { $0.at <= desk.now }
      for (_, event) in due { desk.handle(event) }
      exchange()
    }
    desk.advance(max(.zero, end - desk.now))
    exchange()
    checkCeiling()
  }

  private mutating func exchange() {
    for (submission, at) in desk.submissions[handled...] { venue.take(submission, at: at) }
    handled = desk.submissions.count
    for id in desk.cancels[cancelsHandled...] { venue.cancel(id, at: desk.now) }
    cancelsHandled = desk.cancels.count
    for id in desk.queries[queriesHandled...] { venue.query(id, at: desk.now) }
    queriesHandled = desk.queries.count
  }

  private mutating func act() {
    let parents = desk.desk.books.map(\.parent.id)
    let parent = parents.randomElement(using: &random)
    switch Int.random(in: 0..<12, using: &random) {
    case 0...3:
      let line = lines[Int.random(in: 0..<lines.count, using: &random)]
      if case .success(let request) = Result(catching: { try OrderLine.parse(line) }) { submit(request) }
    case 4: parent.map { _ = desk.command(.cancelParent($0)) }
    case 5: parent.map { _ = desk.command(.hold($0, reason: "fuzz")) }
    case 6, 7:
      let decision = OwedDecision.allCases.randomElement(using: &random) ?? .skip
      parent.map { _ = desk.command(.resume($0, decision)) }
    case 8: if random.chance(30) { desk.command(.kill(reason: "fuzz")) }
    case 9: desk.command(.release(reason: "fuzz"))
    case 10: desk.command(.resetBreaker(reason: "fuzz"))
    default:
      let slices = parent.flatMap { desk.desk.book($0)?.slices } ?? []
      slices.randomElement(using: &random).map { _ = desk.command(.cancelSlice($0.id)) }
    }
  }

  private mutating func submit(_ request: OrderRequest) {
    let quote = Quote(
      symbol: request.symbol, bid: Price(nanodollars: 187_420_000_000),
      ask: Price(nanodollars: 187_440_000_000),
      at: desk.now)
    desk.handle(.quote(quote))
    let number = desk.desk.books.count { $0.parent.request == request } + 1
    desk.command(
      .submit(OrderTicket(request: request, repeatNumber: number, acknowledged: Set(LimitRule.allCases))))
  }

  /// The venue's truth never goes beyond the parent's total.
  private func checkCeiling() {
    for book in desk.desk.books {
      let truth = book.slices.compactMap { venue.orders[$0.id] }
      let committed = truth.map { $0.filled + $0.open }.sum()
      #expect(
        committed <= book.parent.request.quantity,
        "\(committed) at the venue of \(book.parent.request.quantity)")
    }
  }

  /// Good manners from here on: everything known, nothing pending.
  mutating func heal() throws {
    desk.command(.cancelAll)
    for _ in 0..<120 { try move(.seconds(1)) }
  }

  func checkQuiet() throws {
    for book in desk.desk.books {
      #expect(
        book.parent.status.isFinal, "order \(book.parent.ordinal) is \(book.parent.status) \(book.shares)")
      for slice in book.slices {
        let truth = venue.orders[slice.id]
        #expect(
          slice.filled == truth?.filled ?? .zero, "slice \(slice.number): fills differ from the venue's")
        if slice.leaves > .zero, slice.rest != .moved {
          #expect(
            slice.reason != nil || slice.restReason != nil, "slice \(slice.number) \(slice.status): no reason"
          )
        }
      }
    }
  }
}

extension SeededGenerator {
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}
