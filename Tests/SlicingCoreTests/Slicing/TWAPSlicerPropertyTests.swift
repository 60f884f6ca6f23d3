import Testing

@testable import SlicingCore

/// What holds of every split and every plan, over seeded random ones; a failure names its seed.
@Suite struct TWAPSlicerPropertyTests {
  @Test func splitsAddUpEvenlyAndNeverRise() {
    var random = SeededGenerator(seed: 7)
    for round in 0..<2000 {
      let count = random.int(1...random.pick([3, 60, 500]))
      let total = Shares(random.int(0...random.pick([10, 10_000, 1_000_000_000_000])))
      expectEven(TWAPSlicer.split(total, into: count), total: total, count: count, "round \(round)")
    }
    expectEven(TWAPSlicer.split(Shares(.max), into: 7), total: Shares(.max), count: 7, "Int.max")
  }

  @Test func plansHoldTheirPromises() throws {
    var planned = 0
    for seed in 0..<400 {
      var random = SeededGenerator(seed: UInt64(seed))
      let order = try randomRequest(using: &random)
      let close = random.pick([nil, Instant(microseconds: 1_772_500_000_000_000)])
      let context = PlanContext(
        now: Instant(microseconds: 1_772_427_600_000_000 + Int64(random.int(0...43_200_000_000))),
        offset: PlanContext.offset(ofParent: random.int(0...5000)), repeatNumber: random.int(1...3),
        close: close, shortens: random.pick([true, false]))
      do {
        let plan = try TWAPSlicer.plan(order, context: context)
        expectSound(plan, context: context, "seed \(seed)")
        planned += 1
      } catch {
        expectHonest(error, order: order, context: context, "seed \(seed)")
      }
    }
    // Enough of them must be plannable for the rest to mean something.
    #expect(planned > 120)
  }

  private func expectEven(_ parts: [Shares], total: Shares, count: Int, _ name: String) {
    #expect(parts.count == count, "\(name)")
    #expect(parts.sum() == total, "\(name)")
    #expect(zip(parts, parts.dropFirst()).allSatisfy { $0 >= $1 }, "\(name)")
    #expect((parts.first ?? 0) - (parts.last ?? 0) <= 1, "\(name)")
  }

  private func expectSound(_ plan: Plan, context: PlanContext, _ name: String) {
    let interval = plan.request.interval
    expectEven(plan.slices.map(\.quantity), total: plan.request.quantity, count: plan.slices.count, name)
    #expect(plan.slices.allSatisfy { $0.quantity >= 1 }, "\(name)")
    #expect(plan.slices.map(\.number) == Array(0..<plan.slices.count), "\(name)")
    let isOnTheBeat = plan.slices.allSatisfy { slice in
      slice.due.microseconds == plan.start.microseconds + Int64(slice.number) * interval.microseconds
    }
    #expect(isOnTheBeat, "\(name)")
    #expect(Set(plan.slices.map(\.id) + [plan.parentID]).count == plan.slices.count + 1, "\(name)")
    #expect(plan.start >= context.now + PlanContext.armingLead, "\(name)")
    if let last = plan.slices.last {
      #expect(last.due < plan.end && plan.end <= last.due + interval, "\(name)")
    }
    if let close = context.close { #expect(plan.end <= close, "\(name)") }
  }

  /// A hint must work when it is followed.
  private func expectHonest(_ error: PlanError, order: OrderRequest, context: PlanContext, _ name: String) {
    guard case .tooFewShares(let quantity, let slices, let interval?) = error else { return }
    #expect(quantity.count < slices, "\(name)")
    #expect(throws: Never.self, "\(name)") {
      let wider = try OrderRequest(
        symbol: order.symbol, side: order.side, quantity: quantity, type: order.type,
        timeInForce: order.timeInForce, horizon: order.horizon, interval: interval, start: order.start)
      let plan = try TWAPSlicer.plan(wider, context: context)
      #expect(plan.slices.count <= quantity.count, "\(name)")
    }
  }
}
