internal import Glibc
internal import Locking

/// A thread of its own with a mailbox: for work that blocks on a disk and must not do so on the cooperative
/// pool, which has as many threads as cores and carries everything else.
///
/// `turn` is called on the thread with the messages that came since the last turn, and says how many real
/// microseconds to wait for more (nil: until there are some). While it waits for ever, nothing wakes it.
final class BrokerThread<Message: Sendable>: Sendable {
  private struct State: Sendable {
    var messages: [Message] = []
    var isStopping = false
    var hasStarted = false
    var hasEnded = false
    var waiters: [@Sendable () -> Void] = []
    var turns = 0

    /// The messages that came; nil once the thread is to end and none are left.
    mutating func takeMessages() -> [Message]? {
      if messages.isEmpty, isStopping { return nil }
      turns += 1
      defer { messages = [] }
      return messages
    }
  }

  private let state = Locked(State())

  /// More messages waiting than this mean that the thread hangs on its disk.
  static var capacity: Int { 10_000 }
  /// The monotonic clock stands still while the machine sleeps; a wait that began before could last too long
  /// by as much as was left of it. Half a minute is as late as anything may be then.
  private static var longestWait: Int64 { 30_000_000 }

  /// How often the thread went round: not at all, where nothing goes on.
  var turns: Int { state.withLock { $0.turns } }

  /// Puts a message into the mailbox; false if the thread is to end. A message that may be refused is, if the
  /// thread has not started yet or the mailbox is full.
  func post(_ message: Message, mayBeRefused: Bool) -> Bool {
    state.change { state in
      let hasRoom = state.hasStarted && state.messages.count < Self.capacity
      guard !state.isStopping, !mayBeRefused || hasRoom else { return false }
      state.messages.append(message)
      return true
    }
  }

  /// Starts the thread; `finish` is called on it as the last thing. Only the first call has an effect.
  func start(
    turn: @escaping @Sendable ([Message]) -> Int64?, finish: @escaping @Sendable () -> Void
  ) {
    let isFirst = state.withLock { state in
      defer { state.hasStarted = state.hasStarted || !state.isStopping }
      return !state.hasStarted && !state.isStopping
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
    let isRunning = state.change { state in
      state.isStopping = true
      guard state.hasStarted, !state.hasEnded else { return false }
      state.waiters.append(done)
      return true
    }
    if !isRunning { done() }
  }

  private func takeWaiters() -> [@Sendable () -> Void] {
    state.withLock { state in
      state.hasEnded = true
      defer { state.waiters = [] }
      return state.waiters
    }
  }

  /// Waits for messages or the end, but no longer than so many microseconds.
  private func wait(atMost limit: Int64?) -> [Message]? {
    let limit = limit.map { Duration.microseconds(min($0, Self.longestWait)) }
    _ = state.wait(atMost: limit) { $0.messages.isEmpty && !$0.isStopping ? nil : true }
    return state.withLock { $0.takeMessages() }
  }
}

/// What a thread runs, in a form that fits through a C pointer.
private final class ThreadBody {
  let run: () -> Void
  init(_ run: @escaping () -> Void) { self.run = run }
}
