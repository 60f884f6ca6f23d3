internal import Brokers
internal import DequeModule
internal import OrderStore
internal import SlicingCore

extension DeskModel {
  /// Takes in the effects of one event. Cancels and questions go out here and now: they wait for no commit and
  /// no guard. Everything else queues.
  func enqueue(_ effects: [Effect], replyingTo continuation: CheckedContinuation<CommandAnswer, Never>? = nil)
  {
    for effect in effects {
      switch effect {
      case .cancel(let id, let brokerOrderID): broker.cancel(id, brokerOrderID: brokerOrderID)
      case .query(let id): broker.query(id)
      case .alert(let alert): alerts = alerts.suffix(99) + [alert]
      case .answer(let answer):
        guard let continuation else { continue }
        work.append(.reply(continuation, answer))
      case .persist(let commit):
        record(commit.log)
        work.append(.effect(effect))
      case .send, .openKillWord: work.append(.effect(effect))
      }
    }
    rearmTimer()
    startWatchdog()
    if !effects.isEmpty { publishSoon() }
    if !work.isEmpty, !isDraining {
      isDraining = true
      Task { await self.drain() }
    }
  }

  /// Empties the queue in rounds: all commits of a round in one transaction, then what depended on them. A commit
  /// may so move ahead of an earlier send; never the other way round.
  private func drain() async {
    while !work.isEmpty {
      let round = work
      work.removeAll(keepingCapacity: true)
      let commits = round.compactMap { item -> Commit? in
        if case .effect(.persist(let commit)) = item { commit } else { nil }
      }
      let isStored = commits.isEmpty ? true : await persist(commits)
      for item in round { carryOut(item, isStored: isStored) }
    }
    isDraining = false
    for waiter in whenDrained { waiter.resume() }
    whenDrained = []
  }

  /// What was not stored is not answered as done, and opens nothing; a send still goes through the gate, which
  /// knows of the failure and records the slice as blocked.
  private func carryOut(_ item: Work, isStored: Bool) {
    switch item {
    case .effect(.send(let id, let attempt)): send(id, attempt: attempt)
    case .effect(.openKillWord): if isStored { openKillWord() }
    case .reply(let continuation, let answer):
      let failure = desk.storageFailure ?? "the commit failed"
      continuation.resume(returning: isStored ? answer : .refused(.storageDown(failure)))
    case .effect: break
    }
  }

  /// The gate and the hand-over, one uninterrupted step: nothing in here awaits.
  private func send(_ id: ClientOrderID, attempt: Int) {
    let (authorization, effects) = desk.authorize(
      id, attempt: attempt, killWord: killWord.isEngaged, at: clock.now())
    if case .go(let submission) = authorization {
      broker.submit(submission, permit: { [killWord] in !killWord.isEngaged })
    }
    enqueue(effects)
  }

  /// The release is on disk; the word is opened unless somebody halted again meanwhile.
  private func openKillWord() {
    guard !desk.kill.isEngaged else { return }
    do throws(KillWordError) {
      try killWord.release()
    } catch {
      let text = "the kill word cannot be opened, trading stays stopped: \(error)"
      alerts.append(Alert(kind: .storage, text: text))
      apply(.command(.kill(reason: text), by: .desk))
    }
  }

  /// One transaction, tried until it works: what it holds has happened. Until then nothing is sent; cancels do
  /// not come this way.
  ///
  /// - Returns: false where it can never work, or the program is ending.
  private func persist(_ commits: [Commit]) async -> Bool {
    while true {
      do throws(StoreError) {
        try await store.commit(commits)
        if desk.storageFailure != nil { apply(.storage(failure: nil)) }
        return true
      } catch {
        if desk.storageFailure == nil {
          alerts.append(Alert(kind: .storage, text: "the order store cannot write: \(error)"))
        }
        apply(.storage(failure: "\(error)"))
        publishSoon()
        if !error.isPassing || isStopping { return false }
        await pause(.milliseconds(500))
      }
    }
  }

  /// Returns once every queued effect is carried out, or after `limit`.
  func drained(orAfter limit: TimeSpan) async {
    guard isDraining || !work.isEmpty else { return }
    let timeout = Task {
      await self.pause(limit)
      self.releaseDrainWaiters()
    }
    await withCheckedContinuation { whenDrained.append($0) }
    timeout.cancel()
  }

  private func releaseDrainWaiters() {
    for waiter in whenDrained { waiter.resume() }
    whenDrained = []
  }
}
