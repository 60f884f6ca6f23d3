import Testing

@testable import SlicingCore

/// Where a slice can stand when something happens to it: every status, and each way of being in it that the
/// desk treats differently. A name's first part is the status.
struct SliceSituation: Sendable, CustomTestStringConvertible {
  let name: String
  let status: SliceStatus
  let reach: @Sendable () throws -> Subject

  var testDescription: String { name }

  /// A desk with the slice looked at, 100 shares, the first of two of its parent.
  struct Subject {
    var desk: DeskHarness
    let parent: ClientOrderID
    let slice: ClientOrderID
    /// The last execution told, for those that take it back.
    var execution: Execution?
  }

  init(_ name: String, _ status: SliceStatus, _ reach: @escaping @Sendable () throws -> Subject) {
    self.name = name
    self.status = status
    self.reach = reach
  }

  static let all: [SliceSituation] = [
    SliceSituation("pending", .pending) { try entered() },
    SliceSituation("armed", .sending) { try due(sends: false) },
    SliceSituation("sending", .sending) { try due() },
    SliceSituation("retry", .sending) { try after(.notSent(reason: "429", retryAfter: nil)) },
    SliceSituation("unknown", .unknown) { try after(.unknown(reason: "time-out")) },
    SliceSituation("restarted", .unknown) { try restarted() },
    SliceSituation("submitted", .submitted) { try accepted() },
    SliceSituation("canceling", .submitted) {
      var subject = try accepted()
      subject.desk.command(.cancelSlice(subject.slice))
      return subject
    },
    SliceSituation("partial", .partiallyFilled) { try filled(40) },
    SliceSituation("filled", .filled) { try filled(100) },
    SliceSituation("settled", .filled) {
      try settled(.filled(100, at: Price(nanodollars: 187_440_000_000)))
    },
    SliceSituation("canceled", .canceled) { try ended(.canceled) },
    SliceSituation("unsent", .canceled) {
      var subject = try entered()
      subject.desk.command(.cancelSlice(subject.slice))
      return subject
    },
    SliceSituation("expired", .expired) { try ended(.expired) },
    SliceSituation("rejected", .rejected) { try after(.rejected(reason: "no")) },
    SliceSituation("failed", .failed) { try settled(.notPlaced) },
    SliceSituation("missed", .missed) { try late() },
    SliceSituation("killed", .blockedKillSwitch) { try blocked { $0.desk.command(.kill(reason: "x")) } },
    SliceSituation("tripped", .blockedCircuitBreaker) {
      try blocked { $0.desk.command(.tripBreaker(reason: "x")) }
    },
    SliceSituation("limited", .blockedRiskLimit) {
      try blocked { try $0.desk.quote(bid: "250.00", ask: "250.10") }
    },
    SliceSituation("session", .blockedSession) { try closed() },
    SliceSituation("held", .blockedHold) { try blocked { $0.desk.command(.hold($0.parent, reason: "x")) } },
  ]

  // MARK: Ways there

  private static func entered() throws -> Subject {
    var desk = DeskHarness()
    let parent = try desk.enter("buy 200 AAPL over 20s every 10s")
    return Subject(desk: desk, parent: parent, slice: try #require(desk.slices(parent).first).id)
  }

  private static func due(sends: Bool = true) throws -> Subject {
    var subject = try entered()
    subject.desk.handle(.tick)
    if sends { subject.desk.advance(.milliseconds(100)) }
    return subject
  }

  private static func after(_ outcome: SendOutcome) throws -> Subject {
    var subject = try due()
    subject.desk.handle(.sent(subject.slice, attempt: 1, outcome))
    return subject
  }

  private static func accepted() throws -> Subject {
    var subject = try due()
    subject.desk.accept(subject.slice)
    return subject
  }

  private static func filled(_ count: Int) throws -> Subject {
    var subject = try accepted()
    subject.execution = try subject.desk.fill(subject.slice, count)
    return subject
  }

  private static func ended(_ state: OrderReport.State) throws -> Subject {
    var subject = try accepted()
    subject.desk.handle(.order(try subject.desk.report(subject.slice, state)))
    return subject
  }

  private static func settled(_ settlement: Settlement) throws -> Subject {
    var subject = try after(.unknown(reason: "time-out"))
    subject.desk.command(.resolve(subject.slice, settlement, reason: "telephone"))
    return subject
  }

  private static func restarted() throws -> Subject {
    let before = try due()
    var desk = DeskHarness(books: before.desk.desk.books, now: before.desk.now)
    try desk.quote()
    return Subject(desk: desk, parent: before.parent, slice: before.slice)
  }

  private static func late() throws -> Subject {
    var subject = try entered()
    subject.desk.now = subject.desk.now + .seconds(8)
    subject.desk.handle(.tick)
    return subject
  }

  private static func blocked(_ act: (inout Subject) throws -> Void) throws -> Subject {
    var subject = try entered()
    try act(&subject)
    subject.desk.advance(.milliseconds(100), quoting: false)
    return subject
  }

  /// Armed in time, and its turn at the gate came after midnight: the machine stood still in between.
  private static func closed() throws -> Subject {
    let midnight = NewYork.endOfDay(TradeDate(year: 2026, month: 3, day: 2))
    var desk = DeskHarness(now: midnight - .seconds(22))
    let parent = try desk.enter("buy 200 AAPL over 20s every 10s")
    let slice = try #require(desk.slices(parent).first).id
    desk.handle(.tick)
    desk.now = midnight
    let (_, effects) = desk.desk.authorize(slice, attempt: 1, killWord: false, at: midnight)
    desk.carryOut(effects)
    return Subject(desk: desk, parent: parent, slice: slice)
  }
}
