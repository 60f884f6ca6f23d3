internal import PaperExchange
internal import SlicingCore

/// The venue's terms in the desk's words.
enum VenueTranslation {
  static func terms(_ submission: Submission) -> NewOrder {
    NewOrder(
      clientOrderID: submission.id.text, symbol: submission.symbol, side: submission.side,
      quantity: submission.quantity, type: submission.type, timeInForce: submission.timeInForce)
  }

  /// Nil for an order whose client id is not one of a desk's: somebody else uses the same ledger.
  static func report(_ order: VenueOrder) -> OrderReport? {
    guard let id = ClientOrderID(order.terms.clientOrderID) else { return nil }
    // The venue does not know which attempt brought the order; it knows one.
    let submission = Submission(
      id: id, attempt: 1, symbol: order.terms.symbol, side: order.terms.side, quantity: order.terms.quantity,
      type: order.terms.type, timeInForce: order.terms.timeInForce)
    return OrderReport(
      submission: submission, brokerOrderID: order.id, state: state(order.status), createdAt: order.createdAt,
      executions: order.executions.map { execution($0, id) }, filled: order.filled)
  }

  /// Such an order, as the desk tells the trader of it.
  static func foreign(_ order: VenueOrder) -> ForeignOrder {
    ForeignOrder(
      brokerOrderID: order.id,
      words: "\(order.terms.side.rawValue) \(order.terms.quantity) \(order.terms.symbol)")
  }

  static func execution(_ execution: VenueExecution, _ id: ClientOrderID) -> Execution {
    Execution(
      executionID: execution.id, clientOrderID: id, quantity: execution.quantity, price: execution.price,
      at: execution.at)
  }

  private static func state(_ status: VenueOrder.Status) -> OrderReport.State {
    switch status {
    case .working: .working
    case .filled: .filled
    case .canceled: .canceled
    case .expired: .expired
    // Whoever replaced it knows of the order in its place; of this one nothing works any more.
    case .replaced: .canceled
    case .rejected(let reason): .rejected(reason: reason)
    }
  }
}
