#if FIRM_GUARDS
  /// A short wait or limit.
  struct Milliseconds: Hashable, Comparable, Sendable {
    let count: Int
    init(_ count: Int) { self.count = count }
    /// Rounded down, and never more than a day.
    init(_ duration: Duration) {
      let (seconds, attoseconds) = duration.components
      self.init(
        seconds >= 86_400
          ? 86_400_000 : Int(max(seconds, 0)) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
    var nanoseconds: Int64 { Int64(count) * 1_000_000 }
    static func < (a: Milliseconds, b: Milliseconds) -> Bool { a.count < b.count }
  }
#endif
