internal import Brokers
internal import OrderStore
public import SlicingCore
internal import Synchronization

// The halt: a word outside the actor, and inside it the record of who, when and why. The word is set first
// and the record follows; a release is recorded first and the word follows. Here the two are brought
// together.

extension DeskModel {
  /// The halt: takes effect before this returns, whatever the model is doing; recording it and canceling what
  /// works follow.
  public nonisolated func halt(by actor: Actor, reason: String) {
    haltsOnTheirWay.add(1, ordering: .sequentiallyConsistent)
    killWord.engage(atWall: clock.wallNow())
    // The other desks need not wait for this one's model either. The model tells it once more, which changes
    // nothing.
    firm?.perform(.engage(reason: reason, by: actor), onFailure: { _ in })
    Task(priority: .high) { await self.recordHalt(by: actor, reason: reason) }
  }

  private func recordHalt(by actor: Actor, reason: String) {
    haltsOnTheirWay.subtract(1, ordering: .sequentiallyConsistent)
    guard options.readOnlyHolder == nil else { return }
    apply(.command(.kill(reason: reason), by: actor))
  }

  /// The word is set and no halt is recorded. Whoever set it from another terminal says so by name, right
  /// after, through the control socket; that gets a moment, so that the record names a person.
  func noticeKillWord() {
    guard killWord.isEngaged, !desk.kill.isEngaged, !isNoticingKillWord else { return }
    isNoticingKillWord = true
    Task {
      await self.pause(.milliseconds(200))
      self.isNoticingKillWord = false
      self.obeyKillWord()
    }
  }

  /// The release is on disk: the word is opened, unless anybody halted since it was decided. Whatever comes
  /// of it, word and record end up saying the same.
  func openKillWord(isStored: Bool) {
    guard let decided = releasing else { return }
    defer { obeyKillWord(reason: "the release was overtaken") }
    releasing = nil
    guard isStored, !desk.kill.isEngaged, haltsOnTheirWay.load(ordering: .sequentiallyConsistent) == 0 else {
      return
    }
    #if PLANTED_BUGS
      CrashPoint.beforeKillWordOpened.reached()
    #endif
    do throws(KillWordError) {
      _ = try killWord.release(unlessHaltedSince: decided)
    } catch {
      obeyKillWord(reason: "the kill word cannot be opened: \(error)")
    }
  }

  /// Another process may have set the kill word. The gate sees that by itself; this makes the model record it
  /// and cancel what works.
  func obeyKillWord(reason: String = "the kill word was set from outside") {
    // A halt of our own says itself who it was.
    guard killWord.isEngaged, !desk.kill.isEngaged,
      haltsOnTheirWay.load(ordering: .sequentiallyConsistent) == 0
    else { return }
    // Still set because a release waits for its commit.
    if let releasing, releasing == killWord.halts { return }
    apply(.command(.kill(reason: reason), by: .killWord))
  }
}
