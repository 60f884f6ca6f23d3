#if FIRM_GUARDS
  internal import Glibc

  /// A value behind a lock, with a condition to wait for.
  ///
  /// Why not `Synchronization.Mutex`: the thread sanitizer does not see through it and reports races that do
  /// not exist. It has no condition either.
  final class Guarded<Value: Sendable>: @unchecked Sendable {
    // safe because: `value` is touched only while `mutex` is held, and the two pointers never change.
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init(_ value: Value) {
      self.value = value
      mutex = .allocate(capacity: 1)
      condition = .allocate(capacity: 1)
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      // Waiting must not depend on the wall clock, which people set.
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      guard pthread_mutex_init(mutex, nil) == 0, pthread_cond_init(condition, &attributes) == 0 else {
        preconditionFailure("no memory for a mutex")
      }
      pthread_condattr_destroy(&attributes)
    }

    deinit {
      pthread_cond_destroy(condition)
      pthread_mutex_destroy(mutex)
      condition.deallocate()
      mutex.deallocate()
    }

    /// What to do about a value somebody waits for.
    enum Step<Result> {
      case take(Result)
      /// Look again after a change, or after so many nanoseconds; nil: only after a change.
      case sleep(Int64?)
    }

    /// Reads or changes the value; wakes nobody.
    func locked<Result>(_ body: (inout Value) -> Result) -> Result {
      pthread_mutex_lock(mutex)
      defer { pthread_mutex_unlock(mutex) }
      return body(&value)
    }

    /// Changes the value and wakes everyone who waits for it.
    func change<Result>(_ body: (inout Value) -> Result) -> Result {
      pthread_mutex_lock(mutex)
      defer {
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
      }
      return body(&value)
    }

    /// Looks at the value until there is something to take.
    func wait<Result>(_ look: (inout Value) -> Step<Result>) -> Result {
      pthread_mutex_lock(mutex)
      defer { pthread_mutex_unlock(mutex) }
      while true {
        switch look(&value) {
        case .take(let result): return result
        case .sleep(nil): pthread_cond_wait(condition, mutex)
        case .sleep(let nanoseconds?):
          var time = Guarded.deadline(in: nanoseconds)
          pthread_cond_timedwait(condition, mutex, &time)
        }
      }
    }

    private static func deadline(in nanoseconds: Int64) -> timespec {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      let sum = Int64(time.tv_nsec) + max(nanoseconds, 0)
      time.tv_sec += Int(sum / 1_000_000_000)
      time.tv_nsec = Int(sum % 1_000_000_000)
      return time
    }
  }
#endif
