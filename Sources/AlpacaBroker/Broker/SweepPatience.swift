internal import SlicingCore

/// How long a sweep from outside goes on, and how long it waits between two rounds.
///
/// The time is counted from the broker's first answer. A refusal for the rate passes, and a halt is worth
/// waiting for; but not twice: the first one makes the time longer, and no later one does.
struct SweepPatience: Equatable {
  /// Without a refusal for the rate.
  private let span: Duration
  /// Known once the broker has answered, or has not, for the first time.
  private var end: ContinuousClock.Instant?
  private var hasMoreTime = false
  /// Until when the broker wants to hear nothing.
  private var silentUntil: ContinuousClock.Instant?

  static let usualPause = Duration.milliseconds(150)
  /// Where the broker does not say how long.
  static let pauseForRate = Duration.seconds(1)
  static let timeForRate = Duration.seconds(10)

  init(_ span: Duration) { self.span = span }

  var hasBegun: Bool { end != nil }

  mutating func begin(at now: ContinuousClock.Instant) { end = end ?? now + span }

  func isOver(at now: ContinuousClock.Instant) -> Bool { end.map { now >= $0 } ?? false }

  /// The broker refused a request for its rate.
  ///
  /// - Parameter told: after how long it may be made again, in the broker's words; nil where it does not say.
  mutating func refused(told: TimeSpan?, at now: ContinuousClock.Instant) {
    let wait = told.map { Duration.microseconds($0.microseconds) } ?? SweepPatience.pauseForRate
    silentUntil = max(silentUntil ?? now, now + wait)
    guard !hasMoreTime else { return }
    hasMoreTime = true
    end = end.map { $0 + SweepPatience.timeForRate }
  }

  /// How long to wait before the next round: as the broker said, but not past the end. What is to be canceled
  /// is asked for once more then, whatever it said: it may refuse, and no words of its keep a halt from
  /// trying.
  mutating func takePause(at now: ContinuousClock.Instant) -> Duration {
    defer { silentUntil = nil }
    guard let silentUntil else { return SweepPatience.usualPause }
    let until = end.map { min($0, silentUntil) } ?? silentUntil
    return max(SweepPatience.usualPause, now.duration(to: until))
  }
}
