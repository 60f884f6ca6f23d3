public import SlicingCore

/// A recorded market, played again from an instant on. Its first line is at that instant, and all others keep
/// their distance from it; before the first quote of a symbol that quote stands already, and after the last
/// the last one stays.
public struct MarketTape: Hashable, Sendable {
  /// One line of the recording.
  public struct Line: Hashable, Sendable {
    /// What is quoted.
    public let symbol: Symbol
    /// When it was quoted.
    public let at: Instant
    /// The best price bid.
    public let bid: Price
    /// The best price asked.
    public let ask: Price
    /// Shares bid for.
    public let bidSize: Shares
    /// Shares offered.
    public let askSize: Shares

    /// Memberwise.
    public init(symbol: Symbol, at: Instant, bid: Price, ask: Price, bidSize: Shares, askSize: Shares) {
      self.symbol = symbol
      self.at = at
      self.bid = bid
      self.ask = ask
      self.bidSize = bidSize
      self.askSize = askSize
    }
  }

  private let lines: [Symbol: [Line]]
  private let recordedFrom: Instant
  private let startsAt: Instant

  /// Lines in any order; nil where there are none.
  public init?(_ lines: [Line]) {
    guard let first = lines.map(\.at).min() else { return nil }
    recordedFrom = first
    startsAt = first
    self.lines = Dictionary(grouping: lines, by: \.symbol).mapValues { $0.sorted { $0.at < $1.at } }
  }

  private init(_ other: MarketTape, startsAt: Instant) {
    lines = other.lines
    recordedFrom = other.recordedFrom
    self.startsAt = startsAt
  }

  /// The symbols on it.
  public var symbols: [Symbol] { lines.keys.sorted() }

  /// The same recording, played from `instant` on.
  func starting(at instant: Instant) -> MarketTape { MarketTape(self, startsAt: instant) }

  func of(_ symbol: Symbol) -> SymbolTape? {
    lines[symbol].map { SymbolTape(lines: $0, shift: startsAt - recordedFrom) }
  }
}

/// The recording of one symbol, on the same grid of a quarter of a second as the seeded prices have.
struct SymbolTape {
  /// By time; at least one.
  let lines: [MarketTape.Line]
  /// From the recording's time to the exchange's.
  let shift: TimeSpan

  func tick(at instant: Instant) -> Int64 {
    let (quotient, rest) = instant.microseconds.quotientAndRemainder(dividingBy: PriceWalk.tickLength)
    return rest < 0 ? quotient - 1 : quotient
  }

  func start(of tick: Int64) -> Instant { Instant(microseconds: tick * PriceWalk.tickLength) }

  func quote(_ tick: Int64) -> DisplayedQuote {
    let line = lines[max(0, count(until: tick) - 1)]
    let quote = Quote(symbol: line.symbol, bid: line.bid, ask: line.ask, at: start(of: tick))
    return DisplayedQuote(quote: quote, bidSize: line.bidSize, askSize: line.askSize)
  }

  /// Between two lines nothing changes, so only the tick each line comes up on is looked at.
  func firstTick(_ crossing: Crossing, in ticks: Range<Int64>) -> Int64? {
    guard !ticks.isEmpty else { return nil }
    if crossing.holds(for: quote(ticks.lowerBound).quote) { return ticks.lowerBound }
    var next = count(until: ticks.lowerBound)
    while next < lines.count {
      let tick = firstTick(showing: lines[next])
      guard tick < ticks.upperBound else { return nil }
      if crossing.holds(for: quote(tick).quote) { return tick }
      next += 1
    }
    return nil
  }

  private func firstTick(showing line: MarketTape.Line) -> Int64 {
    let at = line.at + shift
    let tick = tick(at: at)
    return start(of: tick) == at ? tick : tick + 1
  }

  /// How many lines there are up to the start of a tick, by bisection.
  private func count(until tick: Int64) -> Int {
    let limit = start(of: tick) - shift
    var (low, high) = (0, lines.count)
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].at <= limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
