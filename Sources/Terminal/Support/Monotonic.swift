internal import Glibc

/// A moment on the clock that nobody sets.
struct Monotonic: Comparable {
  let nanoseconds: Int64

  static var now: Monotonic {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Monotonic(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  /// Rounded down.
  var milliseconds: Int64 { nanoseconds / 1_000_000 }

  static func < (left: Monotonic, right: Monotonic) -> Bool { left.nanoseconds < right.nanoseconds }

  static func + (moment: Monotonic, duration: Duration) -> Monotonic {
    let (seconds, attoseconds) = duration.components
    // Bounded, so that a caller who waits "for ever" by a huge duration does not overflow.
    let bounded = min(max(seconds, 0), 1_000_000_000)
    return Monotonic(nanoseconds: moment.nanoseconds + bounded * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
