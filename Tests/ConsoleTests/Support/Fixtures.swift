import Brokers
import DeskModel
import SlicingCore
import Terminal

@testable import Console

/// A desk at 14:32:07 in New York on a Monday, with whatever a test needs on it.
struct Fixture {
  static let now = clock(14, 32, 7)
  static let aapl = symbol("AAPL")
  static let msft = symbol("MSFT")

  var books: [ParentBook] = []
  var kill = KillSwitch()
  var breaker = CircuitBreaker()
  var isLinkUp = true
  var alerts: [PostedAlert] = []
  var activity: [ActivityLine] = []
  var environment = BrokerEnvironment.paper
  var speed = 1
  var readOnlyHolder: String?
  var sight = Sight.held
  var recovered: [ClientOrderID] = []
  var limits = RiskLimits()
  var now = Fixture.now
  var session = MarketSession.aroundTheClock
  var halts: [(Symbol, String)] = []
  var sharesFirmSwitch = false
  /// What happens to the desk after everything else is set up.
  var events: [Event] = []
  /// How long after that it is looked at.
  var later = TimeSpan.zero

  /// The letters that do something in the panes, but for those that begin to take text.
  static let everyLetter: [Key] = "xXpKrRTBUaAyt?jklgG23451".map { .char($0) }

  static func clock(_ hour: Int, _ minute: Int, _ second: Int = 0) -> Instant {
    guard let time = ClockTime(hour: hour, minute: minute) else { preconditionFailure("no such time") }
    return NewYork.instant(of: time, on: TradeDate(year: 2026, month: 3, day: 2)) + .seconds(second)
  }

  static func symbol(_ text: String) -> Symbol {
    guard let symbol = Symbol(text) else { preconditionFailure("no symbol: \(text)") }
    return symbol
  }

  static func price(_ text: String) -> Price {
    guard let price = Price(decimal: text) else { preconditionFailure("no price: \(text)") }
    return price
  }

  static func request(_ line: String) -> OrderRequest {
    do {
      return try OrderLine.parse(line)
    } catch {
      preconditionFailure("\(line): \(error)")
    }
  }

  var desk: Desk {
    let capabilities = BrokerCapabilities(
      deduplicates: .forever, answersByClientID: true, longestDelay: .seconds(5), messagesPerMinute: nil,
      mayShort: true, answerLimit: .seconds(2))
    var desk = Desk(
      settings: DeskSettings(limits: limits, broker: capabilities, sharesFirmSwitch: sharesFirmSwitch),
      books: books, kill: kill, breaker: breaker)
    if isLinkUp { _ = desk.handle(.link(up: true, reason: "connected"), at: now) }
    _ = desk.handle(.session(session), at: now)
    for (symbol, reason) in halts { _ = desk.handle(.halt(symbol, reason: reason), at: now) }
    for (symbol, bid, ask) in [(Self.aapl, "187.42", "187.44"), (Self.msft, "415.48", "415.52")] {
      let quote = Quote(symbol: symbol, bid: Self.price(bid), ask: Self.price(ask), at: now)
      _ = desk.handle(.quote(quote), at: now)
    }
    for event in events { _ = desk.handle(event, at: now) }
    if later > .zero { _ = desk.handle(.tick, at: now + later) }
    return desk
  }

  var snapshot: DeskSnapshot {
    var snapshot = DeskSnapshot(
      desk: desk, now: now + later, activity: activity, alerts: alerts, brokerName: "paper",
      environment: environment,
      brokerLatency: .milliseconds(3), speed: speed, readOnlyHolder: readOnlyHolder, recovered: recovered)
    snapshot.sight = sight
    return snapshot
  }

  /// A console that has seen this desk.
  func console(glyphs: GlyphSet = .unicode, size: TerminalSize = TerminalSize(width: 80, height: 24))
    -> ConsoleState
  {
    var state = ConsoleState(options: ConsoleOptions(glyphs: glyphs))
    _ = state.update(.resize(size))
    _ = state.update(.snapshot(snapshot))
    return state
  }
}

// MARK: Books

extension Fixture {
  /// A parent of `line`, entered at `start`; `shape` says what became of each slice.
  static func book(
    _ ordinal: Int, _ line: String, start: Instant, hold: Hold? = nil, status: ParentStatus = .working,
    shape: (PlannedSlice) -> SliceShape
  ) -> ParentBook {
    let request = request(line)
    let plan: Plan
    do {
      plan = try TWAPSlicer.plan(request, context: PlanContext(now: start - PlanContext.armingLead))
    } catch {
      preconditionFailure("\(line): \(error)")
    }
    let parent = Parent(
      id: plan.parentID, ordinal: ordinal, request: request, strategy: plan.strategy,
      tradeDate: plan.tradeDate,
      start: plan.start, end: plan.end, createdAt: start, createdBy: Actor("trader:anna"),
      arrivalPrice: request.type.limitPrice.map { Price(nanodollars: $0.nanodollars - 70_000_000) }
        ?? price("415.50"),
      leftover: .cancel, totalSlices: plan.slices.count, hold: hold, status: status, updatedAt: start)
    return ParentBook(parent: parent, slices: plan.slices.map { slice($0, plan.parentID, shape($0)) })
  }

  /// What became of a slice.
  struct SliceShape {
    var status: SliceStatus
    var filled: Shares = 0
    var price = "187.415"
    var reason: String?
    var rest: Rest?
    static let pending = SliceShape(status: .pending)
  }

