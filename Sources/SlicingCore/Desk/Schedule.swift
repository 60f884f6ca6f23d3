internal import HeapModule

/// Everything that waits for a time: one heap, one next deadline, however many slices are pending.
///
/// Entries are never removed when they become pointless; whoever takes one checks it against the slice as it
/// now is. Canceling 390 slices among 100,000 therefore touches the heap not at all. A parent has one entry
/// for its next slice, not one per slice.
struct Schedule: Sendable {
  /// What is to be done at a deadline.
  enum Task: Hashable, Sendable {
    /// Commit the intent of the parent's next slice.
    case arm(book: Int)
    /// Ask the gate and send: attempt 1 at the due time.
    case send(ClientOrderID)
    /// The wait after a definite failure is over.
    case retry(ClientOrderID, attempt: Int)
    /// No answer to an attempt: it becomes unknown.
    case answerLimit(ClientOrderID, attempt: Int)
    /// Ask the broker for an order again.
    case ask(ClientOrderID, round: Int)
    /// An end that no report of the venue has confirmed can be confirmed now.
    case confirm(ClientOrderID)
    /// Ask for every order that is open.
    case reconcile
    /// Ask again for a cancel that is not confirmed.
    case cancelAgain(ClientOrderID)
    /// One interval after the last slice.
    case leftover(book: Int)
    /// The end of the session the parent trades in.
    case sessionEnd(book: Int)
    /// Long enough without quotes, if none has come meanwhile.
    case dataStale
    /// The breaker's quiet period is over.
    case quietOver
  }

  private struct Entry: Comparable, Sendable {
    let at: Instant
    /// Breaks ties in the order of entry, so that a run can be repeated.
    let sequence: Int
    let task: Task

    static func < (a: Entry, b: Entry) -> Bool { (a.at, a.sequence) < (b.at, b.sequence) }
    static func == (a: Entry, b: Entry) -> Bool { a.sequence == b.sequence }
  }

  private var heap = Heap<Entry>()
  private var sequence = 0

  /// The earliest deadline; what the one timer waits for.
  var next: Instant? { heap.min?.at }
  /// How many entries wait, pointless ones included.
  var count: Int { heap.count }

  mutating func add(_ task: Task, at instant: Instant) {
    heap.insert(Entry(at: instant, sequence: sequence, task: task))
    sequence += 1
  }

  /// Takes the earliest task that is due.
  mutating func takeDue(at now: Instant) -> Task? {
    guard let first = heap.min, first.at <= now else { return nil }
    return heap.removeMin().task
  }
}
