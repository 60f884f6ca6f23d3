internal import SlicingCore

/// What is to happen, by time and then by the order in which it was put in: a binary heap.
struct TimeQueue<Element> {
  private struct Entry {
    let at: Instant
    let sequence: Int
    let element: Element
  }

  private var entries: [Entry] = []
  private var sequence = 0

  var next: Instant? { entries.first?.at }
  var count: Int { entries.count }

  mutating func add(_ element: Element, at instant: Instant) {
    entries.append(Entry(at: instant, sequence: sequence, element: element))
    sequence += 1
    var child = entries.count - 1
    while child > 0, precedes(child, (child - 1) / 2) {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func take() -> (at: Instant, element: Element)? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      siftDown()
    }
    return (first.at, first.element)
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < entries.count else { return }
      let right = left + 1
      let least = right < entries.count && precedes(right, left) ? right : left
      guard precedes(least, parent) else { return }
      entries.swapAt(least, parent)
      parent = least
    }
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    entries[a].at != entries[b].at
      ? entries[a].at < entries[b].at : entries[a].sequence < entries[b].sequence
  }
}
