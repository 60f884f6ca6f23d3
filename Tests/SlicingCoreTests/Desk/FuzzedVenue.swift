import Testing

@testable import SlicingCore

/// A venue with a truth of its own and bad manners: it loses requests and answers, repeats itself, and
/// answers late. It deduplicates never, so a second order under one id would show.
struct FuzzedVenue {
  struct Order {
    let submission: Submission
    let createdAt: Instant
    var executions: [Execution] = []
    var state: OrderReport.State = .working
    var filled: Shares { executions.map(\.quantity).sum() }
    var open: Shares { state == .working ? submission.quantity - filled : .zero }
  }

  var orders: [ClientOrderID: Order] = [:]
  /// Ids in the order of booking, so that a run can be repeated.
  var booked: [ClientOrderID] = []
  /// What is on its way to the desk.
  var mail: [(at: Instant, event: Event)] = []
  var random: SeededGenerator
  private var executionCount = 0

  init(random: SeededGenerator) { self.random = random }

  mutating func post(_ event: Event, at now: Instant) {
    guard chance(90) else { return }
    let delay = TimeSpan.milliseconds(Int.random(in: 1...(chance(90) ? 300 : 4000), using: &random))
    mail.append((now + delay, event))
    if chance(10) { mail.append((now + delay + .milliseconds(700), event)) }
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  /// What became of one attempt: booked or not, answered or not.
  mutating func take(_ submission: Submission, at now: Instant) {
    let id = submission.id
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<70:
      #expect(orders[id] == nil, "order \(id) arrived twice")
      orders[id] = Order(submission: submission, createdAt: now)
      booked.append(id)
      post(.sent(id, attempt: submission.attempt, .accepted(brokerOrderID: "v-\(id)")), at: now)
    case 70..<80: post(.sent(id, attempt: submission.attempt, .rejected(reason: "no")), at: now)
    case 80..<90:
      post(.sent(id, attempt: submission.attempt, .notSent(reason: "refused", retryAfter: nil)), at: now)
    default: post(.sent(id, attempt: submission.attempt, .unknown(reason: "reset")), at: now)
    }
  }

  mutating func cancel(_ id: ClientOrderID, at now: Instant) {
    guard let order = orders[id], order.state == .working else {
      return post(.cancelAnswered(id, .refused(reason: "not open")), at: now)
    }
    guard chance(80) else { return }
    orders[id]?.state = .canceled
    post(.order(report(id)), at: now)
  }

  mutating func query(_ id: ClientOrderID, at now: Instant) {
    let answer: QueryAnswer =
      chance(10) ? .failed(reason: "lost") : orders[id] == nil ? .absent : .found(report(id))
    post(.answered(id, answer, askedAt: now), at: now)
  }

  mutating func trade(at now: Instant) {
    guard let id = booked.randomElement(using: &random), let order = orders[id], order.open > .zero else {
      return
    }
    executionCount += 1
    let quantity = Shares(Int.random(in: 1...order.open.count, using: &random))
    let execution = Execution(
      executionID: "x\(executionCount)", clientOrderID: id, quantity: quantity,
      price: Price(nanodollars: 187_440_000_000), at: now)
    orders[id]?.executions.append(execution)
    if orders[id]?.open == .zero { orders[id]?.state = .filled }
    post(.execution(execution), at: now)
  }

  func report(_ id: ClientOrderID) -> OrderReport {
    guard let order = orders[id] else { preconditionFailure("no order \(id)") }
    return OrderReport(
      submission: order.submission, brokerOrderID: "v-\(id)", state: order.state, createdAt: order.createdAt,
      executions: order.executions, filled: order.filled)
  }
}
