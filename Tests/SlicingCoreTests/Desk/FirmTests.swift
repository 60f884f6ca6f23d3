import Testing

@testable import SlicingCore

/// A desk under the switch that all desks of a firm share.
@Suite struct FirmTests {
  static let halt = FirmReading.Engagement(by: "desk 7", at: DeskHarness.opening, reason: "news")
  static let trip = FirmReading.Trip(reason: "OVERFILL", details: "desk 7", at: nil)

  /// An order of three slices, its first one at the venue.
  static func desk() throws -> (DeskHarness, ClientOrderID) {
    var desk = DeskHarness(sharesFirmSwitch: true)
    desk.handle(.firm(.open))
    let id = try desk.enter("buy 300 AAPL over 3m")
    desk.advance(.seconds(1))
    desk.accept(desk.slices(id)[0].id)
    return (desk, id)
  }

  private static func refusal(_ desk: inout DeskHarness) throws -> Refusal? {
    let ticket = OrderTicket(request: try OrderLine.parse("buy 10 MSFT over 1m"))
    try desk.quote("MSFT")
    guard case .refused(let refusal) = desk.command(.submit(ticket)) else { return nil }
    return refusal
  }

  @Test func untilTheSwitchIsReadNothingIsEntered() throws {
    var desk = DeskHarness(sharesFirmSwitch: true)
    guard case .firm(.unreadable) = try Self.refusal(&desk) else { throw ActTests.Unexpected() }
    #expect(desk.desk.blocker(at: desk.now)?.contains("cannot be read") == true)
    desk.handle(.firm(.open))
    #expect(try Self.refusal(&desk) == nil)
  }

  @Test func aDeskThatSharesNoneHearsOfNone() throws {
    var desk = DeskHarness()
    desk.handle(.firm(.engaged(Self.halt)))
    #expect(desk.desk.firm == .open && !desk.desk.kill.isEngaged)
    desk.command(.kill(reason: "mine"))
    desk.command(.tripBreaker(reason: "mine"))
    #expect(desk.firmActs.isEmpty)
  }

  @Test func theFirmsHaltBecomesTheDesksOwnAndIsNotToldBack() throws {
    var (desk, id) = try Self.desk()
    desk.handle(.firm(.engaged(Self.halt)))
    #expect(desk.desk.kill.engagement?.by == .firm)
    #expect(desk.desk.kill.engagement?.reason == "the firm's switch, by desk 7: news")
    #expect(desk.desk.killReceipts().map(\.result) == [.stillAsking])
    #expect(desk.cancels == [desk.slices(id)[0].id])
    #expect(desk.parent(id)?.hold?.cause == .kill)
    #expect(desk.alerts.contains { $0.kind == .kill })
    #expect(desk.firmActs.isEmpty)
    // The word follows with the alert in the actor; here the record and the reading have to hold by
    // themselves.
    guard case .killed = try Self.refusal(&desk) else { throw ActTests.Unexpected() }
    desk.advance(.seconds(200))
    #expect(desk.submissions.count == 1)
    #expect(desk.statuses(id).dropFirst().allSatisfy { $0 == .blockedKillSwitch })
  }

  /// Released by another desk meanwhile, the firm is halted again by whoever halts here once more.
  @Test func aSecondHaltIsToldToAFirmThatWasReleased() throws {
    var (desk, _) = try Self.desk()
    desk.command(.kill(reason: "mine"))
    #expect(desk.firmActs.count == 1)
    guard case .refused(.alreadyKilled) = desk.command(.kill(reason: "again")) else {
      throw ActTests.Unexpected()
    }
    #expect(desk.firmActs.last == .engage(reason: "again", by: DeskHarness.trader))
    #expect(desk.firmActs.count == 2)
  }

  /// A word that is set and nobody owns up to may be a lost file: this desk's matter.
  @Test func aKillWordWithoutAPersonStopsThisDeskAlone() throws {
    var (desk, _) = try Self.desk()
    desk.handle(.command(.kill(reason: "found set"), by: .killWord))
    #expect(desk.desk.kill.isEngaged && desk.firmActs.isEmpty)
  }

