import Testing

@testable import SlicingCore

/// Something that happens to the slice, or around it.
struct Happening: Sendable {
  let name: String
  /// The venue may say it again: the second time changes nothing.
  var isFact = false
  let act: @Sendable (inout SliceSituation.Subject) throws -> Void

  init(
    _ name: String, isFact: Bool = false,
    _ act: @escaping @Sendable (inout SliceSituation.Subject) throws -> Void
  ) {
    self.name = name
    self.isFact = isFact
    self.act = act
  }
}

extension Happening {
  static let all: [Happening] = answers + reports + asked + acts + surroundings

  private static let price = Price(nanodollars: 187_440_000_000)

  /// The broker's answers to the attempt.
  private static let answers: [Self] = [
    Self("accepted") { $0.desk.accept($0.slice) },
    Self("rejected") { $0.desk.handle(.sent($0.slice, attempt: 1, .rejected(reason: "no"))) },
    Self("not sent") {
      $0.desk.handle(.sent($0.slice, attempt: 1, .notSent(reason: "429", retryAfter: nil)))
    },
    Self("unauthorized") { $0.desk.handle(.sent($0.slice, attempt: 1, .unauthorized(reason: "401"))) },
    Self("time-out") { $0.desk.handle(.sent($0.slice, attempt: 1, .unknown(reason: "time-out"))) },
    Self("of attempt 2") { $0.desk.handle(.sent($0.slice, attempt: 2, .rejected(reason: "no"))) },
  ]

  /// What the stream tells.
  private static let reports: [Self] = [
    Self("is working", isFact: true) { try $0.tell(.working) },
    Self("is filled", isFact: true) { try $0.tell(.filled, 100) },
    Self("is canceled", isFact: true) { try $0.tell(.canceled) },
    Self("is expired", isFact: true) { try $0.tell(.expired) },
    Self("was rejected", isFact: true) { try $0.tell(.rejected(reason: "no")) },
    Self("part fill", isFact: true) { $0.desk.handle(.execution($0.execution("part", 40))) },
    Self("full fill", isFact: true) { $0.desk.handle(.execution($0.execution("full", 100))) },
    Self("overfill", isFact: true) { $0.desk.handle(.execution($0.execution("over", 140))) },
    Self("nonsense", isFact: true) { $0.desk.handle(.execution($0.execution("none", 0))) },
    Self("bust", isFact: true) {
      let id = $0.execution?.executionID ?? "nobody's"
      $0.desk.handle(.bust(executionID: id, clientOrderID: $0.slice))
    },
  ]

  /// Answers to questions and cancels.
  private static let asked: [Self] = [
    Self("found working", isFact: true) { try $0.find(.working) },
    Self("found ended", isFact: true) { try $0.find(.canceled) },
    Self("found filled", isFact: true) { try $0.find(.filled, 100) },
    Self("not ours") {
      var report = try $0.desk.report($0.slice, .working)
      let theirs = Submission(
        id: $0.slice, attempt: 1, symbol: report.submission.symbol, side: .sell, quantity: 100, type: .market,
        timeInForce: .day)
      report = OrderReport(
        submission: theirs, brokerOrderID: "theirs", state: .working, createdAt: $0.desk.now, executions: [],
        filled: .zero)
      $0.desk.handle(.answered($0.slice, .found(report), askedAt: $0.desk.now))
    },
    Self("absent early") { $0.desk.handle(.answered($0.slice, .absent, askedAt: $0.desk.now)) },
    Self("absent late") {
      $0.desk.now = $0.desk.now + .seconds(3)
      try $0.desk.quote()
      $0.desk.handle(.answered($0.slice, .absent, askedAt: $0.desk.now))
    },
    Self("no answer") { $0.desk.handle(.answered($0.slice, .failed(reason: "504"), askedAt: $0.desk.now)) },
    Self("cancel taken") { $0.desk.handle(.cancelAnswered($0.slice, .accepted)) },
    Self("not canceled") { $0.desk.handle(.cancelAnswered($0.slice, .refused(reason: "not open"))) },
    Self("cancel unsure") { $0.desk.handle(.cancelAnswered($0.slice, .unknown(reason: "time-out"))) },
  ]

