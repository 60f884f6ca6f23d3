internal import DeskModel
internal import SlicingCore
internal import Terminal

/// The first line: whose money, which symbol, what time, and whether anything can be sent.
enum HeaderPane {
  static func line(_ state: ConsoleState, width: Int) -> TextLine {
    guard let snapshot = state.snapshot else { return TextLine(" TRANCHE  the desk is starting", .header) }
    if state.isHalted { return halted(state, snapshot, width: width) }
    let isWide = width >= 100
    let gap: SafeText = isWide ? "   " : "  "
    var parts = [TextLine(" TRANCHE ", .header) + environment(snapshot)]
    if let text = quote(state, snapshot) { parts.append(text) }
    parts.append(clock(state.now, isWide: isWide))
    parts.append(trading(state, snapshot))
    if snapshot.speed != 1 { parts.append(TextLine("×\(snapshot.speed) rehearsal", .headerLive)) }
    if let holder = snapshot.readOnlyHolder { parts.append(TextLine("READ-ONLY, held by \(holder)", .headerLive)) }
    return TextLine.joined(parts, separator: gap).with(right: TextLine("Ctrl-K HALT", .header), width: width)
  }

  /// The word that says whose money it is; it stays on the screen in every state.
  static func environment(_ snapshot: DeskSnapshot) -> TextLine {
    snapshot.isLive ? TextLine(" LIVE ", .headerLive) : TextLine("PAPER", .textStrong)
  }

  private static func quote(_ state: ConsoleState, _ snapshot: DeskSnapshot) -> TextLine? {
    guard let symbol = symbol(state) else { return nil }
    guard let quote = snapshot.desk.quotes[symbol] else { return TextLine("\(symbol) no quote", .textDim) }
    let age = state.now - quote.at
    let isStale = snapshot.desk.settings.limits.quoteAge.block.map { age >= $0 } ?? false
    let text = TextLine("\(symbol) ", .textStrong).then("\(quote.bid) × \(quote.ask)")
    return isStale ? text.then(" stale \(Figures.coarse(age))", .guardWarn) : text
  }

  /// What the trader is busy with: the order being typed, else the one selected.
  private static func symbol(_ state: ConsoleState) -> Symbol? {
    if state.focus == .entry, let symbol = state.entry.symbol { return symbol }
    return state.selectedBook?.parent.request.symbol ?? state.entry.symbol
  }

  private static func clock(_ now: Instant, isWide: Bool) -> TextLine {
    let left = Figures.coarse(NewYork.endOfDay(NewYork.date(of: now)) - now)
    return TextLine("\(NewYork.clock(now)) ET", .textStrong).then(isWide ? "  day ends in \(left)" : " \(left) left", .textDim)
  }

  private static func trading(_ state: ConsoleState, _ snapshot: DeskSnapshot) -> TextLine {
    switch snapshot.desk.breaker.state {
    case .open: TextLine("● TRADING", .guardOk)
    case .tripped: TextLine("■ TRIPPED", .guardTrip)
    case .quiet(let until, _): TextLine("◐ QUIET \(Figures.countdown(until - state.now))", .guardWarn)
    }
  }

  // MARK: Halted

  private static func halted(_ state: ConsoleState, _ snapshot: DeskSnapshot, width: Int) -> TextLine {
    let style = Role.headerHalted
    let word: SafeText = snapshot.isLive ? "LIVE" : "PAPER"
    guard let halt = snapshot.desk.kill.engagement else {
      return TextLine(" \(word) ■ HALTED  nothing new is sent; the desk is canceling what works", style).padded(to: width)
        .restyled(Style(style))
    }
    let who: SafeText = " \(word) ■ HALTED \(NewYork.clock(halt.at)) by \(halt.by)"
    let receipts = snapshot.desk.killReceipts
    let long = who + " · \(Figures.counted(halt.slicesStopped, "slice", "slices")) stopped" + summary(receipts, isLong: true)
    let short = who + " · \(halt.slicesStopped) stopped" + summary(receipts, isLong: false)
    return TextLine(long.width <= width ? long : short, style).truncated(to: width).padded(to: width)
      .restyled(Style(style))
  }

  /// `· 7 working: 5 canceled, 1 filled first, 1 unknown, still asking`.
  private static func summary(_ receipts: [KillReceipt], isLong: Bool) -> SafeText {
    guard !receipts.isEmpty else { return "" }
    let canceled = receipts.count { $0.result == .canceled }
    let filled = receipts.count { $0.result == .filledFirst }
    let asking = receipts.count { $0.result == .stillAsking }
    let other = receipts.count - canceled - filled - asking
    let parts: [SafeText?] = [
      canceled > 0 ? "\(canceled) canceled" : nil,
      filled > 0 ? "\(filled) filled\(isLong ? " first" : "")" : nil,
      other > 0 ? "\(other) ended" : nil,
      asking > 0 ? (isLong ? "\(asking) unknown, still asking" : "\(asking) unknown") : nil,
    ]
    return " · \(receipts.count) working: " + SafeText.joined(parts.compactMap { $0 }, separator: ", ")
  }
}
