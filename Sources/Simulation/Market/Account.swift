internal import SlicingCore

/// What the account held before the run, and what it has told of it: for the brokers whose accounts may not
/// go short, and for the average volumes some tell.
struct Account {
  /// Whether it may sell what it does not hold.
  let mayShort: Bool
  /// Whether average volumes are told.
  let tellsVolumes: Bool
  /// The symbols of the seed's orders, in the order in which they come first.
  let symbols: [Symbol]
  /// Shares now, by symbol.
  private(set) var positions: [Int]
  var random: SimRandom

  init(seed: UInt64, entries: [Scenario.Entry], isMeasured: Bool) {
    var random = SimRandom(seed: seed, purpose: 91)
    mayShort = isMeasured || !random.chance(perMille: 250)
    tellsVolumes = !isMeasured && random.chance(perMille: 300)
    var symbols: [Symbol] = []
    var sold: [Int] = []
    for entry in entries {
      let request = entry.ticket.request
      let number = symbols.firstIndex(of: request.symbol) ?? symbols.count
      if number == symbols.count {
        symbols.append(request.symbol)
        sold.append(0)
      }
      if request.side == .sell { sold[number] += request.quantity.count }
    }
    self.symbols = symbols
    positions = sold.map { $0 * random.pick([0, 4, 10, 10, 30]) / 10 }
    self.random = random
  }

  func position(_ symbol: Symbol) -> Shares {
    symbols.firstIndex(of: symbol).map { Shares(positions[$0]) } ?? .zero
  }

  mutating func count(_ symbol: Symbol, _ side: Side, _ shares: Int) {
    guard let number = symbols.firstIndex(of: symbol) else { return }
    positions[number] += side == .buy ? shares : -shares
  }

  /// Sold by somebody else on the same account.
  mutating func sell(_ symbol: Symbol, _ shares: Int) { count(symbol, .sell, shares) }

  func capabilities(_ given: BrokerCapabilities) -> BrokerCapabilities {
    BrokerCapabilities(
      deduplicates: given.deduplicates, answersByClientID: given.answersByClientID,
      longestDelay: given.longestDelay, messagesPerMinute: given.messagesPerMinute, mayShort: mayShort,
      answerLimit: given.answerLimit, listsOpenOrders: given.listsOpenOrders, tellsSession: given.tellsSession
    )
  }
}
