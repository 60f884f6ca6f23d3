#if FIRM_GUARDS
  internal import Locking
  internal import SlicingCore

  /// What the polling thread is asked for by others, and what it has not brought to an end.
  final class FirmMailbox: Sendable {
    /// What to do next.
    struct Errand: Sendable {
      var acts: [PendingAct]
      var isLast: Bool
    }

    private struct Content: Sendable {
      var acts: [PendingAct] = []
      /// Acts the polling thread has taken and not settled.
      var inHand: [FirmAct] = []
      var isNudged = false
      var isClosed = false
      var hasEnded = false
    }

    /// Releases and resets that wait. A desk has no more to say than this before the first is answered.
    static let capacity = 32
    /// However often other programs publish, there is some time between two readings.
    static let shortestPause = Milliseconds(2)

    private let content = Locked(Content())

    /// Nil if it was taken in; else what became of it.
    ///
    /// What stops trading is always taken in. It is bounded all the same: a second halt without a release
    /// between them adds nothing to the first.
    func post(_ act: PendingAct) -> Result<FirmOutcome, FirmError>? {
      content.change { content in
        guard !content.isClosed else { return .failure(.stopped) }
        if act.act.stopsTrading {
          let before = content.acts.last { $0.act.key == act.act.key }
          if before?.act.stopsTrading == true { return .success(.already) }
        } else if content.acts.count(where: { !$0.act.stopsTrading }) >= FirmMailbox.capacity {
          return .failure(.tooManyWaiting)
        }
        content.acts.append(act)
        return nil
      }
    }

    /// Somebody changed a record: read now.
    func nudge() { content.change { $0.isNudged = true } }

    func close() { content.change { $0.isClosed = true } }

    var isClosed: Bool { content.withLock { $0.isClosed } }

    // MARK: The polling thread

    /// Waits until `time`, or until there is an act, a nudge or the end.
    func next(by time: BootTime, nudgedFrom earliest: BootTime) -> Errand {
      content.wait { content in
        let now = BootTime.now
        let isDue = now >= time || content.isNudged && now >= earliest
        guard isDue || !content.acts.isEmpty || content.isClosed else {
          return .sleep(atMost: .nanoseconds((content.isNudged ? min(time, earliest) : time) - now))
        }
        let errand = Errand(acts: content.acts, isLast: content.isClosed)
        content.inHand += errand.acts.map(\.act)
        content.acts = []
        content.isNudged = false
        return .take(errand)
      }
    }

    /// What is left of the acts it was given.
    func holds(_ acts: [FirmAct]) { content.withLock { $0.inHand = acts } }

    /// It does nothing any more; what it holds stays undone.
    func end() { content.change { $0.hasEnded = true } }

    // MARK: The end

    /// Where no thread will: what nobody takes any more.
    func endWithoutThread() {
      let acts = content.change { content in
        defer {
          content.inHand += content.acts.map(\.act)
          content.acts = []
          content.hasEnded = true
        }
        return content.acts
      }
      for pending in acts { pending.completion(.failure(.stopped)) }
    }

    /// Waits for the polling thread to end, but no longer than to `deadline`: what waits for the server and
    /// is not known to be recorded.
    func undelivered(by deadline: BootTime) -> [FirmAct] {
      content.wait { content in
        let left = deadline - BootTime.now
        guard content.hasEnded || left <= 0 else { return .sleep(atMost: .nanoseconds(left)) }
        return .take((content.inHand + content.acts.map(\.act)).filter(\.waitsForServer))
      }
    }
  }
#endif
