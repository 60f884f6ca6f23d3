internal import DeskModel
internal import SlicingCore
internal import Terminal

/// The first line: whose money, which symbol, what time, and whether anything can be sent.
enum HeaderPane {
  static func line(_ state: ConsoleState, width: Int) -> TextLine {
    guard let snapshot = state.snapshot else {
      let name = TextLine(" TRANCHE ", .header)
      return (state.isLive ? name + TextLine(" LIVE ", .headerLive) : name).then(
        " the desk is starting", .header)
    }
    if state.isHalted { return halted(snapshot, width: width) }
    let right = TextLine("Ctrl-K HALT", .header)
    let lines = Fullness.allCases.map { TextLine.joined(parts(state, snapshot, $0), separator: $0.gap) }
    let line = lines.first { $0.width + 2 + right.width <= width } ?? lines.last ?? TextLine()
    return line.with(right: right, width: width)
  }

  /// How much is said. What is dropped first is what another place says too; whose money it is, whether
  /// anything can be sent, and that this console only looks, are never dropped.
  private enum Fullness: CaseIterable {
    case all, tight, noDayEnd, noQuote, least
    var gap: SafeText { self == .all ? "   " : "  " }
  }

  private static func parts(_ state: ConsoleState, _ snapshot: DeskSnapshot, _ fullness: Fullness)
    -> [TextLine]
  {
    let name = fullness == .least ? TextLine(" ") : TextLine(" TRANCHE ", .header)
    var parts = [name + environment(snapshot)]
    let hasQuote = fullness != .noQuote && fullness != .least
    if hasQuote, let text = quote(state, snapshot, isTight: fullness != .all) { parts.append(text) }
    if fullness != .least { parts.append(clock(state, snapshot, fullness)) }
    parts.append(trading(state, snapshot))
    if snapshot.speed != 1 { parts.append(TextLine("×\(snapshot.speed) rehearsal", .headerLive)) }
    if let holder = snapshot.readOnlyHolder {
      let sight = SightWords.short(snapshot.sight) ?? "held by \(holder)"
      parts.append(TextLine("READ-ONLY, " + sight, .headerLive))
    }
    return parts
  }

  /// The word that says whose money it is; it stays on the screen in every state.
  static func environment(_ snapshot: DeskSnapshot) -> TextLine {
    snapshot.isLive ? TextLine(" LIVE ", .headerLive) : TextLine("PAPER", .textStrong)
  }

  private static func quote(_ state: ConsoleState, _ snapshot: DeskSnapshot, isTight: Bool) -> TextLine? {
    guard let symbol = symbol(state) else { return nil }
    guard let quote = snapshot.desk.quotes[symbol] else { return TextLine("\(symbol) no quote", .textDim) }
    let age = state.now - quote.at
    let isStale = snapshot.desk.settings.limits.quoteAge.block.map { age >= $0 } ?? false
    let text = TextLine("\(symbol) ", .textStrong).then(
      isTight ? "\(quote.bid)×\(quote.ask)" : "\(quote.bid) × \(quote.ask)")
    return isStale ? text.then(" stale \(Figures.coarse(age))", .guardWarn) : text
  }

  /// What the trader is busy with: the order being typed, else the one selected.
  private static func symbol(_ state: ConsoleState) -> Symbol? {
    if state.focus == .entry, let symbol = state.entry.symbol { return symbol }
    return state.selectedBook?.parent.request.symbol ?? state.entry.symbol
  }

  private static func clock(_ state: ConsoleState, _ snapshot: DeskSnapshot, _ fullness: Fullness)
    -> TextLine
  {
    let now = state.now
    let time = TextLine("\(NewYork.clock(now)) ET", .textStrong)
    if snapshot.readOnlyHolder == nil, let session = MarketWords.session(snapshot.desk.session, now: now) {
      return fullness == .all || fullness == .tight ? time.then("  ") + session : time
    }
    let left = Figures.coarse(NewYork.endOfDay(NewYork.date(of: now)) - now)
    switch fullness {
    case .all: return time.then("  day ends in " + left, .textDim)
    case .tight: return time.then(" " + left + " left", .textDim)
    case .noDayEnd, .noQuote, .least: return time
    }
  }

