internal import GRDB
internal import SlicingCore

/// The SELECTs, each named, so that a test can ask SQLite how it would run them.
enum OrderQueries {
  /// The index is named because the planner, left alone, walks all parents ever entered; with it, a schema
  /// without the index is an error instead of a slow start.
  static let openParents = """
    SELECT \(OrderColumn.list) FROM orders INDEXED BY orders_open_parents
    WHERE parent_order_id IS NULL AND status IN ('scheduled', 'working', 'held')
    """
  static let parentsOn =
    "SELECT \(OrderColumn.list) FROM orders WHERE parent_order_id IS NULL AND trade_date = ?"
  /// Those that filled since, whenever they were entered. CROSS JOIN keeps the order of the tables: the few
  /// fills of a day first.
  static let parentsFilledSince = """
    SELECT \(OrderColumn.list) FROM orders WHERE client_order_id IN (
      SELECT parent_order_id FROM fills INDEXED BY fills_executed_at
      CROSS JOIN orders USING (client_order_id) WHERE executed_at >= ?)
    """
  static let newestParents = """
    SELECT \(OrderColumn.list) FROM orders WHERE parent_order_id IS NULL AND ordinal < ?
    ORDER BY ordinal DESC LIMIT ?
    """
  /// A prefix as a range, which the primary key's index serves; `g` follows the last hex digit.
  static let parentsByPrefix = """
    SELECT \(OrderColumn.list) FROM orders
    WHERE parent_order_id IS NULL AND client_order_id >= ?1 AND client_order_id < ?1 || 'g'
    ORDER BY client_order_id LIMIT ?2
    """
  static let slicesByPrefix = """
    SELECT \(OrderColumn.list) FROM orders
    WHERE parent_order_id IS NOT NULL AND client_order_id >= ?1 AND client_order_id < ?1 || 'g'
    ORDER BY client_order_id LIMIT ?2
    """
  static let slicesOfParent =
    "SELECT \(OrderColumn.list) FROM orders WHERE parent_order_id = ? ORDER BY slice_num"
  static let lastOrdinal = "SELECT max(ordinal) FROM orders WHERE parent_order_id IS NULL"
  static let fillsOfOrder = """
    SELECT execution_id, client_order_id, qty, price, executed_at, busted FROM fills
    WHERE client_order_id = ?1
      OR client_order_id IN (SELECT client_order_id FROM orders WHERE parent_order_id = ?1)
    ORDER BY fill_id
    """

  static func parents(_ db: Database, _ sql: String, _ arguments: StatementArguments = []) throws
    -> [StoredParent]
  {
    try Row.fetchCursor(db, sql: sql, arguments: arguments).map(ParentRow.read).collect()
  }

  static func slices(_ db: Database, _ sql: String, _ arguments: StatementArguments) throws -> [Slice] {
    try Row.fetchCursor(db, sql: sql, arguments: arguments).map(SliceRow.read).collect()
  }

  static func slices(_ db: Database, ofParent id: ClientOrderID, status: SliceStatus? = nil) throws -> [Slice]
  {
    let slices = try slices(db, slicesOfParent, [id.text])
    return status.map { status in slices.filter { $0.status == status } } ?? slices
  }

  static func fills(_ db: Database, of id: ClientOrderID) throws -> [StoredFill] {
    try Row.fetchCursor(db, sql: fillsOfOrder, arguments: [id.text]).map(fill).collect()
  }

  private static func fill(_ row: Row) throws -> StoredFill {
    let executionID: String = row[0]
    func unreadable(_ column: String) -> StoreError {
      .unreadable(
        row: "fills \(executionID)", column: column, value: (row[column] as DatabaseValue).description)
    }
    guard let order = ClientOrderID(row[1] as String) else { throw unreadable("client_order_id") }
    guard let price = Price(decimal: row[3] as String) else { throw unreadable("price") }
    guard let at = Instant(rfc3339: row[4] as String) else { throw unreadable("executed_at") }
    let execution = Execution(
      executionID: executionID, clientOrderID: order, quantity: Shares(row[2]), price: price, at: at)
    return StoredFill(execution: execution, isBusted: row[5])
  }
}

extension Cursor {
  fileprivate consuming func collect() throws -> [Element] {
    var elements: [Element] = []
    while let element = try next() { elements.append(element) }
    return elements
  }
}