  @Test func aTripAndResetThatThisDeskNeverHeardOfTripIt() throws {
    var (desk, id) = try Self.desk()
    desk.handle(.firm(.quiet(until: desk.now + .seconds(300), after: Self.trip)))
    #expect(desk.desk.breaker.trip?.by == .firm)
    #expect(desk.parent(id)?.hold?.cause == .breaker)
    #expect(desk.cancels.isEmpty, "another desk's books are no reason to leave the queue")
  }

  /// The server forgetting it, or another desk's release, is not this desk's release.
  @Test func aHaltOfTheFirmStaysHereWhenTheFirmsIsOver() throws {
    var (desk, id) = try Self.desk()
    desk.handle(.firm(.engaged(Self.halt)))
    desk.handle(.order(try desk.report(desk.slices(id)[0].id, .canceled)))
    desk.handle(.firm(.open))
    #expect(desk.desk.kill.isEngaged)
    guard case .done = desk.command(.release(reason: "seen")) else { throw ActTests.Unexpected() }
    #expect(desk.firmActs.isEmpty, "the firm allows trading already")
    #expect(desk.parent(id)?.status == .held)
  }

  @Test func aReleaseWhileTheFirmIsHaltedReleasesBothAndWaitsForTheFirm() throws {
    var (desk, id) = try Self.desk()
    desk.handle(.firm(.engaged(Self.halt)))
    desk.handle(.order(try desk.report(desk.slices(id)[0].id, .canceled)))
    guard case .done = desk.command(.release(reason: "all clear")) else { throw ActTests.Unexpected() }
    let act = FirmAct.disengage(reason: "all clear", by: DeskHarness.trader)
    #expect(desk.firmActs == [act])
    #expect(desk.command(.resume(id, .skip)) == .refused(.firm(.engaged(Self.halt))))
    guard case .firm(.engaged) = try Self.refusal(&desk) else { throw ActTests.Unexpected() }
    // The server did not take the word: it is asked again, and the desk is not halted any more.
    guard case .done = desk.command(.release(reason: "all clear")) else { throw ActTests.Unexpected() }
    #expect(desk.firmActs == [act, act])
    #expect(desk.command(.release(reason: "")) == .refused(.reasonMissing))
    desk.handle(.firm(.open))
    guard case .done = desk.command(.resume(id, .skip)) else { throw ActTests.Unexpected() }
    #expect(desk.command(.release(reason: "x")) == .refused(.notKilled))
  }

  @Test func anotherHaltOfTheFirmHaltsAgain() throws {
    var (desk, id) = try Self.desk()
    desk.handle(.firm(.engaged(Self.halt)))
    desk.handle(.order(try desk.report(desk.slices(id)[0].id, .canceled)))
    desk.command(.release(reason: "ok"))
    desk.handle(.firm(.engaged(.init(by: "desk 9", at: nil, reason: ""))))
    #expect(desk.desk.kill.engagement?.reason == "the firm's switch, by desk 9")
  }

