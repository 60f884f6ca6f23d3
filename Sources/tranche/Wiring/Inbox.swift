internal import Locking
internal import Terminal

/// Messages from any thread to the main thread, which a `Waker` gets out of its sleep.
///
/// Bounded by what is asked: every message answers something that the main thread started or let in.
final class Inbox<Message: Sendable>: Sendable {
  private let messages = Locked<[Message]>([])
  private let waker: Waker

  init(_ waker: Waker) { self.waker = waker }

  func post(_ message: Message) {
    messages.withLock { $0.append(message) }
    waker.wake()
  }

  /// Everything posted since the last call, in order.
  func take() -> [Message] {
    messages.withLock { messages in
      defer { messages = [] }
      return messages
    }
  }
}
