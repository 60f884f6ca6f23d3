internal import GRDB
internal import SlicingCore

extension Transaction {
  typealias Values = [(OrderColumn, (any DatabaseValueConvertible)?)]

  /// A parent and its slices together.
  func insert(_ parent: Parent, slices: [Slice]) throws {
    try insert(ParentRow.values(parent), id: parent.id)
    for slice in slices { try insert(slice, of: parent) }
  }

  /// Slices of parents that are there already.
  func add(_ slices: [Slice]) throws {
    var parents: [ClientOrderID: Parent] = [:]
    for slice in slices {
      let parent = try parents[slice.parentID] ?? parent(slice.parentID)
      parents[slice.parentID] = parent
      try insert(slice, of: parent)
    }
  }

  /// Writes what may change of a parent.
  func update(_ parent: Parent) throws {
    try update(
      ParentRow.changing(parent), where: "client_order_id = ? AND parent_order_id IS NULL", id: parent.id)
    guard db.changesCount == 1 else { throw StoreError.noSuchOrder(parent.id) }
  }

  /// Writes what may change of a slice, if it is at `status` on disk and may go where it is to go. The parent's sums
  /// follow, by the difference, so that a fill costs the same whatever the number of slices.
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

  private func parent(_ id: ClientOrderID) throws -> Parent { try storedParent(id).parent }

  private func storedParent(_ id: ClientOrderID) throws -> StoredParent {
    let select = try db.cachedStatement(
      sql: "SELECT \(OrderColumn.list) FROM orders WHERE client_order_id = ? AND parent_order_id IS NULL")
    guard let row = try Row.fetchOne(select, arguments: [id.text]) else { throw StoreError.noSuchOrder(id) }
    return try ParentRow.read(row)
  }

  private func insert(_ slice: Slice, of parent: Parent) throws {
    precondition(
      slice.parentID == parent.id, "slice \(slice.id) belongs to \(slice.parentID), not \(parent.id)")
    try insert(SliceRow.values(slice, of: parent), id: slice.id)
    if slice.filled != .zero { try addToParent(parent.id, filled: slice.filled, cost: slice.cost) }
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

  private func insert(_ values: Values, id: ClientOrderID) throws {
    let columns = values.map(\.0.rawValue).joined(separator: ", ")
    let places = Array(repeating: "?", count: values.count).joined(separator: ", ")
    let statement = try db.cachedStatement(sql: "INSERT INTO orders (\(columns)) VALUES (\(places))")
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
