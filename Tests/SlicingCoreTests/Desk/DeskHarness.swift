import Testing

@testable import SlicingCore

/// Drives a desk by hand: the test is the clock, the store and the broker. It carries effects out as the
/// actor does, and checks after every step that no share is lost and that no order leaves twice or without an
/// intent on "disk".
struct DeskHarness {
  var desk: Desk
  var now: Instant
  /// Everything handed to the broker, in order.
  var submissions: [(Submission, at: Instant)] = []
  var cancels: [ClientOrderID] = []
  var queries: [ClientOrderID] = []
  /// How often everything open was asked for.
  var listings = 0
  var alerts: [Alert] = []
  var log: [LogRecord] = []
  var answer: CommandAnswer?
  var killWord = false
  /// Rows as the store would hold them.
  var rows: [ClientOrderID: Slice] = [:]
  /// What the firm's switch was told.
  var firmActs: [FirmAct] = []
  /// What else is "on disk".
  private var disk: Disk
  private var executionCount = 0

  private struct Disk {
    var kill: KillSwitch
    var breaker: CircuitBreaker
    var executions: [Execution] = []
    var busted: Set<String> = []
    var peak: (date: TradeDate, peak: Notional)?
  }

  static let trader = Actor("trader")
  /// 2026-03-02 14:30:00 in New York.
  static let opening = NewYork.instant(
    of: ClockTime(hour: 14, minute: 30) ?? { preconditionFailure("14:30") }(),
    on: TradeDate(year: 2026, month: 3, day: 2))

  static let paper = BrokerCapabilities(
    deduplicates: .forever, answersByClientID: true, longestDelay: .seconds(2), messagesPerMinute: nil,
    mayShort: true, answerLimit: .seconds(5))

  init(
    limits: RiskLimits = RiskLimits(), broker: BrokerCapabilities = DeskHarness.paper,
    books: [ParentBook] = [],
    kill: KillSwitch = KillSwitch(), breaker: CircuitBreaker = CircuitBreaker(),
    now: Instant = DeskHarness.opening, onLinkLoss: LinkLossRule = .goOn, sharesFirmSwitch: Bool = false
  ) {
    let settings = DeskSettings(
      limits: limits, broker: broker, onLinkLoss: onLinkLoss, sharesFirmSwitch: sharesFirmSwitch)
    self.init(settings, books: books, disk: Disk(kill: kill, breaker: breaker), now: now)
  }

  private init(_ settings: DeskSettings, books: [ParentBook], disk: Disk, now: Instant) {
    self.disk = disk
    desk = Desk(
      settings: settings, books: books, kill: disk.kill, breaker: disk.breaker,
      executions: disk.executions.filter { !disk.busted.contains($0.executionID) }, busted: disk.busted,
      profitPeak: disk.peak)
    self.now = now
    carryOut(desk.recover(at: now))
    handle(.link(up: true, reason: "connected"))
  }

  /// A new process over what this one has on "disk".
  func restarted(limits: RiskLimits? = nil) -> DeskHarness {
    let old = desk.settings
    let settings = DeskSettings(
      limits: limits ?? old.limits, broker: old.broker, onLinkLoss: old.onLinkLoss,
      sharesFirmSwitch: old.sharesFirmSwitch)
    let books = desk.books.map { ParentBook(parent: $0.parent, slices: $0.slices) }
    return DeskHarness(settings, books: books, disk: disk, now: now)
  }

