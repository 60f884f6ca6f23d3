internal import Glibc
internal import Terminal

/// Messages from any thread to the main thread, which a `Waker` gets out of its sleep.
///
/// Bounded by what is asked: every message answers something that the main thread started or let in.
///
/// Unchecked, and safe because `messages` is touched only while `mutex` is held, and the pointer never
/// changes. A plain mutex, for the thread sanitizer does not see through the standard library's.
final class Inbox<Message: Sendable>: @unchecked Sendable {
  private var messages: [Message] = []
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let waker: Waker

  init(_ waker: Waker) {
    self.waker = waker
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func post(_ message: Message) {
    pthread_mutex_lock(mutex)
    messages.append(message)
    pthread_mutex_unlock(mutex)
    waker.wake()
  }

  /// Everything posted since the last call, in order.
  func take() -> [Message] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    defer { messages = [] }
    return messages
  }
}
