import Brokers
import Foundation
import SlicingCore

/// A venue that does what the test says: remembers what it is handed, asks the permit as a broker does, and
/// answers at once, or not at all.
final class ScriptedBroker: Broker {
  let name = "scripted"
  let environment = BrokerEnvironment.paper
  let capabilities = BrokerCapabilities(
    deduplicates: .forever, answersByClientID: true, longestDelay: .seconds(2), messagesPerMinute: nil,
    mayShort: true, answerLimit: .seconds(5))
  let events: AsyncStream<BrokerEvent>

  private let feed: AsyncStream<BrokerEvent>.Continuation
  private let lock = NSLock()
  private nonisolated(unsafe) var state = State()  // Safe because every access holds `lock`.
  private let clock: WorldClock

  struct State {
    /// Handed over with the permit given: what reached the wire.
    var sent: [Submission] = []
    var refusedByPermit = 0
    var canceled: [ClientOrderID] = []
    var watched: Set<Symbol> = []
    var unwatched: [Symbol] = []
    /// Whether orders are acknowledged, and quotes come for what is watched.
    var acknowledges = true
    /// Said when it is stopped.
    var lastWords: [BrokerEvent] = []
    var quotes = true
    /// Called in the middle of a hand-over, after so many.
    var afterSends: (count: Int, then: @Sendable () -> Void)?
  }

  init(clock: WorldClock) {
    self.clock = clock
    (events, feed) = AsyncStream.makeStream()
  }

  func with<Result>(_ body: (inout State) -> Result) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return body(&state)
  }

  var sent: [Submission] { with(\.sent) }
  var canceled: [ClientOrderID] { with(\.canceled) }

  func tell(_ event: BrokerEvent) { feed.yield(event) }

  func quote(_ symbol: Symbol) {
    tell(
      .quote(
        Quote(
          symbol: symbol, bid: Price(nanodollars: 99_990_000_000), ask: Price(nanodollars: 100_010_000_000),
          at: clock.now())))
  }

  func queryOpen() {}
  func start() async throws { tell(.link(up: true, reason: "scripted")) }
  func stop() async {
    for event in with(\.lastWords) { tell(event) }
    feed.finish()
  }

  func submit(_ submission: Submission, permit: @escaping SendPermit) {
    guard permit() else {
      with { $0.refusedByPermit += 1 }
      return tell(
        .sent(submission.id, attempt: submission.attempt, .notSent(reason: "halted", retryAfter: nil)))
    }
    let (isAnswered, then) = with { state in
      state.sent.append(submission)
      let then = state.afterSends.flatMap { $0.count == state.sent.count ? $0.then : nil }
      return (state.acknowledges, then)
    }
    then?()
    if isAnswered { tell(.sent(submission.id, attempt: submission.attempt, .accepted(brokerOrderID: "B"))) }
  }

  func cancel(_ id: ClientOrderID, brokerOrderID: String?) { with { $0.canceled.append(id) } }

  func query(_ id: ClientOrderID) {
    guard let submission = sent.last(where: { $0.id == id }) else {
      return tell(.answered(id, .absent, askedAt: clock.now()))
    }
    let report = OrderReport(
      submission: submission, brokerOrderID: "B", state: .working, createdAt: clock.now(), executions: [],
      filled: 0)
    tell(.answered(id, .found(report), askedAt: clock.now()))
  }

  func watch(_ symbol: Symbol) {
    let isQuoted = with { state in
      state.watched.insert(symbol)
      return state.quotes
    }
    if isQuoted { quote(symbol) }
  }

  func unwatch(_ symbol: Symbol) {
    with { state in
      state.watched.remove(symbol)
      state.unwatched.append(symbol)
    }
  }
}
