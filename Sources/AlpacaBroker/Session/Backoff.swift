#if NETWORK
  internal import NIOCore

  /// Waits between attempts to connect: doubling, with chance in it, so that a hundred desks do not come back
  /// at the same moment after the broker was away. The first attempt comes soon, for most breaks are short.
  struct Backoff {
    private var failures = 0
    let first: TimeAmount
    let longest: TimeAmount

    init(first: TimeAmount = .milliseconds(300), longest: TimeAmount = .seconds(30)) {
      self.first = first
      self.longest = longest
    }

    /// The wait before the next attempt: between half and the whole of the step that is due.
    ///
    /// - Parameter chance: from 0 up to 1.
    mutating func next(chance: Double = .random(in: 0..<1)) -> TimeAmount {
      let step = min(longest.nanoseconds, first.nanoseconds << min(failures, 20))
      failures += 1
      return .nanoseconds(step / 2 + Int64(Double(step / 2) * chance))
    }

    mutating func succeeded() { failures = 0 }
  }
#endif
