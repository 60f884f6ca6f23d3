#if NETWORK
  /// Calls that wait for a connection: the most urgent first, and among equals the first that came.
  struct CallQueue {
    static let capacity = 256
    private var lines: [[PendingCall]] = Urgency.allCases.map { _ in [] }

    var count: Int { lines.reduce(0) { $0 + $1.count } }
    var mostUrgent: Urgency? { Urgency.allCases.first { !lines[$0.rawValue].isEmpty } }

    /// Takes a call in. A full queue returns one that has no place: the newest of the least urgent, which may
    /// be this call itself. So no crowd of questions can keep a cancel out.
    mutating func add(_ pending: PendingCall) -> PendingCall? {
      lines[pending.call.urgency.rawValue].append(pending)
      guard count > CallQueue.capacity else { return nil }
      let last = Urgency.allCases.last { !lines[$0.rawValue].isEmpty }
      return last.flatMap { lines[$0.rawValue].popLast() }
    }

    mutating func takeFirst() -> PendingCall? {
      mostUrgent.map { lines[$0.rawValue].removeFirst() }
    }

    /// Takes a call out that will wait no longer.
    mutating func remove(_ pending: PendingCall) {
      lines[pending.call.urgency.rawValue].removeAll { $0 === pending }
    }
  }
#endif
