#if FIRM_GUARDS
  /// A short wait or limit.
  struct Milliseconds: Hashable, Comparable, Sendable {
    let count: Int
    init(_ count: Int) { self.count = count }
    var nanoseconds: Int64 { Int64(count) * 1_000_000 }
    static func < (a: Milliseconds, b: Milliseconds) -> Bool { a.count < b.count }
  }
#endif
