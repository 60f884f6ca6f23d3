internal import Glibc
internal import SlicingCore

/// The venue's one clock, for orders, events and the answer to `/clock`. It reads the wall once and follows
/// the clock nobody can set; a jump happens only where it is asked for.
struct VenueClock {
  private var anchor: Instant
  private let bootAnchor: Int64

  /// Starts at `instant`, or at the wall's time.
  init(at instant: Instant?) {
    bootAnchor = VenueClock.nanoseconds(CLOCK_BOOTTIME)
    anchor = instant ?? Instant(microseconds: VenueClock.nanoseconds(CLOCK_REALTIME) / 1000)
  }

  func now() -> Instant {
    anchor + TimeSpan(microseconds: (VenueClock.nanoseconds(CLOCK_BOOTTIME) - bootAnchor) / 1000)
  }

  mutating func jump(by span: TimeSpan) { anchor = anchor + span }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else {
      preconditionFailure("clock \(clock) cannot be read: \(errno)")
    }
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
