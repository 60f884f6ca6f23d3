internal import SlicingCore

/// A venue whose texts are not what one expects, by `venue: texts` of a fault script: everything it says in
/// words of its own ends with a text that the script gives, hostile ones included.
///
/// Here, at the end of the stream, and not in the venue: its ledger keeps ids as they are, and would have to
/// guard itself against what it never says.
extension BrokerEvent {
  func ending(with text: String) -> BrokerEvent {
    switch self {
    case .sent(let id, let attempt, let outcome): .sent(id, attempt: attempt, outcome.ending(with: text))
    case .order(let report): .order(report.ending(with: text))
    case .execution(let execution): .execution(execution.ending(with: text))
    case .bust(let executionID, let id): .bust(executionID: executionID + text, clientOrderID: id)
    case .answered(let id, .found(let report), let askedAt):
      .answered(id, .found(report.ending(with: text)), askedAt: askedAt)
    case .answered(let id, .failed(let reason), let askedAt):
      .answered(id, .failed(reason: reason + text), askedAt: askedAt)
    case .openOrders(.listed(let reports, let foreign), let askedAt):
      .openOrders(.listed(reports.map { $0.ending(with: text) }, foreign: foreign), askedAt: askedAt)
    case .openOrders(.failed(let reason), let askedAt):
      .openOrders(.failed(reason: reason + text), askedAt: askedAt)
    case .cancelAnswered(let id, .refused(let reason)): .cancelAnswered(id, .refused(reason: reason + text))
    case .cancelAnswered(let id, .unknown(let reason)): .cancelAnswered(id, .unknown(reason: reason + text))
    case .link(let isUp, let reason): .link(up: isUp, reason: reason + text)
    case .halt(let symbol, let reason): .halt(symbol, reason: reason.map { $0 + text })
    case .remark(let remark): .remark(remark + text)
    case .answered(_, .absent, _), .cancelAnswered(_, .accepted), .quote, .session, .position, .averageVolume,
      .bands, .clockSkew:
      self
    }
  }
}

extension SendOutcome {
  fileprivate func ending(with text: String) -> SendOutcome {
    switch self {
    case .accepted(let brokerOrderID): .accepted(brokerOrderID: brokerOrderID + text)
    case .rejected(let reason): .rejected(reason: reason + text)
    case .notSent(let reason, let retryAfter): .notSent(reason: reason + text, retryAfter: retryAfter)
    case .unauthorized(let reason): .unauthorized(reason: reason + text)
    case .unknown(let reason): .unknown(reason: reason + text)
    }
  }
}

extension OrderReport {
  fileprivate func ending(with text: String) -> OrderReport {
    let state: State =
      if case .rejected(let reason) = state { .rejected(reason: reason + text) } else { state }
    return OrderReport(
      submission: submission, brokerOrderID: brokerOrderID + text, state: state, createdAt: createdAt,
      executions: executions.map { $0.ending(with: text) }, filled: filled)
  }
}

extension Execution {
  fileprivate func ending(with text: String) -> Execution {
    Execution(
      executionID: executionID + text, clientOrderID: clientOrderID, quantity: quantity, price: price, at: at)
  }
}
