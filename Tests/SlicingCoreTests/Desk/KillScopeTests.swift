import Testing

@testable import SlicingCore

/// Halts of one symbol and of one order: what is stopped, what goes on, and how they end.
@Suite struct KillScopeTests {
  /// Two orders of AAPL and one of MSFT, each with its first slice at the venue.
  private static func desk() throws -> (
    DeskHarness, first: ClientOrderID, second: ClientOrderID, other: ClientOrderID
  ) {
    var desk = DeskHarness()
    let first = try desk.enter("buy 300 AAPL over 3m")
    let second = try desk.enter("buy 400 AAPL over 4m")
    let other = try desk.enter("buy 300 MSFT over 3m")
    desk.advance(.seconds(2))
    for id in [first, second, other] { desk.accept(desk.slices(id)[0].id) }
    return (desk, first, second, other)
  }

  private static let aapl = KillScope.symbol(Symbol("AAPL") ?? { preconditionFailure("AAPL") }())

  @Test func aHaltOfASymbolStopsItsOrdersAndNoOthers() throws {
    var (desk, first, second, other) = try Self.desk()
    desk.command(.kill(Self.aapl, reason: "rumour"))
    #expect(!desk.killWord && !desk.desk.kill.isEngaged)
    #expect(desk.cancels == [desk.slices(first)[0].id, desk.slices(second)[0].id])
    let halt = try #require(desk.desk.kill.engagement(of: Self.aapl))
    #expect(halt.slicesStopped == 5)
    #expect(halt.orders == [desk.slices(first)[0].id, desk.slices(second)[0].id])
    #expect([first, second].allSatisfy { desk.parent($0)?.hold?.cause == .kill })
    #expect(desk.parent(other)?.hold == nil)
    #expect(desk.log.last { $0.kind == .killed }?.reason == "AAPL: rumour")
    desk.advance(.seconds(400))
    #expect(desk.statuses(first).dropFirst().allSatisfy { $0 == .blockedKillSwitch })
    #expect(desk.slices(first)[1].reason?.hasPrefix("AAPL: kill switch engaged by trader") == true)
    #expect(desk.submissions.filter { $0.0.symbol == (Symbol("MSFT") ?? $0.0.symbol) }.count >= 3)
    #expect(desk.slices(other).allSatisfy { $0.attempts > 0 })
  }

  @Test func aHaltOfOneOrderLeavesTheOthersOfItsSymbolAlone() throws {
    var (desk, first, second, other) = try Self.desk()
    let scope = KillScope.parent(first)
    desk.command(.kill(scope, reason: ""))
    #expect(desk.cancels == [desk.slices(first)[0].id])
    #expect(desk.desk.killReceipts(of: scope).map(\.result) == [.stillAsking])
    #expect(desk.desk.killReceipts().isEmpty)
    desk.handle(.order(try desk.report(desk.slices(first)[0].id, .canceled)))
    #expect(desk.desk.killReceipts(of: scope).map(\.result) == [.canceled])
    #expect([second, other].allSatisfy { desk.parent($0)?.hold == nil })
    guard case .entered = desk.command(.submit(try Self.ticket("buy 77 AAPL over 1m"))) else {
      throw ActTests.Unexpected()
    }
    desk.advance(.seconds(90))
    #expect(desk.statuses(first).dropFirst().contains(.blockedKillSwitch))
    #expect(!desk.statuses(second).contains(.blockedKillSwitch))
    let halt = try #require(desk.desk.kill.engagement(of: scope))
    #expect(desk.command(.resume(first, .skip)) == .refused(.killed(halt, scope: scope)))
  }

  private static func ticket(_ line: String) throws -> OrderTicket {
    OrderTicket(request: try OrderLine.parse(line), acknowledged: Set(LimitRule.allCases))
  }

