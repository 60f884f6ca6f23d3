internal import Foundation
internal import OrderStore
internal import PaperExchange
internal import SlicingCore

/// The file in which an exchange writes down everything it does, read past the exchange.
struct Ledger {
  let state: String
  /// What the desk calls an execution, from the order's shares filled with it.
  let name: (_ execution: VenueExecution, _ total: Shares) -> String

  private var path: String { "\(state)/\(StateFolder.File.paperLedger.rawValue)" }

  /// None while there is no ledger: a first line that was cut off is none yet.
  func orders() throws -> [LedgerOrder] {
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    guard let size, size > 0, let text = FileManager.default.contents(atPath: path), text.contains(10) else {
      return []
    }
    return try PaperLedger.read(path).orders.map(order)
  }

  private func order(_ order: VenueOrder) -> LedgerOrder {
    var total = Shares.zero
    var found = LedgerOrder(
      clientID: order.terms.clientOrderID, symbol: order.terms.symbol.text, side: order.terms.side.rawValue,
      quantity: order.terms.quantity.count, createdAt: order.createdAt, isOpen: order.isOpen)
    if case .rejected = order.status { found.wasTakenIn = false }
    for execution in order.executions {
      total += execution.quantity
      found.executions.append(
        LedgerOrder.Execution(
          id: name(execution, total), quantity: execution.quantity.count, price: execution.price))
    }
    return found
  }
}
