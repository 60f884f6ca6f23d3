import Testing

@testable import SlicingCore

// Short ways to write values that are known to be good; a bad literal fails the test that wrote it.

func symbol(_ text: String) throws -> Symbol { try #require(Symbol(text)) }
func price(_ text: String) throws -> Price { try #require(Price(decimal: text)) }
func instant(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }
func date(_ text: String) throws -> TradeDate { try #require(TradeDate(text)) }
func clock(_ text: String) throws -> ClockTime { try #require(ClockTime(entered: text)) }

/// A request from the one-line grammar, which has tests of its own.
func request(_ line: String) throws -> OrderRequest { try OrderLine.parse(line) }

/// A request of every kind, well formed by construction.
func randomRequest(using random: inout SeededGenerator) throws -> OrderRequest {
  let side = random.pick(Side.allCases)
  let cents = random.int(100...5_000_000)
  let limit = Price(nanodollars: Int64(cents) * 10_000_000)
  let above = Price(nanodollars: Int64(cents + random.int(0...99)) * 10_000_000)
  let types: [OrderType] = [
    .market, .limit(limit), .stop(Price(nanodollars: Int64(random.int(1...9999)) * 100_000)),
    side == .buy ? .stopLimit(stop: limit, limit: above) : .stopLimit(stop: above, limit: limit),
  ]
  let time = try #require(ClockTime(hour: random.int(0...23), minute: random.int(0...59)))
  // Up to a day of one-second slices would only make the tests slow.
  let isUntil = random.pick([true, false])
  let interval = random.pick(isUntil ? [300, 450, 3600] : [1, 7, 15, 60, 90, 3600])
  let duration = TimeSpan.seconds(interval * random.int(1...150) + random.int(0...59))
  return try OrderRequest(
    symbol: try symbol(random.pick(["AAPL", "BRK.B", "BTC/USD", "MARKET", "X-1"])), side: side,
    quantity: Shares(random.int(1...random.pick([10, 100_000, 1_000_000_000_000]))), type: random.pick(types),
    timeInForce: random.pick(TimeInForce.allCases),
    horizon: isUntil ? .until(time) : .duration(duration),
    interval: .seconds(interval), start: random.pick([.now, .at(time)]))
}
