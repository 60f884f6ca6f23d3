public import SlicingCore

/// What goes wrong with a new order.
public enum SubmitFault: Hashable, Sendable {
  /// The connection is refused: not one byte leaves.
  case refuse(String)
  /// The venue says no, for good.
  case reject(String)
  /// The request is lost on its way; silence.
  case loseRequest
  /// The venue books it and the answer is lost; silence.
  case loseAnswer
  /// The answer comes this late.
  case delayAnswer(TimeSpan)
  /// The request comes to the venue this late, and nothing can call it back.
  case bookLate(TimeSpan)
  /// The first execution overtakes the answer.
  case fillFirst
  /// Every report on the order comes twice.
  case duplicateReports
  /// Reports on the order come this late.
  case delayReports(TimeSpan)
  /// No report on the order ever comes; it has to be asked for.
  case loseReports
  /// 401: the keys are refused.
  case unauthorized
  /// 429: too many requests; nothing was booked.
  case tooMany(retryAfter: TimeSpan?)
  /// 503, which says nothing about whether the order was booked.
  case unavailable(booked: Bool)
  /// The connection breaks as the order is sent and stays down for this long.
  case disconnect(TimeSpan, booked: Bool)
}

/// What goes wrong with a cancel.
public enum CancelFault: Hashable, Sendable {
  /// The venue says no.
  case refuse(String)
  /// It never arrives; silence.
  case loseRequest
  /// It is done and the answer is lost.
  case loseAnswer
  /// The answer comes this late.
  case delayAnswer(TimeSpan)
  /// 503; nothing was canceled.
  case unavailable
}

/// What goes wrong with a question.
public enum QueryFault: Hashable, Sendable {
  /// "Not found", whatever is in the books: as from a copy that lags behind.
  case absent
  /// Silence.
  case loseAnswer
  /// The answer comes this late.
  case delayAnswer(TimeSpan)
  /// 503.
  case unavailable
}

/// One line of a fault script.
public struct FaultRule: Hashable, Sendable {
  /// What it lies in wait for, and what it then does.
  public enum Kind: Hashable, Sendable {
    case submit(SubmitFault)
    case cancel(CancelFault)
    case query(QueryFault)
    /// By the clock: the connection is down from so long after the start, for so long.
    case disconnect(after: TimeSpan, length: TimeSpan)
    /// Always: what the venue does with a client id it has seen.
    case deduplicate(ExchangeConfiguration.Deduplication)
    /// Always: every id and every reason that the venue gives ends with these words.
    case texts(String)
  }

  /// Which messages it is for: all that is set has to fit.
  public struct Condition: Hashable, Sendable {
    var symbol: Symbol?
    var side: Side?
    /// Numbers of the order, counting client ids from 1 as they come.
    var orders: ClosedRange<Int>?
    /// Every so many-th order.
    var every: Int?
    /// Numbers of the attempt, counting the submits (cancels, questions) of a client id from 1.
    var attempts: ClosedRange<Int>?
    /// Time since the start.
    var window: ClosedRange<TimeSpan>?
    /// How often at most.
    var times: Int?
    /// One in so many, by chance.
    var oneIn: Int?
  }

  /// Where it stands in the file, from 1.
  public let line: Int
  /// What it does.
  public let kind: Kind
  /// For what.
  let condition: Condition
}
