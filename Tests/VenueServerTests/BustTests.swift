import SlicingCore
import Testing
import WireFormats

@testable import VenueServer

/// What a client sees of an execution that is taken back. What the stream tells of it, the adapter's tests
/// over sockets show.
@Suite struct BustTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func buy(_ venue: Venue, _ id: String, _ quantity: Int) async -> WireValue? {
    await venue.ask(
      "POST", "/v2/orders",
      """
      {"symbol":"KO","qty":"\(quantity)","side":"buy","type":"market","time_in_force":"day",\
      "client_order_id":"\(id)"}
      """
    ).value
  }

  @Test func orderPositionAndFillsKnowItNoMore() async throws {
    let venue = try Venue(.testing(folder.ledger()))
    _ = await buy(venue, "c1", 60)
    _ = await buy(venue, "c2", 40)
    let known = await venue.ask("GET", "/v2/positions/KO").value?["qty"]?.text
    try #require(known == "100")
    #expect(await venue.ask("POST", "/control/busts", #"{"client_order_id":"c2"}"#).status == 204)
    let order = await venue.ask("GET", "/v2/orders:by_client_order_id?client_order_id=c2").value
    #expect(order?["status"]?.text == "canceled" && order?["filled_qty"]?.text == "0")
    #expect(order?["filled_at"]?.text == nil && order?["filled_avg_price"]?.text == nil)
    #expect(await venue.ask("GET", "/v2/positions/KO").value?["qty"]?.text == "60")
    guard case .array(let fills)? = await venue.ask("GET", "/v2/account/activities/FILL").value else {
      return #expect(Bool(false), "no list of fills")
    }
    #expect(fills.compactMap { $0["qty"]?.text } == ["60"])
  }

  @Test func whatHasNoExecutionIsRefused() async throws {
    let venue = try Venue(.testing(folder.ledger()))
    _ = await venue.ask("POST", "/v2/orders", resting("c1"))
    for body in [#"{"client_order_id":"c1"}"#, #"{"client_order_id":"c9"}"#, ""] {
      #expect(await venue.ask("POST", "/control/busts", body).status == 422)
    }
  }
}
