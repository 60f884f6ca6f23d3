import GRDB
import SlicingCore
import TestSupport
import Testing

@testable import OrderStore

/// Whatever the core can hold comes back as it was: every case of every enum, every optional there and not
/// there, hostile text, and numbers at their limits.
@Suite(.alone) struct RoundTripTests {
  let temp = TempFolder()

  @Test func generatedBooksComeBackAsTheyWere() async throws {
    let store = try await temp.store()
    var make = BookGenerator(seed: 42)
    for ordinal in 1...120 {
      let (parent, slices) = try make.book(ordinal)
      try await store.createParent(parent, slices: slices, log: [])
      #expect(try await store.slices(ofParent: parent.id) == slices, "ordinal \(ordinal)")
      #expect(
        try await store.parents(idPrefix: parent.id.text).map(\.parent) == [parent], "ordinal \(ordinal)")
    }
    #expect(make.seen == BookGenerator.everything, "the generator left something out")
  }

  @Test func changesOfAParentComeBack() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: slices, log: [])
    for status in ParentStatus.allCases {
      for cause in HoldCause.allCases.map(Optional.some) + [nil] {
        let hold = cause.map { Hold(cause: $0, by: Actor("trader:ö"), at: marketOpen, reason: "") }
        let changed = parent.with(status: status, hold: hold, endReason: hold == nil ? "because" : nil)
        try await store.commit(Commit(changes: [.parent(changed)], log: []))
        #expect(try await store.parents(limit: 1).map(\.parent) == [changed])
      }
    }
  }

  @Test func everyRecordComesBack() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    var records: [LogRecord] = []
    for (index, kind) in LogRecord.Kind.allCases.enumerated() {
      records.append(
        LogRecord(
          at: marketOpen + .milliseconds(index),
          actor: Actor(BookGenerator.texts[index % BookGenerator.texts.count]),
          kind: kind, parentID: index % 2 == 0 ? parent.id : nil,
          sliceID: index % 3 == 0 ? slices[0].id : nil,
          reason: BookGenerator.texts[(index + 3) % BookGenerator.texts.count]))
    }
    try await store.commit(Commit(changes: [], log: records))
    #expect(try await store.events(limit: 1000).map(\.record) == records)
    #expect(try await store.verify().isSound)
  }

  @Test func aNulBecomesItsSymbol() async throws {
    let store = try await temp.store()
    let (parent, slices) = try Fixture.parent()
    try await store.createParent(parent, slices: slices, log: [Fixture.record(.entered, "a\0b\0")])
    try await store.updateStatus(
      of: slices[0].id, from: .pending, to: .canceled, by: .desk, reason: "\0", at: marketOpen)
    #expect(try await store.events(limit: 1000).map(\.record.reason) == ["a\u{2400}b\u{2400}", "\u{2400}"])
    #expect(try await store.slices(ofParent: parent.id, status: .canceled).map(\.reason) == ["\u{2400}"])
    #expect(try await store.verify().isSound)
  }

  @Test(arguments: [
    0, 1, 999_999_999, 1_000_000_000, Int128(Int64.max), Int128(Int64.max) * 1_000_000_000, Int128.max,
  ])
  func moneyComesBackExactly(nanodollars: Int128) {
    let money = Notional(nanodollars: nanodollars)
    #expect(Stored.notional(money.decimalText) == money)
  }

  @Test(arguments: [
    "", ".", "1", "1.", ".50", "1.5", "-1.00", "+1.00", "1.00.00", "1,00", "1.0000000001", " 1.00",
  ])
  func whatIsNoDecimalIsNoMoney(text: String) { #expect(Stored.notional(text) == nil) }

  @Test func aSlicesStrategyIsTheOneInItsID() throws {
    for desk in ["", "east"] {
      let (parent, slices) = try Fixture.parent(
        3, type: .limit(Price(nanodollars: 187_500_000_000)), desk: desk)
      for slice in slices {
        let id = ClientOrderID(
          symbol: parent.request.symbol, side: parent.request.side, quantity: slice.quantity,
          type: parent.request.type, timeInForce: parent.request.timeInForce,
          strategy: SliceRow.strategy(of: slice, parent: parent), tradeDate: parent.tradeDate)
        #expect(id == slice.id)
      }
    }
  }
}
