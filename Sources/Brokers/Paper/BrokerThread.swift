internal import Glibc

/// A thread of its own with a mailbox: for work that blocks on a disk and must not do so on the cooperative
/// pool, which has as many threads as cores and carries everything else.
///
/// `turn` is called on the thread with the messages that came since the last turn, and says how many real
/// microseconds to wait for more (nil: until there are some). While it waits for ever, nothing wakes it.
final class BrokerThread<Message: Sendable>: @unchecked Sendable {
  // @unchecked Sendable is safe because every `var` is only touched with `mutex` held, and everything else is
  // immutable.
  // Rejected: Synchronization.Mutex, which has no condition variable.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var messages: [Message] = []
  private var isStopping = false
  private var hasStarted = false
  private var hasEnded = false
  private var waiters: [@Sendable () -> Void] = []
  private var wakeUps = 0

  /// More messages waiting than this mean that the thread hangs on its disk.
  static var capacity: Int { 10_000 }

  init() {
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

  /// How often the thread went round: not at all, where nothing goes on.
  var turns: Int { locked { wakeUps } }

  /// Puts a message into the mailbox; false if the thread is to end. A message that may be refused is, if the
  /// thread has not started yet or the mailbox is full.
  func post(_ message: Message, mayBeRefused: Bool) -> Bool {
    locked {
      guard !isStopping, !mayBeRefused || hasStarted && messages.count < Self.capacity else { return false }
      messages.append(message)
      pthread_cond_signal(condition)
      return true
    }
  }

  /// Starts the thread; `finish` is called on it as the last thing. Only the first call has an effect.
  func start(
    turn: @escaping @Sendable ([Message]) -> Int64?, finish: @escaping @Sendable () -> Void
  ) {
    let isFirst = locked {
      defer { hasStarted = hasStarted || !isStopping }
      return !hasStarted && !isStopping
    }
    guard isFirst else { return }
    let body = ThreadBody { [self] in
      var limit = turn([])
      while let messages = wait(atMost: limit) { limit = turn(messages) }
      finish()
      for waiter in takeWaiters() { waiter() }
    }
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        // Safe because `start` passed the context retained, and only once.
        context.map { Unmanaged<ThreadBody>.fromOpaque($0).takeRetainedValue().run() }
        return nil
      }, Unmanaged.passRetained(body).toOpaque())
    guard code == 0 else { preconditionFailure("no thread could be started: \(code)") }
    pthread_detach(thread)
  }

  /// Lets the thread work on what came before and end; then, or at once where it does not run, calls `done`.
  func stop(_ done: @escaping @Sendable () -> Void) {
    let isRunning = locked {
      isStopping = true
      pthread_cond_signal(condition)
      if hasStarted, !hasEnded { waiters.append(done) }
      return hasStarted && !hasEnded
    }
    if !isRunning { done() }
  }

  private func takeWaiters() -> [@Sendable () -> Void] {
    locked {
      hasEnded = true
      defer { waiters = [] }
      return waiters
    }
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// The messages that came; nil once the thread is to end and none are left.
  private func wait(atMost limit: Int64?) -> [Message]? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    let deadline = limit.map(Self.deadline)
    while messages.isEmpty, !isStopping {
      if var time = deadline {
        if pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { break }
      } else {
        pthread_cond_wait(condition, mutex)
      }
    }
    if messages.isEmpty, isStopping { return nil }
    wakeUps += 1
    defer { messages = [] }
    return messages
  }

  /// The monotonic clock stands still while the machine sleeps; a wait that began before could last too long
  /// by as much as was left of it. Half a minute is as late as anything may be then.
  private static func deadline(in microseconds: Int64) -> timespec {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let wait = min(max(microseconds, 0), 30_000_000)
    let nanoseconds = Int64(time.tv_nsec) + wait % 1_000_000 * 1000
    time.tv_sec += Int(wait / 1_000_000 + nanoseconds / 1_000_000_000)
    time.tv_nsec = Int(nanoseconds % 1_000_000_000)
    return time
  }
}

/// What a thread runs, in a form that fits through a C pointer.
private final class ThreadBody {
  let run: () -> Void
  init(_ run: @escaping () -> Void) { self.run = run }
}
