/// What the desk has made or lost today, from its own executions: the day begins at zero, flat, with New
/// York's date. What the account held before is not counted; nor are fees.
///
/// Per symbol, with `cash` what was sold minus what was bought, and `mark` the price the position could be
/// closed at now (the bid of a long one, the ask of a short one; the last execution's where there is no
/// quote):
///
///     total      = Σ (cash + position × mark)
///     realised   = Σ over closing executions of (price − average cost) × shares, sign of the position
///     unrealised = total − realised
///     drawdown   = max(0, highest total of the day) − total
///
/// All in integers: `total` is exact; `realised` divides the cost of a position that is closed in part,
/// rounded towards zero, and what is rounded stays in the cost of the rest, so that nothing is lost at the
/// end.
public struct ProfitAndLoss: Hashable, Sendable {
  /// One symbol's part.
  struct Line: Hashable, Sendable {
    /// Bought minus sold, today.
    var position: Shares = .zero
    /// Sold minus bought, today.
    var cash: Notional = .zero
    /// What the present position cost, or fetched: of its sign.
    var cost: Notional = .zero
    var realised: Notional = .zero
    var lastPrice: Price
    /// Marked to a quote, not to the last execution.
    var isQuoted = false
    /// As marked last.
    var total: Notional = .zero

    mutating func add(_ side: Side, _ shares: Shares, at price: Price) {
      let signed = side == .buy ? shares : .zero - shares
      lastPrice = price
      cash -= price * signed
      let isClosing = (position.count < 0) != (signed.count < 0) && position != .zero
      let closing = isClosing ? min(signed.count.magnitude, position.count.magnitude) : 0
      if closing > 0 {
        let part = Line.share(closing, of: position.count.magnitude, in: cost)
        let proceeds = price * Shares(position.count > 0 ? Int(closing) : -Int(closing))
        realised += proceeds - part
        cost -= part
      }
      let opening = Int(signed.count.magnitude - closing)
      cost += price * Shares(signed.count > 0 ? opening : -opening)
      position += signed
    }

    /// `cost × closing ÷ position`, rounded towards zero. Divided first: the product of the largest cost and
    /// the largest position does not fit.
    private static func share(_ closing: UInt, of position: UInt, in cost: Notional) -> Notional {
      let (each, rest) = cost.nanodollars.quotientAndRemainder(dividingBy: Int128(position))
      return Notional(nanodollars: each * Int128(closing) + rest * Int128(closing) / Int128(position))
    }

    func value(_ quote: Quote?) -> Notional {
      guard position != .zero else { return cash }
      let mark = quote?.touch(position > .zero ? .sell : .buy) ?? lastPrice
      return cash + mark * position
    }
  }

  /// The day that is counted.
  public let date: TradeDate
  /// When the day is over.
  let ends: Instant
  /// Marked to the newest quotes.
  public private(set) var total: Notional = .zero
  /// The highest total of the day, zero at least; from a person's reset on, the highest since then.
  public private(set) var peak: Notional = .zero
  /// As it stands on disk, or will with the commit on its way.
  private(set) var storedPeak: Notional = .zero
  private var lines: [Symbol: Line] = [:]
  private var realisedSum: Notional = .zero

  init(date: TradeDate, peak: Notional = .zero) {
    self.date = date
    ends = NewYork.endOfDay(date)
    self.peak = peak
    storedPeak = peak
  }

  /// Nothing is counted any more; the highest total stays, and what of it is on disk.
  mutating func restart() {
    (total, realisedSum, lines) = (.zero, .zero, [:])
  }

  /// By closing executions.
  public var realised: Notional { realisedSum }
  /// By the present positions at the newest quotes.
  public var unrealised: Notional { total - realisedSum }
  /// How far the total has fallen from its highest.
  public var drawdown: Notional { max(.zero, peak - total) }

  /// Bought minus sold in a symbol today.
  public func position(_ symbol: Symbol) -> Shares { lines[symbol]?.position ?? .zero }

  /// An execution of today.
  mutating func add(_ symbol: Symbol, _ side: Side, _ shares: Shares, at price: Price, quote: Quote?) {
    var line = lines[symbol] ?? Line(lastPrice: price)
    let before = line
    line.add(side, shares, at: price)
    line.isQuoted = quote != nil
    line.total = line.value(quote)
    lines[symbol] = line
    realisedSum += line.realised - before.realised
    total += line.total - before.total
  }

  /// A new quote.
  mutating func mark(_ quote: Quote) {
    guard var line = lines[quote.symbol], line.position != .zero else { return }
    let before = line.total
    line.isQuoted = true
    line.total = line.value(quote)
    lines[quote.symbol] = line
    total += line.total - before
  }

  /// After every change that counts: a new highest total is kept. Right after a start not while a position is
  /// still marked to an old execution: what never was the total must not become the highest there was.
  mutating func raisePeak(waits: Bool) {
    guard !waits || lines.values.allSatisfy({ $0.position == .zero || $0.isQuoted }) else { return }
    peak = max(peak, total)
  }

  /// From here on the drawdown is measured anew: a person has looked at it.
  mutating func restartPeak() { peak = total }

  mutating func peakIsStored() { storedPeak = peak }
}
