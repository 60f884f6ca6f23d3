import PaperExchange
import SlicingCore
import Testing
import WireFormats

@testable import VenueServer

/// A venue that keeps regular sessions, and its clock.
@Suite struct SessionTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func venue(at time: String, ledger: String = "ledger", faults: [String] = []) throws -> Venue {
    let instant = try #require(Instant(foreignRFC3339: time))
    return try Venue(
      .testing(folder.ledger(ledger)) {
        $0.startsAt = instant
        $0.sessions = .regular
        $0.faults = faults
      })
  }

  /// Whether it is open, the next opening and the next close.
  private func clock(_ venue: Venue) async -> [String?] {
    let value = await venue.ask("GET", "/v2/clock").value
    return [value?["is_open"]?.truth.map { "\($0)" }, value?["next_open"]?.text, value?["next_close"]?.text]
  }

  @Test(arguments: [
    // Before, between and after the bells, on a day that ends early.
    (
      "2026-11-27T14:29:59.900000Z",
      ["false", "2026-11-27T09:30:00-05:00", "2026-11-27T13:00:00-05:00"]
    ),
    ("2026-11-27T14:30:00Z", ["true", "2026-11-30T09:30:00-05:00", "2026-11-27T13:00:00-05:00"]),
    ("2026-11-27T18:00:00Z", ["false", "2026-11-30T09:30:00-05:00", "2026-11-30T16:00:00-05:00"]),
    // A weekend over which the clocks go back, and a holiday.
    ("2026-10-31T12:00:00Z", ["false", "2026-11-02T09:30:00-05:00", "2026-11-02T16:00:00-05:00"]),
    ("2026-10-30T19:59:50Z", ["true", "2026-11-02T09:30:00-05:00", "2026-10-30T16:00:00-04:00"]),
    ("2026-11-26T15:00:00Z", ["false", "2026-11-27T09:30:00-05:00", "2026-11-27T13:00:00-05:00"]),
  ])
  func theClockTellsTheBells(time: String, expected: [String]) async throws {
    // The venue's clock runs, and may pass a bell before it is asked: then another one is asked.
    let start = try #require(Instant(foreignRFC3339: time))
    for number in 1...100 {
      let venue = try venue(at: time, ledger: "ledger\(number)")
      let told = await clock(venue)
      let answer = await venue.ask("GET", "/v2/clock").value
      let asked = try #require(answer?["timestamp"]?.text.flatMap { Instant(foreignRFC3339: $0) })
      guard asked - start < .milliseconds(100) else { continue }
      #expect(told == expected)
      return
    }
    Issue.record("no venue was ever asked in time")
  }

  @Test func aFaultCutsTheDayShort() async throws {
    let venue = try venue(at: "2026-11-25T18:30:00Z", faults: ["early-close"])
    #expect(await clock(venue) == ["false", "2026-11-27T09:30:00-05:00", "2026-11-27T13:00:00-05:00"])
  }

  @Test func ordersAreRefusedWhileItIsClosed() async throws {
    let venue = try venue(at: "2026-11-25T21:00:00Z")
    let answer = await venue.ask("POST", "/v2/orders", resting("c1"))
    #expect(answer.status == 422 && answer.value?["code"]?.digits == "42210000")
    #expect(answer.value?["message"]?.text?.hasPrefix("the market is closed; it opens on 2026-11-27") == true)
    _ = await venue.ask("POST", "/control/clock", #"{"at": "2026-11-27T14:30:00Z"}"#)
    #expect(await venue.ask("POST", "/v2/orders", resting("c1")).status == 200)
  }

  @Test func aDayOrderSaysWhenItEndsAndDoes() async throws {
    let venue = try venue(at: "2026-11-27T17:00:00Z")
    let body =
      #"{"symbol":"AAPL","qty":"5","side":"buy","type":"limit","limit_price":"1.5","time_in_force":"day"}"#
    let order = await venue.ask("POST", "/v2/orders", body).value
    #expect(order?["expires_at"]?.text == "2026-11-27T18:00:00Z")
    _ = await venue.ask("POST", "/control/clock", #"{"at": "2026-11-27T18:00:00Z"}"#)
    _ = try await venue.turn()
    let id = order?["id"]?.text ?? ""
    #expect(await venue.ask("GET", "/v2/orders/\(id)").value?["status"]?.text == "expired")
  }
}
