internal import SlicingCore

/// Something the exchange will do by itself. Ordered by time, then by the order's age, so that the order of
/// work does not depend on when each deadline was set: a reloaded exchange goes on as the one before would
/// have.
struct Deadline: Comparable {
  enum Work: Int {
    /// Before matching: at the end of the day a DAY order does not trade once more.
    case expire
    case match
  }
  let at: Instant
  let order: Int
  let work: Work
  /// A match deadline of an older generation was replaced.
  let generation: Int

  static func < (a: Deadline, b: Deadline) -> Bool {
    (a.at, a.order, a.work.rawValue) < (b.at, b.order, b.work.rawValue)
  }
}

/// How far the matching of an open order has come. Follows from the books, so it is not in the ledger.
struct Progress {
  /// The tick of arrival, trigger or last execution.
  var lastActive: Int64
  /// The order was passed by once, so it rests in the book and trades at its own price from now on.
  var hasRested = false
  /// Of its valid match deadline.
  var generation = 0
}
