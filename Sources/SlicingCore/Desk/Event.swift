/// Everything that can happen to a desk. Nothing else changes it.
public enum Event: Hashable, Sendable {
  /// A person's act, from whatever terminal.
  case command(DeskCommand, by: Actor)
  /// The earliest deadline has passed.
  case tick
  /// The broker's answer to an attempt.
  case sent(ClientOrderID, attempt: Int, SendOutcome)
  /// The venue says where an order of ours stands.
  case order(OrderReport)
  /// An execution, wherever it came from.
  case execution(Execution)
  /// The venue took an execution back.
  case bust(executionID: String, clientOrderID: ClientOrderID)
  /// The answer to a question of ours, asked at `askedAt`.
  case answered(ClientOrderID, QueryAnswer, askedAt: Instant)
  /// The answer to "what is open on the account?", asked at `askedAt`.
  case openOrders(OpenOrdersAnswer, askedAt: Instant)
  /// The answer to a cancel of ours.
  case cancelAnswered(ClientOrderID, CancelAnswer)
  /// A new top of book.
  case quote(Quote)
  /// The link to the broker went up or down.
  case link(up: Bool, reason: String)
  /// The broker says whether the market is open.
  case session(MarketSession)
  /// A symbol is halted, in the broker's words; nil: it trades again.
  case halt(Symbol, reason: String?)
  /// Shares of a symbol on the account, short ones negative, as the broker counts them now.
  case position(Symbol, Shares)
  /// The average volume of a symbol on one day.
  case averageVolume(Symbol, Shares)
  /// The prices between which a symbol trades for now; nil: it has no bands.
  case bands(Symbol, PriceBands?)
  /// What the firm's switch says; told with every change. Until the first one a desk that shares a switch
  /// sends nothing.
  case firm(FirmReading)
  /// This machine's clock minus the broker's: positive where ours is ahead.
  case clockSkew(TimeSpan)
  /// Something the broker's adapter noticed that no order event tells.
  case remark(String)
  /// The wall clock and the continuous clock moved apart by this much.
  case clockStep(TimeSpan)
  /// A commit failed (the words), or commits work again (nil).
  case storage(failure: String?)
}

/// What a person can do. The console, the control socket and the command line all speak this and nothing
/// else.
public enum DeskCommand: Hashable, Sendable {
  /// A confirmed order.
  case submit(OrderTicket)
  /// Cancel a parent: its pending slices, and the working ones at the broker.
  case cancelParent(ClientOrderID)
  /// Cancel one slice.
  case cancelSlice(ClientOrderID)
  /// Cancel every parent.
  case cancelAll
  /// No new slices of this parent; working orders stay.
  case hold(ClientOrderID, reason: String)
  /// Hold every parent: the program ends, or its terminal is gone.
  case holdAll(reason: String)
  /// Go on, with a decision about the shares owed; `acknowledged` are the warnings the trader saw.
  case resume(ClientOrderID, OwedDecision, acknowledged: Set<LimitRule> = [])
  /// Engage the kill switch.
  case kill(KillScope = .all, reason: String)
  /// Give the halt its reason afterwards.
  case explainKill(KillScope = .all, reason: String)
  /// Allow trading again; resumes nothing.
  case release(KillScope = .all, reason: String)
  /// Trip the breaker by hand.
  case tripBreaker(reason: String)
  /// Start the quiet period after a trip.
  case resetBreaker(reason: String)
  /// Settle an unknown order by hand.
  case resolve(ClientOrderID, Settlement, reason: String)
}

/// A confirmed order: the request and what was agreed to in the review.
public struct OrderTicket: Hashable, Sendable {
  /// What is asked for.
  public let request: OrderRequest
  /// 1, or the number of the repeat the trader asked for.
  public let repeatNumber: Int
  /// The warnings the trader saw and acknowledged.
  public let acknowledged: Set<LimitRule>
  /// What happens to shares left at the end.
  public let leftover: LeftoverRule
  /// What happens to a plan that would run past the close.
  public let pastClose: PastClose

  /// Memberwise.
  public init(
    request: OrderRequest, repeatNumber: Int = 1, acknowledged: Set<LimitRule> = [],
    leftover: LeftoverRule = .cancel, pastClose: PastClose = .refuse
  ) {
    self.pastClose = pastClose
    self.request = request
    self.repeatNumber = repeatNumber
    self.acknowledged = acknowledged
    self.leftover = leftover
  }
}

/// What happens to a plan that would run past the session's close.
public enum PastClose: String, Hashable, Sendable, CaseIterable {
  /// It is refused, and says how long it may be.
  case refuse
  /// It ends at the close, in fewer and larger slices.
  case shorten
}

/// The prices between which a symbol trades for now: limit up, limit down.
public struct PriceBands: Hashable, Sendable {
  /// Nothing trades below.
  public let lower: Price
  /// Nothing trades above.
  public let upper: Price

  /// Memberwise.
  public init(lower: Price, upper: Price) {
    self.lower = lower
    self.upper = upper
  }
}

/// What to do with owed shares when a parent goes on.
public enum OwedDecision: String, Hashable, Sendable, CaseIterable {
  /// Give them up.
  case skip
  /// Over the slices left.
  case spread
  /// Into the next slices.
  case catchUp = "catch-up"
}

/// How a person settles an unknown order.
public enum Settlement: Hashable, Sendable {
  /// It never got there.
  case notPlaced
  /// It filled this much at this average, and is over.
  case filled(Shares, at: Price)
}
