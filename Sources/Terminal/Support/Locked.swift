internal import Glibc

/// A value behind a lock, with a condition to wait for.
///
/// Why not `Synchronization.Mutex`: its futex code is invisible to the thread sanitizer, which then reports
/// races that do not exist, and a sanitizer that cries wolf is switched off. It has no condition either.
final class Locked<Value: Sendable>: @unchecked Sendable {
  // safe because: `value` is touched only while `mutex` is held, and the two pointers never change.
  private var value: Value
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  init(_ value: Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    // Deadlines are on the monotonic clock: setting the wall clock must not freeze or hurry the screen.
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Reads or changes the value.
  func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(&value)
  }

  /// Changes the value and wakes everyone who waits for it.
  func change(_ body: (inout Value) -> Void) {
    withLock(body)
    pthread_cond_broadcast(condition)
  }

  /// Sleeps until `take` returns something, or gives nil at the deadline. Without a deadline, for ever.
  func wait<Result>(until deadline: Monotonic? = nil, _ take: (inout Value) -> Result?) -> Result? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = take(&value) { return result }
      guard let deadline else {
        pthread_cond_wait(condition, mutex)
        continue
      }
      var time = deadline.timespec
      if pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { return take(&value) }
    }
  }
}
