import Testing

@testable import SlicingCore

/// Acts that are refused, each with what stands in their way, and without a trace in the books.
@Suite struct RefusedActTests {
  static let nobody = ClientOrderID("000000000000000000000000")

  private func refusal(_ desk: inout DeskHarness, _ command: DeskCommand) throws -> Refusal {
    let before = desk.desk.books
    guard case .refused(let refusal) = desk.command(command) else { throw ActTests.Unexpected() }
    #expect(desk.desk.books == before)
    #expect(desk.log.last?.kind == .refused)
    return refusal
  }

  @Test func anOrderNobodyEntered() throws {
    let id = try #require(Self.nobody)
    var desk = DeskHarness()
    for command: DeskCommand in [
      .cancelParent(id), .cancelSlice(id), .hold(id, reason: "x"), .resume(id, .skip),
      .resolve(id, .notPlaced, reason: "x"),
    ] {
      #expect(try refusal(&desk, command) == .noSuchOrder(id))
    }
  }

  @Test func actsThatNeedAReason() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.handle(.sent(id, attempt: 1, .unknown(reason: "time-out")))
    #expect(try refusal(&desk, .resolve(id, .notPlaced, reason: "")) == .reasonMissing)
    #expect(try refusal(&desk, .tripBreaker(reason: "")) == .reasonMissing)
    #expect(try refusal(&desk, .resetBreaker(reason: "")) == .reasonMissing)
    #expect(try refusal(&desk, .explainKill(reason: "")) == .reasonMissing)
    #expect(try refusal(&desk, .explainKill(reason: "fat finger")) == .notKilled)
    desk.command(.kill(reason: ""))
    #expect(try refusal(&desk, .release(reason: "")) == .reasonMissing)
  }

  @Test func whatCannotBeStoredIsNotEntered() throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 200 AAPL over 20s every 10s")
    desk.command(.hold(id, reason: "x"))
    desk.handle(.storage(failure: "disk full"))
    let ticket = OrderTicket(request: try OrderLine.parse("buy 10 AAPL over 1m"))
    #expect(try refusal(&desk, .submit(ticket)) == .storageDown("disk full"))
    #expect(try refusal(&desk, .resume(id, .skip)) == .storageDown("disk full"))
    guard case .failure(.storageDown("disk full")) = desk.desk.previewResume(id, .skip, at: desk.now) else {
      throw ActTests.Unexpected()
    }
  }

  @Test func anOrderBeingCanceledIsNotResumed() throws {
    var (desk, parent, _) = try DeskHarness.sent()
    desk.command(.hold(parent, reason: "x"))
    desk.command(.cancelParent(parent))
    #expect(
      try refusal(&desk, .resume(parent, .skip)) == .alreadyOver(parent, status: "being canceled"))
  }

  @Test func aResumeThatBreaksALimitOrTheDayIsRefused() throws {
    var limits = RiskLimits()
    limits.sliceNotional.block = Notional(dollars: 40_000)
    var desk = DeskHarness(limits: limits)
    let id = try desk.enter("buy 600 AAPL over 30s every 10s")
    desk.command(.hold(id, reason: "x"))
    desk.advance(.seconds(12))
    guard case .limits(let findings) = try refusal(&desk, .resume(id, .catchUp)) else {
      throw ActTests.Unexpected()
    }
    #expect(findings.map(\.rule) == [.sliceNotional])
    #expect(findings.first?.text.hasPrefix("slice of $112,") == true)

    let midnight = NewYork.endOfDay(TradeDate(year: 2026, month: 3, day: 2))
    desk = DeskHarness(now: midnight - .seconds(25))
    let late = try desk.enter("buy 100 AAPL over 20s every 10s")
    desk.command(.hold(late, reason: "x"))
    desk.advance(.seconds(20))
    #expect(try refusal(&desk, .resume(late, .spread)) == .noRoom(owed: 100))
  }

  @Test func allOrdersAreHeldAtOnceAndCountedRight() throws {
    var desk = DeskHarness()
    _ = try desk.enter("buy 100 AAPL over 1m")
    #expect(desk.command(.holdAll(reason: "lunch")) == .done("1 order held"))
    _ = try desk.enter("buy 100 MSFT over 1m")
    _ = try desk.enter("buy 100 TSLA over 1m")
    #expect(desk.command(.holdAll(reason: "lunch")) == .done("2 orders held"))
    #expect(desk.desk.books.allSatisfy { $0.parent.hold?.cause == .trader })
  }
}
