#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import NIOHTTP1

  /// How long a call may be kept waiting in favour of others.
  enum Urgency: Int, Comparable, CaseIterable {
    case cancel
    case order
    case question

    /// The more urgent is the lesser.
    static func < (left: Urgency, right: Urgency) -> Bool { left.rawValue < right.rawValue }
  }

  /// One request. It is written at most once, by nobody's decision but the caller's.
  struct HTTPCall {
    var method: HTTPMethod
    /// Path and query, percent-encoded: `/v2/orders?status=open`.
    var target: String
    var body: [UInt8] = []
    var urgency: Urgency = .question
    /// For the whole answer, from the write.
    var limit = HTTPCall.usualLimit
    /// How long it may wait for a free connection.
    var patience: TimeAmount = .seconds(1)
    /// Asked last, in the turn in which the bytes are handed to the socket.
    var permit: SendPermit? = nil

    static let usualLimit = TimeAmount.seconds(10)
  }

  /// What became of a call. Only `lost` leaves doubt.
  enum HTTPResult {
    case answer(HTTPAnswer)
    /// The permit said no; no byte left.
    case forbidden
    /// No byte left.
    case notSent(String)
    /// Bytes may have left, and no whole answer came.
    case lost(String)
  }

  /// A whole answer, of any status.
  struct HTTPAnswer {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]
  }
#endif