  private static func slice(_ planned: PlannedSlice, _ parent: ClientOrderID, _ shape: SliceShape) -> Slice {
    let wasSent = shape.status != .pending && !shape.status.isBlocked && shape.status != .missed
    let sent = wasSent ? planned.due + .milliseconds(1) : nil
    return Slice(
      planned: planned, parentID: parent, status: shape.status, reason: shape.reason, brokerOrderID: nil,
      filled: shape.filled, cost: price(shape.price) * shape.filled, attempts: wasSent ? 1 : 0,
      firstIntentAt: sent,
      submittedAt: sent, lastSentAt: sent, cancelRequested: false, rest: shape.rest, restReason: nil,
      updatedAt: planned.due)
  }

  /// 12,000 AAPL, 13 slices filled, the fourteenth at work.
  static func buying(_ last: SliceShape = SliceShape(status: .partiallyFilled, filled: 120, price: "187.43"))
    -> ParentBook
  {
    book(1, "buy 12000 AAPL over 30m every 1m limit 187.50", start: clock(14, 19, 7)) { planned in
      planned.number < 13
        ? SliceShape(status: .filled, filled: planned.quantity) : planned.number == 13 ? last : .pending
    }
  }

  /// 3,000 MSFT, two slices filled, one blocked and owed, held by the breaker.
  static func heldSale(_ cause: HoldCause = .breaker) -> ParentBook {
    let hold = Hold(cause: cause, by: .desk, at: clock(14, 31, 2), reason: "REJECTS")
    return book(2, "sell 3000 MSFT over 15m every 1m", start: clock(14, 29, 2), hold: hold, status: .held) {
      switch $0.number {
      case 0, 1: SliceShape(status: .filled, filled: $0.quantity, price: "415.48")
      case 2, 3: SliceShape(status: .blockedCircuitBreaker, reason: "breaker tripped: REJECTS", rest: .owed)
      default: .pending
      }
    }
  }

  /// Alerts as the desk posts them, a minute apart, the last one now.
  static func posted(_ alerts: [Alert]) -> [PostedAlert] {
    alerts.enumerated().map { offset, alert in
      PostedAlert(number: offset + 1, at: now - .seconds(60 * (alerts.count - 1 - offset)), alert: alert)
    }
  }

  static let someActivity = [
    ActivityLine(
      at: clock(14, 31, 7), kind: .sent, text: "order 1 slice 13 · sent · buy 400 AAPL limit 187.50",
      parentID: nil),
    ActivityLine(
      at: clock(14, 31, 7), kind: .fill, text: "order 1 slice 13 · fill · 400 at 187.415", parentID: nil),
    ActivityLine(
      at: clock(14, 32, 7), kind: .accepted, text: "order 1 slice 14 · accepted · in 3 ms", parentID: nil),
  ]

  /// Two parents, nothing wrong.
  static func running() -> Fixture {
    var fixture = Fixture()
    fixture.books = [buying(), heldSale()]
    fixture.activity = someActivity
    return fixture
  }

  /// Halted, with receipts in every state.
  static func halted() -> Fixture {
    var fixture = running()
    let hold = Hold(cause: .kill, by: Actor("desk1"), at: clock(14, 33, 2), reason: "halted")
    let halting = book(
      1, "buy 12000 AAPL over 30m every 1m limit 187.50", start: clock(14, 19, 7), hold: hold, status: .held
    ) {
      switch $0.number {
      case ..<10: SliceShape(status: .filled, filled: $0.quantity)
      case 10, 11: SliceShape(status: .canceled, reason: "kill switch", rest: .owed)
      case 12: SliceShape(status: .filled, filled: $0.quantity)
      case 13: SliceShape(status: .unknown, reason: "no answer within the time limit")
      default: .pending
      }
    }
    fixture.books[0] = halting
    fixture.kill = KillSwitch(
      engagement: .init(
        at: clock(14, 33, 2), by: Actor("desk1"), reason: "", slicesStopped: 17,
        orders: halting.slices[10...13].map(\.id)))
    fixture.alerts = posted([
      Alert(kind: .kill, text: "halted by desk1: 17 slices stopped, 4 orders at the broker")
    ])
    fixture.now = clock(14, 33, 9)
    return fixture
  }

  static func quiet() -> Fixture {
    var fixture = running()
    let trip = CircuitBreaker.Trip(
      at: clock(14, 31, 2), reason: .rejects, details: "3 slices in a row", by: .desk)
    fixture.breaker = CircuitBreaker(
      state: .quiet(until: now + .seconds(252), after: trip), tripsToday: 1, countedOn: NewYork.date(of: now))
    return fixture
  }

  /// An exchange that closes, open; some symbols halted.
  static func trading(until close: Instant, halted halts: [(Symbol, String)] = []) -> Fixture {
    var fixture = running()
    fixture.session = .open(closesAt: close)
    fixture.halts = halts
    return fixture
  }

  /// The exchange closed before its time, and the slice of the minute was blocked.
  static func closed(opensAt: Instant) -> Fixture {
    var fixture = running()
    fixture.books[0] = buying(
      SliceShape(status: .blockedSession, reason: "market closed; opens 2026-03-03 09:30", rest: .owed))
    fixture.session = .closed(opensAt: opensAt)
    return fixture
  }

  static func restarted() -> Fixture {
    var fixture = running()
    let hold = Hold(cause: .restart, by: .desk, at: clock(14, 32, 0), reason: "the program was started again")
    fixture.books[0] = book(
      1, "buy 12000 AAPL over 30m every 1m limit 187.50", start: clock(14, 19, 7), hold: hold, status: .held
    ) {
      switch $0.number {
      case ..<11: SliceShape(status: .filled, filled: $0.quantity)
      case 11: SliceShape(status: .unknown, reason: "the program ended before an answer came")
      case 12, 13: SliceShape(status: .missed, reason: "late by 2m", rest: .owed)
      default: .pending
      }
    }
    fixture.recovered = fixture.books.map(\.parent.id)
    return fixture
  }
}
