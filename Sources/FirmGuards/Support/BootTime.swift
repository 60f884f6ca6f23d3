#if FIRM_GUARDS
  internal import Glibc

  /// Time since the machine started, time asleep included: a reading from before a suspended laptop was shut
  /// is old after it, which the plain monotonic clock would not know.
  struct BootTime: Comparable, Sendable {
    let nanoseconds: Int64

    static var now: BootTime {
      var time = timespec()
      guard clock_gettime(CLOCK_BOOTTIME, &time) == 0 else {
        preconditionFailure("the kernel has no boot-time clock: \(errno)")
      }
      return BootTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    static func < (a: BootTime, b: BootTime) -> Bool { a.nanoseconds < b.nanoseconds }
    static func + (a: BootTime, milliseconds: Milliseconds) -> BootTime {
      BootTime(nanoseconds: a.nanoseconds + milliseconds.nanoseconds)
    }
    /// Nanoseconds from `b` to `a`.
    static func - (a: BootTime, b: BootTime) -> Int64 { a.nanoseconds - b.nanoseconds }
  }
#endif
