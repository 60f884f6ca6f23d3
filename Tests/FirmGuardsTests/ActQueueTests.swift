#if FIRM_GUARDS
  import SlicingCore
  import Testing

  @testable import FirmGuards

  @Suite struct ActQueueTests {
    static let anna = Actor("trader:anna")
    static let engage = FirmAct.engage(reason: "a", by: anna)
    static let trip = FirmAct.trip(.manual, details: "", by: anna)
    static let disengage = FirmAct.disengage(reason: "b", by: anna)
    static let reset = FirmAct.reset(reason: "b", by: anna)
    static let error = FirmError.refused("MISCONF")

    let heard = Heard<Result<FirmOutcome, FirmError>>()

    func pending(_ act: FirmAct) -> PendingAct {
      PendingAct(act: act, knowledge: FirmKnowledge()) { [heard] in heard.note($0) }
    }

    /// A queue that keeps a halt and a trip.
    func keeping() -> ActQueue {
      var queue = ActQueue()
      queue.admit([pending(ActQueueTests.engage), pending(ActQueueTests.trip)])
      queue.beginTurn()
      queue.refuseAll(ActQueueTests.error)
      return queue
    }

    @Test func whatStopsTradingIsKeptAndSaidOnce() {
      var queue = keeping()
      queue.beginTurn()
      queue.refuseAll(.unreachable("x"))
      #expect(queue.acts == [ActQueueTests.engage, ActQueueTests.trip])
      let kept = Result<FirmOutcome, FirmError>.success(.kept(ActQueueTests.error))
      #expect(heard.values == [kept, kept])
    }

    @Test(arguments: [(disengage, trip), (reset, engage)])
    func aReleaseTakesBackWhatWaitsOfItsOwnKind(release: FirmAct, left: FirmAct) {
      var queue = keeping()
      queue.admit([pending(release)])
      #expect(heard.values.last == .failure(.withdrawn))
      #expect(queue.acts == [left, release])
    }

    /// All of them were asked for before the first was tried.
    @Test func aReleaseTakesBackWhatWasRefusedInTheSameTurn() {
      var queue = ActQueue()
      queue.admit([pending(ActQueueTests.engage), pending(ActQueueTests.disengage)])
      queue.beginTurn()
      queue.refuseAll(ActQueueTests.error)
      #expect(queue.acts.isEmpty)
      #expect(
        heard.values == [
          .success(.kept(ActQueueTests.error)), .failure(.withdrawn), .failure(ActQueueTests.error),
        ])
    }

    @Test func aHaltAfterTheReleaseStays() {
      var queue = keeping()
      queue.admit([pending(ActQueueTests.disengage), pending(ActQueueTests.engage)])
      queue.beginTurn()
      queue.refuseAll(ActQueueTests.error)
      #expect(queue.acts == [ActQueueTests.trip, ActQueueTests.engage])
    }

    static let explain = FirmAct.explain(reason: "why", by: anna)

    /// A halt, its reason and a trip, refused once.
    private func explained() -> ActQueue {
      var queue = keeping()
      queue.admit([pending(ActQueueTests.explain)])
      queue.beginTurn()
      queue.refuseAll(ActQueueTests.error)
      return queue
    }

    @Test func aReasonWaitsAndTheLaterOneStays() {
      var queue = explained()
      #expect(queue.acts == [ActQueueTests.engage, ActQueueTests.trip, ActQueueTests.explain])
      let later = FirmAct.explain(reason: "better", by: ActQueueTests.anna)
      queue.admit([pending(later)])
      #expect(heard.values.last == .failure(.withdrawn))
      #expect(queue.acts == [ActQueueTests.engage, ActQueueTests.trip, later])
      queue.admit([pending(ActQueueTests.disengage)])
      queue.beginTurn()
      queue.refuseAll(ActQueueTests.error)
      #expect(queue.acts == [ActQueueTests.trip], "the release takes back both")
    }

    /// Its halt is not recorded yet, and so does not stand there.
    @Test func aReasonWaitsForItsHaltAndNotForOneThatIsNoMore() {
      var queue = explained()
      queue.beginTurn()
      while let pending = queue.next() {
        queue.refused(pending, pending.act == ActQueueTests.explain ? .noSuchHalt : ActQueueTests.error)
      }
      #expect(queue.acts == [ActQueueTests.engage, ActQueueTests.trip, ActQueueTests.explain])
      var alone = ActQueue()
      alone.admit([pending(ActQueueTests.explain)])
      alone.beginTurn()
      alone.refuseAll(.noSuchHalt)
      #expect(alone.acts.isEmpty && heard.values.last == .failure(.noSuchHalt))
    }

    @Test func oneOfEachKindWaits() {
      var queue = keeping()
      for _ in 0..<100 { queue.admit([pending(.engage(reason: "later", by: ActQueueTests.anna))]) }
      #expect(queue.acts == [ActQueueTests.engage, ActQueueTests.trip])
      #expect(heard.values.count == 102)
      #expect(heard.values.allSatisfy { $0 == .success(.kept(ActQueueTests.error)) })
    }
  }
#endif
