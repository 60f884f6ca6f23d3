import PaperExchange
import SlicingCore
import Testing
import WireFormats

@testable import VenueServer

/// The venue without its network. What its protocol is like, `ConformanceTests` shows.
@Suite struct VenueTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func whatWasTakenInSurvivesARestart() async throws {
    let told = try await { () async throws -> Told in
      let venue = try Venue(.testing(folder.ledger()))
      let order = await venue.ask("POST", "/v2/orders", resting("c1")).value?["id"]
      let replaced = await venue.ask("POST", "/v2/orders", resting("c2")).value?["id"]?.text ?? ""
      let new = await venue.ask("PATCH", "/v2/orders/\(replaced)", #"{"qty":"20"}"#).value?["id"]?.text
      return Told(
        order: order, replaced: replaced, new: new,
        account: await venue.ask("GET", "/v2/account").value?["id"],
        orders: await venue.ask("GET", "/v2/orders?status=all").value)
    }()
    let second = try await reopened()
    #expect(await second.ask("GET", "/v2/orders?status=all").value == told.orders)
    #expect(await second.ask("GET", "/v2/account").value?["id"] == told.account)
    #expect(await second.ask("POST", "/v2/orders", resting("c1")).status == 422, "ids stay taken")
    let again = await second.ask("GET", "/v2/orders:by_client_order_id?client_order_id=c1").value
    #expect(again?["id"] == told.order)
    let old = await second.ask("GET", "/v2/orders/\(told.replaced)").value
    #expect(old?["status"]?.text == "replaced" && old?["replaced_by"]?.text == told.new)
  }

  private struct Told {
    let order: WireValue?
    let replaced: String
    let new: String?
    let account: WireValue?
    let orders: WireValue?
  }

  /// The first venue is gone once the last frame it made has been flushed; until then it has the ledger.
  private func reopened() async throws -> Venue {
    for _ in 0..<10_000 {
      do {
        return try Venue(.testing(folder.ledger()))
      } catch VenueError.ledger(.inUse) {
        try await Task.sleep(for: .milliseconds(10))
      }
    }
    return try Venue(.testing(folder.ledger()))
  }

  @Test func theRateIsCountedByTheMinute() {
    var window = RateWindow(limit: 2)
    let standings = [morning, morning, morning, morning + .seconds(60)].map { window.count(at: $0) }
    #expect(standings.map(\.isOver) == [false, false, true, false])
    #expect(standings.map(\.remaining) == [1, 0, 0, 1])
    #expect(standings.map(\.resetsAt) == [1_795_618_860, 1_795_618_860, 1_795_618_860, 1_795_618_920])
  }

  @Test func theClockIsToldAcrossTheChangeToWinterTime() async throws {
    // Friday, 30 October 2026, 17:00 in New York; the clocks go back on Sunday.
    let friday = Instant(microseconds: 1_793_394_000_000_000)
    let venue = try Venue(.testing(folder.ledger()) { $0.startsAt = friday })
    let clock = await venue.ask("GET", "/v2/clock").value
    #expect(clock?["timestamp"]?.text?.hasPrefix("2026-10-30T17:0") == true)
    #expect(clock?["timestamp"]?.text?.hasSuffix("-04:00") == true)
    #expect(clock?["next_close"]?.text == "2026-10-31T16:00:00-04:00")
    #expect(clock?["next_open"]?.text == "2026-11-02T09:30:00-05:00")
  }

  @Test func aDayCutShortIsClosedInTheAfternoon() async throws {
    let venue = try Venue(
      .testing(folder.ledger()) {
        $0.startsAt = morning + .seconds(4 * 3600)
        $0.faults = ["early-close"]
      })
    let clock = await venue.ask("GET", "/v2/clock").value
    #expect(clock?["is_open"] == .bool(false))
    #expect(clock?["next_open"]?.text == "2026-11-27T09:30:00-05:00")
    #expect(await venue.ask("POST", "/v2/orders", resting("c1")).value?["status"]?.text == "accepted")
  }

  @Test func idsCanBeForgotten() async throws {
    let venue = try Venue(.testing(folder.ledger()) { $0.deduplication = .never })
    #expect(await venue.ask("POST", "/v2/orders", resting("c1")).status == 200)
    #expect(await venue.ask("POST", "/v2/orders", resting("c1")).status == 200)
  }

  @Test func aRecordingDrivesTheMarket() async throws {
    let price = try #require(Price(decimal: "123.45"))
    let line = MarketTape.Line(
      symbol: try #require(Symbol("AAPL")), at: morning, bid: price, ask: price, bidSize: 500, askSize: 500)
    let venue = try Venue(.testing(folder.ledger()) { $0.tape = MarketTape([line]) })
    let body = #"{"symbol":"AAPL","qty":"5","side":"buy","type":"market","time_in_force":"day"}"#
    let id = await venue.ask("POST", "/v2/orders", body).value?["id"]?.text ?? ""
    #expect(await venue.ask("GET", "/v2/orders/\(id)").value?["filled_avg_price"]?.text == "123.45")
  }
}

@Suite struct FaultTests {
  @Test(arguments: ["hold-answer", "hold-answer=3", "drop-answer@5", "replay-frames=4@50*2", "lose-fill*1"])
  func aRuleReadsBack(text: String) { #expect(FaultRule(text)?.text == text) }

  @Test(arguments: ["", "nothing", "hold-answer=", "hold-answer=x", "drop-answer@101", "lose-fill*-1", "=3"])
  func whatIsNoRuleIsRefused(text: String) { #expect(FaultRule(text) == nil) }

  @Test func aRuleStrikesAsOftenAsItSays() throws {
    let rules = try ["lose-fill*2", "drop-answer@10"].map { try #require(FaultRule($0)) }
    var board = FaultBoard(rules, seed: 1)
    let lost = (0..<5).map { _ in board.strikes(.loseFill) }
    #expect(lost == [true, true, false, false, false])
    let dropped = (0..<1000).count { _ in board.strikes(.dropAnswer) }
    #expect((60...140).contains(dropped) && board.struck[.dropAnswer] == dropped)
    let isMute = board.strikes(.muteStream)
    #expect(!isMute)
  }

  @Test func everyFaultIsExplained() {
    #expect(VenueOptions.faultHelp.count == Fault.allCases.count)
    #expect(Set(VenueOptions.faultHelp.map(\.words)).count == Fault.allCases.count)
  }

  @Test func aVenueWithAnUnknownFaultDoesNotStart() throws {
    let folder = try ScratchFolder()
    #expect(throws: VenueError.self) { try Venue(.testing(folder.ledger()) { $0.faults = ["nonsense"] }) }
  }
}
