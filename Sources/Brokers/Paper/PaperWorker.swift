internal import PaperExchange
internal import SlicingCore

/// What the paper broker's thread does each time it goes round: let time pass, take messages, commit,
/// deliver.
final class PaperWorker: @unchecked Sendable {
  // @unchecked Sendable is safe because after `init` only the broker's one thread calls anything here.
  private var session: PaperSession?
  /// With when the next quote is due; nil until the position has been told, which has to come first.
  private var watched: [(symbol: Symbol, nextAt: Instant?)] = []
  private var outlet: EventOutlet
  private let clock: WorldClock
  private let quoteInterval: TimeSpan

  init(session: PaperSession, clock: WorldClock, outlet: EventOutlet) {
    self.session = session
    self.clock = clock
    self.outlet = outlet
    // A quote a tick, but in a rehearsal no more than twenty a real second; and one a world second in any
    // case, because the desk takes older ones for stale.
    quoteInterval = min(.seconds(1), max(.milliseconds(250), .milliseconds(50) * clock.speed))
  }

  /// Goes round once; says how many real microseconds may pass until the next time, nil for any number.
  func turn(_ messages: [PaperMessage]) -> Int64? {
    guard var session else { preconditionFailure("a turn after the end") }
    // Out while it is worked on, so that it is not copied.
    self.session = nil
    defer { self.session = session }
    let now = clock.now()
    // First what was due before the messages came: the connection may have gone down.
    deliver(&session, at: now)
    for message in messages { take(message, &session, at: now) }
    session.commit(at: now)
    outlet.put(dueQuotes(session, at: now))
    deliver(&session, at: clock.now())
    let isHeldBack = !outlet.flush()
    let deadline = ([session.nextDeadline] + watched.map(\.nextAt)).compactMap(\.self).min()
    let wait = deadline.map(clock.realTime(until:))
    return isHeldBack ? min(wait ?? EventOutlet.patience, EventOutlet.patience) : wait
  }

  private func deliver(_ session: inout PaperSession, at now: Instant) {
    let events = session.deliver(at: now)
    for case .position(let symbol, _) in events {
      for index in watched.indices where watched[index].symbol == symbol && watched[index].nextAt == nil {
        watched[index].nextAt = now
      }
    }
    outlet.put(events)
  }

  /// The last thing the thread does.
  func finish() {
    _ = outlet.flush()
    session = nil
    outlet.close()
  }

  private func take(_ message: PaperMessage, _ session: inout PaperSession, at now: Instant) {
    switch message {
    case .submit(let submission, let permit): session.submit(submission, permit: permit, at: now)
    case .cancel(let id): session.cancel(id, at: now)
    case .query(let id, let askedAt): session.query(id, askedAt: askedAt, at: now)
    case .queryOpen(let askedAt): session.queryOpen(askedAt: askedAt, at: now)
    case .watch(let symbol):
      guard !watched.contains(where: { $0.symbol == symbol }) else { return }
      watched.append((symbol, nil))
      session.watch(symbol, at: now)
    case .unwatch(let symbol):
      watched.removeAll { $0.symbol == symbol }
      session.watched.remove(symbol)
    }
  }

  private func dueQuotes(_ session: PaperSession, at now: Instant) -> [BrokerEvent] {
    var quotes: [BrokerEvent] = []
    for index in watched.indices where watched[index].nextAt.map({ $0 <= now }) ?? false {
      let symbol = watched[index].symbol
      let ahead = quoteInterval - .milliseconds(250)
      watched[index].nextAt = session.nextQuoteAt(symbol, after: now + ahead)
      if let quote = session.quote(symbol, at: now) { quotes.append(.quote(quote)) }
    }
    return quotes
  }
}
