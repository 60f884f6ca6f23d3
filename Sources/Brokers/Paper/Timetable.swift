internal import SlicingCore

/// Things to be done later, in the order of their time and, within an instant, of their entry.
///
/// A sorted array: there are few of them, and nearly all are added at its end.
struct Timetable<Item> {
  private var entries: [(at: Instant, item: Item)] = []

  var nextAt: Instant? { entries.first?.at }
  var isEmpty: Bool { entries.isEmpty }

  mutating func add(_ item: Item, at instant: Instant) {
    let position = entries.lastIndex { $0.at <= instant }.map { $0 + 1 } ?? 0
    entries.insert((instant, item), at: position)
  }

  /// Takes out what is due at `now`.
  mutating func takeDue(at now: Instant) -> [Item] {
    let due = entries.prefix { $0.at <= now }.map(\.item)
    entries.removeFirst(due.count)
    return due
  }
}