  @Test func aHaltedSymbolTakesNoNewOrderAndOtherSymbolsDo() throws {
    var (desk, _, _, _) = try Self.desk()
    desk.command(.kill(Self.aapl, reason: "x"))
    let halt = try #require(desk.desk.kill.engagement(of: Self.aapl))
    #expect(
      desk.command(.submit(try Self.ticket("buy 10 AAPL over 1m")))
        == .refused(.killed(halt, scope: Self.aapl)))
    guard case .entered = desk.command(.submit(try Self.ticket("buy 10 MSFT over 1m"))) else {
      throw ActTests.Unexpected()
    }
  }

  /// An order that was on the wire at the halt and is taken afterwards is canceled at once.
  @Test func whatArrivesAfterTheHaltIsCanceled() throws {
    var (desk, parent, id) = try DeskHarness.sent("buy 200 AAPL over 2m")
    desk.command(.kill(.parent(parent), reason: ""))
    desk.cancels = []
    desk.accept(id)
    #expect(desk.cancels.contains(id))
    try desk.fill(id, 100)
    #expect(desk.desk.killReceipts(of: .parent(parent)).map(\.result) == [.filledFirst])
  }

  @Test func engagingTwiceChangesNothingAndAHaltOfEverythingCoversAll() throws {
    var (desk, first, _, _) = try Self.desk()
    desk.command(.kill(Self.aapl, reason: "one"))
    let halt = try #require(desk.desk.kill.engagement(of: Self.aapl))
    desk.now = desk.now + .seconds(1)
    #expect(desk.command(.kill(Self.aapl, reason: "two")) == .refused(.alreadyKilled(halt)))
    #expect(desk.desk.kill.engagement(of: Self.aapl) == halt)
    #expect(desk.log.last?.kind == .explained && desk.log.last?.reason == "AAPL: halted again: two")
    // One of its orders is another scope; everything is one more.
    guard case .done = desk.command(.kill(.parent(first), reason: "")),
      case .done = desk.command(.kill(reason: "all"))
    else { throw ActTests.Unexpected() }
    #expect(desk.desk.kill.scoped.map(\.scope) == [Self.aapl, .parent(first)])
    let all = try #require(desk.desk.kill.engagement)
    #expect(desk.command(.kill(.parent(first), reason: "")) == .refused(.alreadyKilled(all)))
    #expect(desk.command(.kill(.parent(first), reason: "three")) == .refused(.alreadyKilled(all)))
    let repeated = try #require(desk.log.last)
    #expect(repeated.parentID == first && repeated.reason.hasSuffix(": halted again: three"))
    #expect(desk.desk.kill.covering(try symbol("AAPL"), parent: first)?.scope == .all)
    try endAll(&desk)
    guard case .done = desk.command(.release(reason: "ok")) else { throw ActTests.Unexpected() }
    #expect(desk.desk.kill.covering(try symbol("AAPL"))?.scope == Self.aapl)
    #expect(desk.command(.resume(first, .skip)) == .refused(.killed(halt, scope: Self.aapl)))
    guard case .done = desk.command(.release(Self.aapl, reason: "ok")) else { throw ActTests.Unexpected() }
    #expect(desk.desk.kill.scoped.map(\.scope) == [.parent(first)])
  }

  private func endAll(_ desk: inout DeskHarness) throws {
    for slice in desk.desk.books.flatMap(\.slices) where slice.status.isWorking {
      desk.handle(.order(try desk.report(slice.id, .canceled)))
    }
  }

  @Test func aReleaseWaitsForWhatIsUnknownInItsScopeAlone() throws {
    var desk = DeskHarness()
    let held = try desk.enter("buy 200 AAPL over 2m")
    let other = try desk.enter("buy 200 MSFT over 2m")
    desk.advance(.seconds(2))
    for id in [held, other] { desk.handle(.sent(desk.slices(id)[0].id, attempt: 1, .unknown(reason: "cut"))) }
    desk.command(.kill(Self.aapl, reason: ""))
    let doubtful = desk.slices(held)[0].id
    #expect(desk.command(.release(Self.aapl, reason: "")) == .refused(.reasonMissing))
    #expect(desk.command(.release(Self.aapl, reason: "ok")) == .refused(.unknownOrders([doubtful])))
    desk.confirmAbsent(doubtful)
    #expect(desk.desk.slice(desk.slices(other)[0].id)?.status == .unknown)
    guard case .done = desk.command(.release(Self.aapl, reason: "ok")) else { throw ActTests.Unexpected() }
    #expect(desk.log.last { $0.kind == .released }?.reason == "AAPL: ok")
    #expect(desk.command(.release(Self.aapl, reason: "ok")) == .refused(.notKilled))
    #expect(desk.parent(held)?.hold?.cause == .kill, "a release resumes nothing")
  }

  @Test func aReasonMayBeGivenAfterToEachHaltByItself() throws {
    var (desk, first, _, _) = try Self.desk()
    #expect(desk.command(.explainKill(Self.aapl, reason: "why")) == .refused(.notKilled))
    desk.command(.kill(Self.aapl, reason: ""))
    desk.command(.kill(.parent(first), reason: ""))
    #expect(desk.command(.explainKill(Self.aapl, reason: "")) == .refused(.reasonMissing))
    desk.command(.explainKill(.parent(first), reason: "typo"))
    #expect(desk.desk.kill.scoped.map(\.engagement.reason) == ["", "typo"])
    #expect(desk.command(.explainKill(reason: "all")) == .refused(.notKilled))
  }

  @Test func anOrderThatIsOverOrUnknownIsNotHalted() throws {
    var (desk, first, _, _) = try Self.desk()
    let nobody = try #require(ClientOrderID("e75962b287258aa363d1fb99"))
    #expect(desk.command(.kill(.parent(nobody), reason: "")) == .refused(.noSuchOrder(nobody)))
    desk.command(.cancelParent(first))
    try endAll(&desk)
    guard case .refused(.alreadyOver(first, _)) = desk.command(.kill(.parent(first), reason: "")) else {
      throw ActTests.Unexpected()
    }
    #expect(desk.desk.kill.scoped.isEmpty)
  }

  @Test func aRestartKeepsHaltsAndForgetsThoseOfOrdersThatAreOver() throws {
    var (desk, first, second, _) = try Self.desk()
    desk.command(.kill(Self.aapl, reason: "a"))
    desk.command(.kill(.parent(first), reason: "b"))
    desk.command(.kill(.parent(second), reason: "c"))
    try endAll(&desk)
    desk.command(.cancelParent(first))
    #expect(desk.parent(first)?.status.isFinal == true)
    var next = desk.restarted()
    #expect(next.desk.kill.scoped.map(\.scope) == [Self.aapl, .parent(second)])
    #expect(next.desk.kill.scoped.map(\.engagement.reason) == ["a", "c"])
    #expect(next.log.contains { $0.kind == .released && $0.parentID == first })
    try next.quote()
    next.advance(.seconds(400))
    #expect(next.submissions.isEmpty)
    let halt = try #require(next.desk.kill.engagement(of: Self.aapl))
    #expect(next.command(.resume(second, .skip)) == .refused(.killed(halt, scope: Self.aapl)))
    #expect(next.restarted().desk.kill == next.desk.kill)
  }

  /// Its send is queued behind a commit that takes long: after a quick release and resume it would leave
  /// before those are on disk, where the halt still stands.
  @Test(arguments: [true, false])
  func aHaltEndsWhatWasArmed(isWhole: Bool) throws {
    var desk = DeskHarness()
    let id = try desk.enter("buy 300 AAPL over 3m")
    desk.advance(.seconds(59))
    try desk.fillEverythingSent()
    let scope = isWhole ? KillScope.all : .symbol(try symbol("AAPL"))
    let next = try #require(desk.slices(id).first { $0.status == .pending })
    desk.now = next.due - .milliseconds(100)
    try desk.quote()
    desk.handle(.tick)
    #expect(desk.desk.slice(next.id)?.status == .sending)
    desk.command(.kill(scope, reason: "x"))
    #expect(desk.desk.slice(next.id)?.status == .blockedKillSwitch)
    desk.command(.release(scope, reason: "y"))
    desk.command(.resume(id, .skip))
    guard case (.stop, _) = desk.desk.authorize(next.id, attempt: 1, killWord: false, at: next.due) else {
      throw ActTests.Unexpected()
    }
  }
}
