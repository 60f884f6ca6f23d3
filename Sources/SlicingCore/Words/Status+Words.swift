extension SliceStatus {
  /// The word on screen. `unknown` says what is being done about it, so that nobody enters the order again.
  public var words: String {
    switch self {
    case .pending: "pending"
    case .sending: "sending"
    case .unknown: "unknown, asking the broker"
    case .submitted: "working"
    case .partiallyFilled: "working, partly filled"
    case .filled: "filled"
    case .canceled: "canceled"
    case .expired: "expired"
    case .rejected: "rejected"
    case .failed: "failed"
    case .missed: "missed"
    case .blockedKillSwitch: "blocked: kill switch"
    case .blockedCircuitBreaker: "blocked: breaker"
    case .blockedRiskLimit: "blocked: limit"
    case .blockedSession: "blocked: session"
    case .blockedHold: "blocked: hold"
    }
  }
}

extension ParentStatus {
  /// The word on screen.
  public var words: String {
    switch self {
    case .scheduled: "scheduled"
    case .working: "working"
    case .held: "held"
    case .completed: "completed"
    case .partial: "ended short"
    case .canceled: "canceled"
    case .rejected: "rejected"
    }
  }
}

extension HoldCause {
  /// What holds it, after "held: ".
  public var words: String {
    switch self {
    case .trader: "trader"
    case .kill: "kill switch"
    case .breaker: "breaker"
    case .limit: "limit, three slices in a row"
    case .late: "slices missed"
    case .restart: "restart"
    case .owed: "owed shares to decide"
    case .mismatch: "broker disagrees"
    case .storage: "disk"
    case .link: "link lost"
    case .firm: "firm switch unread"
    }
  }
}
