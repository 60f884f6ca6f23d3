internal import SlicingCore

/// How far this machine's clock is ahead of the broker's, from answers that say what time it is there.
///
/// The broker read its clock somewhere between the question and the answer: half of what that took is the
/// most a comparison can be wrong by. The first answer of a new connection is slow, and would make every
/// quote look half a second older than it is.
struct ClockSkew {
  private(set) var value = TimeSpan.zero
  /// What `value` can be wrong by; nil before the first comparison.
  private var error: TimeSpan?

  /// Longer than this, an answer says nothing.
  private static let patience = TimeSpan.seconds(2)

  /// - Returns: whether the clocks could be compared. What is known better already stays, as long as the
  ///   comparison does not contradict it.
  mutating func take(_ timestamp: Instant, askedAt: Instant, answeredAt: Instant) -> Bool {
    let took = answeredAt - askedAt
    guard took <= ClockSkew.patience else { return false }
    let (measured, possible) = (askedAt + took / 2 - timestamp, took / 2)
    if let error, possible > error {
      let difference = (measured - value).microseconds.magnitude
      if difference <= (possible + error).microseconds.magnitude { return true }
    }
    (value, error) = (measured, possible)
    return true
  }
}
