internal import SlicingCore

/// What the venue knows of a symbol before any trading: about what it costs and how lively it is.
///
/// Every symbol is listed. A dozen well-known ones have a plausible price; any other gets one from a hash of
/// its name, so that it is the same in every run and under every seed.
struct Listing {
  let symbol: Symbol
  /// The price the walk moves around.
  let anchor: Price
  /// How far the walk swings, in hundredths of the ordinary.
  let volatility: Int64
  /// The unit displayed sizes come in.
  let sizeUnit: Int

  init(_ symbol: Symbol) {
    self.symbol = symbol
    let cents: Int64
    switch symbol.text {
    case "SIRI":
      // Below a dollar on purpose: the one listing whose grid has four decimals.
      anchor = Price(nanodollars: 986_000_000)
      volatility = 100
      sizeUnit = 1000
      return
    default:
      (cents, volatility) = Listing.known[symbol.text] ?? (Listing.unknownCents(symbol), 120)
    }
    anchor = Price(nanodollars: cents * PriceGrid.cent)
    sizeUnit = cents < 500 ? 1000 : cents < 2000 ? 300 : 100
  }

  /// Half of the narrowest spread: three tenths of a step, or half a basis point where that is wider.
  var halfSpread: Int64 {
    max(PriceGrid.step(at: anchor.nanodollars) * 3 / 10, anchor.nanodollars / 20_000)
  }

  /// Price in cents and volatility.
  private static let known: [String: (Int64, Int64)] = [
    "AAPL": (18_740, 100), "MSFT": (41_520, 90), "TSLA": (24_210, 220), "NVDA": (12_150, 200),
    "AMZN": (17_830, 120), "GOOGL": (16_380, 110), "META": (49_860, 130), "JPM": (20_490, 80),
    "SPY": (54_570, 50), "QQQ": (46_820, 60), "IBM": (18_610, 70), "KO": (6340, 50), "F": (1215, 120),
    "GME": (2460, 300), "BRK.B": (40_850, 60),
  ]

  /// Between $2.00 and $1,024.00, every doubling equally likely.
  private static func unknownCents(_ symbol: Symbol) -> Int64 {
    let hash = UInt64(hashOf: symbol.text)
    let base: UInt64 = 200 << SplitMix64.at(0, of: hash).scaled(to: 9)
    return Int64(base + SplitMix64.at(1, of: hash).scaled(to: base))
  }

  // MARK: Volume

  /// About how many shares trade on a day.
  static func averageVolume(of symbol: Symbol) -> Int {
    if let thousands = volumes[symbol.text] { return thousands * 1000 }
    // Between two and sixty-four million, every doubling equally likely: so much that the share of it is no
    // obstacle to an order that is small by all other limits.
    let hash = UInt64(hashOf: symbol.text)
    let base: UInt64 = 2_000_000 << SplitMix64.at(2, of: hash).scaled(to: 5)
    return Int(base + SplitMix64.at(3, of: hash).scaled(to: base))
  }

  /// In thousands.
  private static let volumes: [String: Int] = [
    "AAPL": 55_000, "MSFT": 22_000, "TSLA": 95_000, "NVDA": 180_000, "AMZN": 40_000, "GOOGL": 28_000,
    "META": 14_000, "JPM": 9000, "SPY": 70_000, "QQQ": 45_000, "IBM": 4200, "KO": 14_000, "F": 55_000,
    "GME": 9500, "BRK.B": 4000, "SIRI": 40_000,
  ]
}
