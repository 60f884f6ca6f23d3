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
  /// Go on, with a decision about the shares owed.
  case resume(ClientOrderID, OwedDecision)
  /// Engage the kill switch.
  case kill(reason: String)
  /// Give the halt its reason afterwards.
  case explainKill(reason: String)
  /// Allow trading again; resumes nothing.
  case release(reason: String)
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

  /// Memberwise.
  public init(
    request: OrderRequest, repeatNumber: Int = 1, acknowledged: Set<LimitRule> = [],
    leftover: LeftoverRule = .cancel
  ) {
    self.request = request
    self.repeatNumber = repeatNumber
    self.acknowledged = acknowledged
    self.leftover = leftover
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
