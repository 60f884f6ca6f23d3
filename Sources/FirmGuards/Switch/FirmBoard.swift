#if FIRM_GUARDS
  internal import Locking
  internal import SlicingCore
  internal import Synchronization

  /// The newest reading, where every gate can see it without waiting for anything. The thread that polls the
  /// server writes it; it grows old by itself.
  final class FirmBoard: Sendable {
    /// A reading older than this is none. Its age is counted from before the server was asked.
    static let oldest = Milliseconds(250)

    private let sheet = Locked(Sheet(since: BootTime.now))
    /// Until when trading is allowed, in nanoseconds of `BootTime`; zero while it is not. The whole answer
    /// for the last function before the wire, which takes no lock.
    private let allowedUntil = Atomic<Int64>(0)

    var allowsTrading: Bool { BootTime.now.nanoseconds < allowedUntil.load(ordering: .acquiring) }

    var reading: FirmReading {
      if allowsTrading { return .open }
      return sheet.withLock { $0.current(at: BootTime.now, saysAge: true) }
    }

    /// From now on a reading may be expected.
    func begin() { sheet.change { $0.since = BootTime.now } }

    /// A reading taken not before `since`. What stops trading takes effect before anyone waits for the lock.
    func post(_ reading: FirmReading, since: BootTime) {
      if !reading.allowsTrading { allowedUntil.store(0, ordering: .releasing) }
      sheet.change { sheet in
        guard !sheet.isClosed else { return }
        sheet.reading = reading
        sheet.since = since
        sheet.fault = nil
        guard reading.allowsTrading else { return }
        allowedUntil.store((since + FirmBoard.oldest).nanoseconds, ordering: .releasing)
      }
    }

    /// Why there is nothing newer. The reading before stays, for as long as it is young enough.
    func fail(_ fault: String) { sheet.change { $0.fault = fault } }

    /// Nothing comes any more, and nobody is told anything.
    func close() {
      sheet.change { sheet in
        sheet.isClosed = true
        allowedUntil.store(0, ordering: .releasing)
      }
    }

    /// Waits until what it says differs from what was told; nil once it is closed.
    func news(after told: FirmReading?) -> FirmReading? {
      sheet.wait { sheet in
        guard !sheet.isClosed else { return .take(nil) }
        let now = BootTime.now
        let tooOld = sheet.since + FirmBoard.oldest
        // At the start there is time for a first reading before its absence is news.
        if sheet.reading == nil, now < tooOld { return .sleep(atMost: .nanoseconds(tooOld - now)) }
        let current = sheet.current(at: now, saysAge: false)
        if current != told { return .take(current) }
        return .sleep(atMost: now < tooOld ? .nanoseconds(tooOld - now) : nil)
      }
    }
  }

  /// What is known, and since when.
  private struct Sheet: Sendable {
    var reading: FirmReading?
    /// When the reading was taken; before there is one, when reading began.
    var since: BootTime
    var fault: String?
    var isClosed = false

    init(since: BootTime) { self.since = since }

    /// `saysAge` puts the age into the words, which then differ every time.
    func current(at now: BootTime, saysAge: Bool) -> FirmReading {
      if isClosed { return .unreadable("it is no longer read") }
      let because = fault.map { " (\($0))" } ?? ""
      guard let reading else { return .unreadable("it has not been read yet\(because)") }
      if now < since + FirmBoard.oldest { return reading }
      guard saysAge else { return .unreadable("it was last read too long ago\(because)") }
      let tenths = (now - since) / 100_000_000
      return .unreadable("it was last read \(tenths / 10).\(tenths % 10) s ago\(because)")
    }
  }
#endif
