public import SlicingCore

/// What the desk asks of the paper broker, on its way to the broker's own thread.
enum PaperMessage: Sendable {
  case submit(Submission, permit: SendPermit)
  case cancel(ClientOrderID)
  case query(ClientOrderID, askedAt: Instant)
  case queryOpen(askedAt: Instant)
  case watch(Symbol)
  case unwatch(Symbol)
}

/// Latency between desk and venue, in world time.
public struct PaperLatency: Hashable, Sendable {
  /// The shortest and the longest way back from the venue.
  public let range: ClosedRange<TimeSpan>

  /// Bounds in world time; the lower one may be zero.
  public init(_ range: ClosedRange<TimeSpan>) {
    precondition(range.lowerBound >= .zero, "an answer cannot come before its question: \(range)")
    self.range = range
  }

  /// Two to eight milliseconds: a good line to a broker in the same city.
  public static let nearby = PaperLatency(.milliseconds(2)...TimeSpan.milliseconds(8))
  /// None.
  public static let none = PaperLatency(.zero...TimeSpan.zero)
}
