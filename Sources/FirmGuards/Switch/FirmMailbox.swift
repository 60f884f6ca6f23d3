#if FIRM_GUARDS
  internal import SlicingCore

  /// What the polling thread is asked for by others.
  final class FirmMailbox: Sendable {
    /// What to do next.
    struct Errand: Sendable {
      var acts: [PendingAct]
      var isLast: Bool
    }

    private struct Content: Sendable {
      var acts: [PendingAct] = []
      /// Acts the polling thread keeps until the server can be told.
      var kept = 0
      var isNudged = false
      var isClosed = false
    }

    /// Acts that wait. A desk has no more to say than this before the first is answered.
    static let capacity = 32
    /// However often other programs publish, there is some time between two readings.
    static let shortestPause = Milliseconds(2)

    private let content = Guarded(Content())

    /// Nil if it was taken in; else why not.
    func post(_ act: PendingAct) -> FirmError? {
      content.change { content in
        guard !content.isClosed else { return .stopped }
        guard content.acts.count + content.kept < FirmMailbox.capacity else { return .tooManyWaiting }
        content.acts.append(act)
        return nil
      }
    }

    /// Somebody changed a record: read now.
    func nudge() { content.change { $0.isNudged = true } }

    func close() { content.change { $0.isClosed = true } }

    /// Where no thread will.
    func takeAll() -> [PendingAct] {
      content.locked { content in
        defer { content.acts = [] }
        return content.acts
      }
    }

    var isClosed: Bool { content.locked { $0.isClosed } }

    /// Waits until `time`, or until there is an act, a nudge or the end.
    func next(by time: BootTime, nudgedFrom earliest: BootTime, kept: Int) -> Errand {
      content.wait { content in
        content.kept = kept
        let now = BootTime.now
        let isDue = now >= time || content.isNudged && now >= earliest
        guard isDue || !content.acts.isEmpty || content.isClosed else {
          return .sleep((content.isNudged ? min(time, earliest) : time) - now)
        }
        let errand = Errand(acts: content.acts, isLast: content.isClosed)
        content.acts = []
        content.kept += errand.acts.count
        content.isNudged = false
        return .take(errand)
      }
    }
  }
#endif
