internal import SlicingCore

// The process: events in, effects out, exactly as the actor does it: cancels and questions at once, commits
// in rounds, sends after their commit through the gate.

extension Simulator {
  /// One event in, its effects out; the checker looks after every one.
  func handle(_ event: Event, token: Int? = nil) throws(Violation) {
    trace(event)
    observe(event)
    checker.deskNow = deskNow
    try checker.willHandle(event, desk: desk)
    digest.add(event, at: deskNow)
    let effects = desk.handle(event, at: deskNow)
    trace(effects)
    observe(effects)
    digest.add(effects)
    try checker.didHandle(event, effects, desk: desk, at: deskNow)
    try enqueue(effects, token: token)
  }

  func timerFires() throws(Violation) {
    try obeyKillWord()
    guard host.isAlive else { return }
    try handle(.tick)
  }

  /// Another process may have set the kill word.
  func obeyKillWord() throws(Violation) {
    guard killWord, !desk.kill.isEngaged else { return }
    try handle(.command(.kill(reason: "the kill word was set from outside"), by: Actor("kill word")))
  }

  func enqueue(_ effects: [Effect], token: Int? = nil) throws(Violation) {
    for effect in effects where host.isAlive {
      switch effect {
      case .cancel(let id, _): sendCancel(id)
      case .query(let id): ask(id)
      case .queryOpen: askForAllOpen()
      case .firm(let act):
        if act.stopsTrading { tellFirm(act) } else { host.work.append(.effect(effect)) }
      case .alert: break
      case .answer(let answer): if let token { host.work.append(.reply(answer, token: token)) }
      case .persist, .send, .openKillWord: host.work.append(.effect(effect))
      }
      // The process dies between two effects, the commits of this very step not even queued.
      if case .cancel = effect, faults.strike(.crashBetweenEffects) { return try crash(losing: effects) }
    }
    guard host.isAlive, !host.work.isEmpty, !host.isDraining else { return }
    host.isDraining = true
    queue.add(.drain(life: host.life), at: now)
  }

  // MARK: Commits

  /// Takes the next round: its commits go to the disk in one transaction.
  func drain() throws(Violation) {
    while host.isAlive {
      guard !host.work.isEmpty else {
        host.isDraining = false
        return
      }
      host.round = host.work
      host.work = []
      if Simulator.commits(of: host.round).isEmpty {
        try carryOutRound(isStored: true)
      } else {
        #if PLANTED_BUGS
          if PlantedBug.sendBeforeCommit.isOn { try sendBeforeCommit() }
          guard host.isAlive else { return }
        #endif
        return try startCommit()
      }
    }
  }

  static func commits(of round: [Host.Work]) -> [Commit] {
    round.compactMap { if case .effect(.persist(let commit)) = $0 { commit } else { nil } }
  }

  func startCommit() throws(Violation) {
    if faults.strike(.crashBeforeCommit) {
      mark(.crashBeforeCommit)
      return try crash()
    }
    if faults.strike(.tornRecord) {
      mark(.tornRecord)
      return try crash()
    }
    // Somebody halts in the moment between an intent and its order: only the gate can know.
    if people.random.chance(perMille: 3), faults.strike(.haltFromOutside) { try haltFromOutside() }
    var latency = TimeSpan(microseconds: Int64(people.diskLatency()))
    if isMidnight, faults.strike(.midnightJobs) {
      latency = .milliseconds(faults.within(20...600, for: .midnightJobs))
    }
    if faults.strike(.slowCommit) {
      latency = .milliseconds(faults.within(20...3000, for: .slowCommit))
      mark(.slowCommit)
    }
    queue.add(.committed(life: host.life), at: now + latency)
  }

  /// The disk has answered. A passing trouble is tried again every half second; what is behind the commit
  /// waits.
  func commitEnds() throws(Violation) {
    if host.epoch != store.epoch {
      mark(.staleWriterRefused)
      #if PLANTED_BUGS
        if PlantedBug.staleWriterGoesOn.isOn {
          host.isFenced = true
          checker.isFenced = true
          return try carryOutRoundAndGoOn(isStored: true)
        }
      #endif
      host.isFenced = true
      checker.isFenced = true
      try handle(.storage(failure: "another process owns the store"))
      return try carryOutRoundAndGoOn(isStored: false)
    }
    for fault in [FaultClass.diskFull, .ioError] where faults.strike(fault) {
      mark(fault == .diskFull ? .diskFull : .ioError)
      if desk.kill.isEngaged { mark(.diskTroubleWhileKilled) }
      try handle(.storage(failure: fault == .diskFull ? "disk full" : "I/O error"))
      queue.add(.committed(life: host.life), at: now + .milliseconds(500))
      return
    }
    for commit in Simulator.commits(of: host.round) {
      do throws(ScriptedStore.Refused) {
        try store.apply(commit)
      } catch {
        throw Violation(invariant: .replay, step: steps, text: error.words)
      }
    }
    host.round = host.round.filter { if case .effect(.persist) = $0 { false } else { true } }
    backUp()
    checker.committed(kill: store.kill, breaker: store.breaker)
    if desk.storageFailure != nil { try handle(.storage(failure: nil)) }
    if faults.strike(.crashAfterCommit) {
      mark(.crashAfterCommit)
      return try crash()
    }
    try carryOutRoundAndGoOn(isStored: true)
  }

  private func carryOutRoundAndGoOn(isStored: Bool) throws(Violation) {
    try carryOutRound(isStored: isStored)
    if host.isAlive { try drain() }
  }

  /// What was not stored is not answered as done, and opens nothing; a send still goes through the gate.
  private func carryOutRound(isStored: Bool) throws(Violation) {
    let round = host.round
    host.round = []
    for item in round where host.isAlive {
      switch item {
      case .effect(.send(let id, let attempt)):
        try send(id, attempt: attempt)
        if faults.strike(.crashBetweenEffects) {
          mark(.crashBetweenEffects)
          try crash()
        }
      case .effect(.openKillWord):
        if isStored, !desk.kill.isEngaged {
          killWord = false
          people.isHaltedFromOutside = false
        }
      case .effect(.firm(let act)): if isStored { tellFirm(act) }
      case .reply(let answer, let token): if isStored { people.hear(answer, token: token, &checker) }
      case .effect: break
      }
    }
  }

  #if PLANTED_BUGS
    /// What the host of a desk with this bug would do: the orders first, then the disk.
    private func sendBeforeCommit() throws(Violation) {
      for item in host.round where host.isAlive {
        if case .effect(.send(let id, let attempt)) = item { try send(id, attempt: attempt) }
      }
    }
  #endif

  // MARK: The wire

  /// The gate and the hand-over, one uninterrupted step.
  private func send(_ id: ClientOrderID, attempt: Int) throws(Violation) {
    checker.deskNow = deskNow
    let (authorization, effects) = desk.authorize(id, attempt: attempt, killWord: killWord, at: deskNow)
    trace(effects)
    observe(effects)
    digest.add(effects)
    if case .go(let submission) = authorization {
      written.insert(id)
      attempts += 1
      try checker.wrote(
        submission, desk: desk, store: store, killWord: killWord, isHalted: people.isHaltedFromOutside,
        at: deskNow)
      wire(submission)
    }
    try checker.didAuthorize(effects, desk: desk, at: deskNow)
    try enqueue(effects)
  }
}
