import Testing

@testable import SlicingCore

/// What the simulation found about executions taken back.
@Suite struct BustFindingsTests {
  /// Seed 977: shares planned anew came to be owed once more, and the next resume planned them twice.
  @Test func sharesPlannedAnewAreNotOwedAgainWhenALateFillIsTakenBack() throws {
    var desk = DeskHarness()
    let parent = try desk.enter("buy 100 AAPL over 5m")
    desk.advance(.milliseconds(100))
    let id = try #require(desk.slices(parent).first).id
    desk.accept(id)
    desk.handle(.order(try desk.report(id, .canceled)))
    desk.command(.hold(parent, reason: "looking"))
    desk.command(.resume(parent, .spread))
    #expect(desk.desk.slice(id)?.rest == .moved)
    let late = try desk.fill(id, 20)
    #expect(desk.parent(parent)?.hold?.cause == .mismatch, "120 shares of 100 are accounted for")
    desk.handle(.bust(executionID: late.executionID, clientOrderID: id))
    #expect(desk.desk.slice(id)?.rest == .moved)
    #expect(desk.shares(parent).owed == 0)
    #expect(desk.shares(parent).total == 100)
  }

  /// Without any decision before it, what the venue takes back waits for one.
  @Test func sharesTakenBackAreOwed() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    let execution = try desk.fill(id, 100)
    desk.handle(.bust(executionID: execution.executionID, clientOrderID: id))
    #expect(desk.desk.slice(id)?.rest == .owed)
    #expect(desk.shares(parent).owed == 100)
  }
}
