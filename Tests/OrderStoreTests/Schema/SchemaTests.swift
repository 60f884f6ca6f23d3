import GRDB
import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

@Suite(.alone) struct SchemaTests {
  let temp = TempFolder()

  /// The migrations spell their words out; the enums must not drift away from them.
  @Test func everyWordOfAnEnumIsInItsCheck() {
    #expect(
      Set(M0001Orders.statuses)
        == Set(SliceStatus.allCases.map(\.rawValue) + ParentStatus.allCases.map(\.rawValue)))
    #expect(M0001Orders.sides == Side.allCases.map(\.rawValue))
    #expect(M0001Orders.timesInForce == TimeInForce.allCases.map(\.rawValue))
    #expect(M0002Slicing.parentStatuses == ParentStatus.allCases.map(\.rawValue))
    #expect(M0002Slicing.openStatuses == ParentStatus.allCases.filter { !$0.isFinal }.map(\.rawValue))
    #expect(
      Set(M0002Slicing.sliceOnlyStatuses + ["canceled", "rejected"])
        == Set(SliceStatus.allCases.map(\.rawValue)))
    #expect(Set(M0002Slicing.parentOnlyStatuses).isDisjoint(with: SliceStatus.allCases.map(\.rawValue)))
    #expect(Set(M0002Slicing.leftovers) == Set(LeftoverRule.allCases.map(\.rawValue)))
    #expect(M0009ScopedGuards.holdCauses == HoldCause.allCases.map(\.rawValue))
    #expect(M0002Slicing.rests == Rest.allCases.map(\.rawValue))
    #expect(M0004Guards.tripReasons == TripReason.allCases.map(\.rawValue))
  }

  @Test func theWriterIsFullySyncedInWAL() async throws {
    let store = try await temp.store()
    let settings = try await store.write { transaction in
      try ["synchronous", "journal_mode", "foreign_keys", "mmap_size"].map { name in
        try String.fetchOne(transaction.db, sql: "PRAGMA \(name)") ?? "?"
      }
    }
    #expect(settings == ["2", "wal", "1", "0"])
  }

  @Test func theTableHasTheColumnsReadersKnow() async throws {
    let store = try await temp.store()
    let names = try await store.read { try $0.columns(in: "orders").map(\.name) }
    let promised = [
      "client_order_id", "parent_order_id", "slice_num", "total_slices", "scheduled_time", "strategy_id",
      "symbol",
      "side", "qty", "order_type", "limit_price", "stop_price", "time_in_force", "status", "broker_order_id",
      "error_message", "filled_qty", "avg_fill_price", "submitted_at", "created_at", "updated_at",
    ]
    #expect(Set(names).isSuperset(of: promised))
    #expect(Set(names) == Set(OrderColumn.allCases.map(\.rawValue)))
    let strict = try await store.read {
      try String.fetchAll(
        $0,
        sql:
          "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite%'"
      )
    }
    #expect(strict == ["grdb_migrations"])
  }

  @Test func theIndexOnTheParentIsPartialUniqueAndUsed() async throws {
    let store = try await temp.store()
    let sql = try await store.read {
      try String.fetchOne($0, sql: "SELECT sql FROM sqlite_master WHERE name = 'orders_parent_order_id'")
        ?? ""
    }
    #expect(sql.contains("UNIQUE INDEX"))
    #expect(sql.contains("WHERE parent_order_id IS NOT NULL"))
    let plan = try await plan(store, OrderQueries.slicesOfParent, ["0"])
    #expect(plan == ["SEARCH orders USING INDEX orders_parent_order_id (parent_order_id=?)"])
  }

  /// Start-up must not grow with old rows: no step of it reads a whole table.
  @Test func startUpUsesIndexesOnly() async throws {
    let store = try await temp.store()
    let searches: [(String, StatementArguments)] = [
      (OrderQueries.parentsOn, ["2026-03-02"]), (OrderQueries.parentsFilledSince, ["2026-03-02"]),
      (OrderQueries.slicesOfParent, ["0"]),
      (OrderQueries.fillsOfOrder, ["0"]), (OrderQueries.lastOrdinal, []),
      (OrderQueries.parentsByPrefix, ["ab", 10]),
      (OrderQueries.slicesByPrefix, ["ab", 10]), (OrderQueries.newestParents, [9, 10]),
      (EventLog.newestAbout, ["id": "0", "since": nil, "limit": 1]),
    ]
    for (sql, arguments) in searches {
      let plan = try await plan(store, sql, arguments)
      #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(plan)")
    }
    // This index holds nothing but the open parents; reading all of it is the point.
    #expect(
      try await plan(store, OrderQueries.openParents) == ["SCAN orders USING INDEX orders_open_parents"])
  }

  @Test(arguments: [
    "client_order_id = 'E75962B287258AA363D1FB99'", "client_order_id = 'e7'", "symbol = 'aapl'",
    "symbol = ''",
    "side = 'short'", "qty = 0", "qty = -1", "qty = 1.5", "order_type = 'iceberg'", "order_type = 'limit'",
    "limit_price = '1.00'", "order_type = 'limit', limit_price = '1'",
    "order_type = 'limit', limit_price = '1.0e2'",
    "order_type = 'limit', limit_price = '1.00.00'", "order_type = 'limit', limit_price = '-1.00'",
    "time_in_force = 'week'", "status = 'open'", "status = 'working'", "status = NULL", "filled_qty = -1",
    "filled_qty = 1", "avg_fill_price = '1.00'", "filled_cost = 'x'", "submitted_at = '2026-03-02 14:30:00'",
    "submitted_at = '2026-03-02T14:30:00Z'", "created_at = NULL", "slice_num = NULL", "slice_num = -1",
    "total_slices = 5", "scheduled_time = NULL", "parent_order_id = client_order_id",
    "parent_order_id = NULL",
    "parent_order_id = '000000000000000000000000'", "attempts = -1", "attempts = NULL",
    "cancel_requested = 2",
    "rest = 'lost'", "ordinal = 1", "leftover = 'cancel'",
    "limits = 'none'",
  ])
  func aSliceNoRuleAllowsIsRefused(change: String) async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: slices, log: [])
    let sql = "UPDATE orders SET \(change) WHERE client_order_id = '\(slices[0].id)'"
    // Without the rule that a plan is fixed, which would refuse some of these for another reason.
    let error = await #expect(throws: StoreError.self) {
      try await store.write { transaction in
        try transaction.db.execute(
          sql: "DROP TRIGGER orders_plan_is_fixed; DROP TRIGGER orders_limits_are_fixed; \(sql)")
      }
    }
    expectConstraint(error)
    #expect(try await store.slices(ofParent: parent.id) == slices)
  }

  @Test(arguments: [
    "slice_num = 0", "total_slices = NULL", "total_slices = 0", "status = 'pending'", "status = 'filled'",
    "status = 'blocked_hold'", "ordinal = NULL", "trade_date = 'today'", "until_clock = '15:55'",
    "duration_us = NULL", "interval_us = 0", "ends_at = NULL", "leftover = NULL", "leftover = 'sell'",
    "hold_cause = 'mood'", "hold_cause = 'trader'", "hold_by = 'anna'", "created_by = NULL", "attempts = 0",
  ])
  func aParentNoRuleAllowsIsRefused(change: String) async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: slices, log: [])
    let error = await #expect(throws: StoreError.self) {
      try await store.write { transaction in
        try transaction.db.execute(
          sql: """
            DROP TRIGGER orders_plan_is_fixed;
            UPDATE orders SET \(change) WHERE client_order_id = '\(parent.id)'
            """)
      }
    }
    expectConstraint(error)
    #expect(try await store.parents(limit: 1).map(\.parent) == [parent])
  }

  @Test(arguments: [
    "DELETE FROM orders", "DELETE FROM fills", "DELETE FROM events", "DELETE FROM kill_history",
    "DELETE FROM breaker_history", "UPDATE orders SET limits = 'none'", "UPDATE events SET reason = ''",
    "UPDATE kill_history SET why = ''",
    "UPDATE breaker_history SET actor = ''", "UPDATE fills SET qty = 2", "UPDATE orders SET qty = qty + 1",
    "UPDATE orders SET scheduled_time = created_at", "UPDATE identity SET account = 'mine'",
    "INSERT OR REPLACE INTO events SELECT seq, at, logged_at, actor, kind, NULL, NULL, 'x', prev_hash, hash FROM events",
    "INSERT INTO events SELECT seq + 2, at, logged_at, actor, kind, NULL, NULL, reason, prev_hash, hash FROM events",
  ])
  func historyIsNeitherDeletedNorRewritten(sql: String) async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    let halt = KillSwitch(
      engagement: .init(at: marketOpen, by: .desk, reason: "", slicesStopped: 0, orders: []))
    let trip = CircuitBreaker.Trip(at: marketOpen, reason: .manual, details: "", by: .desk)
    try await store.commit(
      Commit(
        changes: [
          .parentAdded(parent, slices), .fill(Fixture.execution("e1", of: slices[0])), .kill(halt),
          .breaker(CircuitBreaker(state: .tripped(trip), tripsToday: 1, countedOn: today)),
        ], log: [Fixture.record()]))
    let error = await #expect(throws: StoreError.self) {
      try await store.write { try $0.db.execute(sql: sql) }
    }
    expectConstraint(error)
    #expect(try await store.verify().isSound)
  }

  @Test func theViewsSplitTheTable() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: slices, log: [])
    let sums = try await store.read { db in
      try ["parents", "slices"].map { try Int.fetchOne(db, sql: "SELECT sum(qty) FROM \($0)") ?? 0 }
    }
    #expect(sums == [103, 103])
  }

  private func expectConstraint(_ error: StoreError?) {
    if case .constraint = error { return }
    Issue.record("\(error.map { "\($0)" } ?? "nothing") instead of a constraint")
  }

  private func plan(_ store: OrderStore, _ sql: String, _ arguments: StatementArguments = []) async throws
    -> [String]
  {
    try await store.read { db in
      try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map { $0["detail"] }
    }
  }
}
