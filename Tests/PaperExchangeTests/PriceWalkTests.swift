import SlicingCore
import Testing

@testable import PaperExchange

@Suite struct PriceWalkTests {
  @Test(arguments: ["AAPL", "MSFT", "SIRI", "TSLA", "BRK.B", "ZZTOP", "Q"])
  func quotesAreOnTheGridAndUncrossed(ticker: String) {
    let walk = PriceWalk(symbol(ticker), seed: 7)
    let first = walk.tick(at: monday)
    for tick in first..<first + 2000 {
      let shown = walk.quote(tick)
      #expect(shown.quote.bid < shown.quote.ask)
      #expect(shown.quote.bid.isOnEntryGrid && shown.quote.ask.isOnEntryGrid)
      #expect(shown.bidSize >= 1 && shown.askSize >= 1)
      let spread = shown.quote.ask.centibasisPoints(from: shown.quote.bid)
      #expect(spread < 10_000, "\(ticker) \(shown.quote.bid) × \(shown.quote.ask): a spread of 1 % or more")
    }
  }

  @Test func knownSymbolsCostWhatTheyShould() {
    for seed: UInt64 in 0..<50 {
      let exchange = PaperExchange(seed: seed)
      let apple = exchange.quote(symbol("AAPL"), at: monday).quote
      #expect((price("175")...price("199")).contains(apple.midpoint))
      #expect(exchange.quote(symbol("SIRI"), at: monday).quote.ask < price("1.04"))
    }
  }

  @Test func aPriceBelowADollarHasFourDecimals() {
    let walk = PriceWalk(symbol("SIRI"), seed: 1)
    let first = walk.tick(at: monday)
    let bids = (first..<first + 100).map { walk.quote($0).quote.bid.nanodollars }
    #expect(bids.contains { $0 % PriceGrid.cent != 0 })
  }

  @Test func anUnknownSymbolHasItsOwnPriceUnderEverySeed() {
    let anchors = ["ZZTOP", "ABC", "XYZ", "QQQQ", "T1"].map { Listing(symbol($0)).anchor }
    #expect(Set(anchors).count == 5)
    #expect(anchors.allSatisfy { (price("2")...price("1024")).contains($0) })
  }

  @Test func theQuoteMovesAFewTimesASecond() {
    let walk = PriceWalk(symbol("AAPL"), seed: 3)
    let first = walk.tick(at: monday)
    let quotes = (first...first + 240).map { walk.quote($0).quote }
    let changes = zip(quotes, quotes.dropFirst()).filter { $0.bid != $1.bid || $0.ask != $1.ask }.count
    // Of 240 ticks in a minute, most change the price.
    #expect(changes > 120, "\(changes)")
  }

  @Test func aQuoteDependsOnSeedSymbolAndTimeOnly() {
    let late = monday + .seconds(86_400)
    var asked = PaperExchange(seed: 9)
    for second in 0..<100 {
      _ = asked.quote(symbol("AAPL"), at: monday + .seconds(second))
      _ = asked.quote(symbol("MSFT"), at: monday + .seconds(second * 7))
    }
    _ = asked.advance(to: monday + .seconds(3600))
    #expect(asked.quote(symbol("AAPL"), at: late) == PaperExchange(seed: 9).quote(symbol("AAPL"), at: late))
    #expect(asked.quote(symbol("AAPL"), at: late) != PaperExchange(seed: 8).quote(symbol("AAPL"), at: late))
  }

  @Test func aTickHoldsForAQuarterOfASecond() {
    let walk = PriceWalk(symbol("AAPL"), seed: 3)
    for tick in [-5, 0, walk.tick(at: monday)] {
      let start = walk.start(of: tick)
      #expect(walk.tick(at: start) == tick)
      #expect(walk.tick(at: start + TimeSpan(microseconds: 249_999)) == tick)
      #expect(walk.tick(at: start - TimeSpan(microseconds: 1)) == tick - 1)
    }
  }

  /// The search skips stretches it can rule out; it must never skip one that matters.
  @Test func theSearchFindsWhatLookingAtEveryTickFinds() {
    var random = SplitMix64(seed: 5)
    var found = 0
    for _ in 0..<60 {
      let ticker = ["AAPL", "SIRI", "GME"].randomElement(using: &random) ?? "AAPL"
      let walk = PriceWalk(symbol(ticker), seed: random.next())
      let first = walk.tick(at: monday) + Int64.random(in: 0..<1_000_000, using: &random)
      let ticks = first..<first + 1200
      let away = walk.listing.anchor.nanodollars / 100_000 * Int64.random(in: -400...400, using: &random)
      let level = Price(nanodollars: walk.quote(first).quote.midpoint.nanodollars + away)
      for crossing: Crossing in [
        .askAtOrBelow(level), .bidAtOrAbove(level), .askAtOrAbove(level), .bidAtOrBelow(level),
      ] {
        let expected = ticks.first { crossing.holds(for: walk.quote($0).quote) }
        #expect(walk.firstTick(crossing, in: ticks) == expected)
        if let expected, expected > first { found += 1 }
      }
    }
    // Otherwise only the trivial answers were compared.
    #expect(found > 15, "\(found)")
  }

  @Test func aSearchForWhatNeverComesIsCheap() {
    let walk = PriceWalk(symbol("AAPL"), seed: 3)
    let first = walk.tick(at: monday)
    // Thirty years of ticks; looking at each would take minutes.
    let ticks = first..<first + 4_000_000_000
    #expect(walk.firstTick(.askAtOrBelow(price("1.00")), in: ticks) == nil)
  }
}
