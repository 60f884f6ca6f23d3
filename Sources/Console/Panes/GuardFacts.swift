internal import DeskModel
internal import SlicingCore
internal import Terminal

/// The guards' states and figures as text, for every width.
struct GuardFacts {
  let state: ConsoleState
  let snapshot: DeskSnapshot
  private let usage: LimitUsage
  private let uses: LimitUses

  init(_ state: ConsoleState, _ snapshot: DeskSnapshot) {
    self.state = state
    self.snapshot = snapshot
    usage = snapshot.desk.usage(at: state.now)
    uses = LimitUses(state, snapshot, usage)
  }

  private var desk: Desk { snapshot.desk }
  private var isReadOnly: Bool { snapshot.readOnlyHolder != nil }

  // MARK: Kill switch and breaker

  private var hasScopedHalts: Bool { !state.isHalted && !desk.kill.scoped.isEmpty }

  /// What can be done about it.
  var killHint: TextLine {
    if hasScopedHalts { return TextLine() }
    if !state.isHalted { return TextLine("Ctrl-K or F12 halts all", .textDim) }
    return TextLine(isReadOnly ? "" : "R releases", .textDim)
  }

  func kill(width: Int) -> TextLine {
    if state.isHalted { return TextLine("■ HALTED", .guardTrip) }
    guard let halts = HaltWords.scoped(desk, width: width - 2) else {
      // Of this desk alone: the firm may have stopped it, and nobody here would know.
      return TextLine(snapshot.isFirmUnknownHere ? "● not halted" : "● TRADING", .guardOk)
    }
    return TextLine("◐ " + halts, .guardWarn)
  }

  var breaker: TextLine {
    switch desk.breaker.state {
    case .open: TextLine("● OK", .guardOk)
    case .tripped: TextLine("■ TRIPPED", .guardTrip)
    case .quiet(let until, _): TextLine("◐ QUIET \(Figures.countdown(until - state.now))", .guardWarn)
    }
  }

  private var breakerIsTripped: Bool {
    if case .tripped = desk.breaker.state { true } else { false }
  }

  var counters: TextLine {
    let limit = desk.settings.limits.failuresInARow
    return TextLine("fail ", .textDim) + counter(desk.failuresInARow, limit)
      + TextLine("  rej ", .textDim) + counter(desk.rejectsInARow, limit)
  }

  /// One more than none is worth a sign: the third trips.
  private func counter(_ count: Int, _ limit: Int) -> TextLine {
    count == 0 ? TextLine("0/\(limit)") : TextLine("!\(count)/\(limit)", .guardWarn)
  }

  /// Why it tripped, while it is; else how near it is to tripping, and how often it has today.
  var breakerDetails: TextLine {
    let reason = desk.breaker.trip.map { TextLine("\($0.reason.rawValue)", .guardTrip) }
    return (breakerIsTripped ? reason ?? counters : counters).then("  trips ", .textDim) + trips
  }

  /// Of this trading day; yesterday's are not counted on.
  private var trips: TextLine {
    let today = desk.breaker.countedOn.map { $0 == NewYork.date(of: state.now) } ?? false
    let count = today ? desk.breaker.tripsToday : 0
    return TextLine("\(count)", count == 0 ? .text : .guardWarn)
  }

  /// The firm's switch, where one is shared.
  func firm(isWide: Bool) -> TextLine? {
    guard desk.settings.sharesFirmSwitch else { return nil }
    if snapshot.isFirmUnknownHere { return TextLine("– not known here", .textDim) }
    if case .quiet(let until, _) = desk.firm {
      return TextLine("◐ quiet \(Figures.countdown(until - state.now))", .guardWarn)
    }
    if isWide, !desk.firm.allowsTrading { return TextLine("■ \(desk.firm.words)", .guardTrip) }
    return switch desk.firm {
    case .open: TextLine("● trading", .guardOk)
    case .engaged: TextLine("■ halted", .guardTrip)
    case .tripped: TextLine("■ tripped", .guardTrip)
    case .quiet, .unreadable: TextLine("■ cannot be read", .guardTrip)
    }
  }

