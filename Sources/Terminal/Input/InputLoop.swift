internal import CLinux
internal import Glibc

/// The main thread's loop: it sleeps in `poll` until a key, a signal, a wake-up or a client comes, and calls
/// back on the spot. Nothing wakes it otherwise.
///
/// Nobody can say when a key was pressed: it waits in the terminal while the program, or the whole machine,
/// stands still. What can be said is that it was pressed after the keyboard was last seen to hold nothing,
/// and that is the time a key has here.
///
/// Belongs to one thread; other threads reach it through the `Waker`.
public final class InputLoop {
  private let input: Int32
  private let waker: Waker
  private let signals: Int32
  private let onHaltKey: () -> Void
  private let onEvent: (InputEvent) -> Void
  private var decoder = KeyDecoder()
  private var barePaste = BarePaste()
  /// When what is under way in the decoder counts as finished. A moment and not a span, for wake-ups of other
  /// kinds may come more often than an Esc takes to be believed.
  private var inputDeadline: Monotonic?
  /// When the keyboard was last seen to hold nothing.
  private var quiet: Monotonic
  /// When somebody needs the keyboard looked at, whatever happens.
  private var lookDeadline: Monotonic?
  private let now: () -> Monotonic
  private var registered: [Int32] = []
  private var isListening = true
  private var isStopped = false
  private var chunk = [UInt8](repeating: 0, count: 4_096)
  /// How often `poll` returned: an idle loop must not move it.
  private(set) var wakeUps = 0

  /// A loop over a terminal.
  ///
  /// - Parameters:
  ///   - input: where keys come from; standard input unless said otherwise.
  ///   - handlesSignals: whether signals are taken; `Signals.blockAll()` must have been called.
  ///   - onHaltKey: called the moment Ctrl-K or F12 is decoded, before any key of the same read is delivered,
  ///     whatever has the focus. It must not block.
  ///   - onEvent: called for everything, halt keys included.
  public convenience init(
    input: Int32 = 0, waker: Waker, handlesSignals: Bool = true,
    onHaltKey: @escaping () -> Void, onEvent: @escaping (InputEvent) -> Void
  ) throws(TerminalError) {
    try self.init(
      input: input, waker: waker, handlesSignals: handlesSignals, now: { .now }, onHaltKey: onHaltKey,
      onEvent: onEvent)
  }

  /// - Parameter now: the clock that keys are dated by.
  init(
    input: Int32, waker: Waker, handlesSignals: Bool, now: @escaping () -> Monotonic,
    onHaltKey: @escaping () -> Void, onEvent: @escaping (InputEvent) -> Void
  ) throws(TerminalError) {
    self.now = now
    quiet = now()
    self.input = input
    self.waker = waker
    self.onHaltKey = onHaltKey
    self.onEvent = onEvent
    signals = handlesSignals ? Signals.descriptor() : -1
    if handlesSignals, signals < 0 { throw .system(call: "signalfd", errno: errno) }
  }

  deinit { if signals >= 0 { close(signals) } }

  /// Adds a descriptor, such as the control socket, to what is waited for.
  public func register(_ descriptor: Int32) {
    if !registered.contains(descriptor) { registered.append(descriptor) }
  }

  /// Takes a descriptor out again; do it before closing it.
  public func unregister(_ descriptor: Int32) { registered.removeAll { $0 == descriptor } }

  /// The earliest moment at which a key that is delivered now can have been pressed, in milliseconds of the
  /// monotonic clock.
  public var quietMilliseconds: Int64 { quiet.milliseconds }

  /// Has the keyboard looked at when this moment of the monotonic clock has come, so that what is pressed
  /// after it is known to be; nil for no such look.
  public func look(atMilliseconds milliseconds: Int64?) {
    let moment = milliseconds.map { Monotonic(nanoseconds: $0 * 1_000_000) }
    lookDeadline = moment.flatMap { quiet < $0 ? $0 : nil }
  }

