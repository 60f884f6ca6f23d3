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

  /// One question for all, however many there are.
  @Test func whatIsOpenIsAskedForEveryFifteenSeconds() throws {
    var (desk, id) = try working()
    let before = desk.listings
    desk.advance(.seconds(14))
    #expect(desk.listings == before)
    desk.advance(.seconds(1))
    #expect(desk.listings == before + 1)
    desk.advance(.seconds(30))
    #expect(desk.listings == before + 3)
    #expect(!desk.queries.contains(id))
  }

  /// A list may be cut, or older than the order: what is missing is asked about by itself.
  @Test func whatIsNotListedIsAskedAboutByItself() throws {
    var (desk, id) = try working()
    desk.handle(.openOrders(.listed([try desk.report(id, .working)], foreign: []), askedAt: desk.now))
    #expect(desk.queries.isEmpty)
    desk.handle(.openOrders(.failed(reason: "504"), askedAt: desk.now))
    #expect(desk.queries.isEmpty)
    desk.handle(.openOrders(.listed([], foreign: []), askedAt: desk.now))
    #expect(desk.queries == [id])
    #expect(desk.desk.slice(id)?.status == .submitted)
  }

  @Test func aListTellsOfAnOrderTakenForEnded() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.handle(.sent(id, attempt: 1, .rejected(reason: "400")))
    desk.handle(.openOrders(.listed([try desk.report(id, .working)], foreign: []), askedAt: desk.now))
    #expect(desk.desk.slice(id)?.status == .submitted)
    #expect(desk.cancels == [id])
  }

  @Test func aSecondOrderUnderOneIdIsAMismatch() throws {
    var (desk, id) = try working()
    let report = try desk.report(id, .working)
    let second = OrderReport(
      submission: report.submission, brokerOrderID: "another", state: .working, createdAt: desk.now,
      executions: [], filled: .zero)
    desk.handle(.openOrders(.listed([report, second], foreign: []), askedAt: desk.now))
    #expect(desk.desk.breaker.trip?.details.contains("a second order") == true)
  }

  /// The first attempt arrived after all, and the second too: a venue that refuses no duplicate.
  @Test func twoAnswersWithTwoOrdersAreAMismatch() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.accept(id)
    desk.handle(.sent(id, attempt: 1, .accepted(brokerOrderID: "another")))
    #expect(desk.desk.breaker.trip?.details.contains("a second order") == true)
    #expect(desk.desk.slice(id)?.brokerOrderID == "v-\(id)")
  }

  /// Somebody's own order is said once; an order under an id of ours that nobody here knows stops trading,
  /// unless other desks use the account.
  @Test(arguments: ["", "east"])
  func strangersOnTheAccount(deskName: String) throws {
    var (desk, id) = try working()
    let settings = DeskSettings(broker: DeskHarness.paper, deskName: deskName)
    desk.desk = Desk(settings: settings, kill: KillSwitch(), breaker: CircuitBreaker())
    let foreign = ForeignOrder(brokerOrderID: "f", words: "sell 5 GME")
    for _ in 0..<3 { desk.handle(.openOrders(.listed([], foreign: [foreign]), askedAt: desk.now)) }
    #expect(desk.alerts.count { $0.text == "an order of somebody else: sell 5 GME" } == 1)
    #expect(desk.desk.breaker.trip == nil)
    let (other, _, unknown) = try DeskHarness.sent("buy 7 TSLA over 1m")
    #expect(unknown != id)
    desk.handle(.order(try other.report(unknown, .working)))
    #expect((desk.desk.breaker.trip?.reason == .reconcileMismatch) == deskName.isEmpty)
    try desk.fill(unknown, 7)
    #expect((desk.desk.breaker.trip == nil) == !deskName.isEmpty)
  }

  @Test func aBrokerWithoutListsIsAskedOneByOne() throws {
    let broker = BrokerCapabilities(
      deduplicates: .forever, answersByClientID: true, longestDelay: .seconds(2), messagesPerMinute: nil,
      mayShort: true, answerLimit: .seconds(5), listsOpenOrders: false)
    var desk = DeskHarness(broker: broker)
    let parent = try desk.enter("buy 100 AAPL over 10m every 10m limit 187.00")
    desk.advance(.milliseconds(100))
    let id = try #require(desk.slices(parent).first).id
    desk.accept(id)
    desk.queries = []
    desk.advance(.seconds(45))
    #expect(desk.queries == [id, id, id])
    #expect(desk.listings == 0)
  }

  @Test func nothingOpenAsksNothing() throws {
    var (desk, id) = try working()
    try desk.fill(id, 100)
    let before = desk.listings
    desk.advance(.seconds(60))
    #expect(desk.queries.isEmpty && desk.listings == before)
  }

  @Test func aLinkThatComesBackAsksAtOnce() throws {
    var (desk, _) = try working()
    desk.handle(.link(up: false, reason: "cable"))
    let before = desk.listings
    desk.advance(.seconds(20))
    #expect(desk.listings == before, "nobody to ask")
    desk.handle(.link(up: true, reason: "connected"))
    #expect(desk.listings == before + 1)
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
