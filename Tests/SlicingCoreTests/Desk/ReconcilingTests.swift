import Testing

@testable import SlicingCore

@Suite struct ReconcilingTests {
  private func working() throws -> (DeskHarness, ClientOrderID) {
    var desk = DeskHarness()
    let parent = try desk.enter("buy 100 AAPL over 10m every 10m limit 187.00")
    desk.advance(.milliseconds(100))
    let id = try #require(desk.slices(parent).first).id
    desk.accept(id)
    desk.queries = []
    return (desk, id)
  }

  @Test func whatIsOpenIsAskedAboutEveryFifteenSeconds() throws {
    var (desk, id) = try working()
    desk.advance(.seconds(14))
    #expect(desk.queries.isEmpty)
    desk.advance(.seconds(1))
    #expect(desk.queries == [id])
    desk.advance(.seconds(30))
    #expect(desk.queries == [id, id, id])
  }

  @Test func nothingOpenAsksNothing() throws {
    var (desk, id) = try working()
    try desk.fill(id, 100)
    desk.advance(.seconds(60))
    #expect(desk.queries.isEmpty)
  }

  @Test func aLinkThatComesBackAsksAtOnce() throws {
    var (desk, id) = try working()
    desk.handle(.link(up: false, reason: "cable"))
    desk.advance(.seconds(20))
    #expect(desk.queries.isEmpty, "nobody to ask")
    desk.handle(.link(up: true, reason: "connected"))
    #expect(desk.queries == [id])
  }

  @Test func aFillTheStreamLostIsFound() throws {
    var (desk, id) = try working()
    let lost = Execution(
      executionID: "lost", clientOrderID: id, quantity: 100, price: try #require(Price(decimal: "186.99")),
      at: desk.now)
    desk.advance(.seconds(15))
    desk.handle(
      .answered(id, .found(try desk.report(id, .filled, executions: [lost])), askedAt: desk.now))
    #expect(desk.desk.slice(id)?.status == .filled)
    #expect(desk.desk.breaker.trip == nil)
  }

  @Test func anEndWithFewerSharesThanWeBelieveIsAMismatch() throws {
    var (desk, id) = try working()
    try desk.fill(id, 60)
    desk.handle(.answered(id, .found(try desk.report(id, .canceled)), askedAt: desk.now))
    #expect(desk.desk.breaker.trip?.reason == .reconcileMismatch)
    #expect(desk.desk.slice(id)?.status == .partiallyFilled)
  }
}
