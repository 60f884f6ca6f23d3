import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

/// The table of `SliceStatus` as the file keeps it: every pair of statuses, legal and illegal.
@Suite(.alone) struct TransitionTests {
  let temp = TempFolder()

  @Test func exactlyTheTablesStepsAreTaken() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent(slices: 256, quantity: 256)
    let pairs = SliceStatus.allCases.flatMap { from in SliceStatus.allCases.map { (from, $0) } }
    let start = zip(slices, pairs).map { slice, pair in slice.at(pair.0) }
    try await store.createParent(parent, slices: start, log: [])
    var illegal = 0
    for (slice, (from, to)) in zip(slices, pairs) {
      let commit = Commit(changes: [.slice(slice.at(to), from: from)], log: [])
      if from == to || from.successors.contains(to) {
        try await store.commit(commit)
      } else {
        illegal += 1
        await #expect(throws: StoreError.illegalTransition(slice.id, found: from, wanted: to)) {
          try await store.commit(commit)
        }
        await #expect(throws: StoreError.illegalTransition(slice.id, found: from, wanted: to)) {
          try await store.updateStatus(
            of: slice.id, from: from, to: to, by: .desk, reason: "", at: marketOpen)
        }
      }
    }
    #expect(illegal > 100)
    let expected = zip(slices, pairs).map { slice, pair in
      slice.at(pair.0 == pair.1 || pair.0.successors.contains(pair.1) ? pair.1 : pair.0)
    }
    #expect(try await store.slices(ofParent: parent.id) == expected)
    #expect(try await store.events(limit: 1).isEmpty)
  }

  @Test(arguments: SliceStatus.allCases)
  func aWrongStartIsRefusedWhateverTheStep(claimed: SliceStatus) async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    let actual: SliceStatus = claimed == .sending ? .unknown : .sending
    try await store.createParent(parent, slices: [slices[0].at(actual)], log: [])
    await #expect(throws: StoreError.illegalTransition(slices[0].id, found: actual, wanted: .filled)) {
      try await store.commit(Commit(changes: [.slice(slices[0].at(.filled), from: claimed)], log: []))
    }
  }

  @Test func aStatusUpdateIsRecorded() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: slices, log: [])
    try await store.updateStatus(
      of: slices[2].id, from: .pending, to: .blockedKillSwitch, by: Actor("trader:anna"), reason: "halt",
      at: marketOpen)
    let slice = try await store.slices(ofParent: parent.id)[2]
    #expect(slice.status == .blockedKillSwitch)
    #expect(slice.reason == "halt")
    let expected = LogRecord(
      at: marketOpen, actor: Actor("trader:anna"), kind: .blocked, parentID: parent.id, sliceID: slice.id,
      reason: "halt")
    #expect(try await store.events(of: slice.id, limit: 9).map(\.record) == [expected])
  }
}
