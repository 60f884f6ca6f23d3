#if FIRM_GUARDS
  /// How long to wait before the next attempt to connect: at once after the first failure, which may be no
  /// more than a server that was started anew, then twice as long each time.
  struct Backoff {
    static let longest = Milliseconds(500)
    private var failures = 0

    mutating func failed() -> Milliseconds {
      failures += 1
      guard failures > 1 else { return Milliseconds(0) }
      return min(Backoff.longest, Milliseconds(10 << min(failures - 1, 6)))
    }

    mutating func succeeded() { failures = 0 }
  }
#endif
