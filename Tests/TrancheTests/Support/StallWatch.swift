import Foundation

/// Sees a machine that stands still: a thread that is to run every 20 ms, and the steps of the test itself.
///
/// `@unchecked Sendable` is safe because everything that changes is only touched under the lock.
final class StallWatch: @unchecked Sendable {
  private static let tick: TimeInterval = 0.02

  private let lock = NSLock()
  private var isOver = false
  private var longest: TimeInterval = 0
  private var lastStep = ContinuousClock.now

  init() {
    Thread.detachNewThread { [self] in
      var last = ContinuousClock.now
      while !lock.withLock({ isOver }) {
        Thread.sleep(forTimeInterval: Self.tick)
        let now = ContinuousClock.now
        note(now - last, of: Self.tick)
        last = now
      }
    }
  }

  /// A step of the test that was to take so long is done.
  func step(of planned: TimeInterval) {
    let now = ContinuousClock.now
    let took = lock.withLock {
      defer { lastStep = now }
      return now - lastStep
    }
    note(took, of: planned)
  }

  /// - Returns: by how much the slowest step was too long.
  func stop() -> TimeInterval {
    lock.withLock {
      isOver = true
      return longest
    }
  }

  private func note(_ took: Duration, of planned: TimeInterval) {
    let seconds = took / .seconds(1)
    lock.withLock { longest = max(longest, seconds - planned) }
  }
}
