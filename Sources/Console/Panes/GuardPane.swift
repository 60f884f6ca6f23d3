internal import DeskModel
internal import SlicingCore
internal import Terminal

/// Every guard with its state in words, the limits with their use, and whether the next slice can go.
enum GuardPane {
  static func content(_ state: ConsoleState, width: Int) -> PaneContent {
    guard let snapshot = state.snapshot else { return PaneContent(title: "Guards") }
    let facts = GuardFacts(state, snapshot)
    return PaneContent(
      title: "Guards", lines: width >= 56 ? wide(facts) : width >= 36 ? narrow(facts) : narrowest(facts))
  }

  private static func narrow(_ facts: GuardFacts) -> [TextLine] {
    [
      TextLine("Kill ", .textDim) + facts.kill.then("  Breaker ", .textDim) + facts.breaker,
      facts.counters.then("  msgs ", .textDim).then(facts.messages),
      facts.halts
        ?? TextLine("order ", .textDim).then(facts.order).then("  day ", .textDim).then(facts.day),
      facts.broker(isWide: false).then(" ") + facts.unknown(isWide: false).then(" ")
        + facts.owed(isWide: false),
      facts.next(isWide: false),
    ]
  }

  /// States before figures where there is no room for both.
  private static func narrowest(_ facts: GuardFacts) -> [TextLine] {
    [
      TextLine("Kill ", .textDim) + facts.kill, TextLine("Breaker ", .textDim) + facts.breaker,
      facts.broker(isWide: false), facts.unknown(isWide: false).then(" ") + facts.owed(isWide: false),
      facts.next(isWide: false),
    ]
  }

  private static func wide(_ facts: GuardFacts) -> [TextLine] {
    [
      row("Kill switch", facts.kill.padded(to: 16).then("Ctrl-K or F12 halts all", .textDim)),
      row("Breaker", facts.breaker.padded(to: 16) + facts.counters),
      row(
        "Limits",
        TextLine("order ", .textDim).then(facts.order).then("  day ", .textDim).then(facts.day)
          .then("  msgs ", .textDim).then(facts.messages)),
      row("Broker", facts.broker(isWide: true)),
      row(
        "Unknown",
        facts.unknown(isWide: true).then("   ") + facts.owed(isWide: true).then("   ") + facts.openOrders),
      row("Next slice", facts.next(isWide: true)),
    ]
  }

  private static func row(_ label: SafeText, _ value: TextLine) -> TextLine {
    TextLine(label.padded(to: 14), .textDim) + value
  }
}

/// The guards' figures as text, for both widths.
private struct GuardFacts {
  let state: ConsoleState
  let snapshot: DeskSnapshot
  let usage: LimitUsage

  init(_ state: ConsoleState, _ snapshot: DeskSnapshot) {
    self.state = state
    self.snapshot = snapshot
    usage = snapshot.desk.usage(at: state.now)
  }

  private var desk: Desk { snapshot.desk }
  private var limits: RiskLimits { desk.settings.limits }

  var kill: TextLine {
    state.isHalted ? TextLine("■ HALTED", .guardTrip) : TextLine("● TRADING", .guardOk)
  }

  var breaker: TextLine {
    switch desk.breaker.state {
    case .open: TextLine("● OK", .guardOk)
    case .tripped: TextLine("■ TRIPPED", .guardTrip)
    case .quiet(let until, _): TextLine("◐ QUIET \(Figures.countdown(until - state.now))", .guardWarn)
    }
  }

  var counters: TextLine {
    let limit = limits.failuresInARow
    let worst = max(desk.failuresInARow, desk.rejectsInARow)
    let role: Role = worst == 0 ? .text : .guardWarn
    return TextLine("fail ", .textDim).then("\(desk.failuresInARow)/\(limit)", role)
      .then("  rej ", .textDim).then("\(desk.rejectsInARow)/\(limit)", role)
  }

  var messages: SafeText {
    "\(usage.ordersLastMinute)/" + (limits.ordersPerMinute.block.map { "\($0)" } ?? "–")
  }

  /// The order being typed against its limit.
  var order: SafeText {
    let limit = limits.orderNotional.block.map { SafeText(untrusted: $0.short) } ?? "–"
    guard case .success(let preview)? = state.entry.preview, let notional = preview.notional else {
      return "–/" + limit
    }
    return "\(notional.short)/" + limit
  }

  var day: SafeText {
    "\(usage.allDay.short)/" + (limits.allDay.block.map { SafeText(untrusted: $0.short) } ?? "–")
  }

  func broker(isWide: Bool) -> TextLine {
    let latency = snapshot.brokerLatency.map { Figures.latency($0) }
    let name = TextLine("\(snapshot.brokerName) ")
    // A console that only looks reads the files; the link is its holder's.
    if snapshot.readOnlyHolder != nil { return name.then("– not known here", .textDim) }
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
    if snapshot.readOnlyHolder != nil { return nil }
    return desk.sessionStop(at: state.now) == nil ? halts : session
  }

  var halts: TextLine? { snapshot.readOnlyHolder == nil ? MarketWords.halts(desk.halts) : nil }

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

  var openOrders: TextLine {
    TextLine("open ", .textDim).then(
      "\(usage.openParents)/" + (limits.openParents.block.map { "\($0)" } ?? "–"))
  }

  func next(isWide: Bool) -> TextLine {
    if state.isHaltAnnounced { return TextLine("■ halted, no slice can go", .guardTrip) }
    guard let blocker = desk.blocker(at: state.now) else {
      return TextLine(isWide ? "can go" : "next slice can go", .guardOk)
    }
    let mark = TextLine(isWide ? "■ can't go: " : "■ ", .guardTrip)
    // The core's words are for the record: with a date, which there is no room for here.
    if blocker == desk.sessionStop(at: state.now), let session { return mark + session }
    return mark.then("\(blocker)")
  }
}
