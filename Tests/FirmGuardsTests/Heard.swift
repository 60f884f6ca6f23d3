#if FIRM_GUARDS
  import Locking
  import SlicingCore
  import Testing

  @testable import FirmGuards

  /// What came in on other threads, and when.
  final class Heard<Value: Sendable>: Sendable {
    private let list = Locked<[(value: Value, at: BootTime)]>([])

    func note(_ value: Value) { list.withLock { $0.append((value, BootTime.now)) } }

    var values: [Value] { list.withLock { $0.map(\.value) } }
    var times: [BootTime] { list.withLock { $0.map(\.at) } }

    /// When the first value of a kind came after `start`; waits for it.
    func time(after start: BootTime, _ what: String, _ isIt: (Value) -> Bool) throws -> BootTime {
      var found: BootTime?
      try waitUntil(what) {
        found = list.withLock { list in list.first { $0.at >= start && isIt($0.value) }?.at }
        return found != nil
      }
      return try #require(found)
    }
  }

  extension FirmSwitch {
    /// A switch that has read the server once, and what it told.
    static func started(_ configuration: FirmConfiguration) throws -> (FirmSwitch, Heard<FirmReading>) {
      let heard = Heard<FirmReading>()
      let firm = FirmSwitch(configuration)
      firm.start { heard.note($0) }
      try waitUntil("the first reading") { !heard.values.isEmpty }
      return (firm, heard)
    }
  }

  extension FirmReading {
    /// The words of one that stops everything because nothing is known.
    var complaint: String? {
      if case .unreadable(let words) = self { words } else { nil }
    }
  }
#endif
