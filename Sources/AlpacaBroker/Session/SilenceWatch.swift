internal import SlicingCore

/// How long a stream of market data may keep silent before it is connected anew.
struct MarketTiming: Sendable {
  /// From the open socket until the keys are accepted.
  var handshake = TimeSpan.seconds(10)
  /// Without a message while quotes are expected.
  var silence = TimeSpan.seconds(20)
  /// The silence that is borne at most: it is twice as long after each that a new connection did not end.
  var longestSilence = TimeSpan.seconds(320)
}

/// What may be expected of a stream now.
enum QuoteExpectation {
  case quotes
  /// They may be missed; but something that would be forgotten with the connection is known, a halt.
  case quotesAtACost
  /// Nothing is watched that trades now.
  case nothing
}

/// Whether a stream that answers pings has stopped telling.
///
/// A symbol nobody quotes looks the same. There a new connection does no harm, but does no good either, so it
/// is tried less and less often; any quote says that the stream is well.
struct SilenceWatch {
  private let timing: MarketTiming
  private var since: Instant
  private(set) var limit: TimeSpan

  /// A stream that is ready now.
  init(_ timing: MarketTiming, at now: Instant) {
    self.timing = timing
    since = now
    limit = timing.silence
  }

  /// A message came, or a new connection is ready.
  mutating func heard(at now: Instant) { since = now }

  mutating func quoted() { limit = timing.silence }

  /// - Returns: how long it has been silent, where that is too long; the next silence may then be longer.
  mutating func tooLong(at now: Instant, expecting: QuoteExpectation) -> TimeSpan? {
    let limit =
      switch expecting {
      case .quotes: limit
      case .quotesAtACost: timing.longestSilence
      case .nothing: TimeSpan?.none
      }
    guard let limit else {
      since = now
      return nil
    }
    guard now - since >= limit else { return nil }
    self.limit = min(self.limit * 2, timing.longestSilence)
    return limit
  }
}