  // MARK: Limits

  var limits: [TextLine] { uses.uses.map(\.line) }

  var messages: SafeText {
    "\(usage.ordersLastMinute)/" + (desk.settings.limits.ordersPerMinute.block.map { "\($0)" } ?? "–")
  }

  /// Loss and drawdown against their limits, then what the result is made of.
  func profit(isWide: Bool) -> [TextLine] {
    guard !isReadOnly else { return [TextLine("result not known here", .textDim)] }
    let against = TextLine.joined(uses.profit.map(\.line))
    let parts = TextLine("realised ", .textDim).then(Figures.signed(desk.profit.realised))
      .then("  marked ", .textDim).then(Figures.signed(desk.profit.unrealised))
    return isWide ? [against.then("  ") + parts] : [against, parts]
  }

  /// One row for what matters most: a halted symbol, the limits that are near, else order and day.
  func mostNotable(width: Int) -> TextLine {
    if let halts { return halts }
    let marked = uses.marked.map(\.line)
    return GuardPane.flow(marked.isEmpty ? uses.usual.map(\.line) : marked, width: width).first ?? TextLine()
  }

  // MARK: Broker and books

  func broker(isWide: Bool) -> TextLine {
    let latency = snapshot.brokerLatency.map { Figures.latency($0) }
    let name = TextLine("\(snapshot.brokerName) ")
    // A console that only looks reads the files; the link is its holder's.
    if isReadOnly { return name.then("– not known here", .textDim) }
    guard desk.link.isUp else {
      return name.then("■ DOWN", .guardTrip).then(isWide ? "  \(desk.link.reason)" : "", .textDim)
    }
    let up = name.then(isWide ? "● up" : "up", .guardOk).then(
      latency.map { (isWide ? "   " : " ") + $0 } ?? "")
    guard isWide, let market = marketTrouble ?? session else { return up }
    return up.then("   ") + market
  }

  private var session: TextLine? { MarketWords.session(desk.session, now: state.now) }

  /// What of the market stands in the way, of every symbol or of some.
  private var marketTrouble: TextLine? {
    if isReadOnly { return nil }
    return desk.sessionStop(at: state.now) == nil ? halts : session
  }

  var halts: TextLine? { isReadOnly ? nil : MarketWords.halts(desk.halts) }

  /// This machine's clock beside the broker's, and whether commits work.
  func clockAndDisk(isLabeled: Bool) -> TextLine {
    let disk = desk.storageFailure == nil ? TextLine("disk ok") : TextLine("■ disk fails", .guardTrip)
    guard !isReadOnly else { return disk }
    guard let skew = desk.clockSkew else { return TextLine("broker's not told", .textDim).then("  ") + disk }
    let words = (isLabeled ? "" : "clock ") + Figures.lateness(skew)
    let isFar = abs(skew.microseconds) > 1_000_000
    return (isFar ? TextLine("! " + words, .guardWarn) : TextLine(words)).then("  ") + disk
  }

  func unknown(isWide: Bool) -> TextLine {
    let count = usage.unknownOrders
    let role: Role = count == 0 ? .text : .stateUnknown
    if !isWide { return TextLine("unknown ", .textDim).then("\(count)", role) }
    return TextLine(Figures.counted(count, "order", "orders"), role)
  }

  func owed(isWide: Bool) -> TextLine {
    let role: Role = usage.owed == .zero ? .text : .guardWarn
    if !isWide { return TextLine("owed ", .textDim).then("\(usage.owed)", role) }
    return TextLine("owed ", .textDim).then(Figures.shares(usage.owed), role)
  }

  func next(isWide: Bool, width: Int) -> TextLine {
    BlockerWords.line(state, snapshot, isLabeled: isWide, width: width)
  }
}
