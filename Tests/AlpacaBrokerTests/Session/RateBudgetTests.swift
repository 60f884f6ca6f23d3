import SlicingCore
import Testing

@testable import AlpacaBroker

@Suite struct RateBudgetTests {
  let start = Instant(microseconds: 1_795_618_800_000_000)

  @Test func ordersStopFirstQuestionsThenCancelsLast() {
    var budget = RateBudget(limit: 200)
    for _ in 0..<180 { budget.spend(at: start) }
    #expect(!budget.allows(.order, at: start) && budget.allows(.question, at: start))
    for _ in 0..<10 { budget.spend(at: start) }
    #expect(!budget.allows(.question, at: start) && budget.allows(.cancel, at: start))
    #expect(budget.allowance(.cancel, at: start) == 10)
    for _ in 0..<10 { budget.spend(at: start) }
    #expect(!budget.allows(.cancel, at: start))
  }

  /// The broker's window may begin anywhere: in no sixty seconds are there more than the limit.
  @Test func noMinuteHoldsMoreThanTheLimit() {
    var budget = RateBudget(limit: 30)
    var sent: [Instant] = []
    for tick in 0..<4000 {
      let now = start + .milliseconds(tick * 100)
      while budget.allows(.cancel, at: now) {
        budget.spend(at: now)
        sent.append(now)
      }
    }
    for first in sent { #expect(sent.count { $0 >= first && $0 - first < .seconds(60) } <= 30) }
    #expect(sent.count >= 180, "and it is used: \(sent.count)")
  }

  @Test func theBrokersOwnCountHoldsWhereItIsSmaller() {
    var budget = RateBudget(limit: 200)
    let reset = start + .seconds(40)
    budget.spend(at: start)
    budget.learn(limit: 200, remaining: 25, resetsAt: reset, at: start)
    #expect(budget.allowance(.order, at: start) == 5)
    budget.spend(at: start)
    // An answer that was overtaken says more than is left.
    budget.learn(limit: 200, remaining: 25, resetsAt: reset, at: start)
    #expect(budget.allowance(.order, at: start) == 4)
    #expect(budget.wait(.order, at: start) == .zero)
    for _ in 0..<4 { budget.spend(at: start) }
    #expect(budget.wait(.order, at: start) == .seconds(40))
    #expect(budget.allows(.order, at: reset))
  }

  @Test func anotherLimitIsLearnt() {
    var budget = RateBudget(limit: 200)
    budget.learn(limit: 1000, remaining: 990, resetsAt: start + .seconds(30), at: start)
    #expect(budget.allowance(.order, at: start) == 890)
  }

  /// A halt tries all the same: what the broker refuses it may refuse.
  @Test func aRefusalStopsEverythingButCancelsUntilTheWindowEnds() {
    var budget = RateBudget(limit: 200)
    let wait = budget.refused(until: start + .seconds(17), at: start)
    #expect(wait == .seconds(17))
    #expect(!budget.allows(.question, at: start + .seconds(16)))
    #expect(budget.allows(.cancel, at: start + .seconds(1)))
    #expect(budget.allows(.order, at: start + .seconds(17)))
    // A time that makes no sense, by a clock that jumped, counts for nothing.
    let guess = budget.refused(until: start + .seconds(9000), at: start)
    #expect(guess == .seconds(5))
    budget.learn(limit: nil, remaining: 0, resetsAt: start + .seconds(9000), at: start + .seconds(5))
    #expect(budget.allows(.order, at: start + .seconds(5)))
  }

  @Test func whatWasNotWrittenIsGivenBack() {
    var budget = RateBudget(limit: 10)
    for _ in 0..<9 { budget.spend(at: start) }
    #expect(!budget.allows(.order, at: start))
    budget.giveBack()
    #expect(budget.allows(.order, at: start))
  }

  @Test func theWaitEndsWhenThereIsRoom() {
    var budget = RateBudget(limit: 10)
    for second in 0..<9 { budget.spend(at: start + .seconds(second)) }
    let now = start + .seconds(9)
    let wait = budget.wait(.order, at: now)
    #expect(!budget.allows(.order, at: now + wait - .milliseconds(1)))
    #expect(budget.allows(.order, at: now + wait))
  }
}
