internal import SlicingCore

extension BrokerEvent {
  /// The same answer as it looks when the connection is gone before it arrives.
  func withoutConnection(reason: String) -> BrokerEvent {
    switch self {
    case .sent(_, _, .notSent), .order, .execution, .bust, .quote, .link, .session, .halt, .position,
      .averageVolume, .bands, .clockSkew, .remark:
      self
    case .sent(let id, let attempt, _): .sent(id, attempt: attempt, .unknown(reason: reason))
    case .answered(let id, _, let askedAt): .answered(id, .failed(reason: reason), askedAt: askedAt)
    case .openOrders(_, let askedAt): .openOrders(.failed(reason: reason), askedAt: askedAt)
    case .cancelAnswered(let id, _): .cancelAnswered(id, .unknown(reason: reason))
    }
  }
}

extension OrderReport {
  /// As it stood when it was taken in: what the stream says first.
  var asBooked: OrderReport {
    OrderReport(
      submission: submission, brokerOrderID: brokerOrderID, state: .working, createdAt: createdAt,
      executions: [], filled: 0)
  }
}
