internal import SlicingCore

/// Where the quotes of one symbol come from: the seed, or a recording.
struct SymbolMarket {
  private enum Source {
    case walk(PriceWalk)
    case tape(SymbolTape)
  }

  private let source: Source
  private let displayLimit: Shares?

  init(_ symbol: Symbol, seed: UInt64, configuration: ExchangeConfiguration) {
    source = configuration.tape?.of(symbol).map(Source.tape) ?? .walk(PriceWalk(symbol, seed: seed))
    displayLimit = configuration.displayLimit
  }

  /// The tick that is current at an instant.
  func tick(at instant: Instant) -> Int64 {
    switch source {
    case .walk(let walk): walk.tick(at: instant)
    case .tape(let tape): tape.tick(at: instant)
    }
  }

  /// When a tick begins.
  func start(of tick: Int64) -> Instant {
    switch source {
    case .walk(let walk): walk.start(of: tick)
    case .tape(let tape): tape.start(of: tick)
    }
  }

  /// The first tick that begins at an instant or later.
  func tick(from instant: Instant) -> Int64 {
    let current = tick(at: instant)
    return start(of: current) >= instant ? current : current + 1
  }

  /// The quote of a tick.
  func quote(_ tick: Int64) -> DisplayedQuote {
    let quote =
      switch source {
      case .walk(let walk): walk.quote(tick)
      case .tape(let tape): tape.quote(tick)
      }
    guard let displayLimit else { return quote }
    return DisplayedQuote(
      quote: quote.quote, bidSize: min(quote.bidSize, displayLimit), askSize: min(quote.askSize, displayLimit)
    )
  }

  /// The first tick in `ticks` whose quote fulfils `crossing`.
  func firstTick(_ crossing: Crossing, in ticks: Range<Int64>) -> Int64? {
    switch source {
    case .walk(let walk): walk.firstTick(crossing, in: ticks)
    case .tape(let tape): tape.firstTick(crossing, in: ticks)
    }
  }
}
