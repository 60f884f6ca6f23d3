import GRDB
import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

@Suite(.alone) struct CommitTests {
  let temp = TempFolder()

  @Test func aParentAndItsSlicesGoInTogether() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: slices.reversed(), log: [Fixture.record()])
    #expect(
      try await store.slices(ofParent: parent.id) == slices, "in slice order, whatever order they came in")
    #expect(try await store.slices(ofParent: parent.id, status: .pending) == slices)
    #expect(try await store.slices(ofParent: parent.id, status: .filled).isEmpty)
    #expect(try await store.events(limit: 10).map(\.record) == [Fixture.record()])
  }

  @Test func aSecondOrderUnderAnIDIsRefusedWhole() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: slices, log: [])
    await #expect(throws: StoreError.duplicateOrder(parent.id)) {
      try await store.createParent(parent, slices: slices, log: [Fixture.record()])
    }
    let (other, _) = try Fixture.parent(2)
    let stolen = Slice(planned: slices[0].planned, parentID: other.id, at: marketOpen)
    await #expect(throws: StoreError.duplicateOrder(stolen.id)) {
      try await store.createParent(other, slices: [stolen], log: [Fixture.record()])
    }
    #expect(try await store.parents(limit: 10).map(\.parent) == [parent])
    #expect(try await store.events(limit: 10).isEmpty)
  }

  @Test func twoSlicesOfOneNumberAreRefused() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    let planned = PlannedSlice(number: 0, quantity: 1, due: marketOpen, id: try Fixture.parent(9).1[0].id)
    let twin = Slice(planned: planned, parentID: parent.id, at: marketOpen)
    await #expect(throws: StoreError.self) {
      try await store.createParent(parent, slices: slices + [twin], log: [])
    }
    #expect(try await store.parents(limit: 10).isEmpty)
  }

  /// Each kind of change that can fail, last in a commit whose other changes are sound.
  @Test(arguments: 0..<9)
  func aCommitThatFailsLeavesNothing(which: Int) async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    let (other, others) = try Fixture.parent(2)
    let known = Fixture.execution("known", of: slices[0])
    try await store.commit(
      Commit(changes: [.parentAdded(parent, slices), .fill(known)], log: [Fixture.record()]))
    let bad: [(Change, StoreError)] = [
      (.parentAdded(parent, slices), .duplicateOrder(parent.id)),
      (.slicesAdded([slices[1]]), .duplicateOrder(slices[1].id)),
      (
        .slicesAdded([Slice(planned: slices[0].planned, parentID: slices[0].id, at: marketOpen)]),
        .noSuchOrder(slices[0].id)
      ),
      (.parent(try Fixture.parent(3).0), .noSuchOrder(try Fixture.parent(3).0.id)),
      (
        .slice(slices[1].at(.sending), from: .unknown),
        .illegalTransition(slices[1].id, found: .pending, wanted: .sending)
      ),
      (
        .slice(try Fixture.parent(3).1[0].at(.sending), from: .pending),
        .noSuchOrder(try Fixture.parent(3).1[0].id)
      ),
      (.fill(known), .duplicateExecution("known")),
      (
        .fill(Fixture.execution("orphan", of: try Fixture.parent(3).1[0])),
        .noSuchOrder(try Fixture.parent(3).1[0].id)
      ),
      (.bust(executionID: "never"), .noSuchExecution("never")),
    ]
    let before = try await everything(store)
    let sound: [Change] = [
      .parentAdded(other, others), .slice(slices[0].at(.sending), from: .pending),
      .fill(Fixture.execution("new", of: others[0])), .bust(executionID: "known"),
      .kill(
        KillSwitch(engagement: .init(at: marketOpen, by: .desk, reason: "", slicesStopped: 0, orders: []))),
      .parent(parent.with(status: .held)),
    ]
    await #expect(throws: bad[which].1) {
      try await store.commit(Commit(changes: sound + [bad[which].0], log: [Fixture.record(.fill)]))
    }
    await #expect(throws: bad[which].1) {
      try await store.commit([
        Commit(changes: sound, log: [Fixture.record(.fill)]), Commit(changes: [bad[which].0], log: []),
      ])
    }
    #expect(try await everything(store) == before)
    try await store.commit(Commit(changes: sound, log: [Fixture.record(.fill)]))
    #expect(try await everything(store) != before)
    #expect(try await store.verify().isSound)
  }

  @Test func severalCommitsShareOneTransaction() async throws {
    let store = try await temp.store()
    let commits = try (1...5).map { ordinal in
      let (parent, slices) = try Fixture.parent(ordinal)
      return Commit(changes: [.parentAdded(parent, slices)], log: [Fixture.record(.entered, "\(ordinal)")])
    }
    try await store.commit(commits)
    #expect(try await store.parents(limit: 10).map(\.parent.ordinal) == [5, 4, 3, 2, 1])
    #expect(try await store.parents(limit: 2, before: 4).map(\.parent.ordinal) == [3, 2])
    #expect(try await store.events(limit: 10).map(\.record.reason) == ["1", "2", "3", "4", "5"])
  }

  @Test func aCommitOutlivesTheCancellationOfItsTask() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      try await store.createParent(parent, slices: slices, log: [])
    }
    task.cancel()
    try await task.value
    #expect(try await store.parents(limit: 1).map(\.parent) == [parent])
  }

  @Test func slicesAddedLaterBelongToTheirParent() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: Array(slices.prefix(2)), log: [])
    try await store.commit(Commit(changes: [.slicesAdded(Array(slices.dropFirst(2)))], log: []))
    #expect(try await store.slices(ofParent: parent.id) == slices)
  }

  @Test func fillsAreAppliedOnceAndSummedInTheParent() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: slices.map { $0.at(.submitted) }, log: [])
    let first = Fixture.execution("e1", of: slices[0], quantity: 20, price: 100_000_000_001)
    #expect(try await store.applyFill(first, at: marketOpen))
    #expect(try await !store.applyFill(first, at: marketOpen))
    #expect(try await store.applyFill(Fixture.execution("e2", of: slices[0]), at: marketOpen))
    #expect(try await store.applyFill(Fixture.execution("e3", of: slices[1], quantity: 2), at: marketOpen))
    let stored = try await store.slices(ofParent: parent.id)
    #expect(stored.map(\.filled.count) == [21, 2, 0, 0, 0])
    #expect(stored.map(\.status) == [.filled, .partiallyFilled, .submitted, .submitted, .submitted])
    #expect(stored[0].cost == Notional(nanodollars: 20 * 100_000_000_001 + 187_500_000_000))
    let summary = try #require(try await store.parents(limit: 1).first)
    #expect(summary.filled == 23)
    #expect(summary.cost == stored[0].cost + stored[1].cost)
    #expect(try await store.fills(of: parent.id).map(\.execution.executionID) == ["e1", "e2", "e3"])
    #expect(try await store.fills(of: slices[1].id).map(\.execution.executionID) == ["e3"])
    #expect(try await store.events(limit: 10).map(\.record.kind) == [.fill, .fill, .fill])
  }

  @Test func aFillAfterTheCancelKeepsTheCancel() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: [slices[0].at(.canceled), slices[1].at(.canceled)], log: [])
    #expect(try await store.applyFill(Fixture.execution("e1", of: slices[0]), at: marketOpen))
    let rest = Fixture.execution("e2", of: slices[1], quantity: slices[1].quantity.count)
    #expect(try await store.applyFill(rest, at: marketOpen))
    #expect(try await store.slices(ofParent: parent.id).map(\.status) == [.canceled, .filled])
  }

  @Test func aFillOfAPendingSliceIsRefusedWhole() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: slices, log: [])
    let fill = Fixture.execution("e1", of: slices[0])
    await #expect(
      throws: StoreError.illegalTransition(slices[0].id, found: .pending, wanted: .partiallyFilled)
    ) { _ = try await store.applyFill(fill, at: marketOpen) }
    #expect(try await store.fills(of: parent.id).isEmpty)
  }

  @Test func aBustMarksTheFillAndTheParentFollows() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    let fill = Fixture.execution("e1", of: slices[0], quantity: 21)
    let cost = fill.price * fill.quantity
    try await store.createParent(parent, slices: slices.map { $0.at(.submitted) }, log: [])
    try await store.commit(
      Commit(
        changes: [.fill(fill), .slice(slices[0].at(.filled, filled: 21, cost: cost), from: .submitted)],
        log: []))
    #expect(try await store.parents(limit: 1).first?.averagePrice == fill.price)
    try await store.commit(
      Commit(changes: [.bust(executionID: "e1"), .slice(slices[0].at(.canceled), from: .filled)], log: []))
    #expect(try await store.fills(of: slices[0].id) == [StoredFill(execution: fill, isBusted: true)])
    #expect(try await store.parents(limit: 1).first?.filled == 0)
    #expect(try await store.parents(limit: 1).first?.cost == .zero)
  }

  @Test func cancelingPendingSlicesLeavesTheOthers() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: [slices[0].at(.submitted)] + slices.dropFirst(), log: [])
    let count = try await store.cancelPendingSlices(
      ofParent: parent.id, by: Actor("trader:anna"), reason: "changed my mind", at: marketOpen)
    #expect(count == 4)
    let stored = try await store.slices(ofParent: parent.id)
    #expect(stored.map(\.status) == [.submitted, .canceled, .canceled, .canceled, .canceled])
    #expect(stored.dropFirst().allSatisfy { $0.reason == "changed my mind" && $0.rest == .closed })
    #expect(
      try await store.cancelPendingSlices(ofParent: parent.id, by: .desk, reason: "again", at: marketOpen)
        == 0)
    #expect(try await store.events(limit: 10).map(\.record.actor.name) == ["trader:anna"])
  }

  @Test func aRehearsalsClockGoesOnWithItsRecords() async throws {
    let store = try await temp.store()
    #expect(try await store.load(today: today).rehearsalClock == nil)
    try await store.saveRehearsalClock(RehearsalClock(instant: marketOpen - .seconds(5), speed: 60))
    try await store.commit(Commit(changes: [], log: [Fixture.record()]))
    let stored = RehearsalClock(instant: marketOpen, speed: 60)
    #expect(try await store.load(today: today).rehearsalClock == stored)
  }

  /// Every row that a commit can change, as text.
  private func everything(_ store: OrderStore) async throws -> [String] {
    try await store.read { db in
      try ["orders", "fills", "events", "kill_state", "kill_history", "breaker_state"].flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \(table) ORDER BY rowid").map { "\(table) \($0)" }
      }
    }
  }
}