  /// A desk with one slice handed over and not answered: the desk, the parent's id, the slice's.
  static func sent(_ line: String = "buy 100 AAPL over 1m") throws -> (
    DeskHarness, ClientOrderID, ClientOrderID
  ) {
    var desk = DeskHarness()
    let parent = try desk.enter(line)
    desk.advance(.milliseconds(100))
    return (desk, parent, try #require(desk.slices(parent).first).id)
  }

  // MARK: Driving

  mutating func handle(_ event: Event) { carryOut(desk.handle(event, at: now)) }

  @discardableResult
  mutating func command(_ command: DeskCommand) -> CommandAnswer {
    answer = nil
    // The word knows one scope, everything.
    if case .kill(.all, _) = command { killWord = true }
    handle(.command(command, by: DeskHarness.trader))
    guard let answer else { preconditionFailure("no answer to \(command)") }
    return answer
  }

  mutating func quote(_ symbol: String = "AAPL", bid: String = "187.42", ask: String = "187.44") throws {
    handle(
      .quote(
        Quote(
          symbol: try #require(Symbol(symbol)), bid: try #require(Price(decimal: bid)),
          ask: try #require(Price(decimal: ask)), at: now)))
  }

  /// Moves time to the next deadlines one by one, keeping quotes fresh, until `span` has passed.
  mutating func advance(_ span: TimeSpan, quoting: Bool = true) {
    let end = now + span
    while let next = desk.nextDeadline, next <= end {
      now = max(now, next)
      if quoting { refreshQuotes() }
      handle(.tick)
    }
    now = end
    if quoting { refreshQuotes() }
    handle(.tick)
  }

  private mutating func refreshQuotes() {
    for quote in desk.quotes.values.sorted(by: { $0.symbol < $1.symbol }) {
      handle(.quote(Quote(symbol: quote.symbol, bid: quote.bid, ask: quote.ask, at: now)))
    }
  }

  /// Enters an order line; the parent's id.
  mutating func enter(_ line: String, leftover: LeftoverRule = .cancel) throws -> ClientOrderID {
    let request = try OrderLine.parse(line)
    if desk.quotes[request.symbol] == nil { try quote(request.symbol.text) }
    let answer = command(
      .submit(OrderTicket(request: request, acknowledged: Set(LimitRule.allCases), leftover: leftover)))
    guard case .entered(let id, _) = answer else { throw Refused(answer: answer) }
    return id
  }

  struct Refused: Error { let answer: CommandAnswer }

  mutating func accept(_ id: ClientOrderID, attempt: Int = 1) {
    handle(.sent(id, attempt: attempt, .accepted(brokerOrderID: "v-\(id)")))
  }

  /// Time passes beyond the longest delay, and the venue says that it never had the order.
  mutating func confirmAbsent(_ id: ClientOrderID) {
    advance(.seconds(3))
    handle(.answered(id, .absent, askedAt: now))
  }

  @discardableResult
  mutating func fill(
    _ id: ClientOrderID, _ quantity: Int, at price: String = "187.44", as executionID: String? = nil
  ) throws -> Execution {
    executionCount += 1
    let execution = Execution(
      executionID: executionID ?? "x\(executionCount)", clientOrderID: id, quantity: Shares(quantity),
      price: try #require(Price(decimal: price)), at: now)
    handle(.execution(execution))
    return execution
  }

  /// Accepts and fills whatever was handed over and is not answered, whole.
  mutating func fillEverythingSent() throws {
    for (submission, _) in submissions {
      guard let slice = desk.slice(submission.id), slice.status == .sending, desk.onWire.contains(slice.id)
      else {
        continue
      }
      accept(slice.id, attempt: slice.attempts)
      try fill(slice.id, slice.quantity.count)
    }
  }

  func report(_ id: ClientOrderID, _ state: OrderReport.State, executions: [Execution] = []) throws
    -> OrderReport
  {
    let address = try #require(desk.sliceIndex[id])
    return OrderReport(
      submission: desk.submission(address), brokerOrderID: "v-\(id)", state: state, createdAt: now,
      executions: executions, filled: executions.map(\.quantity).sum())
  }

  // MARK: Carrying out

  mutating func carryOut(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .persist(let commit): store(commit)
      case .send(let id, let attempt): send(id, attempt)
      case .cancel(let id, _): cancels.append(id)
      case .query(let id): queries.append(id)
      case .queryOpen: listings += 1
      case .openKillWord: killWord = false
      case .firm(let act): firmActs.append(act)
      case .answer(let given): answer = given
      case .alert(let alert): alerts.append(alert)
      }
    }
    checkInvariants()
  }

  private mutating func send(_ id: ClientOrderID, _ attempt: Int) {
    let (authorization, effects) = desk.authorize(id, attempt: attempt, killWord: killWord, at: now)
    if case .go(let submission) = authorization {
      let row = rows[id]
      #expect(row?.status == .sending && row?.attempts == attempt, "sent without that intent on disk")
      #expect(!killWord && desk.breaker.allowsTrading && desk.firm.allowsTrading, "sent while stopped")
      let parent = desk.slice(id)?.parentID
      #expect(desk.kill.covering(submission.symbol, parent: parent) == nil, "sent while halted")
      submissions.append((submission, at: now))
    }
    carryOut(effects)
  }

  private mutating func store(_ commit: Commit) {
    log += commit.log
    for change in commit.changes {
      switch change {
      case .parentAdded(_, let slices), .slicesAdded(let slices):
        for slice in slices {
          #expect(rows[slice.id] == nil, "an id means one order")
          rows[slice.id] = slice
        }
      case .slice(let slice, let from):
        #expect(rows[slice.id] == nil || rows[slice.id]?.status == from, "the row on disk is another")
        rows[slice.id] = slice
      case .parent: break
      case .fill(let execution): disk.executions.append(execution)
      case .bust(let executionID): disk.busted.insert(executionID)
      case .kill(let kill): disk.kill = kill
      case .breaker(let breaker): disk.breaker = breaker
      case .profitPeak(let date, let peak): disk.peak = (date, peak)
      }
    }
  }

  private func checkInvariants() {
    for book in desk.books {
      var recount = ShareCount()
      for slice in book.slices { recount.add(slice) }
      #expect(recount == book.shares, "counters drifted")
      if book.parent.hold?.cause != .mismatch {
        #expect(book.shares.total == book.parent.request.quantity, "\(book.shares) does not add up")
        #expect(book.shares.committed <= book.parent.request.quantity, "over the ceiling")
      }
      for slice in book.slices where rows[slice.id] != nil {
        #expect(rows[slice.id] == slice, "disk and memory differ")
      }
    }
  }

  // MARK: Reading

  func slices(_ parent: ClientOrderID) -> [Slice] { desk.book(parent)?.slices ?? [] }
  func statuses(_ parent: ClientOrderID) -> [SliceStatus] { slices(parent).map(\.status) }
  func shares(_ parent: ClientOrderID) -> ShareCount { desk.book(parent)?.shares ?? ShareCount() }
  func parent(_ id: ClientOrderID) -> Parent? { desk.book(id)?.parent }
}
