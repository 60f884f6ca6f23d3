/// The end of the stream to the desk. It holds a bounded number of events; while it is full because the desk
/// does not read, quotes are left out, and facts wait here in their order: none is ever dropped.
package struct EventOutlet {
  private let continuation: AsyncStream<BrokerEvent>.Continuation
  private var waiting: ArraySlice<BrokerEvent> = []
  /// What every text of the venue's ends with, by a script of faults; nil for nothing.
  private let ending: String?

  /// Real microseconds until a full stream is tried again.
  package static let patience: Int64 = 50_000

  /// The stream has to drop what does not fit, and say so: `.bufferingOldest`.
  package init(_ continuation: AsyncStream<BrokerEvent>.Continuation, ending: String? = nil) {
    self.continuation = continuation
    self.ending = ending
  }

  package mutating func put(_ events: [BrokerEvent]) {
    let events = waiting.isEmpty ? events : events.filter { !$0.isQuote }
    waiting += ending.map { text in events.map { $0.ending(with: text) } } ?? events
  }

  /// Hands over what it can; says whether that was everything.
  package mutating func flush() -> Bool {
    while let next = waiting.first {
      if case .dropped = continuation.yield(next), !next.isQuote { return false }
      waiting.removeFirst()
    }
    return true
  }

  package func close() { continuation.finish() }
}

extension BrokerEvent {
  /// The one kind of event that is worth nothing when the next has come.
  fileprivate var isQuote: Bool {
    if case .quote = self { true } else { false }
  }
}
