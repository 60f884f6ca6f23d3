internal import Glibc

/// A value that one thread at a time may touch, and that others can wait for.
///
/// For the few places where an actor will not do: threads that block, and callers that must not suspend.
///
/// Why not `Synchronization.Mutex`: its futex code is invisible to the thread sanitizer, which then reports
/// races that do not exist, and a sanitizer that cries wolf is switched off. It has no condition either.
package final class Locked<Value: Sendable>: @unchecked Sendable {
  // safe because: `value` is touched only while `mutex` is held, and the two pointers never change.
  private var value: Value
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  /// What somebody who looks at the value does next.
  package enum Step<Result> {
    /// Waits no longer: this is what was waited for.
    case take(Result)
    /// Looks again after a change, and after so long at the latest; nil: only after a change.
    case sleep(atMost: Duration?)
  }

  /// Nobody has the lock.
  package init(_ value: Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    var attributes = pthread_condattr_t()
    // Waiting must not depend on the wall clock, which people set.
    guard pthread_condattr_init(&attributes) == 0,
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0,
      pthread_mutex_init(mutex, nil) == 0, pthread_cond_init(condition, &attributes) == 0
    else { preconditionFailure("no memory for a lock") }
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Reads or changes the value, and wakes nobody.
  ///
  /// Here as below, `body` keeps every other thread waiting, and must not come back to this lock: it would
  /// wait for itself.
  package func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(&value)
  }

  /// Changes the value, and wakes everyone who waits for it.
  @discardableResult
  package func change<Result>(_ body: (inout Value) -> Result) -> Result {
    let result = withLock(body)
    // After the lock is free: who is woken does not run into it.
    pthread_cond_broadcast(condition)
    return result
  }

  /// Looks at the value until there is something to take. How long to sleep may depend on what it sees.
  package func wait<Result>(_ look: (inout Value) -> Step<Result>) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      switch look(&value) {
      case .take(let result): return result
      case .sleep(let limit): sleep(atMost: limit)
      }
    }
  }

  /// Looks at the value until `take` finds something in it; gives nil when it has not after so long. Without
  /// a limit it waits for ever.
  package func wait<Result>(atMost limit: Duration?, _ take: (inout Value) -> Result?) -> Result? {
    // Of the clocks with a name in Swift, this is the one that the condition counts by.
    let deadline = limit.map { SuspendingClock.now + $0 }
    return wait { value in
      if let result = take(&value) { return .take(result) }
      guard let deadline else { return .sleep(atMost: nil) }
      let left = SuspendingClock.now.duration(to: deadline)
      return left > .zero ? .sleep(atMost: left) : .take(nil)
    }
  }

  /// May return earlier: the one who called looks again.
  private func sleep(atMost limit: Duration?) {
    let code: Int32
    if let limit {
      var time = Self.deadline(in: limit)
      code = pthread_cond_timedwait(condition, mutex, &time)
    } else {
      code = pthread_cond_wait(condition, mutex)
    }
    guard code == 0 || code == ETIMEDOUT else { preconditionFailure("a lock cannot be waited for: \(code)") }
  }

  /// Thirty years: who waits for longer means for ever, and must not overflow.
  private static var longest: Duration { .seconds(1_000_000_000) }

  private static func deadline(in limit: Duration) -> timespec {
    let (seconds, attoseconds) = min(max(limit, .zero), longest).components
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let nanoseconds = time.tv_nsec + Int(attoseconds / 1_000_000_000)
    time.tv_sec += Int(seconds) + nanoseconds / 1_000_000_000
    time.tv_nsec = nanoseconds % 1_000_000_000
    return time
  }
}