  private static func trading(_ state: ConsoleState, _ snapshot: DeskSnapshot) -> TextLine {
    let desk = snapshot.desk
    switch desk.breaker.state {
    case .tripped: return TextLine("■ TRIPPED", .guardTrip)
    case .quiet(let until, _):
      return TextLine("◐ QUIET \(Figures.countdown(until - state.now))", .guardWarn)
    case .open: break
    }
    if !snapshot.isFirmUnknownHere, let firm = firm(desk.firm, now: state.now) { return firm }
    if desk.storageFailure != nil { return TextLine("■ DISK FAILS", .guardTrip) }
    if snapshot.readOnlyHolder == nil {
      if !desk.link.isUp { return TextLine("■ LINK DOWN", .guardTrip) }
      if desk.sessionStop(at: state.now) != nil { return TextLine("◐ CLOSED", .guardWarn) }
    }
    if let halts = HaltWords.scoped(desk, width: 16) { return TextLine("◐ " + halts, .guardWarn) }
    return snapshot.isFirmUnknownHere
      ? TextLine("firm: not known here", .header) : TextLine("● TRADING", .guardOk)
  }

  /// The firm's switch where this desk's own halt or trip does not say it already.
  private static func firm(_ reading: FirmReading, now: Instant) -> TextLine? {
    switch reading {
    case .open: nil
    case .engaged: TextLine("■ FIRM HALT", .guardTrip)
    case .tripped: TextLine("■ FIRM TRIPPED", .guardTrip)
    case .quiet(let until, _): TextLine("◐ FIRM QUIET \(Figures.countdown(until - now))", .guardWarn)
    case .unreadable: TextLine("■ FIRM UNREAD", .guardTrip)
    }
  }

  // MARK: Halted

  private static func halted(_ snapshot: DeskSnapshot, width: Int) -> TextLine {
    // Real money keeps its own colours in the reversed line, too.
    let money = snapshot.isLive ? TextLine(" LIVE ", .headerLive) : TextLine(" PAPER ", .headerHalted)
    let left = max(0, width - money.width)
    let rest = TextLine(haltWords(snapshot, width: left), .headerHalted).truncated(to: left)
    return money + rest.padded(to: left).restyled(Style(.headerHalted))
  }

  private static func haltWords(_ snapshot: DeskSnapshot, width: Int) -> SafeText {
    guard let halt = snapshot.desk.kill.engagement else {
      // Whoever only looks has set the word, and knows nothing of what the desk makes of it.
      if snapshot.readOnlyHolder != nil {
        let sight = SightWords.short(snapshot.sight) ?? "not recorded by the desk yet"
        return "■ HALTED  nothing new is sent; " + sight
      }
      return "■ HALTED  nothing new is sent; the desk is canceling what works"
    }
    let sight = SightWords.short(snapshot.sight).map { " · " + $0 } ?? ""
    let time = "■ HALTED \(NewYork.clock(halt.at))" + sight
    let receipts = snapshot.desk.killReceipts()
    let long = HaltWords.summary(receipts, isLong: true).map { " · " + $0 } ?? ""
    let short = HaltWords.summary(receipts, isLong: false).map { " · " + $0 } ?? ""
    let texts = [
      time + " by \(halt.by) · \(Figures.counted(halt.slicesStopped, "slice", "slices")) stopped" + long,
      time + " by \(halt.by) · \(halt.slicesStopped) stopped" + short,
      time + " · \(halt.slicesStopped) stopped" + short,
    ]
    return texts.first { $0.width <= width } ?? texts[texts.count - 1]
  }
}
