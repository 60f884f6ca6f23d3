#if NETWORK
  internal import NIOCore

  /// How often a stream is tried, and how long its silence is borne.
  struct StreamTiming {
    /// Between two pings.
    var ping: TimeAmount = .milliseconds(500)
    /// Without a pong for so long, the stream lags.
    var lag: TimeAmount = .milliseconds(1200)
    /// Without a pong for so long, it is over.
    var giveUp: TimeAmount = .seconds(10)
    /// For connecting and both handshakes.
    var connect: TimeAmount = .seconds(10)
  }

  /// What a stream tells, in order: `opened` at most once, then messages, then `ended` exactly once.
  enum StreamNews {
    case opened
    /// A whole message, text or binary.
    case message([UInt8])
    /// No pong for a while: what it would tell may be on its way.
    case lagging(String)
    /// The pongs are back.
    case lively
    case ended(StreamEnd)
  }

  /// Why a stream is over.
  enum StreamEnd {
    /// The answer to the handshake was of this status.
    case refused(status: Int)
    case lost(String)
  }
#endif
