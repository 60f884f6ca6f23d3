internal import Brokers
internal import DequeModule
internal import OrderStore
internal import SlicingCore
internal import Synchronization

extension DeskModel {
  /// Takes in the effects of one event. Cancels and questions go out here and now: they wait for no commit
  /// and no guard. Everything else queues.
  func enqueue(_ effects: [Effect], replyingTo continuation: CheckedContinuation<CommandAnswer, Never>? = nil)
  {
    stops.store(desk.stops, ordering: .sequentiallyConsistent)
    var changes = false
    for effect in effects {
      switch effect {
      case .cancel(let id, let brokerOrderID): broker.cancel(id, brokerOrderID: brokerOrderID)
      case .query(let id): broker.query(id)
      case .queryOpen: broker.queryOpen()
      case .firm(let act): if act.stopsTrading { tellFirm(act) } else { work.append(.firm(act)) }
      case .alert(let alert): post(alert)
      case .answer(let answer):
        if let continuation { reply(Reply(answer: answer, continuation: continuation), changes: changes) }
      case .persist(let commit):
        changes = true
        record(commit.log)
        work.append(.commit(commit))
      case .send(let id, let attempt): work.append(.send(id, attempt: attempt))
      case .openKillWord:
        releasing = killWord.halts
        work.append(.openKillWord)
      }
    }
    rearmTimer()
    startWatchdog()
    if !effects.isEmpty { publishSoon() }
    startDraining()
  }

  /// An answer waits for the commits before it. While none can be written it does not wait: whoever asked is
  /// told how it stands.
  private func reply(_ reply: Reply, changes: Bool) {
    if let failure = writingFailure {
      let answer = changes ? reply.answer.unstored(because: failure) : reply.answer
      return reply.continuation.resume(returning: answer)
    }
    lastReply += 1
    replies[lastReply] = reply
    work.append(.reply(lastReply))
  }

  private func startDraining() {
    guard !work.isEmpty, !isDraining else { return }
    isDraining = true
    Task { await self.drain() }
  }

  /// Empties the queue in rounds: all commits of a round in one transaction, then what depended on them. A
  /// commit may so move ahead of an earlier send; never the other way round.
  private func drain() async {
    while !work.isEmpty {
      let round = work
      work.removeAll(keepingCapacity: round.count <= options.workLimit)
      let commits = round.compactMap { if case .commit(let commit) = $0 { commit } else { nil } }
      #if PLANTED_BUGS
        let isStored = await persist(PlantedBug.sendBeforeCommit.isOn ? heldBack(commits) : commits)
      #else
        let isStored = await persist(commits)
      #endif
      for (index, item) in round.enumerated() {
        #if PLANTED_BUGS
          if index > 0, case .send = item, case .send = round[index - 1] {
            CrashPoint.betweenSends.reached()
          }
        #endif
        carryOut(item, isStored: isStored)
        // So that in a round of thousands a halt is recorded, and its cancels leave, in between.
        if index % DeskModel.breath == DeskModel.breath - 1 { await Task.yield() }
      }
    }
    isDraining = false
  }

  #if PLANTED_BUGS
    /// A dozen commits share one transaction, and what depended on the first eleven has long been done.
    private func heldBack(_ commits: [Commit]) -> [Commit] {
      commitsHeldBack += commits
      guard commitsHeldBack.count >= 12 || stage != .running else { return [] }
      defer { commitsHeldBack = [] }
      return commitsHeldBack
    }
  #endif

  /// Effects carried out before anything else gets its turn.
  private static let breath = 64

  /// How old an authorization may be at the wire: a broker that hung must not send, on waking, what the end
  /// of its window has overtaken. What a hold, a cancel or a trip has overtaken is not sent however young it
  /// is: `stops` has moved, and the order goes through the gate again.
  private static let handOverLimit = Duration.seconds(1)

  /// What was not stored is not answered as done, and opens nothing; a send still goes through the gate,
  /// which knows of the failure and records the slice as blocked.
  private func carryOut(_ item: Work, isStored: Bool) {
    switch item {
    case .commit: break
    case .send(let id, let attempt): send(id, attempt: attempt)
    case .openKillWord: openKillWord(isStored: isStored)
    case .firm(let act): if isStored { tellFirmUnlessOvertaken(act) }
    case .reply(let number):
      guard let reply = replies.removeValue(forKey: number) else { return }
      let failure = desk.storageFailure ?? "the program is ending"
      reply.continuation.resume(returning: isStored ? reply.answer : reply.answer.unstored(because: failure))
    }
  }

  /// The gate and the hand-over, one uninterrupted step: nothing in here awaits.
  private func send(_ id: ClientOrderID, attempt: Int) {
    // What the end of the program stops stays an intent; the next start asks the broker about it.
    guard stage == .running else { return }
    // Every change of it is told; this is for the one whose telling has not got here, and for a reading that
    // has grown too old.
    if let firm, !firm.allowsTrading || !desk.firm.allowsTrading { takeFirmReading() }
    let (authorization, effects) = desk.authorize(
      id, attempt: attempt, killWord: killWord.isEngaged, at: clock.now())
    if case .go(let submission) = authorization {
      let late = ContinuousClock.now + DeskModel.handOverLimit
      #if PLANTED_BUGS
        CrashPoint.beforeHandOver.reached()
      #endif
      let allowed = desk.stops
      stops.store(allowed, ordering: .sequentiallyConsistent)
      broker.submit(
        submission,
        permit: { [self] in
          !killWord.isEngaged && firm?.allowsTrading ?? true
            && stops.load(ordering: .sequentiallyConsistent) == allowed
            && ContinuousClock.now < late
        })
      #if PLANTED_BUGS
        CrashPoint.afterHandOver.reached()
      #endif
    }
    enqueue(effects)
  }
}
