import Testing

@testable import SlicingCore

/// What the firm's record and this desk's say of one another: reasons given later, a trip behind a halt.
@Suite struct FirmRecordTests {
  @Test func aReasonGivenLaterIsToldToTheFirm() throws {
    var (desk, id) = try FirmTests.desk()
    desk.command(.kill(.parent(id), reason: ""))
    desk.command(.explainKill(.parent(id), reason: "one order's"))
    #expect(desk.firmActs.isEmpty)
    desk.command(.kill(reason: ""))
    desk.command(.explainKill(reason: "fat finger"))
    #expect(
      desk.firmActs == [
        .engage(reason: "", by: DeskHarness.trader), .explain(reason: "fat finger", by: DeskHarness.trader),
      ])
  }

  /// Nobody was told of that halt, unless the firm is halted by whoever set the word.
  @Test func aKillWordsReasonIsThisDesksUnlessTheFirmIsHalted() throws {
    var (desk, _) = try FirmTests.desk()
    desk.handle(.command(.kill(reason: "found set"), by: .killWord))
    desk.command(.explainKill(reason: "a lost file"))
    #expect(desk.firmActs.isEmpty)
    desk.handle(.firm(.engaged(FirmTests.halt)))
    desk.command(.explainKill(reason: "anna from outside"))
    #expect(desk.firmActs == [.explain(reason: "anna from outside", by: DeskHarness.trader)])
  }

  private static func engaged(_ reason: String, trip: FirmReading.Trip? = nil) -> FirmReading {
    .engaged(.init(by: "desk 7", at: DeskHarness.opening, reason: reason, trip: trip))
  }

  @Test func theFirmsReasonReachesTheRecordOfWhatItHalted() throws {
    var (desk, _) = try FirmTests.desk()
    desk.handle(.firm(Self.engaged("")))
    let before = try #require(desk.desk.kill.engagement)
    desk.handle(.firm(Self.engaged("fat finger")))
    let after = try #require(desk.desk.kill.engagement)
    #expect(after.reason == "the firm's switch, by desk 7: fat finger")
    #expect(after.at == before.at && after.by == .firm && after.orders == before.orders)
    #expect(desk.log.count { $0.kind == .explained && $0.actor == .firm } == 1)
    #expect(desk.log.count { $0.kind == .killed } == 1)
    #expect(desk.firmActs.isEmpty)
  }

  @Test func theFirmsReasonTakesNoOtherReasonsPlace() throws {
    var (mine, _) = try FirmTests.desk()
    mine.command(.kill(reason: "mine"))
    mine.handle(.firm(Self.engaged("")))
    mine.handle(.firm(Self.engaged("fat finger")))
    #expect(mine.desk.kill.engagement?.reason == "mine")
    var (told, _) = try FirmTests.desk()
    told.handle(.firm(Self.engaged("")))
    told.command(.explainKill(reason: "our view of it"))
    told.handle(.firm(Self.engaged("fat finger")))
    #expect(told.desk.kill.engagement?.reason == "our view of it")
  }

  /// This desk was released, and the firm is not yet: the halt that is explained now is the one it had.
  @Test func aReasonHaltsNobodyAgain() throws {
    var (desk, id) = try FirmTests.desk()
    desk.handle(.firm(Self.engaged("")))
    desk.handle(.order(try desk.report(desk.slices(id)[0].id, .canceled)))
    desk.command(.release(reason: "ok"))
    desk.handle(.firm(Self.engaged("fat finger")))
    #expect(!desk.desk.kill.isEngaged)
    #expect(desk.desk.firm == Self.engaged("fat finger"))
  }

  // MARK: A trip behind a halt

  @Test func aResetBehindTheFirmsHaltSaysThatTheTripStays() throws {
    var (desk, _) = try FirmTests.desk()
    desk.handle(.firm(.tripped(FirmTests.trip)))
    desk.handle(.firm(Self.engaged("news", trip: FirmTests.trip)))
    guard case .done(let words) = desk.command(.resetBreaker(reason: "seen")) else {
      throw ActTests.Unexpected()
    }
    #expect(words.contains("the firm is halted") && words.contains("stays tripped"), "\(words)")
    #expect(words.contains("release, then reset again"), "\(words)")
    #expect(desk.firmActs.isEmpty)
    // It is as was said.
    desk.handle(.firm(.tripped(FirmTests.trip)))
    #expect(desk.desk.breaker.trip?.by == .firm)
    guard case .done = desk.command(.resetBreaker(reason: "seen")) else { throw ActTests.Unexpected() }
    #expect(desk.firmActs == [.reset(reason: "seen", by: DeskHarness.trader)])
  }

  @Test func aResetWhereOnlyTheFirmIsTrippedBehindItsHaltIsRefusedWithBoth() throws {
    var (desk, _) = try FirmTests.desk()
    let reading = Self.engaged("news", trip: FirmTests.trip)
    desk.handle(.firm(reading))
    let answer = desk.command(.resetBreaker(reason: "seen"))
    #expect(answer == .refused(.firm(reading)))
    guard case .refused(let refusal) = answer else { return }
    #expect(
      refusal.words.contains("is on") && refusal.words.contains("tripped as well: more filled than ordered"))
    #expect(refusal.words.contains("release the halt first, then reset"))
    desk.handle(.firm(Self.engaged("news")))
    #expect(desk.command(.resetBreaker(reason: "seen")) == .refused(.notTripped))
  }

  @Test func aReleaseSaysThatTheFirmsTripStays() throws {
    for trip in [FirmTests.trip, nil] {
      var (desk, id) = try FirmTests.desk()
      desk.handle(.firm(Self.engaged("news", trip: trip)))
      desk.handle(.order(try desk.report(desk.slices(id)[0].id, .canceled)))
      // The second asks the firm alone: its word was not taken.
      for _ in 1...2 {
        guard case .done(let words) = desk.command(.release(reason: "ok")) else {
          throw ActTests.Unexpected()
        }
        #expect(words.contains("the firm's breaker stays tripped") == (trip != nil), "\(words)")
      }
    }
  }

  /// No second halt, no second alarm for the halt; one line for the trip.
  @Test func aTripBehindAHaltIsALine() throws {
    var (desk, _) = try FirmTests.desk()
    desk.handle(.firm(Self.engaged("news")))
    let before = desk.log.count { $0.kind == .alarm }
    desk.handle(.firm(Self.engaged("news", trip: FirmTests.trip)))
    #expect(desk.log.count { $0.kind == .alarm } == before + 1)
    #expect(desk.log.last?.reason.contains("tripped as well") == true)
    #expect(desk.log.count { $0.kind == .killed } == 1)
  }

  /// What stops trading, and why, is meant however late it is done; what allows it only now.
  @Test func whatIsDoneLateAndWhatIsNot() {
    let actor = DeskHarness.trader
    let late: [FirmAct] = [
      .engage(reason: "", by: actor), .explain(reason: "x", by: actor),
      .trip(.manual, details: "", by: actor),
    ]
    let now: [FirmAct] = [.disengage(reason: "", by: actor), .reset(reason: "", by: actor)]
    #expect(late.allSatisfy(\.waitsForServer) && !now.contains(where: \.waitsForServer))
    #expect((late + now).map(\.stopsTrading) == [true, false, true, false, false])
  }

  @Test func aHaltIsKnownByWhenAndByWhom() {
    let halt = FirmTests.halt
    let at = DeskHarness.opening
    #expect(halt.isSameHalt(as: .init(by: "desk 7", at: at, reason: "another reason")))
    #expect(!halt.isSameHalt(as: .init(by: "desk 8", at: at, reason: "news")))
    #expect(!halt.isSameHalt(as: .init(by: "desk 7", at: at + .seconds(1), reason: "news")))
    let undated = FirmReading.Engagement(by: "desk 7", at: nil, reason: "news")
    #expect(undated.isSameHalt(as: undated))
    #expect(!undated.isSameHalt(as: .init(by: "desk 7", at: nil, reason: "other")))
  }
}
