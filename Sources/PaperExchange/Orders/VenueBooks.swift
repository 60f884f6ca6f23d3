public import SlicingCore

/// Why an event does not fit the books: the mark of a ledger that was tampered with or mixed up.
public enum BooksError: Error, Hashable, Sendable {
  case orderIDTwice(String)
  case executionIDTwice(String)
  case noSuchOrder(String)
  case orderIsOver(String)
  case noSuchExecution(String)
  /// More shares than the order has left.
  case overfill(orderID: String)
}

/// The orders, executions and account that follow from a sequence of events.
public struct VenueBooks: Sendable {
  /// Every order ever taken in or rejected, oldest first.
  public private(set) var orders: [VenueOrder] = []
  /// Cash and positions.
  public private(set) var account: Account
  /// The instant of the latest event.
  public private(set) var lastAt: Instant?
  private var byID: [String: Int] = [:]
  private var byClientID: [String: [Int]] = [:]
  private var executionIDs: Set<String> = []
  /// By the id of an order that is to be booked: the one it replaces.
  private var predecessors: [String: String] = [:]

  /// Empty books.
  public init(cash: Notional) { account = Account(cash: cash) }

  /// How many executions there were, those taken back included.
  public var executionCount: Int { executionIDs.count }

  /// Every execution that was not taken back, by order and then by time.
  public var executions: [VenueExecution] { orders.flatMap(\.executions) }

  /// An order by the venue's id.
  public func order(_ id: String) -> VenueOrder? { byID[id].map { orders[$0] } }

  /// The orders under a client id, oldest first: more than one only where duplicates are let through.
  public func orders(clientOrderID: String) -> [VenueOrder] {
    (byClientID[clientOrderID] ?? []).map { orders[$0] }
  }

  /// Client ids that more than one order was taken in under. What "never sent twice" is checked against.
  public var clientIDsBookedTwice: [String] {
    var seen: Set<String> = []
    return orders.filter(\.wasTakenIn).map(\.terms.clientOrderID).filter { !seen.insert($0).inserted }
  }

  /// Orders that can still trade, oldest first.
  public var openOrders: [VenueOrder] { orders.filter(\.isOpen) }

  /// The order an execution is of; nil where there is none, or it was taken back.
  public func order(ofExecution id: String) -> VenueOrder? {
    orders.first { $0.executions.contains { $0.id == id } }
  }

  /// Changes the books. Throws, and changes nothing, where the event cannot follow what was before.
  public mutating func apply(_ event: ExchangeEvent) throws(BooksError) {
    switch event {
    case .booked(let terms, let id, let at, let expiresAt):
      try add(terms, id: id, at: at, expiresAt: expiresAt, status: .working)
    case .rejected(let terms, let id, let at, let reason):
      try add(terms, id: id, at: at, expiresAt: nil, status: .rejected(reason: reason))
    case .triggered(let id, let at):
      orders[try openIndex(id)].triggeredAt = at
    case .executed(let execution):
      try add(execution)
    case .canceled(let id, let at):
      end(try openIndex(id), .canceled, at: at)
    case .expired(let id, let at):
      end(try openIndex(id), .expired, at: at)
    case .replaced(let id, let successor, let at):
      end(try openIndex(id), .replaced(by: successor), at: at)
      predecessors[successor] = id
    case .busted(let id, let executionID, _): try takeBack(executionID, of: id)
    }
    lastAt = max(lastAt ?? event.at, event.at)
  }

  private mutating func add(
    _ terms: NewOrder, id: String, at: Instant, expiresAt: Instant?, status: VenueOrder.Status
  ) throws(BooksError) {
    guard byID[id] == nil else { throw .orderIDTwice(id) }
    var order = VenueOrder(
      sequence: orders.count, id: id, terms: terms, createdAt: at, expiresAt: expiresAt, status: status)
    if status != .working { order.endedAt = at }
    order.replaces = predecessors.removeValue(forKey: id)
    byID[id] = orders.count
    byClientID[terms.clientOrderID, default: []].append(orders.count)
    orders.append(order)
  }

  private mutating func add(_ execution: VenueExecution) throws(BooksError) {
    let index = try openIndex(execution.orderID)
    guard execution.quantity >= 1, execution.quantity <= orders[index].leaves else {
      throw .overfill(orderID: execution.orderID)
    }
    guard executionIDs.insert(execution.id).inserted else { throw .executionIDTwice(execution.id) }
    orders[index].executions.append(execution)
    orders[index].filled += execution.quantity
    orders[index].totals.append(orders[index].filled)
    account.apply(execution, of: orders[index].terms)
    if orders[index].leaves == 0 { end(index, .filled, at: execution.at) }
  }

  /// An order that works has the shares to do again; one that is over stays over, and is not filled any more.
  private mutating func takeBack(_ executionID: String, of id: String) throws(BooksError) {
    guard let index = byID[id] else { throw .noSuchOrder(id) }
    guard let at = orders[index].executions.firstIndex(where: { $0.id == executionID }) else {
      throw .noSuchExecution(executionID)
    }
    let execution = orders[index].executions.remove(at: at)
    orders[index].totals.remove(at: at)
    orders[index].filled -= execution.quantity
    account.takeBack(execution, of: orders[index].terms)
    if orders[index].status == .filled { orders[index].status = .canceled }
  }

  private mutating func end(_ index: Int, _ status: VenueOrder.Status, at: Instant) {
    orders[index].status = status
    orders[index].endedAt = at
  }

  private func openIndex(_ id: String) throws(BooksError) -> Int {
    guard let index = byID[id] else { throw .noSuchOrder(id) }
    guard orders[index].isOpen else { throw .orderIsOver(id) }
    return index
  }
}
