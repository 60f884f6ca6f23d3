internal import Dispatch
internal import Synchronization

/// What a run prints, written by a thread of its own: a terminal that is frozen and a pipe that nobody reads
/// block that thread alone, and signals, halts and clients are served meanwhile.
final class RunOutput: Sendable {
  /// Lines that wait for a reader; what comes beyond is counted and left out. All of it is in the event log.
  static let waitingMax = 10_000

  private let thread = DispatchQueue(label: "tranche.output")
  private let waiting = Atomic<Int>(0)
  private let leftOut = Atomic<Int>(0)
  /// The line that stands for those left out.
  private let gap: @Sendable (Int) -> String

  init(gap: @escaping @Sendable (Int) -> String) { self.gap = gap }

  /// A line on standard output.
  func say(_ line: String) {
    enqueue { [self] in
      let count = leftOut.exchange(0, ordering: .relaxed)
      if count > 0 { StandardOutput.say(gap(count)) }
      StandardOutput.say(line)
    }
  }

  /// A line on standard error, after everything before it.
  func complain(_ message: String) { enqueue { StandardError.say(message) } }

  /// Waits until everything is written, or nobody has read for so long.
  func finish(atMostMilliseconds limit: Int) {
    let done = DispatchSemaphore(value: 0)
    thread.async { done.signal() }
    _ = done.wait(timeout: .now() + .milliseconds(limit))
  }

  private func enqueue(_ write: @escaping @Sendable () -> Void) {
    guard waiting.load(ordering: .relaxed) < Self.waitingMax else {
      leftOut.add(1, ordering: .relaxed)
      return
    }
    waiting.add(1, ordering: .relaxed)
    thread.async { [self] in
      write()
      waiting.subtract(1, ordering: .relaxed)
    }
  }
}
