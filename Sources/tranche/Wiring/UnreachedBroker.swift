internal import Brokers
internal import OrderStore
internal import SlicingCore

/// Stands for a broker that cannot be reached, where a halt has to be recorded without it. It takes nothing,
/// and says nothing.
struct UnreachedBroker: Broker {
  let name: String
  let environment: BrokerEnvironment
  let events: AsyncStream<BrokerEvent>
  private let feed: AsyncStream<BrokerEvent>.Continuation

  init(_ identity: Identity) {
    name = identity.broker
    environment = identity.brokerEnvironment ?? .live
    (events, feed) = AsyncStream.makeStream()
  }

  /// Nothing is ever sent by these.
  let capabilities = BrokerCapabilities(
    deduplicates: .forever, answersByClientID: true, longestDelay: nil, messagesPerMinute: nil,
    mayShort: true, answerLimit: .seconds(5))

  func submit(_ submission: Submission, permit: @escaping SendPermit) {
    preconditionFailure("sent to a broker that was not reached: \(submission)")
  }

  /// The next engine asks again, for all of them.
  func cancel(_ id: ClientOrderID, brokerOrderID: String?) {}
  func query(_ id: ClientOrderID) {}
  func queryOpen() {}
  func watch(_ symbol: Symbol) {}
  func unwatch(_ symbol: Symbol) {}
  func start() async throws {}
  func stop() async { feed.finish() }
}

extension ConnectedAccount {
  /// The account of a folder whose broker cannot be reached.
  static func unreached(_ identity: Identity) -> ConnectedAccount {
    ConnectedAccount(broker: UnreachedBroker(identity), clock: WorldClock(speed: 1), identity: identity)
  }
}
