internal import GRDB
internal import SlicingCore

extension Transaction {
  typealias Values = [(OrderColumn, (any DatabaseValueConvertible)?)]

  /// A parent and its slices together.
  func insert(_ parent: Parent, slices: [Slice]) throws {
    let values = ParentRow.values(parent)
    try run(try insertion(of: values), values, id: parent.id)
    try insert(slices) { _ in parent }
  }

  /// Slices of parents that are there already.
  func add(_ slices: [Slice]) throws {
    var parents: [ClientOrderID: Parent] = [:]
    try insert(slices) { id in
      let parent = try parents[id] ?? storedParent(id).parent
      parents[id] = parent
      return parent
    }
  }

  /// Writes what may change of a parent.
  func update(_ parent: Parent) throws {
    try update(
      ParentRow.changing(parent), where: "client_order_id = ? AND parent_order_id IS NULL", id: parent.id)
    guard db.changesCount == 1 else { throw StoreError.noSuchOrder(parent.id) }
  }

  /// Writes what may change of a slice, if it is at `status` on disk and may go where it is to go. The
  /// parent's sums follow, by the difference, so that a fill costs the same whatever the number of slices.
  func update(_ slice: Slice, from status: SliceStatus) throws {
    let found = try self.slice(slice.id)
    guard found.status == status, slice.status == status || status.successors.contains(slice.status) else {
      throw StoreError.illegalTransition(slice.id, found: found.status, wanted: slice.status)
    }
    try update(SliceRow.changing(slice), where: "client_order_id = ?", id: slice.id)
    guard slice.filled != found.filled || slice.cost != found.cost else { return }
    try addToParent(slice.parentID, filled: slice.filled - found.filled, cost: slice.cost - found.cost)
  }

  /// A slice as it is on disk.
  func slice(_ id: ClientOrderID) throws -> Slice {
    let select = try db.cachedStatement(
      sql: "SELECT \(OrderColumn.list) FROM orders WHERE client_order_id = ? AND parent_order_id IS NOT NULL")
    guard let row = try Row.fetchOne(select, arguments: [id.text]) else { throw StoreError.noSuchOrder(id) }
    return try SliceRow.read(row)
  }

  /// An execution, once: false if it was there already.
  func insert(_ execution: Execution) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO fills (broker, execution_id, client_order_id, qty, price, executed_at, recorded_at)
        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (broker, execution_id) DO NOTHING
        """)
    do {
      try statement.execute(arguments: [
        broker, Stored.text(execution.executionID), execution.clientOrderID.text, execution.quantity.count,
        execution.price.description, execution.at.description, wallNow.description,
      ])
    } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY {
      throw StoreError.noSuchOrder(execution.clientOrderID)
    }
    return db.changesCount == 1
  }

  /// Marks an execution as taken back; marking it twice changes nothing.
  func bust(_ executionID: String) throws {
    let statement = try db.cachedStatement(
      sql: "UPDATE fills SET busted = 1 WHERE broker = ? AND execution_id = ?")
    try statement.execute(arguments: [broker, Stored.text(executionID)])
    guard db.changesCount == 1 else { throw StoreError.noSuchExecution(executionID) }
  }

  private func storedParent(_ id: ClientOrderID) throws -> StoredParent {
    let select = try db.cachedStatement(
      sql: "SELECT \(OrderColumn.list) FROM orders WHERE client_order_id = ? AND parent_order_id IS NULL")
    guard let row = try Row.fetchOne(select, arguments: [id.text]) else { throw StoreError.noSuchOrder(id) }
    return try ParentRow.read(row)
  }

  /// One statement for all of them: a plan may have tens of thousands.
  private func insert(_ slices: [Slice], parent: (ClientOrderID) throws -> Parent) throws {
    var statement: Statement? = nil
    for slice in slices {
      let parent = try parent(slice.parentID)
      precondition(slice.parentID == parent.id, "slice \(slice.id) is of \(slice.parentID), not \(parent.id)")
      let values = SliceRow.values(slice, of: parent)
      let insertion = try statement ?? insertion(of: values)
      statement = insertion
      try run(insertion, values, id: slice.id)
      if slice.filled != .zero { try addToParent(parent.id, filled: slice.filled, cost: slice.cost) }
    }
  }

  private func addToParent(_ id: ClientOrderID, filled: Shares, cost: Notional) throws {
    let parent = try storedParent(id)
    let (filled, cost) = (parent.filled + filled, parent.cost + cost)
    let average = cost.average(over: filled)
    let values: Values = [
      (.filled, filled.count), (.cost, cost.decimalText), (.averagePrice, average?.description),
    ]
    try update(values, where: "client_order_id = ?", id: id)
  }

  private func insertion(of values: Values) throws -> Statement {
    let columns = values.map(\.0.rawValue).joined(separator: ", ")
    let places = Array(repeating: "?", count: values.count).joined(separator: ", ")
    return try db.cachedStatement(sql: "INSERT INTO orders (\(columns)) VALUES (\(places))")
  }

  private func run(_ statement: Statement, _ values: Values, id: ClientOrderID) throws {
    do {
      try statement.execute(arguments: StatementArguments(values.map(\.1)))
    } catch let error as DatabaseError where error.isDuplicateKey {
      // SQLite names whichever key it checked first; the id is the one that matters.
      guard try exists(id) else { throw error }
      throw StoreError.duplicateOrder(id)
    }
  }

  private func exists(_ id: ClientOrderID) throws -> Bool {
    let select = try db.cachedStatement(sql: "SELECT 1 FROM orders WHERE client_order_id = ?")
    return try Int.fetchOne(select, arguments: [id.text]) != nil
  }

  private func update(_ values: Values, where condition: String, id: ClientOrderID) throws {
    let assignments = values.map { "\($0.0.rawValue) = ?" }.joined(separator: ", ")
    let statement = try db.cachedStatement(sql: "UPDATE orders SET \(assignments) WHERE \(condition)")
    try statement.execute(arguments: StatementArguments(values.map(\.1) + [id.text]))
  }
}
