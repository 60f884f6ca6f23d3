internal import SlicingCore

/// The word an order's status is told in. A word that is not in the table is kept and counts as working:
/// nothing is written off, and nothing is sent again, on the strength of a word nobody knows.
struct OrderStatusWord: Equatable {
  let word: String

  init(_ word: String) { self.word = word }

  private enum Meaning { case working, filled, canceled, expired, rejected }

  private static let table: [String: Meaning] = [
    "new": .working, "accepted": .working, "pending_new": .working, "partially_filled": .working,
    "accepted_for_bidding": .working, "pending_cancel": .working, "pending_replace": .working,
    "pending_review": .working, "held": .working, "stopped": .working, "suspended": .working,
    "calculated": .working, "done_for_day": .working,
    "filled": .filled, "canceled": .canceled, "expired": .expired, "rejected": .rejected,
    // Somebody replaced it in the broker's own screen: what was ours has ended, the new one is theirs.
    "replaced": .canceled,
  ]

  var isKnown: Bool { OrderStatusWord.table[word] != nil }

  /// Whether nothing more can happen to the order.
  var isTerminal: Bool { (OrderStatusWord.table[word] ?? .working) != .working }

  func state(reason: String?) -> OrderReport.State {
    switch OrderStatusWord.table[word] ?? .working {
    case .working: .working
    case .filled: .filled
    case .canceled: .canceled
    case .expired: .expired
    case .rejected: .rejected(reason: reason ?? "rejected by the broker without a reason")
    }
  }
}
