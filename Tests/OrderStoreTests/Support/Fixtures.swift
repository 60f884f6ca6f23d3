import SlicingCore

@testable import OrderStore

/// SplitMix64: the same orders in every run.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// 2026-03-02, a Monday, 09:30 in New York.
let marketOpen = Instant(microseconds: 1_772_461_800_000_000)
let today = TradeDate(year: 2026, month: 3, day: 2)

/// Orders to store.
enum Fixture {
  static func parent(
    _ ordinal: Int = 1, slices: Int = 5, quantity: Int = 103, symbol: String = "AAPL",
    type: OrderType = .market,
    at now: Instant = marketOpen, desk: String = ""
  ) throws -> (Parent, [Slice]) {
    let request = try OrderRequest(
      symbol: Symbol(symbol) ?? { preconditionFailure(symbol) }(), side: .buy, quantity: Shares(quantity),
      type: type,
      horizon: .duration(.seconds(slices)), interval: .seconds(1))
    let plan = try TWAPSlicer.plan(
      request, context: PlanContext(now: now, repeatNumber: ordinal, desk: desk))
    let parent = Parent(
      id: plan.parentID, ordinal: ordinal, request: request, strategy: plan.strategy,
      tradeDate: plan.tradeDate,
      start: plan.start, end: plan.end, createdAt: now, createdBy: Actor("trader:anna"), arrivalPrice: nil,
      leftover: .cancel, totalSlices: plan.slices.count, updatedAt: now)
    return (parent, plan.slices.map { Slice(planned: $0, parentID: plan.parentID, at: now) })
  }

  static func record(_ kind: LogRecord.Kind = .entered, _ reason: String = "as asked") -> LogRecord {
    LogRecord(at: marketOpen, actor: Actor("trader:anna"), kind: kind, reason: reason)
  }

  static func execution(
    _ id: String, of slice: Slice, quantity: Int = 1, price: Int64 = 187_500_000_000,
    at: Instant = marketOpen + .seconds(3)
  ) -> Execution {
    Execution(
      executionID: id, clientOrderID: slice.id, quantity: Shares(quantity), price: Price(nanodollars: price),
      at: at)
  }
}

extension Slice {
  /// The same slice elsewhere.
  func at(_ status: SliceStatus, filled: Int = 0, cost: Notional = .zero) -> Slice {
    Slice(
      planned: planned, parentID: parentID, status: status, reason: reason, brokerOrderID: brokerOrderID,
      filled: Shares(filled), cost: cost, attempts: attempts, firstIntentAt: firstIntentAt,
      submittedAt: submittedAt, lastSentAt: lastSentAt, cancelRequested: cancelRequested, rest: rest,
      restReason: restReason, updatedAt: updatedAt)
  }
}

extension Parent {
  /// The same parent with what changes of it.
  func with(status: ParentStatus, hold: Hold? = nil, endReason: String? = nil) -> Parent {
    Parent(
      id: id, ordinal: ordinal, request: request, strategy: strategy, tradeDate: tradeDate, start: start,
      end: end,
      createdAt: createdAt, createdBy: createdBy, arrivalPrice: arrivalPrice, leftover: leftover,
      totalSlices: totalSlices, hold: hold, canceledReason: canceledReason, endReason: endReason,
      status: status,
      updatedAt: updatedAt)
  }
}

extension TempFolder {
  /// An open store in this folder, the folder with it.
  func store(_ identity: Identity = .paper) async throws -> OrderStore {
    try await OrderStore.open(try open(), identity: identity)
  }
}