  @Test func theDesksOwnHaltAndTripAreToldAndNarrowerOnesAreNot() throws {
    var (desk, id) = try Self.desk()
    desk.command(.kill(.parent(id), reason: "one"))
    desk.command(.kill(.symbol(try symbol("AAPL")), reason: "two"))
    #expect(desk.firmActs.isEmpty)
    desk.command(.kill(reason: "three"))
    desk.command(.tripBreaker(reason: "four"))
    #expect(
      desk.firmActs == [
        .engage(reason: "three", by: DeskHarness.trader),
        .trip(.manual, details: "four", by: DeskHarness.trader),
      ])
  }

  /// A halt or trip of this desk's own may still wait to be recorded there, and must not be once it is over.
  @Test func theEndOfItsOwnHaltAndTripIsToldHoweverTheFirmStands() throws {
    var (desk, id) = try Self.desk()
    desk.command(.kill(reason: "three"))
    desk.command(.tripBreaker(reason: "four"))
    desk.handle(.order(try desk.report(desk.slices(id)[0].id, .canceled)))
    guard case .done = desk.command(.release(reason: "five")),
      case .done = desk.command(.resetBreaker(reason: "six"))
    else { throw ActTests.Unexpected() }
    #expect(
      desk.firmActs.suffix(2) == [
        .disengage(reason: "five", by: DeskHarness.trader), .reset(reason: "six", by: DeskHarness.trader),
      ])
  }

  /// Told hours later, when the disk works again, it would lift what stands there then.
  @Test func whatCannotBeStoredIsNotAskedOfTheFirm() throws {
    var (desk, _) = try Self.desk()
    desk.handle(.firm(.tripped(Self.trip)))
    desk.handle(.storage(failure: "disk full"))
    #expect(desk.command(.resetBreaker(reason: "seen")) == .refused(.storageDown("disk full")))
    desk.handle(.storage(failure: nil))
    desk.command(.resetBreaker(reason: "seen"))
    desk.advance(.seconds(300))
    desk.handle(.firm(.engaged(Self.halt)))
    desk.handle(.order(try desk.report(desk.slices(desk.desk.books[0].parent.id)[0].id, .canceled)))
    guard case .done = desk.command(.release(reason: "seen")) else { throw ActTests.Unexpected() }
    #expect(!desk.desk.kill.isEngaged)
    desk.handle(.storage(failure: "disk full"))
    #expect(desk.command(.release(reason: "again")) == .refused(.storageDown("disk full")))
  }

  /// What holds every order is one alert: one for each of them would push all others off the list.
  @Test func anOutageIsOneAlert() throws {
    var (desk, id) = try Self.desk()
    let before = desk.alerts.count
    desk.handle(.firm(.unreadable("no answer")))
    #expect(desk.parent(id)?.hold?.cause == .firm)
    #expect(desk.alerts.count == before + 1 && desk.alerts.last?.kind == .kill)
  }

  @Test func theFirmsTripIsLatchedHereWithItsReason() throws {
    for (reason, expected) in [("OVERFILL", TripReason.overfill), ("VAR_BREACH", .manual)] {
      var (desk, id) = try Self.desk()
      desk.handle(.firm(.tripped(.init(reason: reason, details: "far off", at: nil))))
      let trip = try #require(desk.desk.breaker.trip)
      #expect(trip.reason == expected)
      #expect(trip.by == .firm)
      #expect(trip.details.contains("far off"))
      #expect(desk.firmActs.isEmpty)
      #expect(desk.parent(id)?.hold?.cause == .breaker)
      #expect(desk.cancels.isEmpty, "another desk's books are no reason to leave the queue")
      desk.handle(.firm(.open))
      #expect(desk.desk.breaker.trip == trip, "reset elsewhere is not reset here")
    }
  }

  @Test func aResetIsToldToAFirmThatIsTrippedAndWaitsForIt() throws {
    var (desk, id) = try Self.desk()
    desk.handle(.firm(.tripped(Self.trip)))
    guard case .done = desk.command(.resetBreaker(reason: "seen")) else { throw ActTests.Unexpected() }
    let act = FirmAct.reset(reason: "seen", by: DeskHarness.trader)
    #expect(desk.firmActs == [act])
    // The firm's word was lost: only the firm is asked again.
    desk.advance(.seconds(300))
    #expect(desk.desk.breaker.state == .open)
    guard case .firm(.tripped) = try Self.refusal(&desk) else { throw ActTests.Unexpected() }
    guard case .done = desk.command(.resetBreaker(reason: "seen")) else { throw ActTests.Unexpected() }
    #expect(desk.firmActs == [act, act])
    let quiet = FirmReading.quiet(until: desk.now + .seconds(60), after: Self.trip)
    desk.handle(.firm(quiet))
    #expect(desk.desk.breaker.state == .open, "what was reset here is not tripped again by the firm's reset")
    #expect(try Self.refusal(&desk) == .firm(quiet))
    #expect(desk.desk.blockerEnds(at: desk.now) == desk.now + .seconds(60))
    desk.handle(.firm(.open))
    desk.handle(.order(try desk.report(desk.slices(id)[0].id, .canceled)))
    guard case .done = desk.command(.resume(id, .skip)) else { throw ActTests.Unexpected() }
  }

  /// Tripped and reset while this desk could not hear it: it was never reset here.
  @Test func aQuietFirmFoundAfterSilenceTripsTheDesk() throws {
    var (desk, _) = try Self.desk()
    desk.handle(.firm(.unreadable("no answer")))
    desk.handle(.firm(.quiet(until: desk.now + .seconds(60), after: Self.trip)))
    #expect(desk.desk.breaker.trip?.reason == .overfill)
    #expect(desk.firmActs.isEmpty)
  }

  @Test func aSwitchThatCannotBeReadHoldsEveryOrderUntilItIsResumed() throws {
    var (desk, id) = try Self.desk()
    let slice = desk.slices(id)[0].id
    desk.handle(.firm(.unreadable("no answer")))
    #expect(desk.parent(id)?.hold?.cause == .firm)
    #expect(desk.cancels.isEmpty, "working orders stay")
    #expect(desk.alerts.count { $0.kind == .kill } == 1)
    desk.handle(.firm(.unreadable("refused")))
    #expect(desk.alerts.count { $0.kind == .kill } == 1)
    guard case .firm(.unreadable) = try Self.refusal(&desk) else { throw ActTests.Unexpected() }
    guard case .refused(.firm(.unreadable)) = desk.command(.resume(id, .skip)) else {
      throw ActTests.Unexpected()
    }
    desk.advance(.seconds(61))
    #expect(desk.submissions.count == 1)
    desk.handle(.firm(.open))
    desk.advance(.seconds(61))
    #expect(desk.submissions.count == 1, "back, and still held")
    try desk.fill(slice, 100)
    guard case .done = desk.command(.resume(id, .catchUp, acknowledged: Set(LimitRule.allCases))) else {
      throw ActTests.Unexpected()
    }
    desk.advance(.seconds(120))
    #expect(desk.submissions.count > 1)
  }

  @Test func whileItCannotBeReadNothingIsReleasedOrReset() throws {
    var (desk, id) = try Self.desk()
    desk.command(.kill(reason: "x"))
    desk.command(.tripBreaker(reason: "x"))
    desk.handle(.order(try desk.report(desk.slices(id)[0].id, .canceled)))
    let silent = FirmReading.unreadable("no answer")
    desk.handle(.firm(silent))
    #expect(desk.command(.release(reason: "ok")) == .refused(.firm(silent)))
    #expect(desk.command(.resetBreaker(reason: "ok")) == .refused(.firm(silent)))
    desk.handle(.firm(.open))
    guard case .done = desk.command(.release(reason: "ok")),
      case .done = desk.command(.resetBreaker(reason: "ok"))
    else { throw ActTests.Unexpected() }
  }

  /// Whatever holds it: the gate itself asks the reading, in the step that hands over.
  @Test func theGateAsksTheReading() throws {
    let readings: [(FirmReading, SliceStatus)] = [
      (.engaged(Self.halt), .blockedKillSwitch), (.tripped(Self.trip), .blockedCircuitBreaker),
      (.quiet(until: DeskHarness.opening + .seconds(900), after: Self.trip), .blockedCircuitBreaker),
      (.unreadable("no answer"), .blockedKillSwitch),
    ]
    for (reading, status) in readings {
      var (desk, id) = try Self.desk()
      desk.desk.firm = reading
      desk.advance(.seconds(61))
      #expect(desk.slices(id)[1].status == status)
      #expect(desk.slices(id)[1].reason == reading.words)
      #expect((desk.parent(id)?.hold?.cause == .firm) == (reading == .unreadable("no answer")))
    }
  }

  @Test func afterARestartNothingGoesUntilTheSwitchIsRead() throws {
    var (desk, id) = try Self.desk()
    desk.handle(.firm(.engaged(Self.halt)))
    var next = desk.restarted()
    #expect(next.desk.kill.engagement?.by == .firm)
    #expect(!next.desk.firm.allowsTrading)
    next.handle(.firm(.open))
    #expect(next.desk.kill.isEngaged)
    #expect(next.parent(id)?.status == .held)
  }
}
