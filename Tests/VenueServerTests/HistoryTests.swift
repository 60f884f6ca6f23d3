import PaperExchange
import SlicingCore
import Testing
import WireFormats

@testable import VenueServer

/// Bars of whole days.
@Suite struct HistoryTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func rows(_ value: WireValue?) throws -> [WireValue] {
    guard case .array(let rows)? = value?["bars"] else {
      Issue.record("no bars: \(String(describing: value))")
      return []
    }
    return rows
  }

  @Test func theLastDaysAreThoseOfTheExchange() async throws {
    let venue = try Venue(.testing(folder.ledger()))
    let answer = await venue.ask(
      "GET",
      "/v2/stocks/AAPL/bars?timeframe=1Day&start=2026-10-10&end=2026-11-25T04:59:59Z&limit=20&sort=desc")
    #expect(answer.status == 200 && answer.value?["symbol"]?.text == "AAPL")
    let rows = try rows(answer.value)
    let times = rows.compactMap { $0["t"]?.text }
    #expect(times.first == "2026-11-24T05:00:00Z", "New York's midnight, of the day before")
    #expect(times.contains("2026-10-30T04:00:00Z") && rows.count == 20)
    let sum = rows.reduce(0) { $0 + ($1["v"]?.digits.flatMap { Int($0) } ?? 0) }
    let today = NewYork.date(of: morning)
    let exchange = PaperExchange(seed: PaperVenue.defaultSeed)
    #expect(Shares(sum / 20) == exchange.averageVolume(try #require(Symbol("AAPL")), before: today))
  }

  @Test func pagesGoOnWhereTheLastOneEnded() async throws {
    let venue = try Venue(.testing(folder.ledger()))
    let target = "/v2/stocks/KO/bars?timeframe=1Day&start=2026-11-02&end=2026-11-13T12:00:00Z&limit=4"
    var token = ""
    var days: [String] = []
    for _ in 0..<5 {
      let value = await venue.ask("GET", target + "&page_token=\(token)").value
      days += try rows(value).compactMap { $0["t"]?.text?.prefix(10).description }
      guard let next = value?["next_page_token"]?.text else { break }
      token = next
    }
    #expect(days == (2...6).map { "2026-11-0\($0)" } + ["2026-11-09"] + (10...13).map { "2026-11-\($0)" })
  }

  @Test func todayIsNotWholeYet() async throws {
    let venue = try Venue(.testing(folder.ledger()))
    let value = await venue.ask("GET", "/v2/stocks/AAPL/bars?timeframe=1Day").value
    let rows = try rows(value)
    #expect(rows.count == 1 && rows.first?["t"]?.text == "2026-11-25T05:00:00Z")
    let sofar = rows.first?["v"]?.digits.flatMap { Int($0) } ?? .max
    #expect(sofar < 10_000_000, "half an hour of it")
  }

  @Test func whatIsNoQuestionIsRefused() async throws {
    let venue = try Venue(.testing(folder.ledger()))
    for query in [
      "", "?timeframe=1Min", "?timeframe=1Day&limit=0", "?timeframe=1Day&limit=10001",
      "?timeframe=1Day&feed=otc", "?timeframe=1Day&sort=up", "?timeframe=1Day&start=yesterday",
      "?timeframe=1Day&page_token=x",
    ] {
      #expect(await venue.ask("GET", "/v2/stocks/AAPL/bars\(query)").status == 422, "\(query)")
    }
    #expect(await venue.ask("GET", "/v2/stocks/bars?timeframe=1Day").status == 422, "no symbols")
    #expect(await venue.ask("GET", "/v2/stocks/AAPL/trades").status == 404)
    #expect(await venue.ask("POST", "/v2/stocks/AAPL/bars?timeframe=1Day").status == 404)
    let unknown = await venue.ask("GET", "/v2/stocks/NOSUCH/bars?timeframe=1Day")
    #expect(try unknown.status == 200 && rows(unknown.value).isEmpty)
    let stranger = VenueRequest(
      method: "GET", target: "/v2/stocks/AAPL/bars?timeframe=1Day", key: "K", secret: "x")
    #expect(await venue.answer(stranger).status == 401)
  }

  @Test func dataHasARateOfItsOwn() async throws {
    let venue = try Venue(.testing(folder.ledger()) { $0.rateLimit = 2 })
    let bars = "/v2/stocks/AAPL/bars?timeframe=1Day"
    #expect(await venue.ask("GET", bars).status == 200)
    // A minute may begin in between, with a rate of its own.
    var answers: [Int] = []
    for _ in 0..<100 where answers.last != 429 { answers.append(await venue.ask("GET", bars).status) }
    #expect(answers.contains(429) && answers.allSatisfy { [200, 429].contains($0) }, "\(answers)")
    #expect(await venue.ask("GET", "/v2/account").status == 200, "orders do not pay for it")
  }
}
