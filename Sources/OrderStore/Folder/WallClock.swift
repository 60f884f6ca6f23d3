internal import Glibc
internal import SlicingCore

/// The wall clock, for records only: nothing here decides by it.
enum WallClock {
  static func now() -> Instant {
    var time = timespec()
    guard clock_gettime(CLOCK_REALTIME, &time) == 0 else {
      preconditionFailure("no wall clock: errno \(errno)")
    }
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }
}
