import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

@Suite(.alone) struct LoadTests {
  let temp = TempFolder()

  @Test func aNewDatabaseAllowsTradingAndSaysSo() async throws {
    let desk = try await temp.store().load(today: today)
    #expect(desk.books.isEmpty)
    #expect(desk.kill == KillSwitch())
    #expect(desk.breaker == CircuitBreaker())
    #expect(desk.guardFault == nil)
    #expect(desk.lastOrdinal == 0)
  }

  @Test func unfinishedAndTodaysParentsComeUpAndNoOthers() async throws {
    var store = try await temp.store()
    let yesterday = marketOpen - .seconds(86_400)
    let (old, oldSlices) = try Fixture.parent(1, at: yesterday)
    let (held, heldSlices) = try Fixture.parent(2, at: yesterday)
    let (done, doneSlices) = try Fixture.parent(3)
    let (open, openSlices) = try Fixture.parent(4)
    try await store.commit(
      Commit(
        changes: [
          .parentAdded(open.with(status: .working), openSlices),
          .parentAdded(old.with(status: .completed), oldSlices),
          .parentAdded(held.with(status: .held), heldSlices),
          .parentAdded(done.with(status: .partial), doneSlices),
          .fill(Fixture.execution("now", of: openSlices[0])),
          .fill(Fixture.execution("then", of: oldSlices[0], at: yesterday)),
        ], log: []))
    try await store.close()
    store = try await temp.store()
    let desk = try await store.load(today: today)
    #expect(desk.books.map(\.parent.ordinal) == [2, 3, 4])
    #expect(desk.books.map(\.slices) == [heldSlices, doneSlices, openSlices])
    #expect(desk.fills.map(\.execution.executionID) == ["now"])
    #expect(desk.lastOrdinal == 4)
  }

  /// What it made or lost is today's, whenever it was entered: a start must not forget it.
  @Test func aParentOfYesterdayThatFilledTodayComesUp() async throws {
    let store = try await temp.store()
    let midnight = try #require(Instant(rfc3339: "2026-03-02T05:00:00.000000Z"))
    let microsecond = TimeSpan(microseconds: 1)
    for (ordinal, at) in [midnight - microsecond, midnight, midnight + .seconds(3600)].enumerated() {
      let (parent, slices) = try Fixture.parent(ordinal + 1, at: marketOpen - .seconds(86_400))
      try await store.commit(
        Commit(
          changes: [
            .parentAdded(parent.with(status: .completed), slices),
            .fill(Fixture.execution("e\(ordinal)", of: slices[1], at: at)),
            .fill(Fixture.execution("f\(ordinal)", of: slices[2], at: at)),
          ], log: []))
    }
    let desk = try await store.load(today: today)
    #expect(desk.books.map(\.parent.ordinal) == [2, 3])
    #expect(desk.fills.map(\.execution.executionID) == ["e1", "f1", "e2", "f2"])
  }

  @Test func aMissingSliceIsAnErrorNotACrash() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: slices, log: [])
    try temp.tamper(
      "DROP TRIGGER orders_are_kept; DELETE FROM orders WHERE client_order_id = '\(slices[1].id)'")
    await #expect(
      throws: StoreError.unreadable(row: "orders \(slices[2].id)", column: "slice_num", value: "2")
    ) {
      _ = try await store.load(today: today)
    }
  }

  @Test(arguments: [
    ("symbol = 'aapl'", "symbol"), ("ends_at = 'soon'", "ends_at"), ("status = 'fine'", "status"),
    ("filled_cost = '1'", "filled_cost"), ("interval_us = 5", "the request"),
    ("hold_cause = 'x'", "hold_cause"),
    ("until_clock = '25:00'", "until_clock"), ("created_by = NULL", "created_by"),
    ("ordinal = NULL", "ordinal"),
  ])
  func anEditedRowIsNamedAndNeverBecomesAnOrder(edit: String, column: String) async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: slices, log: [])
    try temp.tamper(
      """
      PRAGMA ignore_check_constraints = ON; DROP TRIGGER orders_plan_is_fixed;
      UPDATE orders SET \(edit) WHERE client_order_id = '\(parent.id)'
      """)
    let error = await #expect(throws: StoreError.self) { _ = try await store.load(today: today) }
    guard case .unreadable(let row, let found, _) = error else {
      Issue.record("\(error.map { "\($0)" } ?? "nothing")")
      return
    }
    #expect(row == "orders \(parent.id)")
    #expect(found == column)
  }
}
