/// What a sweep from outside has seen, look by look, and what may be said of it at the end.
///
/// Only a whole list says that an order is not open any more. What could not be looked at again stays in
/// doubt; it is neither called canceled, which would be a guess, nor open, which may be over.
struct SweepTally: Equatable {
  /// Everything of ours that was ever listed as open, by the broker's id.
  private var seen: Set<String> = []
  /// What the last list had, and what was added by those since that were not whole. In the list's order.
  private(set) var open: [String] = []
  /// Why the newest look says nothing of what it does not list.
  private var trouble: String? = "nothing was asked yet"
  private var hasRead = false
  private var emptyLooks = 0
  /// What a cancel was asked for, whatever the answer; and what the broker has taken up.
  private(set) var asked: Set<String> = []
  private var accepted: Set<String> = []

  /// A list of open orders.
  ///
  /// - Parameter gap: why there may be more than it shows; nil where it is whole.
  mutating func took(_ listed: [String], gap: String? = nil) {
    hasRead = true
    trouble = gap
    seen.formUnion(listed)
    open = gap == nil ? listed : open + listed.filter { !open.contains($0) }
    emptyLooks = gap == nil && listed.isEmpty ? emptyLooks + 1 : 0
  }

  /// A look that came to nothing.
  mutating func missed(_ words: String) {
    trouble = words
    emptyLooks = 0
  }

  mutating func asked(_ id: String, isAccepted: Bool) {
    asked.insert(id)
    if isAccepted { accepted.insert(id) }
  }

  /// What the broker has taken up already is not asked for again: the rate is limited, and the engine may
  /// need it too.
  var toCancel: [String] { open.filter { !accepted.contains($0) } }

  /// None may be open twice in a row: an order the engine wrote a moment ago need not be listed yet.
  var isOver: Bool { emptyLooks == 2 }

  /// Whether nothing is left that no cancel was ever asked for.
  var hasTriedAll: Bool { asked.isSuperset(of: open) }

  /// What it came to; nil where nothing could ever be read, so that nothing at all is known.
  var result: CancelSweep? {
    guard hasRead else { return nil }
    let canceled = seen.subtracting(open).count
    guard let trouble else { return CancelSweep(canceled: canceled, stillOpen: open) }
    return CancelSweep(canceled: canceled, doubtful: open, trouble: trouble)
  }

  /// Why nothing is known.
  var lastTrouble: String { trouble ?? "" }
}
