internal import SlicingCore

/// What is to happen, by time and then by the order in which it was put in: a binary heap of numbers, the
/// elements themselves in slots that stay where they are.
struct TimeQueue<Element> {
  private struct Entry {
    let at: Instant
    let sequence: Int
    let slot: Int

    func precedes(_ other: Entry) -> Bool { at != other.at ? at < other.at : sequence < other.sequence }
  }

  private var entries: [Entry] = []
  private var sequence = 0
  private var slots: [Element?] = []
  private var free: [Int] = []

  var next: Instant? { entries.first?.at }
  var count: Int { entries.count }

  mutating func add(_ element: Element, at instant: Instant) {
    let entry = Entry(at: instant, sequence: sequence, slot: slot(for: element))
    sequence += 1
    entries.append(entry)
    var child = entries.count - 1
    while child > 0, entry.precedes(entries[(child - 1) / 2]) {
      entries[child] = entries[(child - 1) / 2]
      child = (child - 1) / 2
    }
    entries[child] = entry
  }

  private mutating func slot(for element: Element) -> Int {
    guard let slot = free.popLast() else {
      slots.append(element)
      return slots.count - 1
    }
    slots[slot] = element
    return slot
  }

  mutating func take() -> (at: Instant, element: Element)? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty { siftDown(last) }
    guard let element = slots[first.slot].take() else {
      preconditionFailure("nothing in slot \(first.slot)")
    }
    free.append(first.slot)
    return (first.at, element)
  }

  private mutating func siftDown(_ entry: Entry) {
    var parent = 0
    while 2 * parent + 1 < entries.count {
      let left = 2 * parent + 1
      let right = left + 1
      let least = right < entries.count && entries[right].precedes(entries[left]) ? right : left
      guard entries[least].precedes(entry) else { break }
      entries[parent] = entries[least]
      parent = least
    }
    entries[parent] = entry
  }
}