  /// What people do.
  private static let acts: [Self] = [
    Self("cancel slice") { $0.desk.command(.cancelSlice($0.slice)) },
    Self("cancel parent") { $0.desk.command(.cancelParent($0.parent)) },
    Self("cancel all") { $0.desk.command(.cancelAll) },
    Self("hold") { $0.desk.command(.hold($0.parent, reason: "x")) },
    Self("hold all") { $0.desk.command(.holdAll(reason: "x")) },
    Self("resume") { $0.desk.command(.resume($0.parent, .spread, acknowledged: everyRule)) },
    Self("skip") { $0.desk.command(.resume($0.parent, .skip, acknowledged: everyRule)) },
    Self("kill") { $0.desk.command(.kill(reason: "x")) },
    Self("release") { $0.desk.command(.release(reason: "x")) },
    Self("trip") { $0.desk.command(.tripBreaker(reason: "x")) },
    Self("reset") { $0.desk.command(.resetBreaker(reason: "x")) },
    Self("not placed") { $0.desk.command(.resolve($0.slice, .notPlaced, reason: "x")) },
    Self("settled 60") { $0.desk.command(.resolve($0.slice, .filled(60, at: price), reason: "x")) },
    Self("settled 101") { $0.desk.command(.resolve($0.slice, .filled(101, at: price), reason: "x")) },
  ]

  private static let everyRule = Set(LimitRule.allCases)

  /// What happens around it.
  private static let surroundings: [Self] = [
    Self("6 s pass") { $0.desk.advance(.seconds(6)) },
    Self("a minute") { $0.desk.advance(.seconds(60)) },
    Self("midnight") {
      $0.desk.now = NewYork.endOfDay(TradeDate(year: 2026, month: 3, day: 2))
      $0.desk.handle(.tick)
    },
    Self("link down") { $0.desk.handle(.link(up: false, reason: "reset")) },
    Self("link down, up") {
      $0.desk.handle(.link(up: false, reason: "reset"))
      $0.desk.now = $0.desk.now + .seconds(2)
      $0.desk.handle(.link(up: true, reason: "connected"))
    },
    Self("market closed") { $0.desk.handle(.session(.closed(opensAt: nil))) },
    Self("shut 6 s") {
      $0.desk.handle(.session(.closed(opensAt: nil)))
      $0.desk.advance(.seconds(6))
    },
    Self("close passes") {
      $0.desk.handle(.session(.open(closesAt: $0.desk.now + .milliseconds(50))))
      $0.desk.advance(.milliseconds(200))
    },
    Self("halted 6 s") {
      $0.desk.handle(.halt(Symbol("AAPL") ?? { preconditionFailure("a symbol") }(), reason: "LULD"))
      $0.desk.advance(.seconds(6))
    },
    Self("skew 40 s") { $0.desk.handle(.clockSkew(.seconds(40))) },
    Self("remark") { $0.desk.handle(.remark("positions differ")) },
    Self("clock step") { $0.desk.handle(.clockStep(.seconds(7))) },
    Self("disk full") { $0.desk.handle(.storage(failure: "disk full")) },
    Self("quote") { try $0.desk.quote() },
  ]
}

extension SliceSituation.Subject {
  func execution(_ id: String, _ count: Int) -> Execution {
    Execution(
      executionID: id, clientOrderID: slice, quantity: Shares(count),
      price: Price(nanodollars: 187_440_000_000), at: desk.now)
  }

  /// A report of the order with this many shares filled, by executions of its own where none were told yet.
  func report(_ state: OrderReport.State, _ filled: Int) throws -> OrderReport {
    var executions = execution.map { [$0] } ?? []
    let known = executions.first?.quantity.count ?? 0
    if filled > known { executions.append(execution("rest", filled - known)) }
    return try desk.report(slice, state, executions: executions)
  }

  mutating func tell(_ state: OrderReport.State, _ filled: Int = 0) throws {
    desk.handle(.order(try report(state, filled)))
  }

  mutating func find(_ state: OrderReport.State, _ filled: Int = 0) throws {
    desk.handle(.answered(slice, .found(try report(state, filled)), askedAt: desk.now))
  }
}
