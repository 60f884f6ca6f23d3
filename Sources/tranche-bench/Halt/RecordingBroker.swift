internal import Brokers
internal import Foundation
internal import SlicingCore

/// Takes every order at once, asks the permit last as every adapter does, and notes when. Nothing it takes
/// ever fills.
final class RecordingBroker: Broker {
  let name = "recording"
  let environment = BrokerEnvironment.paper
  let capabilities = BrokerCapabilities(
    deduplicates: .forever, answersByClientID: true, longestDelay: .seconds(2), messagesPerMinute: nil,
    mayShort: true, answerLimit: .seconds(5))
  let events: AsyncStream<BrokerEvent>

  private let feed: AsyncStream<BrokerEvent>.Continuation
  private let clock: WorldClock
  private let lock = NSLock()
  // safe because every access holds `lock`
  private nonisolated(unsafe) var records = Records()

  /// What happened when, in nanoseconds of the continuous clock.
  struct Records {
    var sent: [(id: ClientOrderID, at: Int64)] = []
    var canceled: [ClientOrderID: Int64] = [:]
    var lastCancel: Int64 = 0
  }

  init(clock: WorldClock) {
    self.clock = clock
    (events, feed) = AsyncStream.makeStream()
  }

  var now: Records { lock.withLock { records } }

  func start() async throws { feed.yield(.link(up: true, reason: "recording")) }
  func stop() async { feed.finish() }

  func submit(_ submission: Submission, permit: @escaping SendPermit) {
    // The time before the question: an order that asked before the gate closed may be given its permit.
    let at = Nanoseconds.now
    guard permit() else {
      feed.yield(
        .sent(submission.id, attempt: submission.attempt, .notSent(reason: "halted", retryAfter: nil)))
      return
    }
    lock.withLock { records.sent.append((submission.id, at)) }
    feed.yield(
      .sent(submission.id, attempt: submission.attempt, .accepted(brokerOrderID: submission.id.text)))
  }

  func cancel(_ id: ClientOrderID, brokerOrderID: String?) {
    let at = Nanoseconds.now
    lock.withLock {
      if records.canceled[id] == nil { records.canceled[id] = at }
      records.lastCancel = max(records.lastCancel, records.canceled[id] ?? at)
    }
  }

  func query(_ id: ClientOrderID) {
    feed.yield(.answered(id, .failed(reason: "not told"), askedAt: clock.now()))
  }
  func queryOpen() {}
  func unwatch(_ symbol: Symbol) {}

  func watch(_ symbol: Symbol) {
    feed.yield(
      .quote(
        Quote(
          symbol: symbol, bid: Price(nanodollars: 99_990_000_000), ask: Price(nanodollars: 100_010_000_000),
          at: clock.now())))
  }
}

enum Nanoseconds {
  /// The continuous clock.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
