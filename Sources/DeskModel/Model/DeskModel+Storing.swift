internal import OrderStore
internal import SlicingCore

// Commits, and what is told to whom when one fails.

extension DeskModel {
  /// One transaction, tried until it works: what it holds has happened. Until then nothing is sent, and
  /// nobody waits for an answer; cancels do not come this way.
  ///
  /// - Returns: false where it can never work, or the program has ended. Nothing is written after that,
  /// because a
  ///   file with a gap says what never was.
  func persist(_ commits: [Commit]) async -> Bool {
    if commits.isEmpty { return true }
    while !isStoreLost, stage != .stopped {
      do throws(StoreError) {
        try await store.commit(commits)
        #if PLANTED_BUGS
          CrashPoint.afterCommit.reached()
        #endif
        if writingFailure != nil { apply(.storage(failure: damage)) }
        return true
      } catch {
        storingFailed(error)
        if error.isPassing { await pause(options.storeRetry) }
      }
    }
    isStoreLost = true
    return false
  }

  private func storingFailed(_ error: StoreError) {
    isStoreLost = isStoreLost || !error.isPassing
    let failure = error.words + (isStoreLost ? "; nothing is written or sent before a restart" : "")
    apply(.storage(failure: failure))
    publishSoon()
    for (_, reply) in replies.sorted(by: { $0.key < $1.key }) {
      reply.continuation.resume(returning: reply.answer.unstored(because: failure))
    }
    replies = [:]
  }
}
