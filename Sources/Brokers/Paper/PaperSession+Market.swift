internal import PaperExchange
internal import SlicingCore

// What the desk is told of account and market beside its orders: sessions, positions, volumes.
extension PaperSession {
  /// The first things the desk hears on a connection: the market's hours and what is held, and only then that
  /// it may send. Behind what is on the line already: an execution there is counted by the position.
  mutating func connect(_ reason: String, at now: Instant) {
    let at = max(now, lineFreeAt)
    for event in facts(at: now) + [.link(up: true, reason: reason)] { deliveries.add(.event(event), at: at) }
  }

  /// A symbol is watched from now on. Quotes may follow once its position is told.
  mutating func watch(_ symbol: Symbol, at now: Instant) {
    watched.insert(symbol)
    owedPositions.insert(symbol)
    if volumesTold.insert(symbol).inserted { send(averageVolume(symbol, at: now), delay: nil, at: now) }
  }

  private mutating func facts(at now: Instant) -> [BrokerEvent] {
    positionsTold.formUnion(venue.exchange.books.account.positions.map(\.symbol))
    let held = positionsTold.union(watched).sorted()
    return sessionEvents(at: now) + held.map(position)
      + watched.sorted().map { averageVolume($0, at: now) }
  }

  /// An answer that carries executions: the desk may never have heard of them, and then adds them to a
  /// position that counts them already. So it is told again, behind the answer.
  mutating func owePosition(after report: OrderReport) {
    if !report.executions.isEmpty { owedPositions.insert(report.submission.symbol) }
  }

  /// At the end of a commit, because then what the books count is in the ledger and on the line before.
  mutating func tellOwedPositions(at now: Instant) {
    let owed = owedPositions.sorted()
    owedPositions = []
    positionsTold.formUnion(owed)
    for symbol in owed { send(position(symbol), delay: nil, at: now) }
  }

  private func position(_ symbol: Symbol) -> BrokerEvent {
    .position(symbol, Shares(venue.exchange.books.account.position(in: symbol)?.quantity ?? 0))
  }

  private func averageVolume(_ symbol: Symbol, at now: Instant) -> BrokerEvent {
    .averageVolume(symbol, venue.exchange.averageVolume(symbol, before: NewYork.date(of: now)))
  }

  // MARK: Sessions

  private var hours: TradingHours { venue.exchange.configuration.hours }

  /// A venue that never closes tells no sessions.
  private func sessionEvents(at now: Instant) -> [BrokerEvent] {
    hours == .aroundTheClock ? [] : [.session(hours.session(at: now))]
  }

  mutating func expectBell(after now: Instant) {
    if let bell = hours.nextBell(after: now) { deliveries.add(.bell, at: bell) }
  }

  /// The market opens or closes. Said for the present and not for the bell: a machine that slept through
  /// several hears of one.
  mutating func ring(at now: Instant) -> [BrokerEvent] {
    expectBell(after: now)
    return sessionEvents(at: now).flatMap(receive)
  }
}