  /// Ends the loop after the callback that calls this. From another thread: wake it, and call this then.
  public func stop() { isStopped = true }

  /// Runs until `stop()`.
  public func runUntilStopped() {
    while !isStopped { turn() }
  }

  /// One sleep and what comes after it.
  private func turn() {
    lookAtKeyboard()
    // A negative descriptor is skipped by poll; that is how a terminal that is gone is left out.
    let fixed = [isListening ? input : -1, signals, waker.descriptor]
    var items = (fixed + registered).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let ready = poll(&items, nfds_t(items.count), patience)
    if ready < 0, errno != EINTR { preconditionFailure("poll failed with \(errno) on \(items.map(\.fd))") }
    guard ready >= 0 else { return }
    wakeUps += 1
    // Keys first: the halt key is among them.
    if items[0].revents != 0 { takeInput(items[0].revents) } else { expireInput() }
    if items[1].revents != 0 { takeSignals() }
    if items[2].revents != 0 { takeWakeUp() }
    for item in items.dropFirst(fixed.count) where item.revents != 0 { takeReadable(item) }
  }

  /// The clock is read before the keyboard: the program may stand still in between, and must not take a key
  /// that came meanwhile for a later one. The sleep itself says nothing, for it ends without saying whether
  /// there was anything at its beginning.
  private func lookAtKeyboard() {
    guard isListening else { return }
    let moment = now()
    var item = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    guard poll(&item, 1, 0) == 0 else { return }
    quiet = moment
    if let lookDeadline, lookDeadline <= moment { self.lookDeadline = nil }
  }

  /// How long to sleep at most; rounded up, so that it is not asked again just before the deadline.
  private var patience: Int32 {
    let silence = barePaste.silenceEnds.flatMap { quiet < $0 ? $0 : nil }
    guard isListening, let next = [inputDeadline, lookDeadline, silence].compactMap({ $0 }).min() else {
      return -1
    }
    let left = (next.nanoseconds - now().nanoseconds + 999_999) / 1_000_000
    return Int32(clamping: max(0, left))
  }

  private func expireInput() {
    guard let inputDeadline, now() >= inputDeadline else { return }
    let keys = decoder.timeout()
    watchDecoder()
    deliver(keys)
  }

  private func watchDecoder() {
    inputDeadline = decoder.patienceMilliseconds.map { now() + .milliseconds($0) }
  }

  private func takeInput(_ revents: Int16) {
    // What was typed before the line went dead still counts, so the end is believed only when a read says so.
    let count = read(input, &chunk, chunk.count)
    if count > 0 {
      if inputDeadline == nil, barePaste.swallows(chunk.prefix(count), after: quiet, at: now()) { return }
      let keys = decoder.feed(chunk.prefix(count), onHalt: onHaltKey)
      watchDecoder()
      return deliver(barePaste.filter(keys, after: quiet, at: now()))
    }
    if count < 0, errno == EINTR || errno == EAGAIN, revents & Int16(POLLHUP | POLLERR | POLLNVAL) == 0 {
      return
    }
    isListening = false
    inputDeadline = nil
    emit(.hangup)
  }

  private func takeSignals() {
    for number in Signals.take(from: signals) {
      if number == SIGWINCH {
        emit(.resize(TerminalSize.current(of: input)))
      } else if let signal = TerminalSignal(number: number) {
        emit(.signal(signal))
      }
    }
  }

  private func takeWakeUp() {
    waker.drain()
    emit(.woken)
  }

  /// A callback may have unregistered what the same poll reported.
  private func takeReadable(_ item: pollfd) {
    guard registered.contains(item.fd) else { return }
    if item.revents & Int16(POLLNVAL) != 0 { return unregister(item.fd) }
    emit(.readable(item.fd))
  }

  private func deliver(_ keys: [Key]) {
    for key in keys { emit(.key(key)) }
  }

  /// Nothing is delivered after `stop()`: whoever stopped the loop is done with it.
  private func emit(_ event: InputEvent) {
    if !isStopped { onEvent(event) }
  }
}
