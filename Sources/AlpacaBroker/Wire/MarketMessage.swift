internal import SlicingCore
internal import WireFormats

/// A message of the stream of market data; one frame holds several.
enum MarketMessage: Equatable {
  case connected
  case authenticated
  /// Everything that is subscribed to, after the last change.
  case subscribed(quotes: [String])
  case quote(Quote)
  case status(Symbol, TradingStatus)
  /// The prices between which a symbol trades; nil where both are zero.
  case bands(Symbol, PriceBands?)
  case failure(code: Int, String)
  /// Known, and of no use here; a quote with one side missing is one.
  case other

  static func read(_ bytes: [UInt8]) -> [MarketMessage]? {
    guard case .array(let values)? = JSONReader.read(bytes) else { return nil }
    return values.map(MarketMessage.init)
  }

  private init(_ value: WireValue) {
    switch (value["T"]?.text, value["msg"]?.text) {
    case ("success"?, "connected"?): self = .connected
    case ("success"?, "authenticated"?): self = .authenticated
    case ("subscription"?, _): self = .subscribed(quotes: value["quotes"]?.texts ?? [])
    case ("error"?, let text):
      self = .failure(code: (value["code"]?.digits).flatMap { Int($0) } ?? 0, text ?? "no words")
    case ("q"?, _): self = MarketMessage.quote(value).map(MarketMessage.quote) ?? .other
    case ("s"?, _): self = MarketMessage.status(value) ?? .other
    case ("l"?, _): self = MarketMessage.bands(value) ?? .other
    default: self = .other
    }
  }

  /// Prices are JSON numbers here, and their digits are kept; zero means that nobody quotes that side.
  private static func quote(_ value: WireValue) -> Quote? {
    guard let symbol = (value["S"]?.text).flatMap({ Symbol($0) }),
      let bid = value["bp"]?.digits.flatMap(WireDecimal.price), bid.nanodollars > 0,
      let ask = value["ap"]?.digits.flatMap(WireDecimal.price), ask.nanodollars > 0,
      let at = (value["t"]?.text).flatMap({ Instant(foreignRFC3339: $0) })
    else { return nil }
    return Quote(symbol: symbol, bid: bid, ask: ask, at: at)
  }

  /// Bands that cannot be are no message: what was told before them stands.
  private static func bands(_ value: WireValue) -> MarketMessage? {
    guard let symbol = (value["S"]?.text).flatMap({ Symbol($0) }),
      let upper = value["u"]?.digits.flatMap(WireDecimal.price),
      let lower = value["d"]?.digits.flatMap(WireDecimal.price)
    else { return nil }
    if upper.nanodollars == 0, lower.nanodollars == 0 { return .bands(symbol, nil) }
    guard lower.nanodollars > 0, lower < upper else { return nil }
    return .bands(symbol, PriceBands(lower: lower, upper: upper))
  }

  private static func status(_ value: WireValue) -> MarketMessage? {
    guard let symbol = (value["S"]?.text).flatMap({ Symbol($0) }), let code = value["sc"]?.text,
      let status = TradingStatus(
        code: code, words: [value["sm"]?.text, value["rm"]?.text].compactMap(\.self).joined(separator: ": "))
    else { return nil }
    return .status(symbol, status)
  }
}

/// Whether a symbol trades.
enum TradingStatus: Equatable {
  case trading
  case halted(String)

  /// Two tables, one per plan that runs the tape: `2` and `3` by the Consolidated Tape Association (NYSE and
  /// regional listings), letters by the plan of Nasdaq's listings. Nil for codes that halt nothing, such as
  /// indications.
  init?(code: String, words: String) {
    switch code {
    case "2", "H", "P": self = .halted(words.isEmpty ? "trading halted" : words)
    case "3", "T": self = .trading
    default: return nil
    }
  }
}
