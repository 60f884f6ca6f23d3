internal import Glibc
public import SlicingCore

/// The one seam through which time comes in: what the desk and the paper venue take for the present.
///
/// It reads the wall once, when it is made, and then follows the continuous clock, which counts the time the
/// machine slept and which nobody can set. So it never runs backwards, and a step of the wall clock shows as
/// `drift` and moves no slice. For a rehearsal it runs faster than the wall.
public struct WorldClock: Sendable {
  /// World seconds in a real second.
  public let speed: Int
  private let worldAnchor: Instant
  private let wallAnchor: Instant
  /// Nanoseconds of the continuous clock at which both anchors were read.
  private let bootAnchor: Int64
  private let wall: @Sendable () -> Instant

  /// Starts at `resumingAt`, or at the wall's time where that is nil.
  public init(speed: Int = 1, resumingAt: Instant? = nil) {
    self.init(speed: speed, resumingAt: resumingAt, wall: WorldClock.systemWall)
  }

  /// - Parameter wall: reads the wall clock, which a test cannot set.
  package init(speed: Int = 1, resumingAt: Instant? = nil, wall: @escaping @Sendable () -> Instant) {
    precondition(speed >= 1, "a world clock at speed \(speed) would stand still or run backwards")
    self.speed = speed
    self.wall = wall
    wallAnchor = wall()
    bootAnchor = WorldClock.nanoseconds(CLOCK_BOOTTIME)
    worldAnchor = resumingAt ?? wallAnchor
  }

  /// The present, in world time.
  public func now() -> Instant { worldAnchor + TimeSpan(microseconds: elapsed * Int64(speed)) }

  /// What the wall clock says: for calendars and records, not for waiting.
  public func wallNow() -> Instant { wall() }

  /// How far the wall has run away from this clock; positive when the wall is ahead. Says something at speed
  /// 1 and without `resumingAt`; otherwise it measures against the wall as it was at the start.
  public func drift() -> TimeSpan { wall() - (wallAnchor + TimeSpan(microseconds: elapsed)) }

  /// Returns when the present is `instant` or later; throws `CancellationError` when its task is canceled.
  public func sleep(until instant: Instant) async throws {
    // Again and again, because a sleep may end early by the rounding, and far deadlines are cut.
    while true {
      let left = realTime(until: instant)
      guard left > 0 else { return }
      let deadline = ContinuousClock.now.advanced(by: .microseconds(min(left, WorldClock.longestSleep)))
      try await Task.sleep(until: deadline, tolerance: .zero, clock: .continuous)
    }
  }

  /// Real microseconds until the present is `instant`; rounded up, and zero where it is past.
  func realTime(until instant: Instant) -> Int64 {
    let (left, overflow) = instant.microseconds.subtractingReportingOverflow(now().microseconds)
    guard !overflow else { return instant.microseconds > 0 ? WorldClock.longestSleep : 0 }
    let speed = Int64(speed)
    return left <= 0 ? 0 : left / speed + (left % speed == 0 ? 0 : 1)
  }

  /// A day. A sleep until the end of time would overflow on its way through the runtime.
  private static let longestSleep: Int64 = 86_400_000_000

  /// Real microseconds since the anchors were read.
  private var elapsed: Int64 { (WorldClock.nanoseconds(CLOCK_BOOTTIME) - bootAnchor) / 1000 }

  /// What the system's wall clock says.
  @Sendable package static func systemWall() -> Instant {
    Instant(microseconds: nanoseconds(CLOCK_REALTIME) / 1000)
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    // Cannot fail for these two clocks with a valid address.
    guard clock_gettime(clock, &time) == 0 else {
      preconditionFailure("clock \(clock) cannot be read: \(errno)")
    }
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
