internal import SlicingCore

/// What the executions believed and the quotes delivered come to on a day, added up here by itself: the
/// desk's own figures are measured against it.
struct ProfitWatch {
  private struct Line {
    let symbol: Symbol
    var position: Int128 = 0
    var cash: Int128 = 0
    var lastPrice: Int128 = 0
    /// As valued by the newest quote, or execution, that it was valued by.
    var total: Int128 = 0
    var isQuoted = false
  }

  private struct Fill {
    let execution: Execution
    let symbol: Symbol
    let sign: Int128
    var isGone = false
  }

  private(set) var date = TradeDate(daysSinceEpoch: 0)
  private(set) var total: Int128 = 0
  private(set) var peak: Int128 = 0
  /// The highest total as the desk's commits last said it.
  var storedPeak: Int128 = 0
  private var lines: [Line] = []
  private var fills: [Fill] = []
  private var quotes: [Symbol: Quote] = [:]

  /// In this step: whether anything was weighed against the limits, and what of it was beyond.
  private(set) var isJudged = false
  private(set) var isLossBeyond = false
  private(set) var isFallBeyond = false

  private var isMoved = false
  private var startedAt = Instant(microseconds: 0)

  mutating func stepBegins() {
    (isJudged, isLossBeyond, isFallBeyond, isMoved) = (false, false, false, false)
  }

  /// Everything of the step is in: what stands between two executions of it was never the total.
  mutating func stepEnds(_ limits: RiskLimits, at now: Instant) { if isMoved { judge(limits, at: now) } }

  /// Nothing is held: what was sold less what was bought is all there is.
  var cashIfFlat: Int128? {
    lines.contains { $0.position != 0 } ? nil : lines.reduce(0) { $0 + $1.cash }
  }

  // MARK: What happens

  /// A quote of a symbol that does not trade marks nothing.
  mutating func quote(_ quote: Quote, trades: Bool, at now: Instant) {
    roll(at: now)
    isMoved = true
    guard trades else { return }
    quotes[quote.symbol] = quote
    let place = lines.firstIndex { $0.symbol == quote.symbol && $0.position != 0 }
    if let place { value(place) }
  }

  /// After a break in trading, of one symbol or of all, what is executed is not valued by what was before it.
  mutating func forgetQuotes(of symbol: Symbol? = nil) {
    if let symbol { quotes[symbol] = nil } else { quotes = [:] }
  }

  mutating func fill(_ execution: Execution, _ symbol: Symbol, _ side: Side, at now: Instant) {
    fills.append(Fill(execution: execution, symbol: symbol, sign: side == .buy ? 1 : -1))
    // A new day counts all that is known in the venue's order, and the one that shows it is among them.
    if !roll(at: now), NewYork.date(of: execution.at) == date { count(fills[fills.count - 1]) }
    isMoved = true
  }

  mutating func bust(_ executionID: String, at now: Instant) {
    guard let place = fills.lastIndex(where: { $0.execution.executionID == executionID }) else { return }
    fills[place].isGone = true
    roll(at: now)
    recount()
    isMoved = true
  }

  /// A person has looked at the fall.
  mutating func restartPeak() { peak = total }

  /// A new process: what is on disk, and no quote.
  mutating func start(peak stored: (date: TradeDate, peak: Notional)?, at now: Instant) {
    (fills, quotes) = ([], [:])
    startedAt = now
    date = stored?.date ?? TradeDate(daysSinceEpoch: 0)
    peak = stored?.peak.nanodollars ?? 0
    storedPeak = peak
    roll(at: now)
  }

  /// An execution on disk.
  mutating func load(_ execution: Execution, _ symbol: Symbol, _ side: Side) {
    fills.append(Fill(execution: execution, symbol: symbol, sign: side == .buy ? 1 : -1))
  }

  /// Everything of the day, in the venue's order.
  mutating func recount() {
    lines = []
    let counted = fills.filter { !$0.isGone && NewYork.date(of: $0.execution.at) == date }
      .sorted { ($0.execution.at, $0.execution.executionID) < ($1.execution.at, $1.execution.executionID) }
    for fill in counted { count(fill) }
    addUp()
  }

  // MARK: Sums

  /// - Returns: whether a new day begins.
  @discardableResult
  mutating func roll(at now: Instant) -> Bool {
    let today = NewYork.date(of: now)
    guard today != date else { return false }
    (date, peak, storedPeak, quotes) = (today, 0, 0, [:])
    recount()
    return true
  }

  private mutating func count(_ fill: Fill) {
    let place = lines.firstIndex { $0.symbol == fill.symbol } ?? lines.count
    if place == lines.count { lines.append(Line(symbol: fill.symbol)) }
    let shares = Int128(fill.execution.quantity.count) * fill.sign
    lines[place].position += shares
    lines[place].cash -= shares * Int128(fill.execution.price.nanodollars)
    lines[place].lastPrice = Int128(fill.execution.price.nanodollars)
    value(place)
  }

  private mutating func value(_ place: Int) {
    let line = lines[place]
    let mark = quotes[line.symbol].map { Int128((line.position > 0 ? $0.bid : $0.ask).nanodollars) }
    lines[place].isQuoted = mark != nil
    lines[place].total = line.cash + line.position * (mark ?? line.lastPrice)
  }

  private mutating func addUp() { total = lines.reduce(0) { $0 + $1.total } }

  private mutating func judge(_ limits: RiskLimits, at now: Instant) {
    addUp()
    // What is still marked to an old execution never was the total; a minute after the start it is as good.
    let isMarked =
      now - startedAt > .seconds(60) || lines.allSatisfy { $0.position == 0 || $0.isQuoted }
    if isMarked { peak = max(peak, total) }
    isJudged = true
    if let limit = limits.dailyLoss, total < -limit.nanodollars { isLossBeyond = true }
    if let limit = limits.maxDrawdown, peak - total > limit.nanodollars { isFallBeyond = true }
  }
}
