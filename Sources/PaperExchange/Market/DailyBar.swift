public import SlicingCore

/// A day of a symbol. There is no tape behind it: prices are the quotes of that day, looked at every half
/// hour, and the volume is made from the seed, so that it is the same whoever asks and whenever.
public struct DailyBar: Hashable, Sendable {
  /// What was traded.
  public let symbol: Symbol
  /// The day, New York's.
  public let date: TradeDate
  /// The first price.
  public let open: Price
  /// The highest.
  public let high: Price
  /// The lowest.
  public let low: Price
  /// The last so far.
  public let close: Price
  /// Shares traded so far.
  public let volume: Shares

  /// How many days an average is made of.
  public static let averagedDays = 20
}

extension PaperExchange {
  /// The bar of a session as it stands at an instant; nil before the opening bell.
  public func dailyBar(
    _ symbol: Symbol, _ session: TradingCalendar.Session, at instant: Instant
  ) -> DailyBar? {
    guard session.opensAt <= instant else { return nil }
    let last = min(instant, session.closesAt)
    let looks = sequence(first: session.opensAt) { $0 + .seconds(1800) }.prefix { $0 < last } + [last]
    let prices = looks.map { quote(symbol, at: $0).quote.bid }
    guard let open = prices.first, let close = prices.last, let high = prices.max(), let low = prices.min()
    else { preconditionFailure("\(symbol) was not looked at on \(session.date)") }
    let whole = volume(of: symbol, on: session.date)
    let (length, done) = (session.closesAt - session.opensAt, last - session.opensAt)
    // Never more than a billion shares, nor than a day of microseconds: the product fits.
    let part = Int64(whole.count) * (done.microseconds / 1_000_000) / (length.microseconds / 1_000_000)
    return DailyBar(
      symbol: symbol, date: session.date, open: open, high: high, low: low, close: close,
      volume: Shares(Int(part)))
  }

  /// What trades on an average day: the mean of the last twenty before this one.
  public func averageVolume(_ symbol: Symbol, before date: TradeDate) -> Shares {
    let days = TradingCalendar.sessions(
      from: TradeDate(daysSinceEpoch: date.daysSinceEpoch - 40),
      through: TradeDate(daysSinceEpoch: date.daysSinceEpoch - 1)
    ).suffix(DailyBar.averagedDays)
    guard !days.isEmpty else { preconditionFailure("no session in forty days before \(date)") }
    let sum = days.reduce(0) { $0 + volume(of: symbol, on: $1.date).count }
    return Shares(sum / days.count)
  }

  /// Around the symbol's own average, thirty per cent more or less.
  private func volume(of symbol: Symbol, on date: TradeDate) -> Shares {
    let key = SplitMix64.at(UInt64(hashOf: symbol.text), of: seed ^ 0x0056_4f4c_554d_4500)
    let chance = SplitMix64.at(UInt64(bitPattern: Int64(date.daysSinceEpoch)), of: key)
    return Shares(Listing.averageVolume(of: symbol) / 100 * Int(70 + chance.scaled(to: 61)))
  }
}
