#if NETWORK
  internal import NIOCore

  /// How long to wait before a connection is tried again: twice as long each time, from 0.2 s to 15 s, and
  /// spread, so that connections that failed together do not come back together.
  struct Pause {
    static let shortest: Int64 = 200
    static let longest: Int64 = 15_000
    private var ceiling = Pause.shortest

    mutating func next() -> TimeAmount {
      defer { ceiling = min(ceiling * 2, Pause.longest) }
      return .milliseconds(.random(in: max(Pause.shortest, ceiling / 2)...ceiling))
    }
  }
#endif
