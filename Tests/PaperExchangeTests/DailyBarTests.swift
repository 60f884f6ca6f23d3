import SlicingCore
import Testing

@testable import PaperExchange

@Suite struct DailyBarTests {
  private let exchange = PaperExchange(seed: 42)
  private func session(_ year: Int, _ month: Int, _ day: Int) throws -> TradingCalendar.Session {
    try #require(TradingCalendar.session(on: TradeDate(year: year, month: month, day: day)))
  }

  @Test(arguments: ["AAPL", "SIRI", "ZZTOP", "BRK.B"]) func aBarIsWhole(ticker: String) throws {
    let session = try session(2026, 3, 2)
    let bar = try #require(exchange.dailyBar(symbol(ticker), session, at: session.closesAt))
    #expect(bar.low <= min(bar.open, bar.close) && max(bar.open, bar.close) <= bar.high)
    #expect(bar.date == session.date)
    #expect(bar.open == exchange.quote(symbol(ticker), at: session.opensAt).quote.bid)
    let usual = Listing.averageVolume(of: symbol(ticker))
    #expect((usual / 10 * 7...usual / 10 * 13).contains(bar.volume.count))
    #expect(exchange.dailyBar(symbol(ticker), session, at: session.closesAt + .seconds(86_400)) == bar)
  }

  @Test func aDayGrowsFromBellToBell() throws {
    let session = try session(2026, 11, 27)
    let aapl = symbol("AAPL")
    #expect(exchange.dailyBar(aapl, session, at: session.opensAt - TimeSpan(microseconds: 1)) == nil)
    let noon = try #require(exchange.dailyBar(aapl, session, at: session.opensAt + .seconds(6300)))
    let whole = try #require(exchange.dailyBar(aapl, session, at: session.closesAt))
    #expect(noon.volume.count == whole.volume.count / 2, "half of a day that ends at 13:00")
    #expect(exchange.dailyBar(aapl, session, at: session.opensAt)?.volume == 0)
  }

  @Test func theAverageIsThatOfTheBars() throws {
    let today = TradeDate(year: 2026, month: 12, day: 1)
    let days = TradingCalendar.sessions(
      from: TradeDate(year: 2026, month: 11, day: 2), through: TradeDate(year: 2026, month: 11, day: 30))
    #expect(days.count == 20)
    let bars = days.compactMap { exchange.dailyBar(symbol("KO"), $0, at: $0.closesAt) }
    let mean = bars.map(\.volume).sum().count / 20
    #expect(exchange.averageVolume(symbol("KO"), before: today) == Shares(mean))
    #expect(PaperExchange(seed: 7).averageVolume(symbol("KO"), before: today) != Shares(mean), "of the seed")
  }
}
