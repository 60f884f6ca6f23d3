import Foundation

/// Says how late the machine is while something is measured: a thread that is to run every few milliseconds,
/// and does nothing but look at how late it was woken.
///
/// `@unchecked Sendable` is safe because everything that changes is only touched under the lock.
public final class Canary: @unchecked Sendable {
  private static let tick: TimeInterval = 0.005

  private let lock = NSLock()
  private var isOver = false
  private var latest = Duration.zero

  /// Begins to look.
  public init() {
    Thread.detachNewThread { [self] in
      var last = ContinuousClock.now
      while !lock.withLock({ isOver }) {
        Thread.sleep(forTimeInterval: Self.tick)
        let now = ContinuousClock.now
        let late = now - last - .seconds(Self.tick)
        lock.withLock { latest = max(latest, late) }
        last = now
      }
    }
  }

  /// Ends it.
  /// - Returns: by how much it was late at worst.
  public func stop() -> Duration {
    lock.withLock {
      isOver = true
      return latest
    }
  }
}
